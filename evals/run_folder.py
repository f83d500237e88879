"""A run on disk: what it is (`run.json`), an outcome a line (`outcomes.jsonl`), and its scores (`scores.json`).

Each outcome is on the disk before the next is counted. A line cut short by a crash is dropped when the folder is read
and cut off before more is written. A case may stand there twice, where it failed and was tried again: the last counts.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Self, TypeVar

from assistant.codec import from_json, to_json
from assistant.errors import InputError, LitAssistError, UsageError
from assistant.library.manifest import write_atomically
from evals import scores as scored
from evals.outcome_rows import check_schema, from_row, to_row
from evals.outcomes import Outcome
from evals.scores import RunInfo, Scores

RUN, OUTCOMES, SCORES = "run.json", "outcomes.jsonl", "scores.json"
SCHEMA = 1
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Setup:
    """What a run is made of, enough to go on with it: `library` is None for the sample library.

    `papers_digest` changes with any title or abstract of the library. `answers` names the file of answers that were
    made elsewhere, where it is one. `sample` is how many of the cases were drawn, None for all.
    """

    info: RunInfo
    cases: tuple[str, ...]
    split: str
    library: str | None
    papers_digest: str
    generation: int
    answers: str | None = None
    sample: int | None = None
    schema: int = SCHEMA


class Outcomes:
    """The outcomes of a run while it goes on: appended one by one, from any thread."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / OUTCOMES
        self._lock = Lock()
        try:
            self._file = self._path.open("ab")
            self._file.truncate(_whole(self._path.read_bytes()))
        except OSError as error:
            raise _unwritable(self._path, error) from error

    def append(self, outcome: Outcome) -> None:
        """Keep one more; it is on the disk when this returns.

        Raises:
            LitAssistError: it cannot be written.
        """
        with self._lock:
            try:
                self._file.write(to_row(outcome).encode() + b"\n")
                self._file.flush()
                os.fsync(self._file.fileno())
            except OSError as error:
                raise _unwritable(self._path, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


def create(folder: Path, setup: Setup) -> None:
    """Begin a run in a new folder, or in one that is there and empty.

    Raises:
        UsageError: there is something in it.
        LitAssistError: it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = any(folder.iterdir())
    except OSError as error:
        raise _unwritable(folder, error) from error
    if taken:
        raise UsageError(f"{folder} is not empty; name another folder with --out, or go on with: --resume {folder}")
    write_setup(folder, setup)


def write_setup(folder: Path, setup: Setup) -> None:
    """Write `run.json`, whole or not at all; raises LitAssistError where it cannot be written."""
    _replace(folder / RUN, to_json(setup))


def read_setup(folder: Path) -> Setup:
    """What the run in a folder is made of.

    Raises:
        UsageError: there is no run in it.
        InputError: another version wrote it, or it is damaged.
    """
    return _read(Setup, folder / RUN, SCHEMA)


def write_scores(folder: Path, scores: Scores) -> None:
    """Write `scores.json`, whole or not at all; raises LitAssistError where it cannot be written."""
    _replace(folder / SCORES, to_json(scores))


def read_scores(path: Path) -> Scores:
    """The scores in a run's folder, or in a file.

    Raises:
        UsageError: there are none; of a run that was stopped it says how to go on.
        InputError: another version wrote them, or they are damaged.
    """
    file = path / SCORES if path.is_dir() else path
    if file.name == SCORES and not file.exists() and (file.parent / RUN).exists():
        raise UsageError(
            f"{file.parent} is a run that was not finished; go on with: python -m evals run --resume {file.parent}"
        )
    return _read(Scores, file, scored.SCHEMA)


def read_outcomes(folder: Path) -> tuple[Outcome, ...]:
    """The last outcome of each case, in the order in which cases first came; a line cut short is left out.

    Raises:
        UsageError: there is no run in the folder.
        InputError: a line is no outcome, or another version wrote it; names file and line.
    """
    path = folder / OUTCOMES
    content = _bytes(path) if path.exists() else b""
    found: dict[str, Outcome] = {}
    for number, line in enumerate(content[: _whole(content)].split(b"\n")[:-1], 1):
        try:
            outcome = from_row(line)
        except InputError as error:
            raise InputError(f"{path}:{number}: {error}") from error
        found[outcome.case] = outcome
    return tuple(found.values())


def _whole(content: bytes) -> int:
    """Where the last whole line ends."""
    return content.rfind(b"\n") + 1


def _read(kind: type[T], path: Path, schema: int) -> T:
    try:
        row = json.loads(_bytes(path))
        if not isinstance(row, dict):
            raise InputError(f"expected an object, found {type(row).__name__}")  # noqa: TRY301 - named below
        check_schema(row, schema)
        return from_json(kind, row)
    except (ValueError, RecursionError, InputError) as error:
        raise InputError(f"{path}: {error}; run the evaluation again") from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read ({error.strerror}); name the folder of a run, as `python -m evals run` prints it"
        ) from error


def _replace(path: Path, value: Any) -> None:
    try:
        write_atomically(path, json.dumps(value, indent=1).encode())
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> LitAssistError:
    return LitAssistError(f"{path} cannot be written ({error.strerror}); name another folder with --out")
