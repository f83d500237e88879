r"""The inside of a BibTeX entry: its key, its fields, and the macros that `@string` defines.

bibtexparser reads this too, but it leaves `a # b` unjoined, takes the brace in `{x \\}` for no end, drops an entry that
has a field twice, and logs every faulty entry; names, the hard part, are read by it (see `bibtex_names`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.errors import InputError
from assistant.export.bibtex import MONTHS
from ingest.formats.text import MAX_RECORD

_KEY = re.compile(r"\s*([^\s,={}\"#%]*)\s*(?:,|$)")
_FIELD = re.compile(r"[\s,]*([^\s,={}\"#]+)\s*=\s*")
_PLAIN = re.compile(r"[^\s,#{}\"=]+")
_JOIN = re.compile(r"\s*#\s*")
_GAP = re.compile(r"[\s,]*")
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_QUOTES = re.compile(r"\\.|[{}\"]", re.DOTALL)
_MOST_MACROS = 1_000_000
"""Characters that all macros of a file may come to: each is used many times."""


@dataclass(slots=True)
class Macros:
    """The macros known so far, by name in lower case; those of the months always are."""

    known: dict[str, str] = field(default_factory=lambda: {month: month for month in MONTHS})
    size: int = 0

    def define(self, body: str) -> None:
        """Take in the body of a `@string`.

        Raises:
            InputError: it is broken, or the macros of the file come to too much.
        """
        for name, value in fields_of(body, 0, self.known).items():
            self.size += len(value)
            if self.size > _MOST_MACROS:
                raise InputError(f"the texts of all @string come to more than {_MOST_MACROS:,} characters")
            self.known[name] = value


def key_of(body: str) -> tuple[str, int]:
    """The key of an entry, empty where it has none, and where its fields begin."""
    key = _KEY.match(body)
    return (key[1], key.end()) if key else ("", 0)


def fields_of(body: str, at: int, macros: Mapping[str, str]) -> dict[str, str]:
    """The fields from `at` on by name in lower case, macros put in and parts joined; of one given twice the first.

    A missing comma between two is forgiven.

    Raises:
        InputError: what stands there is no field; the message says where.
    """
    found: dict[str, str] = {}
    last = ""
    while named := _FIELD.match(body, at):
        last = named[1].lower()
        value, at = _value(body, named.end(), macros, last)
        found.setdefault(last, value)
    gap = _GAP.match(body, at)
    if gap is not None and gap.end() < len(body):
        where = f"behind the field {last}" if last else "in the entry"
        raise InputError(f"no field can be read {where}: {body[gap.end() : gap.end() + 30]!r}")
    return found


def _value(body: str, at: int, macros: Mapping[str, str], name: str) -> tuple[str, int]:
    parts: list[str] = []
    size = 0
    while True:
        part, at = _part(body, at, macros, name)
        size += len(part)
        if size > MAX_RECORD:
            raise InputError(f"the field {name} comes to more than {MAX_RECORD:,} characters")
        parts.append(part)
        join = _JOIN.match(body, at)
        if join is None:
            return "".join(parts), at
        at = join.end()


def _part(body: str, at: int, macros: Mapping[str, str], name: str) -> tuple[str, int]:
    """One of the parts that `#` joins, and where the text goes on behind it."""
    opening = body[at : at + 1]
    if opening in {"{", '"'} and opening:
        end = _closing(body, at + 1, _BRACES if opening == "{" else _QUOTES)
        if end < 0:
            raise InputError(f"the field {name} is never closed")
        return body[at + 1 : end], end + 1
    plain = _PLAIN.match(body, at)
    if plain is None:
        raise InputError(f"the field {name} has no value")
    # A macro that nobody defined keeps its name: as the name of a journal it says more than nothing.
    return macros.get(plain[0].lower(), plain[0]), plain.end()


def _closing(body: str, at: int, marks: re.Pattern[str]) -> int:
    depth = 0
    for mark in marks.finditer(body, at):
        if mark[0] == "{":
            depth += 1
        elif mark[0] == '"' and not depth:
            return mark.start()
        elif mark[0] == "}":
            if not depth and marks is _BRACES:
                return mark.start()
            depth = max(0, depth - 1)
    return -1
