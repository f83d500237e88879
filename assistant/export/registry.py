"""The writers, by the name users call them by."""

from assistant.export.base import Writer
from assistant.export.bibtex import WRITER as BIBTEX
from assistant.export.csl_json import WRITER as CSL_JSON
from assistant.export.csv_rows import WRITER as CSV
from assistant.export.jsonl import WRITER as JSONL
from assistant.export.ris import WRITER as RIS

WRITERS: dict[str, Writer] = {writer.name: writer for writer in (BIBTEX, RIS, CSL_JSON, JSONL, CSV)}
