"""All formats, in the order in which they are asked whether a file is theirs: the most particular first."""

from __future__ import annotations

from ingest.formats.base import Format
from ingest.formats.jsonl import Jsonl
from ingest.formats.listing import Listing
from ingest.formats.tabular import CSV, TSV

FORMATS: tuple[Format, ...] = (Jsonl(), TSV, CSV, Listing())
