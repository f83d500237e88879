"""`python -m assistant ask "question"`: an answer, every sentence cited."""

from __future__ import annotations

import argparse

from assistant import terminal
from assistant.assistant import Assistant
from assistant.codec import to_json
from assistant.commands.base import Command, add_question
from assistant.commands.shown import numbered
from assistant.questions import checked
from assistant.records import Answer


def _run(arguments: argparse.Namespace) -> int:
    checked(arguments.question)
    with Assistant.open(arguments.library) as assistant:
        answer = assistant.ask(arguments.question)
    if arguments.json:
        terminal.say_json(to_json(answer) | {"text": answer.text})
    else:
        terminal.say(_shown(answer))
    return terminal.DONE


def _shown(answer: Answer) -> str:
    parts = [answer.to_markdown().strip()]
    if answer.nearest:
        parts.append("Closest papers:\n" + numbered(answer.nearest))
    return "\n\n".join([*parts, *answer.notices])


COMMAND = Command("answer a question, every sentence cited", add_question, _run)
