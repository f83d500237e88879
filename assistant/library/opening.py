"""Which library is meant: the folder alone, or the Chroma server of the settings with the folder beside it."""

from __future__ import annotations

from pathlib import Path

from assistant.library.backend import Backend, FolderBackend
from assistant.library.server import ServerBackend
from assistant.settings import Settings


def backend_for(settings: Settings, folder: Path | None = None) -> Backend:
    """Where the library of `folder`, or of the settings, has its truth.

    Raises:
        LibraryError: the Chroma server cannot be used.
    """
    folder = folder or settings.library
    return ServerBackend(settings, folder) if settings.chroma_url else FolderBackend(folder)
