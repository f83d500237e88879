"""`python -m assistant ask "question"`: an answer, every sentence cited; or a table of papers, or a review."""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant import terminal
from assistant.assistant import Assistant
from assistant.commands.base import Command, add_question
from assistant.commands.files import replacing
from assistant.commands.forms import add_forms, form_of, writer_for
from assistant.questions import checked
from assistant.records import Paper


def _options(parser: argparse.ArgumentParser) -> None:
    add_question(parser)
    add_forms(parser)


def _run(arguments: argparse.Namespace) -> int:
    checked(arguments.question)
    made = form_of(arguments)
    with Assistant.open(arguments.library) as assistant:
        form = made(assistant, arguments.question)
    if arguments.json:
        terminal.say_json(form.json)
    else:
        terminal.say(form.text)
    if arguments.export is not None:
        _export(form.cited, arguments.export)
    return terminal.DONE


def _export(papers: tuple[Paper, ...], path: Path) -> None:
    if not papers:
        terminal.note(f"nothing is cited, so {path} was not written")
        return
    with replacing(path) as stream:
        writer_for(path).write(papers, stream)
    terminal.note(f"{len(papers)} cited papers written to {path}")


COMMAND = Command("answer a question, every sentence cited", _options, _run)
