"""What our own exports write beside the fields of a format, put in its place again: see `assistant.export.carried`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from assistant.codec import from_json, to_json
from assistant.errors import InputError
from assistant.export.carried import FIELDS, NAME
from assistant.records import Paper
from ingest.formats.dates import iso_date
from ingest.formats.people import MOST_AUTHORS
from ingest.formats.text import clean

_LONGEST_DATE = len("2024-12-05")


def beside_of(value: object) -> dict[str, Any]:
    """The fields that stand in `value`, which is the object itself or its text.

    Raises:
        InputError: it is neither.
    """
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise InputError(f"{NAME} holds no JSON; take that field out") from None
    if not isinstance(value, dict) or not set(value) <= set(FIELDS):
        raise InputError(f"{NAME} holds other things than fields of a paper; take that field out")
    return value


def restored(paper: Paper, fields: Mapping[str, Any]) -> Paper:
    """The paper with these fields, which are checked like any other input.

    Raises:
        InputError: one of them is of another kind than it should be.
    """
    whole = from_json(Paper, to_json(paper) | {name: _cleaned(value) for name, value in fields.items()})
    for name in ("title", "abstract"):
        if not getattr(whole, name).strip():
            raise InputError(f"no {name}")
    if whole.date is not None and (len(whole.date) > _LONGEST_DATE or iso_date(whole.date) != whole.date):
        raise InputError(f"bad date {whole.date[:40]!r}: write 2024-12-05, 2024-12 or 2024")
    if not 0 <= (whole.n_authors or 0) <= MOST_AUTHORS:
        raise InputError(f"n_authors is {whole.n_authors}, not a count")
    return whole


def _cleaned(value: Any) -> Any:
    if isinstance(value, list):
        return [_cleaned(part) for part in value]
    return clean(value) if isinstance(value, str) else value
