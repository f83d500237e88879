"""A library in a Chroma server that machines share: a real server; folders and processes of their own as machines."""

from __future__ import annotations

import json
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from multiprocessing.context import SpawnProcess
from pathlib import Path

import pytest

from assistant import Settings
from assistant.errors import EmbedderMismatch, LibraryError, LibraryMissing
from assistant.library import Backend, Changes, Library, Put, Rebuild, Snapshot, Stored, backend_for
from assistant.library.backend import Commit
from assistant.library.clients import Client
from assistant.library.lease import PREFIX as LOCK
from assistant.library.lease import STALE_S, Lease
from assistant.library.manifest import Manifest
from assistant.library.server import ServerBackend
from ingest.load import load_paths
from ingest.opening import open_or_create
from ingest.reembed import cut, embed_missing
from tests.chroma_server import chroma_server, free_port
from tests.fakes import FINGERPRINT, FakeEmbedder, a_paper, generated, put, stored

pytestmark = pytest.mark.slow

KETTLE = stored("p1", a_paper("Kettles That Whistle", "Steam leaves the spout and sings. We listen."))
OTTER = stored("p2", a_paper("Otters in Winter", "The otters slide downhill. They climb up.", entry="line 2"))
MOTH = stored("p3", a_paper("Moths at Lanterns", "A lantern draws moths. " * 12, entry="line 3"), pieces=3)
SECONDS = 10.0
"""Within how many a change must be seen elsewhere; the library promises a few."""
spawn = multiprocessing.get_context("spawn")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture
def settings(url: str, tmp_path: Path) -> Settings:
    """The server with nothing on it, and this machine's folder."""
    found = Settings(chroma_url=url, library=tmp_path / "here", cache_dir=tmp_path / "cache")
    backend = backend_for(found)
    client = client_of(backend)
    for collection in client.list_collections():
        client.delete_collection(collection.name)
    return found


def client_of(backend: Backend) -> Client:
    assert isinstance(backend, ServerBackend)
    return backend.client


def machine(settings: Settings, name: str) -> Library:
    """The shared library as another machine has it: with derived indexes in a folder of its own."""
    return Library.create(backend_for(settings, settings.library.with_name(name)), FINGERPRINT)


def write(library: Library, *records: Stored, removed: tuple[str, ...] = ()) -> None:
    library.write(lambda _: Changes(tuple(put(record) for record in records), removed))


def eventually(met: Callable[[], bool]) -> bool:
    """Whether a condition comes true in the time that is promised."""
    end = time.monotonic() + SECONDS
    while not met():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def caught_up(there: Library, here: Library) -> bool:
    return eventually(lambda: there.manifest.generation == here.manifest.generation)


def papers(library: Library) -> dict[str, Stored]:
    return library.snapshot().all


def by_words(library: Library, text: str) -> list[str]:
    return [paper_id for paper_id, _ in library.snapshot().lexical.search(text, 10)]


def test_there_is_none_until_something_is_in(settings: Settings) -> None:
    with pytest.raises(LibraryMissing, match="no library in the Chroma server"):
        Library(backend_for(settings))


def test_what_one_machine_writes_another_reads(settings: Settings) -> None:
    here, there = machine(settings, "here"), machine(settings, "there")
    write(here, KETTLE, MOTH)
    assert caught_up(there, here)
    assert papers(there) == {"p1": KETTLE, "p3": MOTH}
    assert by_words(there, "lantern") == ["p3"]
    assert there.snapshot().catalogue.ids() == ["p1", "p3"]
    vector = FakeEmbedder().embed([MOTH.passages[1].text])[0]
    assert there.snapshot().store.query(vector, 1)[0][1] == pytest.approx(1.0, abs=1e-5)


def test_changes_and_removals_are_seen(settings: Settings) -> None:
    here, there = machine(settings, "here"), machine(settings, "there")
    write(here, KETTLE, OTTER, MOTH)
    assert caught_up(there, here)
    assert len(papers(there)) == 3
    changed = stored("p2", a_paper("Otters in Summer", "The otters sleep.", entry="line 2"))
    write(here, changed, removed=("p3",))
    assert caught_up(there, here)
    assert papers(there) == {"p1": KETTLE, "p2": changed}
    assert by_words(there, "lantern") == []
    assert by_words(there, "summer") == ["p2"]
    assert sorted(there.snapshot().catalogue.ids()) == ["p1", "p2"]
    assert there.snapshot().store.count() == 2


