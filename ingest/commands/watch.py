"""`python -m ingest watch FOLDER`: keep a library in step with a folder until Ctrl-C."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Iterable
from pathlib import Path

from assistant import terminal
from assistant.errors import UsageError
from assistant.settings import Settings
from ingest.commands.add import add_options, load_once
from ingest.commands.base import Command, new_parser, settings_of
from ingest.commands.outcome import voice_of
from ingest.watch import changes, keep_in_step


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("watch", "Keep a library in step with a folder: one run now, and one after each change.")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument(
        "--poll", action="store_true", help="look at all files every second; for network drives that tell of no change"
    )
    add_options(parser)
    return parser


def _run(arguments: argparse.Namespace) -> int:
    if not arguments.folder.is_dir():
        raise UsageError(f"{arguments.folder}: there is no such folder to watch")
    settings = settings_of(arguments)
    return watch_folder(
        arguments, settings, changes(arguments.folder, settings.library, poll=True if arguments.poll else None)
    )


def watch_folder(arguments: argparse.Namespace, settings: Settings, batches: Iterable[Collection[object]]) -> int:
    """One run for the first of `batches` and for each with a change in it, until they end or the user stops."""
    voice = voice_of(arguments)

    def run() -> None:
        load_once(arguments, [arguments.folder], settings, voice)
        sys.stdout.flush()

    try:
        voice.note(f"watching {arguments.folder}; stop with Ctrl-C")
        keep_in_step(run, batches, lambda error: voice.note(f"error: {error}"))
    except KeyboardInterrupt:
        voice.note("stopped watching; what was stored is kept")
    return terminal.DONE


COMMAND = Command(_parser, _run)
