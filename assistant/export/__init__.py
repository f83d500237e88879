"""Papers to bibliography files: BibTeX, RIS, CSL-JSON, JSON Lines and CSV, which this project reads back equal."""

from assistant.export.base import Sink, Writer
from assistant.export.registry import WRITERS

__all__ = ["WRITERS", "Sink", "Writer"]
