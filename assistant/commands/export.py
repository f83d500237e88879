"""`python -m assistant export`: the papers of a library as a bibliography."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant import terminal
from assistant.commands.base import Command, add_library
from assistant.commands.files import check_place, replacing
from assistant.export import WRITERS, Sink, Writer
from assistant.library import Library, backend_for
from assistant.settings import Settings

_USUAL = WRITERS["bibtex"]


def _options(parser: argparse.ArgumentParser) -> None:
    add_library(parser)
    parser.add_argument(
        "--format", choices=list(WRITERS), help="default: what the suffix of --output says, else bibtex"
    )
    parser.add_argument("--output", type=Path, metavar="FILE", help="where to write (default: stdout)")


def _run(arguments: argparse.Namespace) -> int:
    output: Path | None = arguments.output
    if output is not None:
        check_place(output)
    papers = Library(backend_for(Settings.load(), arguments.library)).snapshot().papers
    with _stdout() if output is None else replacing(output) as stream:
        _writer(arguments.format, output).write(papers, stream)
    if output is not None:
        terminal.note(f"{len(papers)} papers written to {output}")
    return terminal.DONE


def _writer(name: str | None, output: Path | None) -> Writer:
    suffix = output.suffix.lower() if output else ""
    return WRITERS[name] if name else next((w for w in WRITERS.values() if w.suffix == suffix), _USUAL)


@contextmanager
def _stdout() -> Iterator[Sink]:
    """Standard output in UTF-8, whatever the locale; on a terminal control characters are written out."""
    if sys.stdout.isatty():
        yield _Shown()
        return
    stream = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    try:
        yield stream
        stream.flush()
    finally:
        stream.detach()


class _Shown:
    """What goes to a terminal: a title must not steer it."""

    def write(self, text: str) -> int:
        return sys.stdout.write(terminal.printable(text))


COMMAND = Command("write the papers of a library as a bibliography", _options, _run)
