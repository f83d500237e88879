"""Batches that overlap: one is planned while the one before is still being committed, and others write meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

import pytest

from assistant.embedding import Progress, Vectors
from assistant.library import Changes, Copy, Library, Snapshot
from ingest.identity import copy_key
from ingest.loader import Loader
from tests.fakes import FINGERPRINT, FakeEmbedder, a_paper, put, stored


class Held(Library):
    """A library of which each commit waits until the test lets it go; `planned` counts the batches planned so far."""

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self.gates = [Event() for _ in range(9)]
        self.planned = 0
        self._begun = 0

    def write(self, plan: Callable[[Snapshot], Changes]) -> Changes:
        self._begun += 1
        assert self.gates[self._begun].wait(30)
        return super().write(plan)


class Opens(FakeEmbedder):
    """A batch is embedded when it has been planned: the commit of the one before may go on."""

    def __init__(self, library: Held) -> None:
        super().__init__()
        self.library = library

    def embed(self, texts: Sequence[str], *, on_progress: Progress | None = None) -> Vectors:
        self.library.gates[self.library.planned].set()
        return super().embed(texts, on_progress=on_progress)


def copies(entry: str, *titles: str) -> list[Copy]:
    """A copy a title, all of one source, with an abstract that goes with the title."""
    papers = [
        a_paper(title, f"{title} are counted twice a day. We say how.", entry=f"{entry}{n}")
        for n, title in enumerate(titles)
    ]
    return [Copy(copy_key(paper, 0), paper) for paper in papers]


ONE = copies("a", "Kettles on Every Second Stove", "Otters Below the Old Weir")
TWO = copies("b", "Moths around Empty Lanterns", "Ferries That Never Leave")
THREE = copies("c", "Moths around Empty Lanterns", "Beetles under Fallen Bark")
FOUR = copies("d", "Beetles under Fallen Bark", "Ferries That Never Leave", "Violins without Strings")
BATCHES = (ONE, TWO, THREE, FOUR)
THEIRS = tuple(stored(f"f{n}", a_paper(f"Foreign Work {n}", f"Number {n} is theirs.", entry=f"z{n}")) for n in range(4))


def loaded(folder: Path, batches: Sequence[Sequence[Copy]], foreign: Sequence[int]) -> Library:
    """The library after `batches`, each planned before the last is committed; others write before `foreign` ones."""
    Library.create(folder, FINGERPRINT)
    library, others = Held(folder), Library(folder)
    loader = Loader(library, Opens(library))
    for n, batch in enumerate(batches):
        if n in foreign:
            others.write(lambda _, n=n: Changes((put(THEIRS[n]),)))  # type: ignore[misc]
        loader.load(batch)
        library.planned += 1
    for gate in library.gates:
        gate.set()
    loader.finish()
    return Library(folder)


@pytest.mark.parametrize("foreign", [(), (0,), (1,), (0, 1), (0, 2), (1, 3), (0, 1, 2, 3)])
def test_batches_planned_ahead_of_foreign_commits_come_in_whole(tmp_path: Path, foreign: tuple[int, ...]) -> None:
    ahead = loaded(tmp_path / "ahead", BATCHES, foreign).snapshot()
    one_by_one = Library.create(tmp_path / "calm", FINGERPRINT)
    one_by_one.write(lambda _: Changes(tuple(put(THEIRS[n]) for n in foreign)))
    for batch in BATCHES:
        calm = Loader(one_by_one, FakeEmbedder())
        calm.load(batch)
        calm.finish()
    assert ahead.all == one_by_one.snapshot().all
    assert ahead.store.count() == len(ahead.all)
