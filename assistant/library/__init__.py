"""The library: one folder of papers, their vectors and their words."""

from assistant.library.library import Changes, Library, Put, check_embedder, check_fingerprint
from assistant.library.manifest import Fingerprint, read_manifest
from assistant.library.merge import derive
from assistant.library.rebuild import rebuild
from assistant.library.snapshot import Snapshot
from assistant.library.stored import Copy, Stored, passage_digests, text_digest

__all__ = [
    "Changes",
    "Copy",
    "Fingerprint",
    "Library",
    "Put",
    "Snapshot",
    "Stored",
    "check_embedder",
    "check_fingerprint",
    "derive",
    "passage_digests",
    "read_manifest",
    "rebuild",
    "text_digest",
]
