"""The whole library under another fingerprint: a new collection beside the old one, current once it is whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np

from assistant.library.library import Put
from assistant.library.lock import write_lock
from assistant.library.manifest import Fingerprint, read_manifest, write_manifest
from assistant.library.snapshot import CHROMA, Snapshot
from assistant.library.store import ChromaStore, drop_collection, make_collection
from assistant.library.stored import Stored, to_rows


class Embed(Protocol):
    """Makes what is written of the papers as they are stored now, batch by batch, with vectors for every paper."""

    def __call__(self, stored: Sequence[Stored], /) -> Iterable[Sequence[Put]]:
        """Batches that together hold every paper of `stored`."""


def rebuild(folder: Path, fingerprint: Fingerprint, embed: Embed) -> None:
    """Write every paper of the library at `folder` anew, under its lock, and make that the library.

    Killed at any moment the library is as it was, or whole and new; what a killed run wrote is dropped by the next.
    """
    chroma = folder / CHROMA
    with write_lock(folder):
        manifest = read_manifest(folder)
        snapshot = Snapshot(folder, manifest)
        number = int(manifest.collection.rpartition("-")[2])
        later = replace(manifest.committed(), fingerprint=fingerprint, collection=f"passages-{number + 1}")
        drop_collection(chroma, later.collection)
        make_collection(chroma, later.collection, str(fingerprint))
        store = ChromaStore(chroma, later.collection, str(fingerprint))
        for puts in embed(list(snapshot.all.values())):
            rows = [row for put in puts for row in to_rows(put.stored)]
            store.upsert(rows, np.concatenate([put.vectors for put in puts if put.vectors is not None]))
        snapshot.lexical.write((), (), later.generation)
        write_manifest(folder, later)
        drop_collection(chroma, manifest.collection)
