"""What scripts hand in, checked: nothing stops one from giving a text where names are asked for, or for a number."""

from __future__ import annotations

from dataclasses import replace
from numbers import Integral
from typing import Any

from assistant.errors import UsageError
from assistant.records import Filters

_NUMBERS = {"year_from": 2020, "year_to": 2024, "n_authors_min": 2, "n_authors_max": 5}
"""The fields that hold a number, each with an example."""
_DATES = ("date_from", "date_to")
_NAMES = ("authors", "venues", "sources", "paper_ids")
_SHOWN = 60


def typed(given: object) -> Filters:
    """The filters that somebody set, each field of its own kind; a list of names becomes a tuple, None no filters.

    Raises:
        UsageError: a field holds something of another kind, or a blank name; the message says what to write.
    """
    if given is None:
        return Filters()
    if not isinstance(given, Filters):
        raise UsageError(f"filters={_short(given)} are none; write filters=Filters(year_from=2020)")
    found: dict[str, Any] = {name: _number(name, getattr(given, name)) for name in _NUMBERS}
    found |= {name: _date(name, getattr(given, name)) for name in _DATES}
    found |= {name: _names(name, getattr(given, name)) for name in _NAMES}
    return replace(given, **found)


def whole(name: str, value: object, example: int) -> int:
    """A whole number that was given under a name.

    Raises:
        UsageError: it is none.
    """
    if isinstance(value, Integral) and not isinstance(value, bool):
        return int(value)
    raise UsageError(f"{name}={_short(value)} is no whole number; write one without quotes, such as {name}={example}")


def is_text(text: str) -> bool:
    """Whether a text can be stored or looked up: half a pair of surrogates, which JSON can spell, is no character."""
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def _number(name: str, value: object) -> int | None:
    return None if value is None else whole(name, value, _NUMBERS[name])


def _date(name: str, value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise UsageError(f"{name}={_short(value)} is no text; write a date as '2024', '2024-12' or '2024-12-05'")


def _names(name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        wanted = (value,) if value.strip() else ()
        raise UsageError(f"{name}={_short(value)} is one text, not some names; write {name}={_short(wanted)}")
    if not isinstance(value, tuple | list):
        raise UsageError(f"{name}={_short(value)} are no names; write a tuple of texts, {name}=() for any")
    if any(not isinstance(one, str) or not one.strip() for one in value):
        raise UsageError(f"{name}={_short(value)}: each name is a text with something in it; write {name}=() for any")
    return tuple(value)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
