"""The signals from which the assistant judges whether to answer, on hand-made papers."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest

from assistant.answerability import Signals, probability, signals
from assistant.candidates import Candidate, Found
from assistant.fitted import FITTED, AbstentionWeights
from assistant.records import Evidence, Paper, Passage, Scores
from assistant.terms import Terms

TERMS = Terms({"bee": 3.0, "swarm": 2.0, "tide": 5.0}, frozenset({"tide"}), wants_number=True)
NOTHING = Terms({}, frozenset(), wants_number=False)


def found(number: int, *sentences: tuple[str, float, str], title: str = "", dense: float | None = 0.5) -> Found:
    """A paper with sentences of (text, similarity, its terms parted by blanks)."""
    abstract = " ".join(text for text, _, _ in sentences)
    paper = Paper(f"p{number}", title, abstract)
    passage = Passage(f"p{number}:0", paper.id, abstract, 0, len(abstract))
    evidence = Evidence(paper.id, paper, passage, 1.0, Scores(dense=dense))
    rows, start = [], 0
    for text, similarity, terms in sentences:
        vector: Any = np.zeros(2, np.float32)
        rows.append(Candidate(evidence, number, start, start + len(text), vector, similarity, frozenset(terms.split())))
        start += len(text) + 1
    title_terms = frozenset(title.split())
    return Found(evidence, tuple(rows), title_terms, title_terms.union(*(row.terms for row in rows)))


ONE = found(0, ("Bees leave.", 0.6, "bee leav"), ("A swarm of 9 flies.", 0.4, "swarm fli"), dense=0.7)


def test_the_signals_of_one_paper() -> None:
    assert asdict(signals([ONE], TERMS)) == pytest.approx(
        {
            "dense": 0.7,
            "sentence": 0.6,
            "paper_coverage": 0.5,
            "sentence_coverage": 0.3,
            "joint": (0.6 + 0.5) / 2,
            "missing_rare": 1.0,
            "unknown": 0.5,
            "no_number": 0.0,
        }
    )


@pytest.mark.parametrize(
    ("papers", "terms", "expected"),
    [
        ([], TERMS, Signals()),
        ([found(0)], TERMS, Signals()),
        ([found(0, ("Words.", 0.1, ""), dense=None)], NOTHING, Signals(sentence=0.1, joint=0.05)),
    ],
    ids=["no papers", "a paper without sentences", "a question without terms"],
)
def test_where_there_is_little(papers: list[Found], terms: Terms, expected: Signals) -> None:
    assert asdict(signals(papers, terms)) == pytest.approx(asdict(expected))


def test_a_title_helps_its_sentences() -> None:
    helped = found(0, ("It flies.", 0.5, "fli"), title="bee swarm")
    assert signals([helped], TERMS).sentence_coverage == pytest.approx(0.5)


def test_only_the_first_three_papers_count() -> None:
    fourth = found(3, ("Tides.", 0.99, "bee swarm tide"), dense=0.99)
    others = [found(n, ("Bees.", 0.2, "bee"), dense=0.2) for n in range(3)]
    assert signals([*others, fourth], TERMS) == signals(others, TERMS)
    assert signals([*others[:2], fourth], TERMS).sentence == 0.99


@pytest.mark.parametrize(
    ("sentences", "wants", "expected"),
    [
        (("Many bees.", "More bees."), True, 1.0),
        (("Many bees.", "9 bees."), True, 0.0),
        (("Many bees.", "More bees."), False, 0.0),
        (("Bees.", "Hives.", "Wax.", "It is the fourth that has 9."), True, 1.0),
    ],
)
def test_a_number_asked_for_and_not_there(sentences: tuple[str, ...], *, wants: bool, expected: float) -> None:
    paper = found(0, *((text, 0.9 - n / 10, "bee") for n, text in enumerate(sentences)))
    assert signals([paper], replace(TERMS, wants_number=wants)).no_number == expected


NEUTRAL = AbstentionWeights(
    bias=0.0,
    dense=0.0,
    sentence=0.0,
    paper_coverage=0.0,
    sentence_coverage=0.0,
    joint=0.0,
    missing_rare=0.0,
    unknown=0.0,
    no_number=0.0,
    threshold=0.5,
)


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        (NEUTRAL, 0.5),
        (replace(NEUTRAL, bias=2.0), 0.880797),
        (replace(NEUTRAL, dense=2.0), 0.880797),
        (replace(NEUTRAL, no_number=-2.0), 0.119203),
        (replace(NEUTRAL, bias=-700.0), 0.0),
        (replace(NEUTRAL, bias=700.0), 1.0),
    ],
)
def test_the_probability_is_logistic(weights: AbstentionWeights, expected: float) -> None:
    assert probability(Signals(dense=1.0, no_number=1.0), weights) == pytest.approx(expected, abs=1e-6)


def test_nothing_found_is_not_answered() -> None:
    assert probability(Signals(), FITTED.abstention) < FITTED.abstention.threshold


def test_a_perfect_fit_is_answered() -> None:
    perfect = Signals(dense=0.9, sentence=0.9, paper_coverage=1.0, sentence_coverage=1.0, joint=0.95)
    assert probability(perfect, FITTED.abstention) > FITTED.abstention.threshold
