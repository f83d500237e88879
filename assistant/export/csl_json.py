"""Papers to CSL-JSON, the form in which citation processors, Zotero and pandoc take references: one array.

What the standard has no field for stands under `custom`, which it leaves to each program.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from assistant.codec import to_json
from assistant.export.base import Sink, Writer
from assistant.export.carried import NAME, beside, plainly
from assistant.export.names import parts
from assistant.records import Paper


def write(papers: Iterable[Paper], stream: Sink) -> None:
    """Write one array, an item a line."""
    stream.write("[")
    for n, paper in enumerate(papers):
        stream.write(",\n" if n else "\n")
        stream.write(json.dumps(_item(paper), ensure_ascii=False))
    stream.write("\n]\n")


WRITER = Writer("csl-json", ".json", write)


def _item(paper: Paper) -> dict[str, Any]:
    """One item. Its title and abstract are the paper's own, blanks and all, as JSON can hold them."""
    plain = plainly(paper)
    fields = {
        "id": paper.id,
        "type": "article-journal" if paper.venue else "article",
        "title": paper.title,
        "abstract": paper.abstract,
        "author": [_person(name) for name in paper.authors],
        "issued": {"date-parts": [[int(part) for part in plain.date.split("-")]]} if plain.date else None,
        "container-title": plain.venue,
        "DOI": plain.doi,
        "archive": "arXiv" if plain.arxiv_id else None,
        "number": plain.arxiv_id,
        "URL": plain.url,
        "custom": {NAME: _beside(paper, plain)},
    }
    return {name: value for name, value in fields.items() if value}


def _beside(paper: Paper, plain: Paper) -> dict[str, Any]:
    """What the item cannot hold, and always what a reader would else conclude from it: facts and an arXiv id."""
    differing = beside(paper, plain) or {}
    said = {name: value for name, value in differing.items() if name not in {"title", "abstract"}}
    return {**said, "arxiv_id": paper.arxiv_id, "extra": to_json(paper.extra)}


def _person(name: str) -> dict[str, str]:
    found = parts(name)
    return {"family": found.family, "given": found.given} if found else {"literal": name}
