"""Which library is meant: the folder alone, or the Chroma server of the settings with the folder beside it."""

from __future__ import annotations

from pathlib import Path

from assistant.library.backend import Backend
from assistant.library.folder import FolderBackend
from assistant.settings import Settings


def backend_for(settings: Settings, folder: Path | None = None) -> Backend:
    """Where the library of `folder`, or of the settings, has its truth.

    Raises:
        LibraryError: the Chroma server cannot be used.
    """
    folder = folder or settings.library
    if not settings.chroma_url:
        return FolderBackend(folder)
    # It loads Chroma, which takes longer than an answer; a folder needs it only where it is written or large.
    from assistant.library.server import ServerBackend  # noqa: PLC0415

    return ServerBackend(settings, folder)
