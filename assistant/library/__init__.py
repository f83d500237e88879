"""The library: one folder of papers, their vectors and their words."""

from assistant.library.backend import Backend
from assistant.library.changes import Changes, Put
from assistant.library.library import Library
from assistant.library.manifest import Fingerprint
from assistant.library.matching import check_embedder, check_fingerprint
from assistant.library.merge import derive
from assistant.library.opening import backend_for
from assistant.library.rebuild import Rebuild
from assistant.library.snapshot import Snapshot
from assistant.library.stored import Copy, Stored, passage_digests, text_digest

__all__ = [
    "Backend",
    "Changes",
    "Copy",
    "Fingerprint",
    "Library",
    "Put",
    "Rebuild",
    "Snapshot",
    "Stored",
    "backend_for",
    "check_embedder",
    "check_fingerprint",
    "derive",
    "passage_digests",
    "text_digest",
]
