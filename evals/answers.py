"""Answers made elsewhere, to be scored against our cases: JSON lines of outcomes."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from assistant.errors import InputError, UsageError
from evals.outcome_rows import from_row
from evals.outcomes import Outcome

EXAMPLE = '{"schema": 1, "case": "the id of a case", "answer": {what `ask --json` prints}}'


def read_answers(path: Path, known: Collection[str]) -> tuple[Outcome, ...]:
    """The outcomes of a file; `known` are the ids that cases have.

    Raises:
        UsageError: the file cannot be read.
        InputError: a line is no outcome, of another schema version, of a case that is not known, or of one that was
            answered before; names file and line. Nothing is left out in silence.
    """
    found: dict[str, Outcome] = {}
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            outcome = from_row(line)
            _check(outcome, found, known)
        except InputError as error:
            raise InputError(f"{path}:{number}: {error}") from error
        found[outcome.case] = outcome
    if not found:
        raise InputError(f"{path}: holds no answers; write one a line: {EXAMPLE}")
    return tuple(found.values())


def _check(outcome: Outcome, before: Collection[str], known: Collection[str]) -> None:
    if outcome.case in before:
        raise InputError(f"case {outcome.case!r} was answered before")
    if outcome.case not in known:
        raise InputError(f"no case has the id {outcome.case!r}; name the cases with --cases, and --split all for all")


def _lines(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().split(b"\n")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); name a file of answers with --answers") from error
