"""How good each judge was measured to be on labelled sets: `quality.json`, written by `evals grounding --write`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from assistant.codec import from_json, to_json
from assistant.errors import InputError
from assistant.grounding_weights import FILE as WEIGHTS
from evals.judges.llm import prompts_digest
from evals.scores import JudgeQuality

FILE = Path(__file__).with_name("quality.json")
WEIGHED = ("signs", "embedded")
"""Judges that judge by `assistant/grounding.json`."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The quality of one judge, and the digest of what it judged by, see `weights_of`; `model` where it asks one."""

    judge: str
    weights: str
    quality: tuple[JudgeQuality, ...]
    model: str = ""


@dataclass(frozen=True, slots=True)
class Qualities:
    """The content of `quality.json`."""

    command: str
    judges: tuple[Measured, ...]


def read_qualities(path: Path = FILE) -> Qualities:
    """What was measured.

    Raises:
        InputError: the file is not what this version writes.
    """
    try:
        return from_json(Qualities, json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, InputError) as error:
        raise InputError(f"{path}: cannot be read ({error}); run python -m evals grounding DIR... --write") from error


def quality_of(judge: str, path: Path = FILE, model: str = "") -> tuple[JudgeQuality, ...]:
    """The measured quality of a judge, one record a set; empty where it was not measured with the weights of today.

    `model` is the one that it asks, if it asks one: another is another judge.

    Raises:
        InputError: the file is not what this version writes.
    """
    today = judge, weights_of(judge, model)
    return next((m.quality for m in read_qualities(path).judges if (m.judge, m.weights) == today), ())


def weights_of(judge: str, model: str = "") -> str:
    """The digest of the weights that a judge judges by, the reader's told by them, or of its model's name and prompts.

    "" where it has neither.
    """
    if model:
        return sha256(f"{model}\0{prompts_digest()}".encode()).hexdigest()[:16]
    return sha256(WEIGHTS.read_bytes()).hexdigest()[:16] if judge in WEIGHED else ""


def write(command: str, measured: Measured, path: Path = FILE) -> None:
    """Put the quality of one judge in the place of what was known of it; the other judges stay."""
    others = tuple(m for m in read_qualities(path).judges if m.judge != measured.judge) if path.is_file() else ()
    judges = tuple(sorted((*others, measured), key=_name))
    path.write_text(json.dumps(to_json(Qualities(command, judges)), indent=1) + "\n", encoding="utf-8")


def qualities(measured: Sequence[JudgeQuality]) -> tuple[JudgeQuality, ...]:
    """In the order of the sets' names."""
    return tuple(sorted(measured, key=lambda quality: (quality.dataset, quality.split)))


def _name(measured: Measured) -> str:
    return measured.judge
