"""One Paper from all its copies, by a rule that does not depend on their order.

Originals go before digests; in a field that several copies fill, the one that says more wins, and a tie goes to the
text that sorts first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from assistant.records import Paper

T = TypeVar("T")


def derive(paper_id: str, copies: Sequence[Paper]) -> Paper:
    """The paper that `copies` (at least one) are copies of, under the id `paper_id`."""
    originals = [copy for copy in copies if not copy.is_digest]
    best = sorted(originals or copies, key=_order)
    date, inferred = _date(best)
    return Paper(
        id=paper_id,
        title=_commonest(copy.title for copy in best),
        abstract=_longest(copy.abstract for copy in best),
        authors=max((copy.authors for copy in reversed(best)), key=len),
        n_authors=_commonest_or_none(copy.n_authors for copy in best),
        date=date,
        date_inferred=inferred,
        year=int(date[:4]) if date else min((copy.year for copy in best if copy.year), default=None),
        venue=_first(best, lambda copy: copy.venue),
        doi=_first(best, lambda copy: copy.doi),
        arxiv_id=_first(best, lambda copy: copy.arxiv_id),
        url=_first(best, lambda copy: copy.url),
        sources=tuple(sorted({s for copy in copies for s in copy.sources}, key=lambda s: (s.name, s.kind, s.entry))),
        is_digest=not originals,
        extra=tuple(sorted({pair for copy in best for pair in copy.extra})),
    )


def _order(copy: Paper) -> tuple[str, ...]:
    source = copy.sources[0]
    return (source.name, source.kind, source.entry, copy.title, repr(copy))


def _commonest(values: Iterable[T]) -> T:
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], str(value)))


def _commonest_or_none(values: Iterable[T | None]) -> T | None:
    known = [value for value in values if value is not None]
    return _commonest(known) if known else None


def _longest(texts: Iterable[str]) -> str:
    return min(texts, key=lambda text: (-len(text), text))


def _date(copies: Sequence[Paper]) -> tuple[str | None, bool]:
    """The date and whether its year was inferred: printed years first, then the more precise, then the earlier."""
    dated = [(copy.date_inferred, -len(copy.date), copy.date) for copy in copies if copy.date]
    if not dated:
        return None, False
    inferred, _, date = min(dated)
    return date, inferred


def _first(copies: Sequence[Paper], field: Callable[[Paper], str | None]) -> str | None:
    return next((value for copy in copies if (value := field(copy))), None)
