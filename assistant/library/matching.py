"""Whether an embedder is the one that a library was written with."""

from __future__ import annotations

from pathlib import Path

from assistant.errors import EmbedderMismatch
from assistant.library.manifest import Fingerprint


def check_fingerprint(library: Fingerprint, asked: Fingerprint, folder: Path) -> None:
    """Refuse to mix embedders.

    Raises:
        EmbedderMismatch: the two differ.
    """
    check_embedder(library, asked.embedder, folder)
    if library != asked:
        raise _mismatch(f"{library}", f"{asked}", library.embedder, asked.embedder, folder)


def check_embedder(library: Fingerprint, name: str, folder: Path) -> None:
    """Refuse an embedder by its name, before it is opened: a remote one takes a key and a call to know the rest.

    Raises:
        EmbedderMismatch: the library was written with one of another name.
    """
    if library.embedder != name:
        raise _mismatch(library.embedder, name, library.embedder, name, folder)


def _mismatch(written: str, asked: str, own: str, name: str, folder: Path) -> EmbedderMismatch:
    return EmbedderMismatch(
        f"the library at {folder} was written with {written}, asked for is {asked}; use LITASSIST_EMBEDDER={own}, "
        f"or re-embed: python -m ingest reembed --embedder {name} --library {folder}"
    )
