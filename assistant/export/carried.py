"""What a bibliography format can carry of a paper, and what it cannot and is therefore written beside it.

Every format has fields of its own, which any reference manager understands; a title with two blanks in a row, an
inferred date or a digest has no place there. Each writer says as a `Paper` what its fields carry. Whatever differs from
the paper at hand goes, as JSON, into one further field, and whoever reads the file back puts it in place again. Such a
field also says that the entry is ours, so that "<i>" in it is text and no markup.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from assistant.codec import to_json
from assistant.records import Paper

NAME = "litassist"
"""What the further field is called."""
FIELDS = (
    "title",
    "abstract",
    "authors",
    "n_authors",
    "date",
    "date_inferred",
    "year",
    "venue",
    "doi",
    "arxiv_id",
    "url",
    "is_digest",
    "extra",
)
"""The fields of a paper that an export keeps: all but its id and its sources."""

_BLANKS = re.compile(r"[ \t\r\n]+")
_PARAGRAPH = re.compile(r"\n[ \t\r]*+\n[ \t\r\n]*")
_DOI = re.compile(r"10\.[!-~]+")
_ARXIV = re.compile(r"[\w.-]+(?:/[\w.-]+)?(?<!\.pdf)", re.ASCII)
_ADDRESS = re.compile(r"\S+")
_MARKUP = re.compile("[<&]")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_SIGN = re.compile("[{}@]")
_STRUCTURE = {"{": "\\u007b", "}": "\\u007d", "@": "\\u0040"}


def beside(paper: Paper, carried: Paper) -> dict[str, Any] | None:
    """The fields of `paper` that `carried` does not give, as JSON; None where nothing needs to be said."""
    differing = {
        name: to_json(getattr(paper, name)) for name in FIELDS if getattr(paper, name) != getattr(carried, name)
    }
    if differing or any(_MARKUP.search(text) for text in (paper.title, paper.abstract, paper.venue or "")):
        return differing
    return None


def beside_text(differing: dict[str, Any]) -> str:
    r"""What `beside` found, on one line of ASCII, in which braces stand in pairs and "@" does not occur.

    >>> print(beside_text({"venue": "{a@b"}))
    {"venue": "\u007ba\u0040b"}
    """
    return _STRING.sub(lambda string: _SIGN.sub(lambda sign: _STRUCTURE[sign[0]], string[0]), json.dumps(differing))


def plainly(paper: Paper) -> Paper:
    """What fields of one line each carry of a paper: blanks are single, numbers and addresses well formed.

    The authors are those of the paper; a writer that cannot write one of them says so by replacing them.
    """
    date = paper.date or (f"{paper.year:04}" if paper.year else None)
    return replace(
        paper,
        title=on_one_line(paper.title),
        abstract=on_one_line(paper.abstract),
        n_authors=len(paper.authors) or None,
        date=date,
        date_inferred=False,
        year=int(date[:4]) if date else None,
        venue=on_one_line(paper.venue or "") or None,
        doi=_if_whole(_DOI, paper.doi),
        arxiv_id=_if_whole(_ARXIV, paper.arxiv_id),
        url=_if_whole(_ADDRESS, paper.url),
        is_digest=False,
        extra=(),
    )


def on_one_line(text: str) -> str:
    """The text with single blanks between its words."""
    return _BLANKS.sub(" ", text).strip()


def in_paragraphs(text: str) -> str:
    """The text with single blanks between its words and one empty line between its paragraphs."""
    return "\n\n".join(part for part in map(on_one_line, _PARAGRAPH.split(text)) if part)


def _if_whole(pattern: re.Pattern[str], text: str | None) -> str | None:
    return text if text and pattern.fullmatch(text) else None
