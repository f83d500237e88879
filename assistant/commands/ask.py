"""`python -m assistant ask "question"`: an answer, every sentence cited; with `--save`, everything behind it too."""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant import terminal
from assistant.assistant import Assistant
from assistant.bundles import Asking, bundle_of, to_text
from assistant.codec import to_json
from assistant.commands.base import Command, add_question
from assistant.commands.output import check_output, written
from assistant.commands.shown import answered
from assistant.commands.state import library_state, replies
from assistant.questions import checked
from assistant.records import Answer


def _options(parser: argparse.ArgumentParser) -> None:
    add_question(parser)
    parser.add_argument(
        "--save", type=Path, metavar="FILE", help="keep the answer and all it rests on, for replay and diff"
    )


def _run(arguments: argparse.Namespace) -> int:
    save: Path | None = arguments.save
    checked(arguments.question)
    if save is not None:
        check_output(save)
    with Assistant.open(arguments.library) as assistant:
        made = assistant.answered(arguments.question)
        answer = made.answer
        bundle = bundle_of(Asking(arguments.question), answer, library_state(assistant), replies(made))
    _show(answer, as_json=arguments.json)
    if save is not None:  # after the answer was shown, which a full disk must not cost
        with written(save, "--save") as stream:
            stream.write(to_text(bundle))
        terminal.note(f"saved to {save}; ask again later with: python -m assistant replay {save}")
    return terminal.DONE


def _show(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        terminal.say_json(to_json(answer) | {"text": answer.text})
    else:
        terminal.say(answered(answer))


COMMAND = Command("answer a question, every sentence cited", _options, _run)
