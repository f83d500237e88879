"""Choosing and citing sentences, on hand-made papers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from assistant.candidates import Candidate, Found
from assistant.extractive import choose, cite
from assistant.fitted import ExtractiveWeights
from assistant.records import Evidence, Paper, Passage
from assistant.terms import Terms

PLAIN = ExtractiveWeights(
    papers=8,
    similarity=1.0,
    coverage=0.0,
    paper=0.0,
    number=0.0,
    redundancy=0.0,
    new_terms=0.0,
    max_sentences=3,
    min_gain=0.0,
)
TERMS = Terms({"bee": 1.0, "tide": 1.0}, frozenset(), wants_number=False)
Row = tuple[str, float, str, tuple[float, float]]
"""Text, similarity, terms parted by blanks, vector."""


def row(text: str, similarity: float, terms: str = "", vector: tuple[float, float] = (1.0, 0.0)) -> Row:
    return (text, similarity, terms, vector)


def found(rank: int, *rows: Row, title: str = "") -> Found:
    abstract = "  ".join(text for text, *_ in rows)
    paper = Paper(f"p{rank}", f"Title {rank}", abstract)
    evidence = Evidence(paper.id, paper, Passage(f"p{rank}:0", paper.id, abstract, 0, len(abstract)), 1.0)
    sentences, start = [], 0
    for text, similarity, terms, vector in rows:
        direction: Any = np.array(vector, np.float32)
        end = start + len(text)
        sentences.append(Candidate(evidence, rank, start, end, direction, similarity, frozenset(terms.split())))
        start = end + 2
    title_terms = frozenset(title.split())
    return Found(evidence, tuple(sentences), title_terms, title_terms.union(*(s.terms for s in sentences)))


A, B, C, D = "We have seen alpha here.", "We have seen beta here.", "We have seen gamma here.", "We have 4 deltas here."
Papers = tuple[Found, ...]
CHOICES: list[tuple[str, Papers, ExtractiveWeights, Terms, list[str]]] = [
    ("no papers", (), PLAIN, TERMS, []),
    ("no sentences", (found(0),), PLAIN, TERMS, []),
    ("headings are not prose", (found(0, row("Results and outlook:", 0.9), row(A, 0.1)),), PLAIN, TERMS, [A]),
    ("nothing but headings", (found(0, row("Results.", 0.9)),), PLAIN, TERMS, []),
    ("in the order of the abstract", (found(0, row(A, 0.1), row(B, 0.3), row(C, 0.2)),), PLAIN, TERMS, [A, B, C]),
    (
        "at most so many",
        (found(0, row(A, 0.1), row(B, 0.3), row(C, 0.2)),),
        replace(PLAIN, max_sentences=2),
        TERMS,
        [B, C],
    ),
    (
        "enough gain or none, but the first always",
        (found(0, row(A, 0.1), row(B, 0.3), row(C, 0.2)),),
        replace(PLAIN, min_gain=0.9),
        TERMS,
        [B],
    ),
    ("papers in the order of taking", (found(0, row(A, 0.1)), found(1, row(B, 0.3))), PLAIN, TERMS, [B, A]),
    (
        "sentences of one paper together",
        (found(0, row(A, 0.1), row(B, 0.5)), found(1, row(C, 0.3))),
        PLAIN,
        TERMS,
        [A, B, C],
    ),
    ("papers far down are left", (found(0, row(A, 0.1)), found(1, row(B, 0.3))), replace(PLAIN, papers=1), TERMS, [A]),
    (
        "ties go to the better paper, then to the earlier sentence",
        (found(0, row(A, 0.3), row(B, 0.3)), found(1, row(C, 0.3))),
        replace(PLAIN, max_sentences=1),
        TERMS,
        [A],
    ),
    (
        "terms count",
        (found(0, row(A, 0.3), row(B, 0.2, "bee")),),
        replace(PLAIN, coverage=1.0, max_sentences=1),
        TERMS,
        [B],
    ),
    (
        "those of the title too",
        (found(0, row(A, 0.3)), found(1, row(B, 0.2), title="bee")),
        replace(PLAIN, coverage=1.0, max_sentences=1),
        TERMS,
        [B],
    ),
    (
        "the place of the paper counts",
        (found(0, row(A, 0.2)), found(1, row(B, 0.3))),
        replace(PLAIN, paper=1.0, max_sentences=1),
        TERMS,
        [A],
    ),
    (
        "a number where one is asked for",
        (found(0, row(A, 0.3), row(D, 0.2)),),
        replace(PLAIN, number=1.0, max_sentences=1),
        replace(TERMS, wants_number=True),
        [D],
    ),
    (
        "and only there",
        (found(0, row(A, 0.3), row(D, 0.2)),),
        replace(PLAIN, number=1.0, max_sentences=1),
        TERMS,
        [A],
    ),
    (
        "what repeats is passed over",
        (found(0, row(A, 0.5), row(B, 0.4), row(C, 0.3, "", (0.0, 1.0))),),
        replace(PLAIN, redundancy=1.0, max_sentences=2),
        TERMS,
        [A, C],
    ),
    (
        "what covers new terms is taken",
        (found(0, row(A, 0.5, "bee"), row(B, 0.4, "bee"), row(C, 0.3, "tide")),),
        replace(PLAIN, new_terms=1.0, max_sentences=2),
        TERMS,
        [A, C],
    ),
]


@pytest.mark.parametrize(
    ("papers", "weights", "terms", "expected"), [case[1:] for case in CHOICES], ids=[case[0] for case in CHOICES]
)
def test_choosing(papers: Papers, weights: ExtractiveWeights, terms: Terms, expected: list[str]) -> None:
    assert [sentence.text for sentence in choose(papers, terms, weights)] == expected


def test_no_sentences_no_citations() -> None:
    assert cite(()) == ((), ())


def test_numbers_go_by_first_citation_and_are_the_papers() -> None:
    one, two = found(0, row(A, 0.5), row(B, 0.4)), found(1, row(C, 0.3))
    sentences, citations = cite((two.sentences[0], *one.sentences))
    assert [(c.number, c.paper.id, c.quote) for c in citations] == [(1, "p1", C), (2, "p0", A), (2, "p0", B)]
    assert [(s.text, s.citations, s.verdict) for s in sentences] == [
        (C, (0,), "supported"),
        (A, (1,), "supported"),
        (B, (2,), "supported"),
    ]
    assert all(c.verbatim and c.paper.abstract[c.start : c.end] == c.quote for c in citations)


@pytest.mark.parametrize(
    ("shown", "numbers"),
    [({}, [1, 2]), ({"p0": 1}, [2, 1]), ({"p9": 1, "p0": 2}, [3, 2]), ({"p9": 1, "p8": 2}, [3, 4])],
)
def test_papers_keep_the_numbers_that_were_shown(shown: dict[str, int], numbers: list[int]) -> None:
    one, two = found(0, row(A, 0.5)), found(1, row(C, 0.3))
    _, citations = cite((two.sentences[0], one.sentences[0]), shown)
    assert [c.number for c in citations] == numbers


def test_text_that_occurs_twice_is_cited_where_it_was_chosen() -> None:
    twice = found(0, row(A, 0.1), row(B, 0.2), row(A, 0.9))
    (chosen,) = choose((twice,), TERMS, replace(PLAIN, max_sentences=1))
    _, (citation,) = cite((chosen,))
    assert citation.start == len(A) + len(B) + 4
