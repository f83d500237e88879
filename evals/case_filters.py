"""Which papers the filters of a case let through: those of its field `filters`, and those that its question words.

A question such as "since 2024, ..." sets no filter; whoever answers has to read the condition out of it. Such a case
says in its tags what the words mean, "year_from=2024", so that its gold papers can be checked.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import fields

from assistant.codec import from_json, to_json
from assistant.errors import InputError
from assistant.filters import FACETS, condition, facets
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
    where = condition(filters)
    if where is None:
        return frozenset(range(len(papers)))
    columns = ("n", "id", *FACETS)
    with sqlite3.connect(":memory:") as table:
        table.execute(f"CREATE TABLE papers ({', '.join(columns)})")
        put = f"INSERT INTO papers VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - marks only
        table.executemany(put, [(n, paper.id, *facets(paper)) for n, paper in enumerate(papers)])
        rows = table.execute(f"SELECT n FROM papers WHERE {where.sql}", where.values)  # noqa: S608 - columns and marks
        found = frozenset(int(row[0]) for row in rows)
    table.close()
    return found


def _value(name: str, text: str) -> int | str:
    if name in _DATES:
        return text
    if name not in _NUMBERS or not text.isdigit():
        raise InputError(f"the tag {name}={text} states no filter by number or date, such as year_from=2024")
    return int(text)
