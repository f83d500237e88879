"""One Paper from all its copies, by a rule that does not depend on their order.

Originals go before digests. What belongs together comes from one copy: the authors with their number, the date with its
year. In every other field that several copies fill, the one that says more wins, and a tie goes to the text that sorts
first. A published version's DOI goes before a preprint's, whose arXiv id stays beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from assistant.library.folding import title_key
from assistant.library.identifiers import bare_doi, identifiers, is_preprint
from assistant.records import Paper

_MARKUP = "\\{}$<>"


def derive(paper_id: str, copies: Sequence[Paper]) -> Paper:
    """The paper that `copies` (at least one) are copies of, under the id `paper_id`."""
    originals = [copy for copy in copies if not copy.is_digest]
    best = sorted(originals or copies, key=_order)
    dated, listed = min(best, key=_vague_date), min(best, key=_few_authors)
    return Paper(
        id=paper_id,
        title=_title([copy.title for copy in best]),
        abstract=_longest(copy.abstract for copy in best),
        authors=listed.authors,
        n_authors=_n_authors(listed, best),
        date=dated.date,
        date_inferred=dated.date_inferred,
        year=int(dated.date[:4]) if dated.date else dated.year,
        venue=_first(best, lambda copy: copy.venue),
        doi=_doi(best),
        arxiv_id=_arxiv_id(best),
        url=_first(best, lambda copy: copy.url),
        sources=tuple(sorted({s for copy in copies for s in copy.sources}, key=lambda s: (s.name, s.kind, s.entry))),
        is_digest=not originals,
        extra=tuple(sorted({pair for copy in best for pair in copy.extra})),
    )


def _order(copy: Paper) -> tuple[str, ...]:
    source = copy.sources[0]
    return (source.name, source.kind, source.entry, copy.title, repr(copy))


def _title(titles: Sequence[str]) -> str:
    """As most copies have it, spelling aside; else the longer, as one may have lost its subtitle.

    Of its spellings the commonest, else one without markup and not all in capitals.
    """
    if len(titles) == 1:
        return titles[0]
    keys = Counter(map(title_key, titles))
    key = min(keys, key=lambda key: (-keys[key], -len(key), key))
    spellings = Counter(title for title in titles if title_key(title) == key)
    return min(spellings, key=lambda title: (-spellings[title], _is_marked(title), title.isupper(), title))


def _is_marked(title: str) -> bool:
    return any(mark in title for mark in _MARKUP)


def _few_authors(copy: Paper) -> tuple[int, int, int, tuple[str, ...]]:
    """What is least for the fullest list: of the most authors, with the most of their names, all of them if need be."""
    complete = copy.n_authors in {None, len(copy.authors)}
    return (-len(copy.authors), -sum(map(len, copy.authors)), -complete, copy.authors)


def _n_authors(listed: Paper, copies: Sequence[Paper]) -> int | None:
    """The number that goes with the list of authors; where no copy has a list, the commonest."""
    return listed.n_authors or len(listed.authors) if listed.authors else _commonest(copies)


def _commonest(copies: Sequence[Paper]) -> int | None:
    counts = Counter(copy.n_authors for copy in copies if copy.n_authors is not None)
    return min(counts, key=lambda n: (-counts[n], str(n)), default=None)


def _longest(texts: Iterable[str]) -> str:
    return min(texts, key=lambda text: (-len(text), text))


def _vague_date(copy: Paper) -> tuple[bool, bool, int, str]:
    """What is least for the best date: one whose year was printed, then the more precise, then the earlier."""
    date = copy.date or (f"{copy.year:04}" if copy.year else "")
    return (not date, copy.date_inferred, -len(date), date)


def _doi(copies: Sequence[Paper]) -> str | None:
    published = (copy for copy in copies if copy.doi and not _of_preprint(copy.doi))
    return _first([*published, *copies], lambda copy: copy.doi)


def _of_preprint(doi: str) -> bool:
    return is_preprint(bare_doi(doi) or "")


def _arxiv_id(copies: Sequence[Paper]) -> str | None:
    """As a copy has it; else out of an arXiv DOI that a published version's DOI has taken the place of."""
    found = _first(copies, lambda copy: copy.arxiv_id)
    several = len({copy.doi for copy in copies if copy.doi}) > 1
    return found or (_first(copies, lambda copy: identifiers(copy).arxiv) if several else None)


def _first(copies: Sequence[Paper], field: Callable[[Paper], str | None]) -> str | None:
    return next((value for copy in copies if (value := field(copy))), None)
