"""What the XML formats share: an element a record, each to a copy or to the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from assistant.errors import InputError
from assistant.records import Paper, Source
from ingest.formats.base import Rejected
from ingest.formats.once import Once
from ingest.formats.xml_builder import Fault
from ingest.formats.xml_records import records


def papers(
    path: Path, names: frozenset[str], kind: str, paper_of: Callable[[Element, Source], Paper]
) -> Iterator[Paper | Rejected]:
    """The records of a file, the elements of these names; `kind` is the format's name.

    Raises:
        OSError: the file cannot be read.
        InputError: it is a gzip file, and from here on it cannot be unpacked.
    """
    once = Once(str(path))
    for record in records(path, names):
        if isinstance(record, Fault):
            yield Rejected(str(path), record.line, record.reason)
            continue
        try:
            found = paper_of(record.element, Source(path.name, kind, f"line {record.line}"))
        except InputError as error:
            yield Rejected(str(path), record.line, str(error))
            continue
        yield once.checked(found, record.line)
