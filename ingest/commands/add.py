"""`python -m ingest PATH...`: add papers from files and folders."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from assistant import terminal
from ingest.commands.base import Command, day, new_parser, settings_of
from ingest.formats import FORMATS, ReadOptions
from ingest.load import LoadReport, load_paths
from ingest.progress import shown_on_stderr


def _parser() -> argparse.ArgumentParser:
    commands = "other commands: list, show ID, remove ID..., reembed (see each with --help)"
    parser = new_parser("", "Add papers to a library from files and folders.", epilog=commands)
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument("--format", choices=[f.name for f in FORMATS], help="read every file as this, without guessing")
    parser.add_argument("--saved-on", type=day, metavar="DATE", help="the day a listing page was saved, 2025-11-07")
    return parser


def _run(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    options = ReadOptions(saved_on=arguments.saved_on, format=arguments.format)
    with shown_on_stderr() as on_progress:
        report = load_paths(
            settings.library, arguments.paths, settings=settings, options=options, on_progress=on_progress
        )
    for reject in report.rejects:
        where = reject.file if reject.line is None else f"{reject.file}:{reject.line}"
        terminal.note(f"rejected: {where}: {reject.reason}")
    if arguments.json:
        terminal.say_json(asdict(report))
    else:
        terminal.say(_summary(report, settings.library))
    if report.entries == report.rejected:
        terminal.note("nothing was in; give files of listing pages, JSON lines, CSV or TSV with title and abstract")
        return terminal.FAILED
    return terminal.PARTLY if report.rejects else terminal.DONE


def _summary(report: LoadReport, library: Path) -> str:
    counts = ("added", "updated", "unchanged", "merged", "embedded", "rejected", "skipped")
    told = ", ".join(f"{getattr(report, name)} {name}" for name in counts)
    return f"{report.entries} entries: {told}. {report.papers} papers in {library}."


COMMAND = Command(_parser, _run)
