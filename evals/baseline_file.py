"""Baselines in the repository: a run's scores without answers and judgements, a case a line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from assistant.codec import to_json
from assistant.errors import LitAssistError, UsageError
from assistant.library.manifest import write_atomically
from evals.metrics.definitions import DEFINITIONS
from evals.scores import CaseScores, Scores


def slim(scores: Scores) -> Scores:
    """What a gate needs of a run, and no more: nothing that differs from one machine to the next, as time does.

    Raises:
        UsageError: a case is missing or failed, so that the run is nothing to hold others against.
    """
    failed = [case.id for case in scores.cases if case.status == "failed"]
    if lacking := [*scores.info.missing, *failed]:
        raise UsageError(f"{len(lacking)} cases have no answer, such as {lacking[0]}; go on with the run first")
    cases = tuple(_slim(case) for case in sorted(scores.cases, key=lambda case: case.id))
    measures = tuple(measure for measure in scores.measures if _kept(measure.name))
    return replace(scores, measures=measures, cases=cases)


def _slim(case: CaseScores) -> CaseScores:
    values = tuple((name, value) for name, value in case.values if _kept(name))
    return replace(case, values=values, text="", judged=(), nearest=(), error="", key_facts=(), key_points=())


def _kept(name: str) -> bool:
    return name not in DEFINITIONS or DEFINITIONS[name].unit in ("", "tokens", "calls")


def write_baseline(path: Path, scores: Scores) -> None:
    """Write a slim baseline, whole or not at all.

    Raises:
        UsageError: the run lacks answers.
        LitAssistError: the file cannot be written.
    """
    kept = to_json(slim(scores))
    lines = {name: _lines(part) if isinstance(part, list) else json.dumps(part) for name, part in kept.items()}
    content = "{\n" + ",\n".join(f'"{name}": {part}' for name, part in lines.items()) + "\n}\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content.encode())
        path.chmod(0o644)
    except OSError as error:
        raise LitAssistError(f"{path} cannot be written ({error.strerror}); name another file") from error


def _lines(parts: list[object]) -> str:
    return "[\n" + ",\n".join(json.dumps(part) for part in parts) + "\n]"
