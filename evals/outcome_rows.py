"""Outcomes as JSON, one a line: written by runs, and by anybody whose answers are to be scored."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from assistant.bundles import dangling
from assistant.codec import from_json, to_json
from assistant.errors import InputError
from evals.outcomes import SCHEMA, Outcome


def to_row(outcome: Outcome) -> str:
    """One line, without its end, in ASCII."""
    return json.dumps(to_json(outcome))


def from_row(line: str | bytes) -> Outcome:
    """The outcome of one line. The answer may have a "text", as `ask --json` prints it, which is not read.

    Raises:
        InputError: it is no JSON, of another schema version, or no outcome that can be scored.
    """
    try:
        row = json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise InputError(f"no JSON ({error})") from error
    if not isinstance(row, dict):
        raise InputError(f"expected an object, found {type(row).__name__}")
    check_schema(row, SCHEMA)
    if isinstance(row.get("answer"), dict):
        row["answer"] = {name: value for name, value in row["answer"].items() if name != "text"}
    outcome = from_json(Outcome, row)
    if problem := _problem(outcome):
        raise InputError(problem)
    return outcome


def check_schema(row: dict[str, Any], known: int) -> None:
    """Refuse what another version wrote.

    Raises:
        InputError: the schema version is missing or another; names both.
    """
    found = row.get("schema")
    if found != known or isinstance(found, bool):
        told = f"schema version {found!r}" if "schema" in row else 'no "schema"'
        raise InputError(f"{told}; this version reads schema version {known} only")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _problem(outcome: Outcome) -> str | None:
    """Why an outcome cannot be scored, if so."""
    if (outcome.answer is None) == (not outcome.error):
        return "give either answer or error"
    if outcome.confidence is not None and not 0 <= outcome.confidence <= 1:
        return f"confidence {outcome.confidence} is not between 0 and 1"
    if outcome.seconds is not None and not (outcome.seconds >= 0 and math.isfinite(outcome.seconds)):
        return f"seconds {outcome.seconds} cannot be"
    for ranking in outcome.rankings:
        if ranking.scores and len(ranking.scores) != len(ranking.papers):
            return f"ranking {ranking.ranker!r} has {len(ranking.papers)} papers and {len(ranking.scores)} scores"
    problem = dangling(outcome.answer) if outcome.answer else None
    return f"answer.{problem}" if problem else None
