"""Author names out of what exports hold: a list of names, a list of objects with a name, or one string of names."""

from __future__ import annotations

import re

from assistant.errors import InputError
from ingest.formats.text import clean

_BETWEEN = re.compile(r"\s*;\s*|\s+and\s+")


def author_names(value: object) -> tuple[str, ...]:
    """The names in their order; a string is split at ";" and " and ", as commas also stand inside one name.

    Raises:
        InputError: it is neither; the message says so in words for the user.
    """
    if isinstance(value, str):
        names = _BETWEEN.split(value)
    elif isinstance(value, list):
        names = [_name(part) for part in value]
    else:
        raise InputError("authors is neither a list nor text")
    return tuple(stripped for name in names if (stripped := clean(name).strip()))


def _name(part: object) -> str:
    name = part.get("name") if isinstance(part, dict) else part
    if not isinstance(name, str):
        raise InputError('authors holds something that is neither a name nor an object with "name"')
    return name
