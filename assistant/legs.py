"""The two legs of search: papers near a question by their vectors, and by its words, of all papers or of some.

Where filters let only some papers through, there are two ways to each: a look at these alone, or asking for what fits
best of all papers until enough of it is let through. Which is sooner done depends on how many are let through.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from assistant.filters import Selection
from assistant.library import Snapshot
from assistant.library.scan import MAX_PAPERS

FEW = 16
"""Words are searched for among selected papers if their number, squared, is at most so many times that of all papers.

Else in all papers, those not selected passed over. The one takes as long as there are papers selected, the other as
there are papers to each of them.
"""
MARGIN = 1.3
"""So many times what a selection's share of all papers lets expect is asked for at first: what is near is alike."""
WIDER = 4
"""So many times as much is asked for where that was not enough."""
DEAR = 100
"""What is near is asked of Chroma's graph while that is so many times fewer passages than there are papers selected.

Else the selected papers' own vectors are looked at: of a million papers where up to 114,000 are selected, and where
hardly anything near the question is among the selected.
"""
Vector = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, slots=True)
class Query:
    """A question ready to be searched: its words, its vector of length one, shape (dimensions,), a paper left out."""

    text: str
    vector: Vector
    but: str | None = None


def dense_leg(
    snapshot: Snapshot, query: Query, n: int, selection: Selection | None = None, *, few: int = MAX_PAPERS
) -> dict[str, tuple[float, str]]:
    """Paper id to the cosine similarity of its nearest passage and that passage's id, for about `n` papers.

    Of a selection the best `n`, however they are found, so that no way of finding them shows in the scores: up to
    `few` selected papers are all looked at.
    """
    vector = query.vector
    if selection is None:
        # Passages of one paper count once; half of `n` still holds the papers wanted, without asking twice for a few.
        return _widened(snapshot, vector, n, n // 2, None)
    found = _from_graph(snapshot, vector, n, selection) if len(selection) > few else None
    if found is None:
        found = _among(snapshot, vector, n, selection)
    if found is None:
        found = _widened(snapshot, vector, _expected(snapshot, n, selection), n, selection)
    return dict(islice(found.items(), n))


def bm25_leg(snapshot: Snapshot, query: Query, n: int, selection: Selection | None = None) -> dict[str, float]:
    """Paper id to BM25 score, for the best `n` papers."""
    if selection is None:
        return dict(snapshot.lexical.search(query.text, n))
    papers = snapshot.lexical.count()
    if len(selection) ** 2 <= FEW * papers:
        return dict(snapshot.lexical.search_among(query.text, n, selection.ids()))
    holds, wanted = snapshot.holds(selection), n + int(n * MARGIN * papers / len(selection))
    while True:
        found, all_seen = snapshot.lexical.search_where(query.text, wanted, holds, n)
        if all_seen or len(found) >= n:
            return dict(found)
        wanted *= 2 if len(found) > n // 2 else WIDER


def _from_graph(
    snapshot: Snapshot, vector: Vector, n: int, selection: Selection
) -> dict[str, tuple[float, str]] | None:
    """At least `n` selected papers among what is nearest of all; None where much more would have to be asked for."""
    wanted = _expected(snapshot, n, selection)
    while wanted * DEAR < len(selection):
        found, was_all = _nearest(snapshot, vector, wanted)
        held = selection.kept(found)
        if was_all or len(held) >= n:
            return {paper_id: value for paper_id, value in found.items() if paper_id in held}
        if len(held) * WIDER < n:
            return None
        wanted *= WIDER
    return None


def _expected(snapshot: Snapshot, n: int, selection: Selection) -> int:
    """How many passages are likely to hold `n` selected papers."""
    return int(n * MARGIN * snapshot.lexical.count() / max(1, len(selection))) + 1


def _nearest(snapshot: Snapshot, vector: Vector, wanted: int) -> tuple[dict[str, tuple[float, str]], bool]:
    """The papers of the nearest passages, and whether these were all there are."""
    hits = snapshot.nearest(vector, wanted)
    return _by_paper(hits), len(hits) < wanted


def _widened(
    snapshot: Snapshot, vector: Vector, wanted: int, least: int, selection: Selection | None
) -> dict[str, tuple[float, str]]:
    """The papers of the nearest passages; asked for more until `least` of them are selected, or there is no more."""
    while True:
        found, was_all = _nearest(snapshot, vector, wanted)
        held = found.keys() if selection is None else selection.kept(found)
        if was_all or len(held) >= least:
            return {paper_id: value for paper_id, value in found.items() if paper_id in held}
        wanted *= WIDER


def _among(snapshot: Snapshot, vector: Vector, n: int, selection: Selection) -> dict[str, tuple[float, str]] | None:
    """About `n` selected papers with their similarity, from the vectors themselves; None where these are not kept."""
    met, wanted = snapshot.met(selection), n
    while (hits := snapshot.nearest_among(met, vector, wanted)) is not None:
        best = _by_paper(hits)
        if len(best) >= min(n, len(selection)) or len(hits) < wanted:
            return best
        wanted *= WIDER
    return _exact(snapshot, vector, selection) if len(selection) <= n else None


def _by_paper(hits: Iterable[tuple[str, float]]) -> dict[str, tuple[float, str]]:
    """Paper id to its best passage, of passages that come best first."""
    best: dict[str, tuple[float, str]] = {}
    for passage_id, similarity in hits:
        best.setdefault(passage_id.rpartition(":")[0], (similarity, passage_id))
    return best


def _exact(snapshot: Snapshot, vector: Vector, selection: Selection) -> dict[str, tuple[float, str]]:
    """Every selected paper with its similarity, asked of Chroma."""
    ids = [passage.id for stored in snapshot.get(selection.ids()).values() for passage in stored.passages]
    best: dict[str, tuple[float, str]] = {}
    for passage_id, own in snapshot.store.vectors(ids).items():
        paper_id, similarity = passage_id.rpartition(":")[0], float(own @ vector)
        if paper_id not in best or similarity > best[paper_id][0]:
            best[paper_id] = (similarity, passage_id)
    return best
