"""Values out of decoded JSON that may be of any shape: what is missing is None, what is of another kind says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.errors import InputError

_MOST_OF_IT = 40


def at(record: object, place: str) -> Any:
    """The value at a path of keys, "primary_location.source"; None where there is none."""
    for key in place.split("."):
        record = record.get(key) if isinstance(record, Mapping) else None
    return record


def objects(record: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The list of objects under a key; empty where it is missing or null.

    Raises:
        InputError: it is something else.
    """
    found = record.get(key)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise InputError(f"{key} is not a list of objects: {str(found)[:_MOST_OF_IT]!r}")
    return found


def first(value: object) -> Any:
    """The first entry of a list, None of an empty one, and anything else as it is."""
    if not isinstance(value, list):
        return value
    return value[0] if value else None


def key_of(value: object) -> str | None:
    """A record's own key as text; None where it is neither text nor a whole number, or blank."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    return str(value).strip() or None
