"""Filters: read from the fields of the panel, said in words, and shown as chips that take them away again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from assistant.records import Filters
from assistant.ui.markup import chip_html

MAX_NAMES = 20
"""Names of one kind, authors or sources, that are taken."""

MAX_CHOSEN = 50
"""Papers that can be chosen at once."""

MAX_CHARACTERS = 200
_YEAR = re.compile(r"[12]\d{3}", re.ASCII)


def from_panel(before: Filters, fields: tuple[object, object, object, object], known: Iterable[str]) -> Filters:
    """The filters with what the panel holds: first and last year, sources, authors parted by semicolons.

    What is no year, no source of the library (`known`) or no text is left out; a range the wrong way round is turned.
    """
    first, last, sources, authors = fields
    years = [_year(first), _year(last)]
    if None not in years:
        years.sort(key=lambda year: year or 0)
    named = set(known)
    chosen = sources if isinstance(sources, list) else []
    return replace(
        before,
        year_from=years[0],
        year_to=years[1],
        sources=tuple(name for name in dict.fromkeys(map(str, chosen)) if name in named)[:MAX_NAMES],
        authors=_names(authors),
    )


def chosen(before: Filters, paper_ids: Iterable[str]) -> Filters:
    """The filters with these papers, each once, instead of those chosen before."""
    return replace(before, paper_ids=tuple(dict.fromkeys(paper_ids))[:MAX_CHOSEN])


def without(before: Filters, part: str) -> Filters:
    """The filters without one part: `years`, `authors`, `sources`, `papers`, or `all`; another word changes nothing."""
    match part:
        case "years":
            return replace(before, year_from=None, year_to=None)
        case "authors":
            return replace(before, authors=())
        case "sources":
            return replace(before, sources=())
        case "papers":
            return replace(before, paper_ids=())
    return Filters() if part == "all" else before


def conditions(filters: Filters) -> list[str]:
    """Every condition in words, in the order of the record.

    >>> conditions(Filters(year_from=2020, year_to=2022, authors=("Li",)))
    ['2020 to 2022', 'author Li']
    """
    return [words for _, words in _parts(filters)]


def chips_html(filters: Filters, titles: Mapping[str, str]) -> str:
    """What the next question is limited to, each with a button that takes it away; empty where it is not limited."""
    shown = dict(_parts(filters))
    if filters.paper_ids:
        names = "; ".join(titles.get(paper_id, paper_id) for paper_id in filters.paper_ids)
        shown["papers"] = (
            f"only {names}" if len(filters.paper_ids) == 1 else f"only {len(filters.paper_ids)} papers: {names}"
        )
    return "".join(chip_html(words, f"unfilter {part}", f"filter: {part}") for part, words in shown.items())


def _parts(filters: Filters) -> list[tuple[str, str]]:
    first, last = (filters.date_from or filters.year_from, filters.date_to or filters.year_to)
    parts = [("years", _range(first, last))]
    parts.append(("authors", "author " + " or ".join(filters.authors) if filters.authors else ""))
    parts.append(("n_authors", _authors(filters.n_authors_min, filters.n_authors_max)))
    parts.append(("venues", "in " + " or ".join(filters.venues) if filters.venues else ""))
    parts.append(("sources", "source " + " or ".join(filters.sources) if filters.sources else ""))
    n = len(filters.paper_ids)
    parts.append(("papers", f"{n} chosen paper{'s' if n > 1 else ''}" if n else ""))
    return [(part, words) for part, words in parts if words]


def _range(first: object, last: object) -> str:
    if first is not None and last is not None:
        return f"{first}" if first == last else f"{first} to {last}"
    return f"from {first} on" if first is not None else f"up to {last}" if last is not None else ""


def _authors(low: int | None, high: int | None) -> str:
    told = _range(low, high)
    return f"number of authors {told}" if told else ""


def _year(value: object) -> int | None:
    """A year as somebody wrote it; what is none yet asks nothing."""
    text = str(value).strip() if isinstance(value, str | int) else ""
    return int(text) if _YEAR.fullmatch(text) else None


def _names(text: object) -> tuple[str, ...]:
    if not isinstance(text, str):
        return ()
    names = (re.sub(r"\s+", " ", name).strip()[:MAX_CHARACTERS] for name in text[:4_000].split(";"))
    return tuple(dict.fromkeys(name for name in names if name))[:MAX_NAMES]
