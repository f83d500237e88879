"""What every paper is made of, kept in the catalogue beside Chroma's rows: read at once, where Chroma takes its time.

A paper is JSON, deflated: about half of its text, or a kilobyte. Chroma's rows stay the truth.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import replace

from assistant.errors import InputError
from assistant.library.database import Database
from assistant.library.stored import Stored, kept_of, without_passages
from assistant.records import Passage

LEVEL = 1
"""Of deflating: more takes half as long again and saves a twentieth."""
_READ = (
    "SELECT p.id, k.body FROM json_each(?) AS asked CROSS JOIN papers AS p ON p.id = asked.value "
    "CROSS JOIN kept AS k ON k.n = p.n"
)


class Kept:
    """The papers kept in a catalogue. Safe for any number of threads; `entering` writes them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, paper_ids: Iterable[str]) -> dict[str, Stored]:
        """Papers by id; those that are not there, or whose bytes are damaged, are left out."""
        rows = self._database.ask(_READ, (json.dumps(list(paper_ids)),))
        return {paper_id: stored for paper_id, body in rows if (stored := _whole(body)) is not None}


def packed(stored: Stored) -> bytes:
    """A paper as bytes; the text of a passage that stands in the abstract where it says is left out."""
    abstract = stored.paper.abstract
    passages = [
        [p.id, p.start, p.end, p.granularity, None if p.text == abstract[p.start : p.end] else p.text]
        for p in stored.passages
    ]
    whole = json.dumps([stored.paper.id, kept_of(stored), passages, stored.digests], ensure_ascii=False)
    return zlib.compress(whole.encode("utf-8", "surrogatepass"), LEVEL)


def unpacked(body: bytes) -> Stored:
    """The paper that `packed` made these bytes of."""
    paper_id, kept, passages, digests = json.loads(zlib.decompress(body))
    stored = without_passages(paper_id, kept)
    abstract = stored.paper.abstract
    rows = tuple(
        Passage(row_id, paper_id, abstract[start:end] if text is None else text, start, end, granularity)
        for row_id, start, end, granularity, text in passages
    )
    return replace(stored, passages=rows, digests=tuple(digests))


def _whole(body: bytes) -> Stored | None:
    try:
        return unpacked(body)
    except (zlib.error, ValueError, LookupError, TypeError, InputError):
        return None
