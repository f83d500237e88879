"""Answers kept as files: everything needed to ask again, and what has changed since."""

from assistant.bundles.compare import compare
from assistant.bundles.differences import Difference, Today
from assistant.bundles.files import dangling, read_bundle, to_text
from assistant.bundles.making import Asking, bundle_of, digest
from assistant.bundles.records import Bundle, LibraryState, Reply, Seen

__all__ = [
    "Asking",
    "Bundle",
    "Difference",
    "LibraryState",
    "Reply",
    "Seen",
    "Today",
    "bundle_of",
    "compare",
    "dangling",
    "digest",
    "read_bundle",
    "to_text",
]
