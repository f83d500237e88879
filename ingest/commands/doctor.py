"""`python -m ingest doctor`: is the library right, and with `--fix`, make it so."""

from __future__ import annotations

import argparse

from assistant import terminal
from assistant.codec import to_json
from ingest.commands.base import Command, library_of, new_parser, settings_of
from ingest.doctor import Health, examine, mend
from ingest.opening import open_or_create

FIX = "python -m ingest doctor --fix"


def _parser() -> argparse.ArgumentParser:
    parser = new_parser(
        "doctor", "Check a library: rows, vectors, indexes, papers that stand twice. Exit code 1 if not well."
    )
    parser.add_argument("--fix", action="store_true", help="mend what is not right")
    return parser


def _run(arguments: argparse.Namespace) -> int:
    library = library_of(arguments)
    health = examine(library)
    fixed = arguments.fix and bool(health.findings)
    if fixed:
        settings = settings_of(arguments)
        library, embedder = open_or_create(settings.library, settings)
        mend(library, embedder, health)
        found, health = health, examine(library)
        _tell(found, arguments)
    if arguments.json:
        terminal.say_json({"papers": health.papers, "rows": health.rows, "findings": to_json(health.findings)})
    else:
        terminal.say(_summary(health))
    if health.findings:
        terminal.note("not mended; ingest the papers named again" if fixed else f"to mend it: {FIX}")
    return terminal.FAILED if health.findings else terminal.DONE


def _tell(health: Health, arguments: argparse.Namespace) -> None:
    for finding in () if arguments.json else health.findings:
        terminal.note(f"found and mended: {finding.count} {finding.check}, such as {', '.join(finding.examples)}")


def _summary(health: Health) -> str:
    lines = [f"{health.papers} papers in {health.rows} rows: {'well' if not health.findings else 'not well'}."]
    lines += [f"  {found.count} {found.check}, such as {', '.join(found.examples)}" for found in health.findings]
    return "\n".join(lines)


COMMAND = Command(_parser, _run)
