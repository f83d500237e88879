"""An earlier measurement, as `--json` printed it, to hold a new one against, question by question."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.errors import InputError, UsageError
from evals.bootstrap import paired
from evals.retrieval.apart import Apart
from evals.retrieval.measuring import MEASURES, Measured
from evals.retrieval.questions import Question


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was measured: the name of the set, the ids of its questions, and each method's values in their order.

    `golds` says how many papers are right. Runs of before it was kept have no mean time, no `read`, which says for
    which questions the ranker read, and no questions set `apart`.
    """

    name: str
    ids: tuple[str, ...]
    values: Mapping[str, Mapping[str, tuple[float, ...]]]
    milliseconds: Mapping[str, float]
    golds: tuple[int, ...] = ()
    mean_milliseconds: Mapping[str, float] = field(default_factory=dict)
    read: Mapping[str, tuple[bool, ...]] = field(default_factory=dict)
    apart: Apart | None = None

    def more_now(self, now: Measured, measure: str) -> tuple[float, float, float]:
        """What a method has more than it had, with the 95% interval of the paired bootstrap."""
        return paired(self.values[now.method][measure], now.values[measure])

    def check(self, questions: Sequence[Question]) -> None:
        """See that the same questions were asked.

        Raises:
            UsageError: they were not.
        """
        if tuple(question.id for question in questions) != self.ids:
            raise UsageError(f"{self.name}: the earlier run asked other questions; measure it again on these")


def read_earlier(path: Path) -> Earlier:
    """Read what `--json` printed.

    Raises:
        UsageError: the file is not there.
        InputError: it holds something else.
    """
    try:
        return _earlier(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}; name a file that evals retrieval --json printed") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: this is not what evals retrieval --json prints ({error})") from error


def _earlier(row: Mapping[str, Any]) -> Earlier:
    ids = tuple(map(str, row["ids"]))
    values = {
        one["method"]: {name: tuple(map(float, one["measures"][name]["values"])) for name in MEASURES}
        for one in row["methods"]
    }
    if any(len(found) != len(ids) for own in values.values() for found in own.values()):
        raise ValueError("not one value a question")
    milliseconds = {one["method"]: float(one["milliseconds"]) for one in row["methods"]}
    means = {one["method"]: float(one["mean_milliseconds"]) for one in row["methods"] if "mean_milliseconds" in one}
    read = {one["method"]: _flags(one["read"], ids) for one in row["methods"] if "read" in one}
    apart = Apart(str(row["apart"]["split"]), _flags(row["apart"]["shared"], ids)) if "apart" in row else None
    return Earlier(str(row["set"]), ids, values, milliseconds, tuple(map(int, row["golds"])), means, read, apart)


def _flags(row: Sequence[bool], ids: Sequence[str]) -> tuple[bool, ...]:
    if len(row) != len(ids):
        raise ValueError("not one flag a question")
    return tuple(map(bool, row))
