"""Tuning cases ready for fitting: with their query, terms, gold ids, and the papers found for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.candidates import Found, read_found
from assistant.embedding import Embedder
from assistant.filters import Selection
from assistant.fitted import SearchWeights
from assistant.legs import Query
from assistant.library import Snapshot
from assistant.search import search
from assistant.terms import Terms, question_terms
from evals.read_cases import Case, by_title, ids_of

EVIDENCE = 10


@dataclass(frozen=True, slots=True)
class Example:
    """A tuning case with what does not depend on the numbers being chosen."""

    case: Case
    gold: frozenset[str]
    also_ok: frozenset[str]
    query: Query
    terms: Terms


def read_examples(snapshot: Snapshot, embedder: Embedder, cases: Sequence[Case]) -> list[Example]:
    """One example a case, in their order."""
    known = by_title(snapshot.papers)
    return [
        Example(
            case,
            ids_of(case.gold, known, case),
            ids_of(case.also_ok, known, case),
            Query(case.question, embedder.embed_questions([case.question])[0]),
            question_terms(snapshot, case.question),
        )
        for case in cases
    ]


def found_for(
    snapshot: Snapshot, embedder: Embedder, example: Example, weights: SearchWeights, selection: Selection | None = None
) -> tuple[Found, ...]:
    """The papers that answering would read for an example."""
    evidence = search(snapshot, example.query, k=EVIDENCE, selection=selection, weights=weights)
    return read_found(snapshot, embedder, example.query, evidence)
