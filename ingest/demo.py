"""The sample library: the papers that come with the program, in a folder of the user's own data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assistant import terminal
from assistant.settings import Settings
from ingest.load import load_paths

SAMPLES = Path(__file__).with_name("samples")


def for_demo(settings: Settings) -> Settings:
    """The samples are embedded on this machine, whatever the settings say of the user's own library."""
    return replace(settings, embedder=None, chroma_url=None)


def ensure_demo(settings: Settings) -> Path:
    """The sample library, made on the first start and brought up to date on later ones.

    Raises:
        LibraryError, EmbeddingError: it cannot be made.
    """
    library = settings.data_dir / "demo-library"
    if not library.exists():
        terminal.note("Preparing the sample library, once …")
    load_paths(library, sorted(SAMPLES.glob("*.jsonl")), settings=for_demo(settings))
    return library
