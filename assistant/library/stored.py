"""What the library keeps of one paper, and how that lies in Chroma.

A paper is one or more rows, one a passage, with ids `<paper id>:<n>`. Every row has the passage's place and the digest
of the text that was embedded; row 0 also has everything else: all copies, former ids, the ids it must stay apart from,
and the sentence offsets. One upsert therefore writes a paper whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from assistant.cleaning import embedded_text
from assistant.codec import from_json, to_json
from assistant.library.merge import derive
from assistant.records import Paper, Passage

Span = tuple[int, int]
Row = tuple[str, str, dict[str, Any]]
"""Id, document and metadata of one Chroma row."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One source's own copy of a paper: `paper` has an empty id and one source; `key` is what replaces it."""

    key: str
    paper: Paper


@dataclass(frozen=True, slots=True)
class Stored:
    """A paper as the library keeps it. `sentences` are offsets into the abstract; `digests` go with `passages`.

    `apart` holds the ids, and the names of the keys of copies, that its user wants kept out of it.
    """

    paper: Paper
    copies: tuple[Copy, ...]
    passages: tuple[Passage, ...]
    sentences: tuple[Span, ...]
    aliases: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    digests: tuple[str, ...] = field(default=())


def text_digest(stored: Stored) -> str:
    """Changes whenever the vector of one of the paper's sentences would."""
    return digest("\n".join((stored.paper.title, stored.paper.abstract, repr(stored.sentences))))


def passages_digest(stored: Stored) -> str:
    """Changes whenever the vector of one of the paper's passages would."""
    return digest("\n".join(stored.digests))


def passage_digests(paper: Paper, passages: Iterable[Passage]) -> tuple[str, ...]:
    """One digest a passage, of exactly the text that is embedded for it."""
    return tuple(digest(embedded_text(paper.title, passage.text)) for passage in passages)


def digest(text: str) -> str:
    """A short fingerprint of a text."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def to_rows(stored: Stored) -> list[Row]:
    """The Chroma rows of a paper, row 0 first."""
    rows: list[Row] = []
    for n, (passage, embedded) in enumerate(zip(stored.passages, stored.digests, strict=True)):
        place = {"paper_id": stored.paper.id, "n": n, "start": passage.start, "end": passage.end}
        metadata = place | {"granularity": passage.granularity, "embedded": embedded}
        rows.append((passage.id, passage.text, metadata | (_head(stored) if n == 0 else {})))
    return rows


def _head(stored: Stored) -> dict[str, Any]:
    kept = json.dumps(kept_of(stored), ensure_ascii=False)
    return {"passages": len(stored.passages), "kept": kept, "title": stored.paper.title}


def kept_of(stored: Stored) -> dict[str, Any]:
    """As a JSON value, what a paper is made of beside its id and its passages."""
    return {
        "copies": [[copy.key, _slim(to_json(copy.paper))] for copy in stored.copies],
        "sentences": stored.sentences,
        "aliases": stored.aliases,
        "apart": stored.apart,
    }


def _slim(paper: Mapping[str, Any]) -> dict[str, Any]:
    """Without the fields that hold nothing: reading puts the defaults back."""
    return {name: value for name, value in paper.items() if not (value is None or value is False or value == [])}


def aliases_of(head: Mapping[str, Any]) -> tuple[str, ...]:
    """The former ids, read from the metadata of a paper's row 0."""
    return tuple(json.loads(head["kept"])["aliases"])


def _copies(kept: Mapping[str, Any]) -> tuple[Copy, ...]:
    return tuple(Copy(key, from_json(Paper, value)) for key, value in kept["copies"])


def from_rows(rows: Sequence[Row]) -> Stored:
    """The stored paper whose rows, in any order, these are; rows left over by a killed write are passed over."""
    by_n = {metadata["n"]: (row_id, text, metadata) for row_id, text, metadata in rows}
    head = by_n[0][2]
    mine = [by_n[n] for n in range(head["passages"]) if n in by_n]
    return replace(
        without_passages(head["paper_id"], json.loads(head["kept"])),
        passages=tuple(_passage(row) for row in mine),
        digests=tuple(metadata["embedded"] for _, _, metadata in mine),
    )


def without_passages(paper_id: str, kept: Mapping[str, Any]) -> Stored:
    """The stored paper of an id that `kept_of` gave this JSON value of, its passages still to be put in."""
    copies = _copies(kept)
    return Stored(
        paper=derive(paper_id, [copy.paper for copy in copies]),
        copies=copies,
        passages=(),
        sentences=tuple((start, end) for start, end in kept["sentences"]),
        aliases=tuple(kept["aliases"]),
        apart=tuple(kept["apart"]),
    )


def _passage(row: Row) -> Passage:
    row_id, text, metadata = row
    place = (int(metadata["start"]), int(metadata["end"]))
    return Passage(row_id, str(metadata["paper_id"]), text, *place, str(metadata["granularity"]))
