"""Papers for a question, or like another paper: what is searched for, and among which papers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from assistant.embedding import Embedder
from assistant.errors import LibraryError, UsageError
from assistant.filters import Days, Part, Range, Selection, condition
from assistant.fitted import FITTED, SearchWeights
from assistant.given import typed, whole
from assistant.legs import Query
from assistant.library import Snapshot, Stored
from assistant.questions import checked, one_line
from assistant.records import Evidence, Filters
from assistant.search import search
from assistant.terms import telling

TELLING = 25
"""So many words of a paper are looked for in others, as in Lucene's MoreLikeThis."""
LIKE = replace(FITTED.search, dense=0.5, sentence=0.0, rerank=0.0)
"""How papers like another are ranked: by words and vectors alike. One sentence of theirs is not like a whole paper."""

_BOUNDS: Mapping[str, tuple[str, str]] = {
    "year": ("year_from", "year_to"),
    "n_authors": ("n_authors_min", "n_authors_max"),
}


def usable(given: Filters | None) -> Filters:
    """Filters as somebody set them, checked before anything is made of them; None for none.

    Only what somebody set is held to the order of its bounds: together with what a question says, "since 2023" where
    2020 was set as the last year, they may be the wrong way round, and then no paper meets them.

    Raises:
        UsageError: a field holds something of another kind, a name is blank, a date is not ISO, or two bounds are the
            wrong way round.
    """
    filters = typed(given)
    for low, high in filter(None, map(_exchanged, condition(filters) or ())):
        first, last = getattr(filters, low), getattr(filters, high)
        raise UsageError(f"{low} {first} lies beyond {high} {last}; exchange them")
    return filters


def asked(embedder: Embedder, question: str) -> Query:
    """A question as it is searched for.

    Raises:
        QuestionError: it is empty or too long.
    """
    text = one_line(checked(question))
    return Query(text, embedder.embed_questions([text])[0])


def like(snapshot: Snapshot, stored: Stored) -> Query:
    """What finds papers like one of the library: its own vectors, and the words of it that tell most.

    Raises:
        LibraryError: it has lost its vectors.
    """
    vectors = snapshot.store.vectors([passage.id for passage in stored.passages])
    if not vectors:
        raise LibraryError(f"paper {stored.paper.id} has lost its vectors; mend it with: python -m ingest doctor --fix")
    mean = np.mean(list(vectors.values()), axis=0)
    vector = np.asarray(mean / np.linalg.norm(mean), np.float32)
    return Query(" ".join(telling(snapshot, [stored.paper], TELLING)), vector, but=stored.paper.id)


def find(
    snapshot: Snapshot, query: Query, k: int, filters: Filters, weights: SearchWeights = FITTED.search
) -> tuple[Evidence, ...]:
    """The `k` papers that fit a query best, best first; fewer where fewer match the filters.

    Raises:
        UsageError: `k` is no number from 1 on, or the filters cannot be read, as `condition` says.
    """
    return search(snapshot, query, k=_checked(k), selection=select_papers(snapshot, filters), weights=weights)


def find_like(snapshot: Snapshot, stored: Stored, k: int, filters: Filters) -> tuple[Evidence, ...]:
    """The `k` papers most like one, best first, without it; raises as `like` and `find`."""
    selection, query = select_papers(snapshot, filters), like(snapshot, stored)
    return search(snapshot, query, k=_checked(k), selection=selection, weights=LIKE)


def select_papers(snapshot: Snapshot, filters: Filters) -> Selection | None:
    """The papers that the filters let through; None where there are no filters."""
    where = condition(filters)
    return None if where is None else snapshot.catalogue.select(where)


def _exchanged(part: Part) -> tuple[str, str] | None:
    """The names of two bounds that are the wrong way round."""
    if isinstance(part, Range) and part.low > part.high:
        return _BOUNDS[part.column]
    return ("date_from", "date_to") if isinstance(part, Days) and part.first > part.last else None


def _checked(k: int) -> int:
    number = whole("k", k, 10)
    if number < 1:
        raise UsageError(f"k={k}: ask for at least one paper")
    return number
