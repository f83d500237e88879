"""Parsers, one a format: see `base` for what a parser is."""

from ingest.formats.base import Format, ReadOptions, Rejected, Skipped
from ingest.formats.registry import FORMATS

__all__ = ["FORMATS", "Format", "ReadOptions", "Rejected", "Skipped"]
