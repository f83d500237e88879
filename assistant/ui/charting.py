"""The map of a library: where each paper stands, in which group, and what the groups are called. No Gradio, no HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from assistant.assistant import Assistant
from assistant.library import Snapshot
from assistant.library.columns import UNKNOWN
from assistant.ui.conditions import MAX_CHOSEN
from assistant.ui.projection import Floats, Integers, from_middle, grouped, number_of_groups, projected, reduced
from assistant.ui.telling import named

MOST = 20_000
"""Papers on a map; of a larger library every so many-th is shown."""
READ = 150
"""Papers nearest to the middle of a group whose words name it."""
CENTRAL = 3
"""Of those, the ones whose titles are listed."""


@dataclass(frozen=True, slots=True)
class Group:
    """Papers that lie close together: the words that tell them apart, how many, and those nearest to the middle.

    `ids` are at most as many as a question can be limited to; `titles` are the first of them; `x` and `y` the middle.
    """

    words: tuple[str, ...]
    size: int
    ids: tuple[str, ...]
    titles: tuple[str, ...]
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A map: of each paper its place (0 to 1), its group, year (None: unknown) and title; how many there are in all.

    `unplaced` papers have no vector yet.
    """

    places: Floats
    groups: Integers
    years: tuple[int | None, ...]
    titles: tuple[str, ...]
    named: tuple[Group, ...]
    total: int
    unplaced: int


class Charts:
    """The map of one library, made when it is first asked for and after each change. Safe for any number of threads."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._lock = Lock()
        self._made: tuple[int, Chart] | None = None

    def chart(self) -> Chart:
        """The map of the library as it is."""
        snapshot = self._assistant.library.snapshot()
        with self._lock:
            if self._made is None or self._made[0] != snapshot.manifest.generation:
                self._made = (snapshot.manifest.generation, charted(snapshot))
            return self._made[1]


def charted(snapshot: Snapshot, most: int = MOST) -> Chart:
    """The map of a library; of more than `most` papers, a sample taken evenly in the order in which they came in."""
    columns = snapshot.catalogue.columns
    alive = np.flatnonzero(columns["alive"]).astype(np.int64)
    placed = alive[columns["rows"][alive] > 0] if snapshot.catalogue.placed else alive[:0]
    numbers = placed if len(placed) <= most else placed[np.linspace(0, len(placed) - 1, most).astype(np.int64)]
    numbers, vectors = _vectors(snapshot, numbers)
    along = reduced(vectors)
    groups = grouped(along, number_of_groups(len(numbers)))
    places, titles = projected(along), snapshot.titles.of(numbers.tolist())
    years = [None if year == UNKNOWN else int(year) for year in columns["year"][numbers].tolist()]
    return Chart(
        places,
        groups,
        tuple(years),
        tuple(titles.get(n, "") for n in numbers.tolist()),
        _named(snapshot, numbers, along, groups, places),
        len(alive),
        len(alive) - len(placed),
    )


def _vectors(snapshot: Snapshot, numbers: Integers) -> tuple[Integers, Floats]:
    """Of those papers that have one, the vector of the first passage, of length one."""
    columns = snapshot.catalogue.columns
    codes, starts = columns["file"][numbers], columns["start"][numbers]
    names = snapshot.catalogue.files(set(codes.tolist()))
    found = np.zeros((len(numbers), snapshot.manifest.fingerprint.dimensions), np.float32)
    there = np.zeros(len(numbers), bool)
    for code in np.unique(codes).tolist():
        rows, own = snapshot.passages.rows(names.get(code, "")), np.flatnonzero(codes == code)
        own = own[starts[own] < len(rows)]
        found[own], there[own] = rows[starts[own]], True
    return numbers[there], found[there]


def _named(snapshot: Snapshot, numbers: Integers, along: Floats, groups: Integers, places: Floats) -> tuple[Group, ...]:
    members = [np.flatnonzero(groups == group) for group in range(int(groups.max(initial=-1)) + 1)]
    members = [own[from_middle(along[own])] for own in members if len(own)]
    ids = [_ids(snapshot, numbers[own[:READ]]) for own in members]
    stored = snapshot.get({paper_id for each in ids for paper_id in each})
    texts = [[f"{s.paper.title} {s.paper.abstract}" for i in each if (s := stored.get(i))] for each in ids]
    words = named(texts, snapshot.lexical.terms, snapshot.lexical.frequencies, snapshot.catalogue.count())
    middles = [_middle(places[own]) for own in members]
    return tuple(
        Group(
            called,
            len(own),
            tuple(each[:MAX_CHOSEN]),
            tuple(stored[i].paper.title for i in each[:CENTRAL] if i in stored),
            float(middle[0]),
            float(middle[1]),
        )
        for called, own, each, middle in zip(words, members, ids, middles, strict=True)
    )


def _ids(snapshot: Snapshot, numbers: Integers) -> Sequence[str]:
    ids = snapshot.catalogue.ids_of(numbers.tolist())
    return [ids[n] for n in numbers.tolist() if n in ids]


def _middle(places: Floats) -> NDArray[np.float32]:
    middle: NDArray[np.float32] = np.median(places, axis=0)
    return middle
