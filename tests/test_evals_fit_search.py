"""The weights of search are chosen one by one, on questions the ranker has not seen."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.embedding.ranker import Readable
from assistant.fitted import FITTED
from assistant.legs import Query
from evals import fit_search
from evals.fit_search import CHANCE, DOUBTS, GRID, START, Judged, smoothest, thriftiest
from tests import small_library

QUESTIONS = {
    "How often may text be repeated when a language model is trained?": "Repeating Training Text",
    "When do bees leave their hive?": "Hive Scales Reveal",
    "Does the sea rise faster now?": "Tide Gauges",
}


class Hating:
    """A ranker that likes nothing that is right, and says how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def score(self, question: str, papers: Sequence[Readable]) -> NDArray[np.float32]:
        self.asked += len(papers)
        return np.array([-9.0 * paper.title.startswith(QUESTIONS[question]) for paper in papers], np.float32)


@pytest.mark.parametrize(
    ("qualities", "best"), [([1, 2, 3, 2, 1], 2), ([0, 0, 9, 0, 7, 8, 7], 5), ([3, 2, 1], 0), ([1, 2, 3], 2)]
)
def test_the_best_of_a_line_has_good_neighbours(qualities: list[float], best: int) -> None:
    tried = [replace(FITTED.search, dense=float(i)) for i in range(len(qualities))]
    worst = tried[qualities.index(min(qualities))]
    assert smoothest(tried, lambda weights: qualities[int(weights.dense)], worst).dense == best


@pytest.mark.parametrize(("more", "best"), [(CHANCE / 2, 0), (2 * CHANCE, 2)])
def test_a_weight_stays_where_another_is_better_by_chance_only(more: float, best: int) -> None:
    tried = [replace(FITTED.search, dense=float(i)) for i in range(3)]
    qualities = (1.0, 1.0 + more, 1.0 + 2 * more)
    assert smoothest(tried, lambda weights: qualities[int(weights.dense)], tried[0]).dense == best


@pytest.mark.parametrize(
    ("qualities", "found"),
    [([0.5, 0.6, 0.95, 1.0, 0.97], 2), ([1.0, 0.9, 1.0], 2), ([1.0, 1.0], 0), ([0.5, 0.89, 1.0], 2)],
)
def test_the_ranker_is_asked_no_more_than_it_pays(qualities: list[float], found: int) -> None:
    tried = [replace(FITTED.search, doubt=float(i)) for i in range(len(qualities))]
    assert thriftiest(tried, lambda weights: qualities[int(weights.doubt)]).doubt == found


def test_a_ranker_that_errs_gets_no_say_and_reads_nothing_twice(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    hating = Hating()
    monkeypatch.setattr(fit_search, "RANKER", hating)
    with small_library.opened(small_library.build(tmp_path_factory.mktemp("small"))) as assistant:
        snapshot = assistant.library.snapshot()
        ids = {paper.title: paper.id for paper in snapshot.papers}
        judged = [
            Judged(
                Query(text, assistant.embedding.embed_questions([text])[0]),
                frozenset(i for title, i in ids.items() if title.startswith(right)),
            )
            for text, right in QUESTIONS.items()
        ]
        found = fit_search.fit_search([(snapshot, judged)])
    assert found.rerank == 0.0
    assert found.doubt == DOUBTS[0]
    assert set(START) == {*GRID, "doubt"}
    assert all(getattr(found, name) in values for name, values in GRID.items())
    assert hating.asked <= len(QUESTIONS) * len(small_library.PAPERS)
