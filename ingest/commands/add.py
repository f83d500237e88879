"""`python -m ingest PATH...`: add papers from files and folders."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from assistant.settings import Settings
from ingest.commands.base import Command, day, new_parser, settings_of
from ingest.commands.outcome import NOTHING, Voice, exit_code, nothing_in, voice_of
from ingest.formats import FORMATS, ReadOptions
from ingest.load import LoadReport, load_paths
from ingest.sync import looks_unmounted, sync_paths


def _parser() -> argparse.ArgumentParser:
    commands = (
        "other commands: fetch SOURCE QUERY, watch DIR, list, show ID, remove ID..., duplicates, split ID, join ID ID, "
        "doctor, reembed (see each with --help)"
    )
    parser = new_parser("", "Add papers to a library from files and folders.", epilog=commands)
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    add_options(parser)
    return parser


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that say how files are read and what becomes of papers that have gone from them."""
    parser.add_argument("--format", choices=[f.name for f in FORMATS], help="read every file as this, without guessing")
    parser.add_argument("--saved-on", type=day, metavar="DATE", help="the day a listing page was saved, 2025-11-07")
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        type=_column,
        metavar="FIELD=NAME",
        help="in tables and plain JSON, take FIELD (title, abstract, authors, date, ...) from the column NAME; repeatable",
    )
    parser.add_argument(
        "--prune", action="store_true", help="remove papers that PATH had at an earlier run and has no more"
    )


def _column(text: str) -> tuple[str, str]:
    field, sign, name = text.partition("=")
    if not (sign and field.strip() and name.strip()):
        raise argparse.ArgumentTypeError(f"{text!r} is not FIELD=NAME, as in title=Headline")
    return field.strip(), name.strip()


def load_once(arguments: argparse.Namespace, paths: Sequence[Path], settings: Settings, voice: Voice) -> LoadReport:
    """Load, prune where that is asked for, and tell; see `load_paths` for what is raised."""
    load = sync_paths if arguments.prune else load_paths
    options = ReadOptions(arguments.saved_on, arguments.format, tuple(arguments.column))
    with voice.progress() as on_progress:
        report = load(settings.library, paths, settings=settings, options=options, on_progress=on_progress)
    voice.report(report, settings.library)
    for path in paths if arguments.prune and report.removed < report.gone else ():
        if looks_unmounted(path):
            voice.note(
                f"{path} is empty, as the place of a drive that is not there would be, so nothing of it was removed; "
                "if it is meant to be empty, remove its papers with: python -m ingest remove ID..."
            )
    return report


def _run(arguments: argparse.Namespace) -> int:
    voice = voice_of(arguments)
    report = load_once(arguments, arguments.paths, settings_of(arguments), voice)
    if nothing_in(report):
        voice.note(NOTHING)
    return exit_code(report)


COMMAND = Command(_parser, _run)
