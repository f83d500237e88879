"""`python -m assistant ask "question"`: an answer, every sentence cited, or a table or review; kept where asked."""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant import terminal
from assistant.assistant import Assistant
from assistant.bundles import to_text
from assistant.commands.base import Command, add_question
from assistant.commands.forms import add_forms, form_of, writer_for
from assistant.commands.output import written
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
    # After the answer was shown, which a full disk must not cost.
    if arguments.save is not None and form.bundle is not None:
        with written(arguments.save, "--save") as stream:
            stream.write(to_text(form.bundle))
        terminal.note(f"saved to {arguments.save}; ask again later with: python -m assistant replay {arguments.save}")
    if arguments.export is not None:
        _export(form.cited, arguments.export)
    return terminal.DONE


def _export(papers: tuple[Paper, ...], path: Path) -> None:
    if not papers:
        terminal.note(f"nothing is cited, so {path} was not written")
        return
    with written(path, "--export") as stream:
        writer_for(path).write(papers, stream)
    terminal.note(f"{len(papers)} cited papers written to {path}")


COMMAND = Command("answer a question, every sentence cited", _options, _run)
