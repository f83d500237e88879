"""Pseudo-relevance feedback: the question is asked again with what the first papers found have in common with it.

Words as in RM3 (Abdul-Jaleel and others, 2004), the vector as in Rocchio's method (1971), both over the first papers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.ranker import Readable
from assistant.legs import Query
from assistant.library import Snapshot
from assistant.reranking import RANKER, Reader
from assistant.terms import telling

WORDS = 10
VECTOR_SHARE = 0.3
"""Of the new vector the first papers' mean has so much."""


@dataclass(frozen=True, slots=True)
class AsAsked:
    """A reader that reads papers with the question as it was asked, whatever it was expanded to for the search."""

    question: str
    ranker: Reader = RANKER

    def score(self, question: str, papers: Sequence[Readable]) -> NDArray[np.float32]:  # noqa: ARG002 - expanded
        """One score a paper."""
        return self.ranker.score(self.question, papers)


def expanded(snapshot: Snapshot, query: Query, paper_ids: Sequence[str]) -> Query:
    """The question with the words that tell most of some papers behind it, and its vector moved towards theirs."""
    papers = list(snapshot.get(paper_ids).values())
    vectors = snapshot.store.vectors([stored.passages[0].id for stored in papers])
    if not vectors:
        return query
    moved = (1 - VECTOR_SHARE) * query.vector + VECTOR_SHARE * np.mean(list(vectors.values()), axis=0)
    text = " ".join([query.text, *telling(snapshot, [stored.paper for stored in papers], WORDS)])
    return Query(text, np.asarray(moved / np.linalg.norm(moved), np.float32))
