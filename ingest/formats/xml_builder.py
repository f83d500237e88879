"""What an XML parser calls: it builds a tree of each record alone, within bounds, and gives it out when it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, TreeBuilder

MAX_RECORD = 20_000_000
"""Characters of a record that are read into memory, each element counted as `_ELEMENT` more."""
MAX_DEPTH = 100
"""Levels within a record."""
_ELEMENT = 100
_MOST_LEVELS = 200_000
"""Levels and different names of a whole document: the parser remembers every one of them."""
_MOST_NAMES = 10_000


@dataclass(frozen=True, slots=True)
class Record:
    """A record's element, names as ElementTree writes them ("{namespace}name"), and the line of its first tag."""

    line: int
    element: Element


@dataclass(frozen=True, slots=True)
class Fault:
    """A record that is broken, too large or too deep, or the place from which on the file cannot be read."""

    line: int
    reason: str


class NotClosedError(Exception):
    """A record begins within another."""


class BeyondError(Exception):
    """A document has more levels or names than the parser may remember."""


class Builder:
    """Builds each record's element, or gives up a record that is beyond the bounds.

    `begin` tells the line of a record that begins. What the parser calls raises a BeyondError where the parser should
    be given up, and a NotClosedError.
    """

    def __init__(self, names: frozenset[str], give: Callable[[Record | Fault], None], begin: Callable[[], int]) -> None:
        self.begun_at = 0
        """The line of the record at hand; 0 outside."""
        self._wanted = names
        self._give = give
        self._begin_at = begin
        self._seen: set[str] = set()
        self._depth = 0
        self._begun = 0
        """The depth at which the record at hand began; 0 outside."""
        self._size = 0
        self._tree: TreeBuilder | None = None
        self._fault = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        self._see(name, *attributes)
        if self._depth > _MOST_LEVELS:
            raise BeyondError(f"nested more than {_MOST_LEVELS:,} levels deep")
        if name in self._wanted:
            self._begin()
        if self._tree is None:
            return
        self._count(_ELEMENT + len(name) + sum(len(key) + len(value) for key, value in attributes.items()))
        if self._depth - self._begun >= MAX_DEPTH:
            self._give_up(f"a record nested more than {MAX_DEPTH} levels deep")
        if self._tree is not None:
            self._tree.start(name, attributes)

    def start_ns(self, prefix: str, namespace: str) -> None:
        """A prefix is given a meaning."""
        self._see(prefix, namespace)

    def data(self, text: str) -> None:
        """Some text."""
        if self._tree is not None:
            self._count(len(text))
        if self._tree is not None:
            self._tree.data(text)

    def end(self, name: str) -> None:
        """An element ends."""
        if self._tree is not None:
            self._tree.end(name)
        if self._depth == self._begun:
            self._end()
        self._depth -= 1

    def _see(self, *names: str) -> None:
        self._seen.update(names)
        if len(self._seen) > _MOST_NAMES:
            raise BeyondError(f"more than {_MOST_NAMES:,} different names of tags and attributes")

    def _begin(self) -> None:
        line = self._begin_at()
        if self._begun:
            raise NotClosedError
        self._begun, self.begun_at = self._depth, line
        self._size, self._fault = 0, ""
        self._tree = TreeBuilder()

    def _end(self) -> None:
        line = self.begun_at
        self._give(Fault(line, self._fault) if self._tree is None else Record(line, self._tree.close()))
        self._begun, self.begun_at, self._tree = 0, 0, None

    def _count(self, size: int) -> None:
        self._size += size
        if self._size > MAX_RECORD:
            self._give_up(f"a record of more than {MAX_RECORD:,} characters")

    def _give_up(self, reason: str) -> None:
        self._tree, self._fault = None, reason
