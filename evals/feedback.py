"""What readers said of answers: one JSON object a line in the user's data folder, private to the user.

A record holds the whole answer, so that a draft case can be made of it after the library has changed.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from filelock import FileLock

from assistant.codec import from_json, to_json
from assistant.errors import InputError, UsageError
from assistant.records import Answer

SCHEMA = 1
"""Version of `Feedback`; a line of another version is named and left out."""
FILE = "feedback.jsonl"
"""Its name in `Settings.data_dir`."""

FeedbackKind = Literal["wrong_citation", "thumbs_down", "thumbs_up"]


@dataclass(frozen=True, slots=True)
class Feedback:
    """One remark on one answer.

    `at` is an ISO date and time, UTC; `history` holds the earlier questions of the conversation, oldest first.
    `sentence` is an index into `answer.sentences`, `citation` a number as the reader saw it; None where the remark is
    on the whole answer.
    """

    at: str
    kind: FeedbackKind
    question: str
    answer: Answer
    history: tuple[str, ...] = ()
    sentence: int | None = None
    citation: int | None = None
    comment: str = ""
    schema: int = SCHEMA


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no feedback: its number and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a file of feedback holds, oldest first, and the lines that could not be read."""

    feedback: tuple[Feedback, ...]
    rejected: tuple[BadLine, ...] = ()


def append(path: Path, feedback: Feedback) -> None:
    """Add a record; once this returns it has reached the disk. Any number of threads and processes may do so.

    A write that fails leaves the file as it was, and the next goes on after a line that a killed process left half.

    Raises:
        OSError: the file cannot be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    line = json.dumps(to_json(feedback)).encode() + b"\n"
    with FileLock(path.with_name(path.name + ".lock"), mode=0o600):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.chmod(path, 0o600)  # noqa: PTH101 - beside the other calls of os on the same file
            _write_or_undo(handle, line)
        finally:
            os.close(handle)


def _write_or_undo(handle: int, line: bytes) -> None:
    before = os.fstat(handle).st_size
    whole = b"\n" + line if before and os.pread(handle, 1, before - 1) != b"\n" else line
    try:
        while whole:
            whole = whole[os.write(handle, whole) :]
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, before)
        raise


def read_feedback(path: Path) -> Read:
    """All that can be read; a file that is not there holds nothing.

    Raises:
        UsageError: there is something at the path that cannot be read.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return Read(())
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); name a file with --feedback") from error
    read = [_record(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    return Read(
        tuple(record for record in read if isinstance(record, Feedback)),
        tuple(record for record in read if isinstance(record, BadLine)),
    )


def _record(number: int, line: bytes) -> Feedback | BadLine:
    try:
        value = json.loads(line)
        if isinstance(value, dict) and value.get("schema", SCHEMA) != SCHEMA:
            return BadLine(number, f"schema {value['schema']!r}; this version reads schema {SCHEMA}")
        return _checked(from_json(Feedback, value))
    except (ValueError, RecursionError, InputError) as error:
        return BadLine(number, str(error))


def _checked(said: Feedback) -> Feedback:
    known = range(len(said.answer.citations))
    if any(i not in known for sentence in said.answer.sentences for i in sentence.citations):
        raise InputError("Feedback.answer: a sentence cites what is not in the answer's citations")
    return said
