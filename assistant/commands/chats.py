"""`python -m assistant chats`: the conversations that are kept; list, read, rename, delete and export them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from assistant import terminal
from assistant.chats import Card, Chat, Chats, Listing, to_markdown
from assistant.chats.markdown import minute
from assistant.chats.titles import UNTITLED
from assistant.codec import to_json
from assistant.commands.base import NAME, Command
from assistant.commands.output import check_output, written
from assistant.commands.shown import answered
from assistant.escaping import visible
from assistant.questions import one_line
from assistant.settings import Settings

SHORT = 8
"""Characters of an id that are shown; they are enough to name it."""


def _options(parser: argparse.ArgumentParser) -> None:
    _common(parser, owner=None, as_json=False)
    parser.set_defaults(action=_list, search="")
    actions = parser.add_subparsers(metavar="ACTION", title="actions", description="without one: list")
    listed = _action(actions, "list", _list, "what there is, the one last added to first")
    listed.add_argument(
        "--search", metavar="WORDS", default="", help="those with all these words in title or questions"
    )
    _action(actions, "show", _show, "read one").add_argument("id")
    renamed = _action(actions, "rename", _rename, "give one another title")
    renamed.add_argument("id")
    renamed.add_argument("title")
    _action(actions, "delete", _delete, "remove one for good").add_argument("id")
    exported = _action(actions, "export", _export, "write one as Markdown")
    exported.add_argument("id")
    exported.add_argument("--output", type=Path, metavar="FILE", help="where to write (default: stdout)")


def _action(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[Chats, argparse.Namespace], int],
    said: str,
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=said)
    # What was given before the action's name stands, unless it is given again behind it.
    _common(parser, owner=argparse.SUPPRESS, as_json=argparse.SUPPRESS)
    parser.set_defaults(action=run)
    return parser


def _common(parser: argparse.ArgumentParser, *, owner: str | None, as_json: str | bool) -> None:
    parser.add_argument("--owner", metavar="NAME", default=owner, help="a user of the page (default: your own chats)")
    parser.add_argument(
        "--json", action="store_true", default=as_json, help="print one JSON object and nothing else on stdout"
    )


def _run(arguments: argparse.Namespace) -> int:
    chats = Chats(Settings.load().data_dir, arguments.owner)
    code: int = arguments.action(chats, arguments)
    return code


def _list(chats: Chats, arguments: argparse.Namespace) -> int:
    found = chats.list(arguments.search)
    if arguments.json:
        terminal.say_json(to_json(found))
    else:
        terminal.say("\n".join(_line(card) for card in found.chats) or _none(found, arguments.search))
    for unreadable in found.unreadable:
        terminal.note(f"warning: {unreadable.reason}")
    return terminal.PARTLY if found.unreadable else terminal.DONE


def _none(found: Listing, search: str) -> str:
    if search:
        return f"No chat has all these words in its title or questions: {visible(search)}"
    return "None can be read." if found.unreadable else f"No chats yet; begin one with: {NAME} chat"


def _line(card: Card) -> str:
    n = len(card.questions)
    return (
        f"{card.id[:SHORT]}  {minute(card.updated)}  {n:3} question{' ' if n == 1 else 's'}  {card.title or UNTITLED}"
    )


def _show(chats: Chats, arguments: argparse.Namespace) -> int:
    chat = chats.open(chats.named(arguments.id))
    if arguments.json:
        terminal.say_json(to_json(chat))
    else:
        terminal.say(_read(chat))
    return terminal.DONE


def _read(chat: Chat) -> str:
    card = chat.card
    library = f"library {visible(card.library.name)}, " if card.library.name else ""
    parts = [f"{card.title or UNTITLED}\n{card.id}, {library}begun {minute(card.created)}"]
    for n, kept in enumerate(chat.kept, 1):
        parts += [f"Question {n}: {visible(one_line(kept.turn.question))}", answered(kept.turn.answer)]
    return "\n\n".join(parts)


def _rename(chats: Chats, arguments: argparse.Namespace) -> int:
    card = chats.rename(chats.named(arguments.id), arguments.title)
    if arguments.json:
        terminal.say_json(to_json(card))
    else:
        terminal.say(f"{card.id[:SHORT]} is now called: {card.title}")
    return terminal.DONE


def _delete(chats: Chats, arguments: argparse.Namespace) -> int:
    chat_id = chats.named(arguments.id)
    chats.delete(chat_id)
    if arguments.json:
        terminal.say_json({"deleted": chat_id})
    else:
        terminal.say(f"deleted {chat_id}")
    return terminal.DONE


def _export(chats: Chats, arguments: argparse.Namespace) -> int:
    output: Path | None = arguments.output
    if output is not None:
        check_output(output)
    chat = chats.open(chats.named(arguments.id))
    text = to_markdown(chat)
    if output is not None:
        with written(output) as stream:
            stream.write(text.encode("utf-8", "backslashreplace").decode())
        terminal.note(f"{len(chat.kept)} questions written to {output}")
    if arguments.json:
        terminal.say_json({"id": chat.card.id} | ({"output": str(output)} if output else {"markdown": text}))
    elif output is None:
        terminal.say(text.rstrip("\n"))
    return terminal.DONE


COMMAND = Command("list, read, rename, delete or export the chats that are kept", _options, _run)
