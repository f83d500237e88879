"""Records to JSON and back: one object a record, field names as they are, tuples as lists.

`from_json` checks every type and names the place of what does not fit; a missing field takes its default, an unknown
one is an error.
"""

from __future__ import annotations

import dataclasses
import sys
import types
import typing
from functools import cache
from typing import Any, Literal, NoReturn, TypeVar, Union

from assistant.errors import InputError

T = TypeVar("T")


def to_json(record: Any) -> Any:
    """The JSON value (dict, list, str, number, bool or None) of a record or of a tuple of records."""
    if dataclasses.is_dataclass(record) and not isinstance(record, type):
        return {f.name: to_json(getattr(record, f.name)) for f in dataclasses.fields(record)}
    if isinstance(record, tuple):
        return [to_json(part) for part in record]
    return record


def from_json(cls: type[T], value: object) -> T:
    """The record of type `cls` that `to_json` wrote as `value`.

    Raises:
        InputError: a field is missing, unknown or of another type; the message names its place, `Answer.plan.question`.
    """
    record: T = _read(cls, value, cls.__name__)
    return record


def _read(kind: Any, value: Any, place: str) -> Any:
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _record(kind, value, place)
    if origin in (Union, types.UnionType):
        return None if value is None else _read(next(a for a in args if a is not type(None)), value, place)
    if origin is tuple:
        return _tuple(args, value, place)
    if origin is Literal:
        return value if value in args else _refuse(place, f"one of {', '.join(args)}", value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value) if abs(value) <= sys.float_info.max else _refuse(place, "a number in range", value)
    fits = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
    return value if fits else _refuse(place, kind.__name__, value)


def _record(kind: type, value: Any, place: str) -> Any:
    if not isinstance(value, dict):
        return _refuse(place, "an object", value)
    hints = _hints(kind)
    if unknown := sorted(set(value) - set(hints)):
        raise InputError(f"{place}: unknown field {unknown[0]!r}; was this written by another version?")
    given = {name: _read(hints[name], part, f"{place}.{name}") for name, part in value.items()}
    try:
        return kind(**given)
    except TypeError as error:
        raise InputError(f"{place}: a field is missing ({error}); was this written by another version?") from error


def _tuple(args: tuple[Any, ...], value: Any, place: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        return _refuse(place, "a list", value)
    kinds = [args[0]] * len(value) if args[1:] == (...,) else list(args)
    if len(kinds) != len(value):
        return _refuse(place, f"a list of {len(kinds)}", value)
    return tuple(_read(kind, part, f"{place}[{i}]") for i, (kind, part) in enumerate(zip(kinds, value, strict=True)))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _refuse(place: str, wanted: str, value: object) -> NoReturn:
    raise InputError(f"{place}: expected {wanted}, found {type(value).__name__} {str(value)[:40]!r}")
