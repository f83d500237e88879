"""`python -m assistant chat`: question after question, each answered in the light of those before, and all kept."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import suppress

from assistant import terminal
from assistant.assistant import Assistant
from assistant.chats import Chats
from assistant.codec import to_json
from assistant.commands.base import NAME, Command, add_where
from assistant.commands.conversation import Conversation
from assistant.commands.shown import answered
from assistant.commands.state import library_place
from assistant.errors import LitAssistError, Stopped
from assistant.escaping import visible
from assistant.questions import one_line
from assistant.records import Turn
from assistant.settings import Settings

PROMPT = "ask> "
QUIT = frozenset({"/quit", "/exit"})
HELP = "Ask, a question a line. /quit or Ctrl-D ends; Ctrl-C stops an answer; what was answered is kept."


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--chat", metavar="ID", help="go on with this one instead of beginning another; see: chats list"
    )
    add_where(parser)


def _run(arguments: argparse.Namespace) -> int:
    settings = Settings.load()
    chats = Chats(settings.data_dir)
    before = chats.open(chats.named(arguments.chat)) if arguments.chat else None
    with Assistant.open(arguments.library, settings=settings) as assistant:
        talk = Conversation(assistant, chats, library_place(assistant), before)
        at_terminal = sys.stdin.isatty() and not arguments.json
        _greet(talk, assistant, at_terminal=at_terminal)
        for line in _lines(at_terminal=at_terminal):
            if line in QUIT:
                break
            _take(talk, line, arguments)
    if arguments.json:
        card = talk.card
        told = {"id": card.id, "title": card.title} if card else {"id": None, "title": None}
        terminal.say_json(told | {"turns": to_json(tuple(talk.asked))})
    return _end(talk)


def _greet(talk: Conversation, assistant: Assistant, *, at_terminal: bool) -> None:
    if talk.elsewhere:
        terminal.note(f"this chat was about another library than {assistant.library.folder}")
    if at_terminal:
        terminal.note(f"{assistant.overview().n_papers} papers in {assistant.library.folder}. {HELP}")


def _lines(*, at_terminal: bool) -> Iterator[str]:
    """What is typed or piped in, line by line, until it ends or Ctrl-C is pressed where a question is awaited."""
    sys.stdin.reconfigure(errors="surrogateescape")  # type: ignore[union-attr]
    if at_terminal:
        with suppress(ImportError):
            import readline  # noqa: F401, PLC0415 - gives `input` its editing keys; not on every platform
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            line = (input(PROMPT) if at_terminal else _piped()).strip()
            if line:
                yield line
    if at_terminal:
        terminal.note("")  # what is said next is not to stand behind the prompt


def _piped() -> str:
    if line := sys.stdin.readline():
        return line
    raise EOFError


def _take(talk: Conversation, line: str, arguments: argparse.Namespace) -> None:
    """Answer one line, or say why not."""
    if line.startswith("/"):
        if line != "/help":
            talk.failed += 1
        terminal.note(HELP if line == "/help" else f"error: {line.split(maxsplit=1)[0]} is no command. {HELP}")
        return
    if not arguments.json and not sys.stdin.isatty():
        terminal.say(f"Question: {visible(one_line(line))}\n")
    try:
        turn = talk.ask(line)
    except Stopped as stopped:
        terminal.note(str(stopped))
    except LitAssistError as error:
        talk.failed += 1
        terminal.note(f"error: {error}")
    else:
        _show(talk, turn, as_json=arguments.json)


def _show(talk: Conversation, turn: Turn, *, as_json: bool) -> None:
    """The answer, before anything is said of keeping it."""
    if not as_json:
        terminal.say(f"{answered(turn.answer)}\n")
        sys.stdout.flush()
    if problem := talk.keep(turn):
        terminal.note(f"error: not kept yet: {problem}")


def _end(talk: Conversation) -> int:
    if talk.card is not None:
        terminal.note(f"kept as {talk.card.id[:8]}; go on with: {NAME} chat --chat {talk.card.id[:8]}")
    if talk.unsaved or (talk.failed and not talk.asked):
        return terminal.FAILED
    return terminal.PARTLY if talk.failed else terminal.DONE


COMMAND = Command("ask one question after the other", _options, _run)
