"""A library as the shelf on which copies find the papers they may be of: looked up by name, never read as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from assistant.library import Copy, Library, Stored
from assistant.library.names import FUZZY, copy_names, key_name
from ingest.identity import MOST, keys_of


class LibraryShelf:
    """The papers of a library as it stands at each look."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def named(self, names: Iterable[str]) -> Mapping[str, list[str]]:
        """The ids of the papers under each of some names."""
        return self._library.snapshot().catalogue.named(names)

    def get(self, paper_ids: Iterable[str]) -> Mapping[str, Stored]:
        """Papers by id."""
        return self._library.snapshot().get(paper_ids)

    def foresee(self, copies: Sequence[Copy]) -> None:
        """Read at once, into the snapshot's memory, what a batch will ask for paper by paper."""
        keys = {name for copy in copies for name in _key_names(copy)}
        known = self.get({i for ids in self.named(keys).values() for i in ids})
        kept = {each for stored in known.values() for each in stored.copies}
        names = {name for copy in copies if copy not in kept for name in copy_names(copy.paper)}
        under = self.named(names)
        self.get({i for name, ids in under.items() if len(ids) <= MOST or not name.startswith(FUZZY) for i in ids})


def _key_names(copy: Copy) -> list[str]:
    return [key_name(key) for key in keys_of(copy.key, copy.paper)]
