"""The library as a list: what is looked for, in which order, a page at a time. No Gradio here, and no HTML.

Numbers of papers are matched and sorted in the catalogue's columns; only the papers of the page shown are read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.assistant import Assistant
from assistant.library import Snapshot
from assistant.library.columns import UNKNOWN
from assistant.records import Paper

PER_PAGE = 25
BEST = 50
"""Papers that a search by meaning lists."""
MAX_WORDS = 300
"""Characters of what is looked for."""
KEPT = 8
"""Orders and matches that are kept for the next page."""
SORTS: tuple[str, ...] = ("added", "title", "year", "venue", "source")
BY_MATCH = "match"
WAYS: tuple[str, ...] = ("words", "meaning")
Integers = NDArray[np.int64]
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Looking:
    """What one browser tab looks at, and whose tab it is. `sort` is one of `SORTS`, or `BY_MATCH` for a search."""

    owner: str | None = None
    words: str = ""
    way: str = "words"
    sort: str = "added"
    down: bool = True
    page: int = 1


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of the list: its papers with their numbers, of how many in all, and what was looked at."""

    papers: tuple[tuple[int, Paper], ...]
    total: int
    pages: int
    looking: Looking

    @property
    def first(self) -> int:
        """The place of its first paper, from 1."""
        return (self.looking.page - 1) * PER_PAGE + 1


def looking_of(held: object, owner: str | None) -> Looking:
    """What the tab looks at if it is this owner's, else the beginning of the list."""
    return held if isinstance(held, Looking) and held.owner == owner else Looking(owner)


def found(before: Looking, words: object, way: object) -> Looking:
    """The list of what has some words, or is near to them in meaning, from its first page."""
    text = " ".join(words.split())[:MAX_WORDS] if isinstance(words, str) else ""
    chosen = way if way in WAYS else "words"
    sort = BY_MATCH if text and chosen == "meaning" else "added" if before.sort == BY_MATCH else before.sort
    return replace(before, words=text, way=str(chosen), sort=sort, page=1)


def sorted_by(before: Looking, sort: object) -> Looking:
    """The list in another order, or the same turned round; years and numbers begin with the highest."""
    if sort not in SORTS and not (sort == BY_MATCH and before.words and before.way == "meaning"):
        return before
    turned = not before.down if sort == before.sort else sort in {"added", "year"}
    return replace(before, sort=str(sort), down=turned, page=1)


def at_page(before: Looking, number: object) -> Looking:
    """Another page; what is no number changes nothing."""
    text = str(number)
    return replace(before, page=max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 8 else before


class Shelf:
    """The papers of one library as lists. Safe for any number of threads."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._orders: dict[tuple[int, str], Integers] = {}
        self._matches: dict[tuple[int, str, str], Integers] = {}

    def leaf(self, looking: Looking) -> Leaf:
        """The page that is looked at, or the last one there is.

        Raises:
            QuestionError: the words of a search by meaning are too many.
        """
        snapshot = self._assistant.library.snapshot()
        numbers = self._listed(snapshot, looking)
        pages = max(1, -(-len(numbers) // PER_PAGE))
        page = min(looking.page, pages)
        shown = numbers[(page - 1) * PER_PAGE : page * PER_PAGE].tolist()
        ids = snapshot.catalogue.ids_of(shown)
        stored = snapshot.get(ids[n] for n in shown if n in ids)
        papers = tuple((n, stored[ids[n]].paper) for n in shown if n in ids and ids[n] in stored)
        return Leaf(papers, len(numbers), pages, replace(looking, page=page))

    def _listed(self, snapshot: Snapshot, looking: Looking) -> Integers:
        if looking.words and looking.way == "meaning" and looking.sort == BY_MATCH:
            return self._matched(snapshot, looking)
        numbers = _kept(
            self._orders, (snapshot.manifest.generation, looking.sort), lambda: order(snapshot, looking.sort)
        )
        if looking.down:
            numbers = _turned(snapshot, looking.sort, numbers)
        return numbers[np.isin(numbers, self._matched(snapshot, looking))] if looking.words else numbers

    def _matched(self, snapshot: Snapshot, looking: Looking) -> Integers:
        """The numbers of the papers found, best first where they are ranked."""
        key = (snapshot.manifest.generation, looking.way, looking.words)
        if looking.way == "words":
            return _kept(self._matches, key, lambda: snapshot.titles.having(looking.words.split()))
        return _kept(self._matches, key, lambda: self._meant(snapshot, looking.words))

    def _meant(self, snapshot: Snapshot, words: str) -> Integers:
        ids = [found.paper.id for found in self._assistant.search(words, BEST)]
        numbers = snapshot.catalogue.numbers(ids)
        return np.array([numbers[i] for i in ids if i in numbers], np.int64)


def order(snapshot: Snapshot, sort: str) -> Integers:
    """The numbers of all papers, the lowest first; those that do not say come last."""
    if sort == "title":
        return snapshot.titles.ordered()
    columns = snapshot.catalogue.columns
    alive = np.flatnonzero(columns["alive"]).astype(np.int64)
    if sort == "year":
        keys: tuple[NDArray[Any], ...] = (columns["day_first"][alive], columns["year"][alive])
        return _last(alive[np.lexsort(keys)], columns["year"])
    if sort in {"venue", "source"}:
        ranks = _ranks(snapshot.catalogue.coded("venue" if sort == "venue" else "sources"))
        values = ranks[np.minimum(columns["venue" if sort == "venue" else "sources"], len(ranks) - 1)]
        return _last(alive[np.argsort(values[alive], kind="stable")], values)
    return alive


def _turned(snapshot: Snapshot, sort: str, numbers: Integers) -> Integers:
    """The highest first; those that do not say stay last."""
    columns = snapshot.catalogue.columns
    if sort == "year":
        return _last(numbers[::-1], columns["year"])
    if sort == "venue":
        return _last(numbers[::-1], np.where(columns["venue"] > 0, 1, UNKNOWN))
    return numbers[::-1]


def _last(numbers: Integers, values: NDArray[Any]) -> Integers:
    known = values[numbers] != UNKNOWN
    return np.concatenate([numbers[known], numbers[~known]])


def _ranks(codes: Mapping[int, str]) -> NDArray[np.int64]:
    """For each code the place of its value in alphabetical order; `UNKNOWN` for a code that has none."""
    ranks = np.full(max(codes, default=0) + 2, UNKNOWN, np.int64)
    for place, code in enumerate(sorted(codes, key=lambda code: codes[code].casefold())):
        ranks[code] = place
    return ranks


def source_names(value: str) -> list[str]:
    """The names in a catalogue's list of sources."""
    return [str(name) for name in json.loads(value)]


def _kept(held: dict[K, V], key: K, make: Callable[[], V]) -> V:
    """What is held under a key, or else made; the oldest make room."""
    if (value := held.get(key)) is None:
        value = held[key] = make()
        while len(held) > KEPT:
            held.pop(next(iter(held)), None)
    return value
