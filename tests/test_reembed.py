"""A library under another embedder: whole and new, or as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import EmbedderMismatch
from assistant.library import Fingerprint, Library, Put, Stored, rebuild
from assistant.settings import Settings
from ingest.load import load_paths
from ingest.opening import open_or_create
from ingest.reembed import _embedded
from ingest.sentence_pass import embed_sentences
from tests.fakes import FakeEmbedder

ROWS = """{"title": "Kettles that hum", "abstract": "A kettle hums before it boils. We measure the pitch of forty kettles."}
{"title": "Otters at dusk", "abstract": "Otters hunt at dusk. Their dives last half a minute."}
"""


class Other(FakeEmbedder):
    name = "openai:other"

    def __init__(self) -> None:
        super().__init__(dimensions=48, fingerprint="other-1")


def fingerprint_of(embedder: FakeEmbedder) -> Fingerprint:
    return Fingerprint(embedder.name, embedder.fingerprint, embedder.dimensions, "sentences-1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    papers = tmp_path / "papers.jsonl"
    papers.write_text(ROWS)
    load_paths(tmp_path / "library", [papers], settings=Settings(), embedder=FakeEmbedder())
    return tmp_path / "library"


def test_papers_stay_and_vectors_are_the_others(folder: Path) -> None:
    reader = Library(folder)
    before = reader.snapshot().all
    other = Other()
    rebuild(folder, fingerprint_of(other), lambda stored: _embedded(stored, other, lambda _: None))
    after = reader.snapshot()
    assert after.all == before
    assert after.manifest.fingerprint.embedder == "openai:other"
    assert after.manifest.collection == "passages-2"
    assert [row for row, _ in after.store.query(other.embed(["Otters hunt at dusk."])[0], 1)]
    assert len(after.lexical.search("kettle", 5)) == 1
    assert embed_sentences(reader, other) == 2
    with pytest.raises(EmbedderMismatch):
        open_or_create(folder, Settings(), FakeEmbedder())


def test_stopped_half_way_the_library_is_as_it_was(folder: Path) -> None:
    before = Library(folder).snapshot().all
    other = Other()

    def breaks(stored: list[Stored]) -> list[list[Put]]:
        first = next(iter(_embedded(stored[:1], other, lambda _: None)))
        return [first, [replace(first[0], vectors=None)]]

    with pytest.raises(ValueError, match="at least one array"):
        rebuild(folder, fingerprint_of(other), breaks)  # type: ignore[arg-type]
    again = Library(folder)
    assert again.snapshot().all == before
    assert again.manifest.collection == "passages-1"
    rebuild(folder, fingerprint_of(other), lambda stored: _embedded(stored, other, lambda _: None))
    assert again.snapshot().all == before
    assert again.snapshot().store.count() == len(before)
