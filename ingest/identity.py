"""The papers of a library by the names under which they can be found, and the keys and ids of copies.

What two copies have in common is worked out in `ingest.likeness`, which of several belong together in
`ingest.grouping`; here the papers that are worth comparing are found, by exact look-up of a few names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from assistant.cleaning import normalise_title
from assistant.library import Copy, Stored
from assistant.library.names import FUZZY, copy_names, id_name, key_name, names_of
from assistant.records import Paper
from ingest.formats.base import LINE
from ingest.likeness import compare, facts_of
from ingest.likeness_limits import LIMITS, Limits

MOST = 200
"""A name shared by more papers than this (a stock phrase, a common title) says too little to compare them all."""


class Shelf(Protocol):
    """Where stored papers are found by name."""

    def named(self, names: Iterable[str]) -> Mapping[str, Collection[str]]:
        """The ids of the papers under each of some names; a name of no paper may be left out."""
        ...

    def get(self, paper_ids: Iterable[str]) -> Mapping[str, Stored]:
        """Papers by id."""
        ...


class Identities:
    """The papers of a library by name: those on a shelf, and over these what was added and removed here."""

    def __init__(self, stored: Iterable[Stored] = (), shelf: Shelf | None = None, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self._named: dict[str, dict[str, None]] = {}
        self._papers: dict[str, Stored] = {}
        self._gone: set[str] = set()
        self._shelf = shelf
        for paper in stored:
            self.add(paper)

    def add(self, stored: Stored) -> None:
        """Know a paper under all its names, in place of what was known of it."""
        self.remove(stored.paper.id)
        self._gone.discard(stored.paper.id)
        self._papers[stored.paper.id] = stored
        for name in names_of(stored):
            self._named.setdefault(name, {})[stored.paper.id] = None

    def remove(self, paper_id: str) -> None:
        """Forget a paper."""
        self._gone.add(paper_id)
        if (stored := self._papers.pop(paper_id, None)) is not None:
            for name in names_of(stored):
                self._named[name].pop(paper_id, None)
                if not self._named[name]:
                    del self._named[name]

    def get(self, paper_id: str) -> Stored:
        """A paper that is known."""
        if paper_id in self._papers or self._shelf is None:
            return self._papers[paper_id]
        return self._shelf.get([paper_id])[paper_id]

    def settle(self, stored: Iterable[Stored], removed: Iterable[str]) -> None:
        """Forget what has just been put on the shelf like this, or taken from it, and was not changed here since."""
        for each in stored:
            if self._papers.get(each.paper.id) is each:
                self.remove(each.paper.id)
                self._gone.discard(each.paper.id)
        for paper_id in removed:
            if paper_id not in self._papers:
                self._gone.discard(paper_id)

    def all(self) -> Iterable[Stored]:
        """The papers that were added here; those on the shelf are not among them."""
        return self._papers.values()

    def find(self, names: Iterable[str]) -> list[Stored]:
        """The papers under any of some names, sorted by id; names shared by too many are passed over."""
        wanted = list(dict.fromkeys(names))
        shelved = self._shelf.named(wanted) if self._shelf else {}
        ids: set[str] = set()
        for name in wanted:
            under = {i for i in shelved.get(name, ()) if i not in self._papers and i not in self._gone}
            under.update(self._named.get(name, ()))
            if len(under) <= MOST or not name.startswith(FUZZY):
                ids |= under
        found = {i: self._papers[i] for i in ids if i in self._papers}
        if self._shelf and (rest := ids - found.keys()):
            found |= self._shelf.get(rest)
        return [found[paper_id] for paper_id in sorted(found)]

    def near(self, copy: Copy) -> list[Stored]:
        """The papers worth comparing with a copy, and those that have one under its key, as it is or as it once was."""
        return self.find([*copy_names(copy.paper), *(key_name(key) for key in keys_of(copy.key, copy.paper))])

    def resembling(self, copy: Paper, near: Iterable[Stored]) -> list[Stored]:
        """The papers with a copy that is of one paper with `copy`, and those with a copy like one of these, and so on.

        Together with `copy` they are all that can bear on which paper it is of. `near` is what `find` gives for it.
        """
        pool = {stored.paper.id: stored for stored in near}
        linked: dict[str, Stored] = {}
        asked = set(copy_names(copy))
        fresh = [copy]
        while found := [stored for stored in pool.values() if _linked(stored, fresh, self.limits)]:
            linked |= {stored.paper.id: pool.pop(stored.paper.id) for stored in found}
            fresh = [kept.paper for stored in found for kept in stored.copies]
            names = {name for each in fresh for name in copy_names(each)} - asked
            asked |= names
            pool |= {stored.paper.id: stored for stored in self.find(names) if stored.paper.id not in linked}
        return list(linked.values())

    def new_id(self, copy: Paper) -> str:
        """An id for a paper first seen as `copy`: its title's, so that the order of files makes no difference."""
        for paper_id in natural_ids(copy):
            if not self.find([id_name(paper_id)]):
                return paper_id
        return "p" + sha256(f"{copy}".encode()).hexdigest()[:15]


@lru_cache(maxsize=4_096)
def natural_ids(copy: Paper) -> tuple[str, str]:
    """The ids that a paper may get when it is first seen as `copy`: the second where the first is taken."""
    title = f"title:{normalise_title(copy.title)}"
    whole = f"{title}|{copy.year}|{copy.authors}|{copy.doi}|{copy.arxiv_id}|{copy.abstract}"
    first, second = ("p" + sha256(text.encode()).hexdigest()[:11] for text in (title, whole))
    return first, second


def place_of(source: str) -> str:
    """What keys of copies call a file by: a digest of where it really is. A live source, being no file, has ""."""
    path = Path(source)
    return (
        "@" + sha256(str(path.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16] if path.exists() else ""
    )


def copy_key(copy: Paper, ordinal: int, place: str = "") -> str:
    """What a copy is replaced by: the same key of the same source; without a key, the same title in it.

    The source is the file at `place` (see `place_of`), or a live source by its name. Line numbers move when a page is
    saved again, so they are no keys; `ordinal` tells apart the entries of one source under one title.
    """
    source = copy.sources[0]
    where = place or source.name
    if not source.entry.startswith(LINE):
        return f"{where}#={source.entry}"
    title = f"title:{normalise_title(copy.title)}"
    return f"{where}#{sha256(title.encode()).hexdigest()[:12]}#{ordinal}"


def keys_of(key: str, copy: Paper) -> tuple[str, ...]:
    """The key of a copy, and the one of older versions, which called a file by its name wherever it was."""
    older = copy.sources[0].name + key[key.find("#") :] if key.startswith("@") else key
    return (key,) if older == key else (key, older)


def _linked(stored: Stored, fresh: Iterable[Paper], limits: Limits) -> bool:
    mine = [facts_of(copy.paper) for copy in stored.copies]
    return any(compare(facts_of(each), facts, limits).sure for each in fresh for facts in mine)