def test_only_what_changed_is_read_again(settings: Settings) -> None:
    here, there = machine(settings, "here"), machine(settings, "there")
    write(here, KETTLE, OTTER)
    assert caught_up(there, here)
    assert there.backend.commits_between(there.manifest.generation, there.manifest.generation) == []
    write(here, MOTH, removed=("p1",))
    now = here.manifest.generation
    found = there.backend.commits_between(now - 1, now)
    assert found is not None
    assert [(list(c.written), list(c.removed)) for c in found] == [(["p3"], ["p1"])]


def test_a_machine_that_was_away_for_long_reads_everything(settings: Settings) -> None:
    here, there = machine(settings, "here"), machine(settings, "there")
    write(here, KETTLE)
    client_of(here.backend).get_collection("litassist-library", embedding_function=None).delete(["1"])
    assert there.backend.commits_between(0, here.manifest.generation) is None
    assert caught_up(there, here)
    assert papers(there) == {"p1": KETTLE}
    assert by_words(there, "kettle") == ["p1"]


def test_another_embedder_is_refused(settings: Settings, tmp_path: Path) -> None:
    write(machine(settings, "here"), KETTLE)
    other = FakeEmbedder(fingerprint="fake-2")
    with pytest.raises(EmbedderMismatch, match="reembed"):
        open_or_create(tmp_path / "there", settings, other)


def test_a_re_embedding_elsewhere_is_seen(settings: Settings) -> None:
    here, there = machine(settings, "here"), machine(settings, "there")
    write(here, KETTLE, MOTH)
    assert caught_up(there, here)
    other = FakeEmbedder(dimensions=48, fingerprint="fake-2")
    fingerprint = replace(FINGERPRINT, model="fake-2", dimensions=48)
    rebuild = Rebuild(here, fingerprint, lambda record: cut(record, other))
    embed_missing(rebuild, other, 2, lambda _: None)
    assert rebuild.swap()
    assert eventually(lambda: there.manifest.fingerprint == fingerprint)
    assert set(papers(there)) == {"p1", "p3"}
    assert there.snapshot().store.query(other.embed(["A lantern draws moths."])[0], 1)


def ingest_there(url: str, folder: Path, path: Path) -> None:
    load_paths(folder, [path], settings=Settings(chroma_url=url), embedder=FakeEmbedder())


def test_two_ingests_at_once_do_not_collide(settings: Settings, tmp_path: Path) -> None:
    rows = generated(300)
    halves = {"one": rows[:200], "two": [row | {"venue": "Annals of Both"} for row in rows[100:][::-1]]}
    processes: list[SpawnProcess] = []
    for name, half in halves.items():
        path = jsonl(tmp_path / f"{name}.jsonl", half)
        processes.append(spawn.Process(target=ingest_there, args=(settings.chroma_url, tmp_path / name, path)))
        processes[-1].start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    both = load_paths(
        tmp_path / "undisturbed",
        [tmp_path / "one.jsonl", tmp_path / "two.jsonl"],
        settings=Settings(),
        embedder=FakeEmbedder(),
    )
    assert both.papers == 300
    whole = papers(Library(tmp_path / "undisturbed"))
    for name in halves:
        assert papers(Library(backend_for(settings, tmp_path / name))) == whole


