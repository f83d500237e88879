"""JSON replies taken apart with their types checked, and their records made into entries."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from assistant.errors import InputError
from assistant.records import Paper, Source
from ingest.formats.base import Rejected
from ingest.formats.fields import with_key
from ingest.sources.base import BrokenReply, Entry

T = TypeVar("T")
_NAMES: dict[type, str] = {dict: "object", list: "list", str: "text", int: "whole number"}


def json_of(body: bytes, kind: type[T]) -> T:
    """A reply's JSON, which must be of that kind: an object or a list.

    Raises:
        BrokenReply: it is not, or it is no JSON, or cut off.
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BrokenReply("a reply that is cut off, or no JSON") from error
    return _checked(found, kind, "the reply")


def part(found: dict[str, Any], name: str, kind: type[T]) -> T:
    """A field that must be there, of that kind.

    Raises:
        BrokenReply: it is not there, or of another kind.
    """
    return _checked(found.get(name), kind, f"{name!r}")


def optional(found: dict[str, Any], name: str, kind: type[T]) -> T | None:
    """A field of that kind, or None where it is missing or null.

    Raises:
        BrokenReply: it is of another kind.
    """
    return None if found.get(name) is None else part(found, name, kind)


def entries_of(
    records: Iterable[object],
    name: str,
    paper_of: Callable[[dict[str, Any], Source], Paper],
    key_of: Callable[[dict[str, Any]], object],
) -> Iterator[Entry]:
    """Each record as a copy of the source `name`, or rejected under its key with the reason."""
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            yield Rejected(name, None, f"record {number} of a page is no JSON object")
            continue
        try:
            yield paper_of(record, Source(name, kind_of(name), f"line {number}"))
        except InputError as error:
            yield Rejected(name, None, with_key(str(error), key_of(record) or f"record {number} of a page"))


def kind_of(name: str) -> str:
    """`Source.kind` of what a live source gave."""
    return f"{name}-api"


def _checked(found: object, kind: type[T], what: str) -> T:
    if not isinstance(found, kind) or isinstance(found, bool):
        raise BrokenReply(f"a reply of another shape: {what} is no {_NAMES[kind]}")
    return found
