"""Author names out of what exports hold: a list of names, a list of objects with a name, or one string of names."""

from __future__ import annotations

import ast
import re

from assistant.errors import InputError
from ingest.formats.text import clean

_BETWEEN = re.compile(r"\s*;\s*|\s+and\s+")
_COMMA = re.compile(r"\s*,\s*")


def author_names(value: object) -> tuple[str, ...]:
    """The names in their order; a string is split at ";" and " and ".

    Commas also stand inside one name ("Lee, Ann"), so they part names only where each of these has two words. A list
    written out in a cell of a table is read as one.

    Raises:
        InputError: it is neither; the message says so in words for the user.
    """
    if isinstance(value, str) and value.lstrip().startswith("["):
        value = _list_in_a_cell(value)
    if isinstance(value, str):
        names = _BETWEEN.split(value)
        if len(names) == 1 and all(" " in name for name in _COMMA.split(value)):
            names = _COMMA.split(value)
    elif isinstance(value, list):
        names = [_name(part) for part in value]
    else:
        raise InputError("authors is neither a list nor text")
    return tuple(stripped for name in names if (stripped := clean(name).strip()))


def _list_in_a_cell(text: str) -> object:
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
        raise InputError("authors begins like a list and is none") from error


def _name(part: object) -> str:
    name = part
    if isinstance(part, dict):
        given, family = part.get("given"), part.get("family")
        name = part.get("name") or " ".join(str(n) for n in (given, family) if n) or None
    if not isinstance(name, str):
        raise InputError('authors holds something that is neither a name nor an object with "name"')
    return name