def jsonl(path: Path, rows: Sequence[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def write_and_die(url: str, folder: Path) -> None:
    library = Library.create(backend_for(Settings(chroma_url=url), folder), FINGERPRINT)
    library.write(partial(_dying, library))


def _dying(library: Library, snapshot: Snapshot) -> Changes:
    library.backend.write(replace(snapshot.manifest, writing=True))
    os._exit(9)


def test_a_machine_that_died_while_writing_is_passed_over(settings: Settings, tmp_path: Path) -> None:
    write(machine(settings, "here"), KETTLE)
    died = spawn.Process(target=write_and_die, args=(settings.chroma_url, tmp_path / "died"))
    died.start()
    died.join()
    assert died.exitcode == 9
    started = time.monotonic()
    third = machine(settings, "third")
    write(third, MOTH)
    assert time.monotonic() - started > STALE_S / 2
    assert papers(third) == {"p1": KETTLE, "p3": MOTH}
    assert not third.manifest.writing


def test_one_holds_the_lease_at_a_time(settings: Settings) -> None:
    backend = backend_for(settings)
    client = client_of(backend)
    first, second = Lease(client), Lease(client)
    with first.held():
        assert first.is_held
        first.check()
        with pytest.raises(LibraryError, match="took over"):
            second.check()
    with second.held(), pytest.raises(LibraryError, match="took over"):
        first.check()


def test_a_holder_that_slept_does_not_take_a_later_lock_of_the_same_name_for_its_own(settings: Settings) -> None:
    backend = backend_for(settings)
    client = client_of(backend)
    slept, awake = Lease(client), Lease(client)
    with slept.held():
        name = next(found.name for found in client.list_collections())
        client.delete_collection(name)
        with awake.held():
            assert [found.name for found in client.list_collections()] == [name]
            awake.check()
            with pytest.raises(LibraryError, match="took over"):
                slept.check()
    with awake.held():
        awake.check()


class FallsAsleep(ServerBackend):
    """A machine that says that it begins to write, and then sleeps until another one has taken over."""

    asleep: Callable[[], None] | None = None

    def write(self, manifest: Manifest, commit: Commit | None = None) -> None:
        super().write(manifest, commit)
        if manifest.writing and self.asleep:
            self.asleep()


def put_lock_away(client: Client) -> None:
    """What a waiting machine does with the lock of a holder that it takes for dead."""
    for found in client.list_collections():
        if found.name.startswith(LOCK):
            client.delete_collection(found.name)


@pytest.mark.parametrize("late", [Changes((put(MOTH),)), Changes((Put(OTTER, None),)), Changes(removed=("p1",))])
def test_a_machine_that_slept_writes_no_row_after_another_took_over(settings: Settings, late: Changes) -> None:
    there = machine(settings, "there")
    write(there, KETTLE, OTTER)
    slept = FallsAsleep(settings, settings.library)
    here = Library(slept)
    changed = stored("p2", a_paper("Otters in Summer", "The otters sleep.", entry="line 2"))

    def taken_over() -> None:
        slept.asleep = None
        put_lock_away(slept.client)
        write(there, changed)

    slept.asleep = taken_over
    with pytest.raises(LibraryError, match="took over"):
        here.write(lambda _: late)
    anew = machine(settings, "anew")
    for library in (there, here, anew):
        assert eventually(lambda library=library: papers(library) == {"p1": KETTLE, "p2": changed})  # type: ignore[misc]
        assert library.snapshot().store.count() == 2


def test_a_machine_that_slept_drops_no_collection(settings: Settings) -> None:
    library = machine(settings, "here")
    write(library, KETTLE)
    with library.backend.lock():
        put_lock_away(client_of(library.backend))
        with pytest.raises(LibraryError, match="took over"):
            library.backend.drop(library.manifest.collection)
    assert papers(library) == {"p1": KETTLE}


def test_what_a_killed_re_embedding_left_in_the_server_is_tidied_away(settings: Settings) -> None:
    library = machine(settings, "here")
    write(library, KETTLE)
    client = client_of(library.backend)
    for name in ("litassist-passages-7", "litassist-passages-x", "passages-7", "somebody-else-1"):
        client.create_collection(name, embedding_function=None)
    library.tidy()
    assert sorted(found.name for found in client.list_collections()) == [
        "litassist-library",
        "litassist-passages-1",
        "litassist-passages-x",
        "passages-7",
        "somebody-else-1",
    ]
    assert papers(machine(settings, "there")) == {"p1": KETTLE}


def test_a_server_that_is_gone_is_named(tmp_path: Path) -> None:
    settings = Settings(chroma_url=f"http://127.0.0.1:{free_port()}", library=tmp_path / "here")
    with pytest.raises(LibraryError, match=r"Chroma server at .* cannot be used"):
        backend_for(settings)


def test_a_server_that_stops_loses_nothing(tmp_path: Path) -> None:
    port = free_port()
    settings = Settings(chroma_url=f"http://127.0.0.1:{port}", library=tmp_path / "here")
    with chroma_server(tmp_path / "server", port):
        library = Library.create(backend_for(settings), FINGERPRINT)
        write(library, KETTLE)
    with pytest.raises(LibraryError, match="does not answer"):
        write(library, MOTH)
    with chroma_server(tmp_path / "server", port):
        again = Library(backend_for(settings))
        write(again, MOTH)
        assert papers(again) == {"p1": KETTLE, "p3": MOTH}
