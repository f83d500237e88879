"""Author names out of what exports hold: a list of names, a list of objects with a name, or one string of names."""

from __future__ import annotations

import ast
import re

from assistant.errors import InputError
from ingest.formats.text import clean

MOST_AUTHORS = 1_000_000
"""A larger count is a slip, and would not fit where counts are kept."""
_BETWEEN = re.compile(r";|\sand\s")
_PARTS_OF_A_NAME = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
_LONGEST_LIST = 1_000_000
"""Characters of a list in a cell; reading it takes some 250 times as many bytes."""


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
        if len(names) == 1 and all(" " in name for name in _at_commas(value)):
            names = _at_commas(value)
    elif isinstance(value, list):
        names = [_name(part) for part in value]
    else:
        raise InputError("authors is neither a list nor text")
    return tuple(stripped for name in names if (stripped := clean(name).strip()))


def given_first(name: str) -> str:
    """A name as it is stored: "Lee, Ann" and "Lee, Jr., Ann" give "Ann Lee" and "Ann Lee Jr."; any other stays."""
    family, *rest = _at_commas(name)
    if not rest:
        return family
    *suffix, given = rest
    return " ".join(part for part in (given, family, *suffix) if part)


def _at_commas(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]


def _list_in_a_cell(text: str) -> object:
    if len(text) > _LONGEST_LIST:
        raise InputError(f"authors begins like a list and has more than {_LONGEST_LIST:,} characters")
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
        raise InputError("authors begins like a list and is none") from error


def _name(part: object) -> str:
    name = part
    if isinstance(part, dict):
        whole = part.get("name") or part.get("literal")
        name = whole or " ".join(str(part[key]) for key in _PARTS_OF_A_NAME if part.get(key)) or None
    if not isinstance(name, str):
        raise InputError('authors holds something that is neither a name nor an object with "name"')
    return name
