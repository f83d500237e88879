"""The library to load into, with the embedder that writes it."""

from __future__ import annotations

from pathlib import Path

from assistant.embedding import Embedder, open_embedder
from assistant.errors import LibraryMissing
from assistant.library import Backend, Fingerprint, Library, backend_for, check_embedder
from assistant.settings import Settings
from ingest.chunking import RULE

DEFAULT_EMBEDDER = "minilm"


def open_or_create(
    place: Path | Backend, settings: Settings, embedder: Embedder | None = None
) -> tuple[Library, Embedder]:
    """The library of a folder or behind a backend, made where there is none, and its embedder.

    That is the one given or asked for, else the library's own.

    Raises:
        EmbedderMismatch: the library was written with another one than the one asked for.
    """
    backend = backend_for(settings, place) if isinstance(place, Path) else place
    embedder = embedder or open_embedder(_embedder_for(backend, settings.embedder), settings)
    fingerprint = Fingerprint(embedder.name, embedder.fingerprint, embedder.dimensions, RULE)
    return Library.create(backend, fingerprint), embedder


def _embedder_for(backend: Backend, asked: str | None) -> str:
    try:
        own = backend.read().fingerprint
    except LibraryMissing:
        return asked or DEFAULT_EMBEDDER
    check_embedder(own, asked or own.embedder, backend.folder)
    return own.embedder
