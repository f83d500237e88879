"""What a writer is: papers in, text out, one paper at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from assistant.records import Paper


class Sink(Protocol):
    """Where text goes."""

    def write(self, text: str, /) -> object:
        """Take the next piece."""


@dataclass(frozen=True, slots=True)
class Writer:
    r"""A file format to write: the name users call it by, the suffix of its files, and `write(papers, stream)`.

    `write` takes the papers as they come and holds one at a time, so that a library of any size can be written. Lines
    end in "\n"; a stream that translates newlines must be opened with `newline=""`.
    """

    name: str
    suffix: str
    write: Callable[[Iterable[Paper], Sink], None]
