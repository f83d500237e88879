"""Which papers the filters of a case let through: those of its field `filters`, and those that its question words.

A question such as "since 2024, ..." sets no filter; whoever answers has to read the condition out of it. Such a case
says in its tags what the words mean, "year_from=2024", so that its gold papers can be checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from assistant.codec import from_json, to_json
from assistant.errors import InputError
from assistant.filters import condition, facets, meets
from assistant.records import Filters, Paper
from evals.read_cases import Case

_NUMBERS = frozenset(f.name for f in fields(Filters) if "int" in str(f.type))
_DATES = frozenset({"date_from", "date_to"})


def conditions(case: Case) -> Filters:
    """The filters of a case together with those that its tags state.

    Raises:
        InputError: a tag with "=" names no filter by number or date, or its value is no number.
    """
    stated = dict(tag.split("=", 1) for tag in case.tags if "=" in tag)
    return from_json(Filters, to_json(case.filters) | {name: _value(name, text) for name, text in stated.items()})


def passing(papers: Sequence[Paper], filters: Filters) -> frozenset[int]:
    """The places in `papers` of those that meet the filters, as search sees it: an unknown value never matches.

    Raises:
        UsageError: a date of the filters is none.
    """
    asked = condition(filters)
    if asked is None:
        return frozenset(range(len(papers)))
    return frozenset(n for n, paper in enumerate(papers) if meets(facets(paper), asked))


def _value(name: str, text: str) -> int | str:
    if name in _DATES:
        return text
    if name not in _NUMBERS or not text.isdigit():
        raise InputError(f"the tag {name}={text} states no filter by number or date, such as year_from=2024")
    return int(text)
