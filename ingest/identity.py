"""Which papers a copy is a copy of: the same key of the same source, DOI, arXiv id without version, or title.

Titles are compared in their normalised form. Where both sides print a year or name a first author, these must agree; a
year that was inferred, and anything unknown, agrees with all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from hashlib import sha256

from assistant.cleaning import normalise_title
from assistant.library import Stored
from assistant.records import Paper

LINE = "line "
"""How the entry of a source begins that has a place in a file and no key of its own."""
SAME_TITLE = 0.6
_ARXIV = re.compile(r"^(?:arxiv:)?(.+?)(?:v\d+)?$", re.IGNORECASE)


class Identities:
    """The names under which the papers of a library can be found. `add` and `remove` keep it in step."""

    def __init__(self, stored: Iterable[Stored] = ()) -> None:
        self._named: dict[str, dict[str, None]] = {}
        self._papers: dict[str, Stored] = {}
        for paper in stored:
            self.add(paper)

    def add(self, stored: Stored) -> None:
        """Know a paper under all names of all its copies, in place of what was known of it."""
        self.remove(stored.paper.id)
        self._papers[stored.paper.id] = stored
        for name in _names_of(stored):
            self._named.setdefault(name, {})[stored.paper.id] = None

    def remove(self, paper_id: str) -> None:
        """Forget a paper."""
        if (stored := self._papers.pop(paper_id, None)) is not None:
            for name in _names_of(stored):
                self._named.get(name, {}).pop(paper_id, None)

    def get(self, paper_id: str) -> Stored:
        """A paper that is known."""
        return self._papers[paper_id]

    def match(self, key: str, copy: Paper) -> list[str]:
        """The ids of the papers that `copy`, to be kept under `key`, is a copy of; several where it joins them."""
        keyed = [i for i in _found(self._named, _keys(key, copy)) if _resembles(self._papers[i].paper, copy)]
        sure = dict.fromkeys([*keyed, *_found(self._named, _numbers(copy))])
        titled = [i for i in _found(self._named, [_title(copy)]) if _agree(self._papers[i].paper, copy)]
        found = [self._papers[i] for i in dict.fromkeys([*sure, *titled])]
        joined: list[Stored] = []
        # Whoever holds this copy keeps it; beyond that, the order in which papers were touched must not matter.
        for stored in sorted(found, key=lambda s: (not _holds(s, key), s.paper.id not in sure, s.paper.id)):
            certain = stored.paper.id in sure
            if all((certain or _agree(stored.paper, o.paper)) and not _apart(stored, o) for o in joined):
                joined.append(stored)
        return [stored.paper.id for stored in joined]

    def new_id(self, copy: Paper) -> str:
        """An id for a paper first seen as `copy`: its title's, so that the order of files makes no difference."""
        for text in (
            _title(copy),
            f"{_title(copy)}|{copy.year}|{copy.authors}|{copy.doi}|{copy.arxiv_id}|{copy.abstract}",
        ):
            paper_id = "p" + sha256(text.encode()).hexdigest()[:11]
            if paper_id not in self._papers and not self._named.get(f"id:{paper_id}"):
                return paper_id
        return "p" + sha256(f"{copy}".encode()).hexdigest()[:15]


def copy_key(copy: Paper, ordinal: int) -> str:
    """What a copy is replaced by: the same key of the same source; without a key, the same title in it.

    Line numbers move when a page is saved again, so they are no keys; `ordinal` tells apart the entries of one source
    under one title.
    """
    source = copy.sources[0]
    if not source.entry.startswith(LINE):
        return f"{source.name}#={source.entry}"
    return f"{source.name}#{sha256(_title(copy).encode()).hexdigest()[:12]}#{ordinal}"


def _found(named: dict[str, dict[str, None]], names: Iterable[str]) -> dict[str, None]:
    return dict.fromkeys(paper_id for name in names for paper_id in named.get(name, ()))


def _names_of(stored: Stored) -> set[str]:
    names = {f"id:{alias}" for alias in stored.aliases}
    for copy in stored.copies:
        names |= {*_keys(copy.key, copy.paper), *_numbers(copy.paper), _title(copy.paper)}
    return names


def _keys(key: str, copy: Paper) -> list[str]:
    return [] if copy.sources[0].entry.startswith(LINE) else [f"key:{key}"]


def _numbers(copy: Paper) -> list[str]:
    doi = [f"doi:{copy.doi.lower()}"] if copy.doi else []
    match = _ARXIV.match(copy.arxiv_id.strip()) if copy.arxiv_id else None
    return [*doi, f"arxiv:{match[1].lower()}"] if match else doi


def _title(copy: Paper) -> str:
    return f"title:{normalise_title(copy.title)}"


def _agree(one: Paper, other: Paper) -> bool:
    years = {paper.year for paper in (one, other) if paper.year and not paper.date_inferred}
    surnames = {_surname(paper.authors[0]) for paper in (one, other) if paper.authors}
    return len(years) < 2 and len(surnames) < 2


def _resembles(one: Paper, other: Paper) -> bool:
    """Whether a record of one key may be the same work with a corrected title: two files may both have a record 1."""
    likeness = SequenceMatcher(None, normalise_title(one.title), normalise_title(other.title)).ratio()
    return one.abstract == other.abstract or likeness >= SAME_TITLE


def _holds(stored: Stored, key: str) -> bool:
    return any(copy.key == key for copy in stored.copies)


def _apart(one: Stored, other: Stored) -> bool:
    """Whether either says, under any of the other's ids, that the two must not be joined."""
    return not {one.paper.id, *one.aliases}.isdisjoint(other.apart) or not {
        other.paper.id,
        *other.aliases,
    }.isdisjoint(one.apart)


def _surname(author: str) -> str:
    last = author.partition(",")[0] if "," in author else (author.split() or [""])[-1]
    return normalise_title(last)
