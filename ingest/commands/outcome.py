"""What a run is said to have done: lines for people, or events on stderr and one object on stdout for scripts."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Protocol

from assistant import terminal
from ingest.formats import FORMATS, Rejected
from ingest.progress import Events, note_event, shown_on_stderr
from ingest.report import LoadReport, OnProgress

SHOWN = 20
"""Rejects, and papers that are gone, that are told one by one."""
COUNTS = ("added", "updated", "unchanged", "merged", "embedded", "rejected", "skipped")
NOTHING = "nothing was in; give files with titles and abstracts in one of these formats: " + ", ".join(
    form.name for form in FORMATS
)


class Voice(Protocol):
    """Tells of a run while it goes and when it is over."""

    def progress(self) -> AbstractContextManager[OnProgress]:
        """What to call with each progress."""
        ...

    def report(self, report: LoadReport, library: Path) -> None:
        """What the run did."""
        ...

    def note(self, text: str) -> None:
        """Something to know."""
        ...


class ForPeople:
    """Lines: the summary on stdout, all else on stderr."""

    def progress(self) -> AbstractContextManager[OnProgress]:
        """A bar on a terminal, lines now and then otherwise."""
        return shown_on_stderr()

    def report(self, report: LoadReport, library: Path) -> None:
        """The summary, and what was rejected, held or gone."""
        for line in (*_rejected(report), *_held(report), *_gone(report)):
            terminal.note(line)
        told = ", ".join(f"{getattr(report, name)} {name}" for name in COUNTS)
        lost = f" {report.gone} gone, {report.removed} removed." if report.gone else ""
        terminal.say(f"{report.entries} entries: {told}.{lost} {report.papers} papers in {library}.")

    def note(self, text: str) -> None:
        """A line on stderr."""
        terminal.note(text)


class ForScripts:
    """One JSON object a run on stdout; on stderr an event a line."""

    @contextmanager
    def progress(self) -> Iterator[OnProgress]:
        """Events."""
        yield Events()

    def report(self, report: LoadReport, library: Path) -> None:  # noqa: ARG002 - the protocol's
        """The report, and events for the first of what was rejected, held or gone."""
        for reject in report.rejects[:SHOWN]:
            note_event("rejected", asdict(reject))
        for held in report.held[:SHOWN]:
            note_event("held", asdict(held))
        for paper in report.gone_papers[:SHOWN]:
            note_event("gone", asdict(paper))
        terminal.say_json(asdict(report))

    def note(self, text: str) -> None:
        """An event."""
        note_event("note", {"text": text})


def voice_of(arguments: argparse.Namespace) -> Voice:
    """For scripts with `--json`, else for people."""
    return ForScripts() if arguments.json else ForPeople()


def exit_code(report: LoadReport) -> int:
    """Failed where nothing was in and nothing had been in either; partly where something was rejected."""
    if nothing_in(report):
        return terminal.FAILED
    return terminal.PARTLY if report.rejected else terminal.DONE


def nothing_in(report: LoadReport) -> bool:
    """Whether the run found no paper, nor that one has gone."""
    return report.entries == report.rejected and not report.gone


def _rejected(report: LoadReport) -> Iterator[str]:
    shown = report.rejects[:SHOWN] if report.rejects_file else report.rejects
    for reject in shown:
        yield f"rejected: {_place(reject)}: {reject.reason}"
    more = report.rejected - len(shown)
    if more and report.rejects_file:
        yield f"and {more:,} more, see {report.rejects_file}, which lists all {report.rejected:,} rejected"
    elif more:
        yield f"and {more:,} more"
    elif report.rejects_file:
        yield f"{report.rejected:,} rejected, listed in {report.rejects_file}"


def _place(reject: Rejected) -> str:
    return reject.file if reject.line is None else f"{reject.file}:{reject.line}"


def _held(report: LoadReport) -> Iterator[str]:
    for held in report.held[:SHOWN]:
        yield f"not read whole: {held.file}; {held.copies:,} papers not found in it are taken to be there still"
    if more := len(report.held) - SHOWN:
        yield from [f"and {more:,} more not read whole"] if more > 0 else []


def _gone(report: LoadReport) -> Iterator[str]:
    for paper in report.gone_papers[:SHOWN]:
        yield f"gone: {paper.title} ({paper.id})"
    if report.gone > SHOWN:
        yield f"and {report.gone - SHOWN:,} more gone"
    if left := report.gone - report.removed:
        yield f"{left:,} papers that were there before are gone, and are kept in the library; remove them with --prune"
