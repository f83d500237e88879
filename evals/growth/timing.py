"""How long searches of a library take, by what is filtered, and whether they find what a look at everything finds.

`python -m evals.growth.timing LIBRARY QUESTIONS` does that in a process of its own and prints one JSON object.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

from assistant import terminal
from assistant.assistant import Assistant
from assistant.codec import to_json
from assistant.filters import Selection
from assistant.finding import select_papers
from assistant.fitted import FITTED, without_ranker
from assistant.legs import Query, dense_leg
from assistant.library import Snapshot
from assistant.library.scan import cosines, nearest, passages_of
from assistant.library.selected import Selected
from assistant.library.selecting import Bools, Mask
from assistant.records import Filters
from assistant.search import search
from assistant.settings import Settings
from evals.growth.made_up import Asked, MadeUp

WARMING = 5
"""So many are asked before times count."""
K = 10
# Asked for the first time, a large library is read from disk; what later questions need is in memory then.
FILTERS: Mapping[str, Filters] = {
    "no filter, asked first": Filters(),
    "no filter": Filters(),
    "an author's": Filters(authors=("darkakaka",)),
    "one venue": Filters(venues=("Journal 7",)),
    "one year": Filters(year_from=2005, year_to=2005),
    "four years": Filters(year_from=2003, year_to=2006),
    "since 2008": Filters(year_from=2008),
}
ELSEWHERE = "another subject"
"""The papers farthest from each question, one in four: filters may leave those and nothing that is near."""
SHARE = 0.25
PLAIN = without_ranker(FITTED).search
NOT_KEPT = "vectors of this library are not all kept beside Chroma"
Vector = np.ndarray[Any, np.dtype[np.float32]]
Selects = Callable[[Snapshot, Asked], Selection | None]
"""The papers that are let through for a question."""


@dataclass(frozen=True, slots=True)
class Timed:
    """Searches with one filter: papers it lets through, milliseconds, and how far they are those of an exact search.

    `recall` is the share of the ten papers nearest by vector that the vector leg puts first; `same` that of the ten
    found by the whole search.
    """

    filtered: str
    papers: int
    p50_ms: float
    p95_ms: float
    recall: float
    same: float


@dataclass(frozen=True, slots=True)
class Timings:
    """All searches of one library, and the milliseconds to open it."""

    papers: int
    open_ms: float
    timed: tuple[Timed, ...]


class Exact(Snapshot):
    """A library whose vectors are all looked at, whatever that costs."""

    def __init__(self, snapshot: Snapshot) -> None:  # the same open files: none are opened anew
        self.__dict__.update(snapshot.__dict__)

    def nearest(self, vector: Vector, n: int) -> list[tuple[str, float]]:
        """The `n` nearest passages of all."""
        return self._looked(None, vector, n)

    def nearest_among(self, met: Bools, vector: Vector, n: int) -> list[tuple[str, float]]:
        """The `n` nearest passages of some papers, by number."""
        return self._looked(met, vector, n)

    def _looked(self, met: Bools | None, vector: Vector, n: int) -> list[tuple[str, float]]:
        meant = passages_of(self.catalogue, met)
        found = None if meant is None else nearest(self.catalogue, self.passages, meant, vector, n)
        if found is None:
            raise SystemExit(NOT_KEPT)
        return found


def timings(library: Path, questions: int) -> Timings:
    """Open a library of made-up papers and search it for so many questions with each filter."""
    began = time.perf_counter()
    assistant = Assistant.open(library, settings=Settings.load())
    open_ms = 1000 * (time.perf_counter() - began)
    with assistant:
        papers = assistant.library.snapshot().catalogue.count()
        asked = MadeUp().questions(papers, questions)
        through = {name: _through(filters) for name, filters in FILTERS.items()}
        timed = [_milliseconds(assistant, asked, selects) for selects in through.values()]
        checked = [_held(assistant.library.snapshot(), asked, selects) for selects in through.values()]
        # Last, as finding those papers reads all vectors.
        elsewhere = _elsewhere(assistant.library.snapshot(), asked)
        timed.append(_milliseconds(assistant, asked, elsewhere))
        checked.append(_held(assistant.library.snapshot(), asked, elsewhere))
    rows = zip((*FILTERS, ELSEWHERE), timed, checked, strict=True)
    found = tuple(Timed(name, n, *np.percentile(times, [50, 95]).tolist(), *held) for name, times, (n, *held) in rows)
    return Timings(papers, open_ms, found)


def _through(filters: Filters) -> Selects:
    return lambda snapshot, _: select_papers(snapshot, filters)


def _elsewhere(snapshot: Snapshot, asked: Sequence[Asked]) -> Selects:
    """For each question the share of all papers that is farthest from it."""
    columns, everything = snapshot.catalogue.columns, passages_of(snapshot.catalogue)
    if everything is None:
        raise SystemExit(NOT_KEPT)
    found: dict[str, Selected] = {}
    for question in asked:
        near = cosines(snapshot.catalogue, snapshot.passages, everything, question.vector)
        if near is None:
            raise SystemExit(NOT_KEPT)
        met = np.zeros(len(columns["alive"]), bool)
        met[everything.papers[near <= np.quantile(near, SHARE)]] = True
        found[question.text] = snapshot.catalogue.selected(Mask(met, int(met.sum()), 0))
    return lambda _, question: found[question.text]


def _milliseconds(assistant: Assistant, asked: Sequence[Asked], selects: Selects) -> list[float]:
    """Of each search, embedding of the question by the real embedder and reading of the filters included."""
    times = []
    for question in asked:
        began = time.perf_counter()
        assistant.embedding.embed_questions([question.text])
        snapshot = assistant.library.snapshot()
        _found(snapshot, question, selects)
        times.append(1000 * (time.perf_counter() - began))
    return times[WARMING:]


def _held(snapshot: Snapshot, asked: Sequence[Asked], selects: Selects) -> tuple[int, float, float]:
    """Papers that are let through, and the two shares of `Timed`."""
    exact, recall, same = Exact(snapshot), [], []
    selection = selects(snapshot, asked[0])
    for question in asked:
        mine, right = (_nearest(which, question, selects) for which in (snapshot, exact))
        recall.append(len(set(mine) & set(right)) / max(1, len(right)))
        mine, right = (_found(which, question, selects) for which in (snapshot, exact))
        same.append(len(set(mine) & set(right)) / max(1, len(right)))
    return exact.catalogue.count() if selection is None else len(selection), fmean(recall), fmean(same)


def _found(snapshot: Snapshot, question: Asked, selects: Selects) -> list[str]:
    query = Query(question.text, question.vector)
    hits = search(snapshot, query, k=K, selection=selects(snapshot, question), weights=PLAIN)
    return [hit.paper.id for hit in hits]


def _nearest(snapshot: Snapshot, question: Asked, selects: Selects) -> list[str]:
    """The ten papers that the vector leg of a search puts first."""
    query = Query(question.text, question.vector)
    found = dense_leg(snapshot, query, PLAIN.pool, selects(snapshot, question))
    return sorted(found, key=lambda i: (-found[i][0], i))[:K]


if __name__ == "__main__":
    terminal.say_json(to_json(timings(Path(sys.argv[1]), int(sys.argv[2]))))
