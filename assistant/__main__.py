"""`python -m assistant ask|search "question"`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant import terminal
from assistant.assistant import Assistant
from assistant.codec import to_json
from assistant.questions import checked
from assistant.records import Answer, Evidence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    arguments = _parser().parse_args(argv)
    return terminal.run(lambda: arguments.command(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m assistant", description="Ask a library of paper abstracts.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    ask = commands.add_parser("ask", help="answer a question, every sentence cited")
    search = commands.add_parser("search", help="find the papers that fit a question best")
    search.add_argument("-k", type=int, default=10, help="how many papers (default 10)")
    for command, run in ((ask, _ask), (search, _search)):
        command.add_argument("question")
        command.add_argument(
            "--library", type=Path, help="the library's folder (default: LITASSIST_LIBRARY or ./library)"
        )
        command.add_argument("--json", action="store_true", help="print one JSON object and nothing else on stdout")
        command.set_defaults(command=run)
    return parser


def _ask(arguments: argparse.Namespace) -> int:
    checked(arguments.question)
    with Assistant.open(arguments.library) as assistant:
        answer = assistant.ask(arguments.question)
    if arguments.json:
        terminal.say_json(to_json(answer) | {"text": answer.text})
    else:
        terminal.say(_shown(answer))
    return terminal.DONE


def _search(arguments: argparse.Namespace) -> int:
    checked(arguments.question)
    with Assistant.open(arguments.library) as assistant:
        evidence = assistant.search(arguments.question, k=arguments.k)
    if arguments.json:
        terminal.say_json({"question": arguments.question, "evidence": to_json(evidence)})
    else:
        terminal.say("\n".join(_line(i, found) for i, found in enumerate(evidence, 1)) or "The library is empty.")
    return terminal.DONE


def _shown(answer: Answer) -> str:
    parts = [answer.to_markdown().strip()]
    if answer.nearest:
        parts.append("Closest papers:\n" + "\n".join(_line(i, found) for i, found in enumerate(answer.nearest, 1)))
    return "\n\n".join([*parts, *answer.notices])


def _line(rank: int, found: Evidence) -> str:
    paper = found.paper
    year = f" ({paper.year})" if paper.year else ""
    return f"{rank:3}. {paper.title}{year}  [{paper.id}, score {found.score:.2f}]"


if __name__ == "__main__":
    sys.exit(main())
