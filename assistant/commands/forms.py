"""The forms that `ask` gives what it finds: an answer, a table of papers, or a review."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import review_text, table_text
from assistant.assistant import Assistant
from assistant.bundles import Asking, Bundle, bundle_of
from assistant.codec import to_json
from assistant.commands.output import check_output
from assistant.commands.shown import answered
from assistant.commands.state import library_state, replies
from assistant.errors import UsageError
from assistant.export import WRITERS, Writer
from assistant.records import STRUCK, Answer, Paper


@dataclass(frozen=True, slots=True)
class Form:
    """What is printed, as text or as one JSON object, and the papers that it cites, in the order of their numbers.

    An answer has a bundle too: all that it rests on.
    """

    text: str
    json: dict[str, Any]
    cited: tuple[Paper, ...]
    bundle: Bundle | None = None


Made = Callable[[Assistant, str], Form]


def add_forms(parser: argparse.ArgumentParser) -> None:
    """The options that choose a form."""
    parser.add_argument("--table", action="store_true", help="papers beside each other: a row a paper, quotes in cells")
    parser.add_argument(
        "--aspect", action="append", default=[], metavar="NAME", help="a column of the table (may be repeated)"
    )
    layout = parser.add_mutually_exclusive_group()
    layout.add_argument("--csv", action="store_true", help="print the table as CSV")
    layout.add_argument("--markdown", action="store_true", help="print the table in Markdown")
    parser.add_argument("--format", choices=["answer", "review"], default="answer", help="default: answer")
    parser.add_argument(
        "--save", type=Path, metavar="FILE", help="keep the answer and all it rests on, for replay and diff"
    )
    parser.add_argument(
        "--export", type=Path, metavar="FILE", help="also write the cited papers, as .bib, .ris, .json, .jsonl or .csv"
    )


def form_of(arguments: argparse.Namespace) -> Made:
    """What makes the form asked for.

    Raises:
        UsageError: the options do not go together, or the file to export to cannot be written or has no known suffix.
    """
    review = arguments.format == "review"
    if arguments.table and review:
        raise UsageError("--table and --format review are two forms of one answer; choose one")
    if not arguments.table and (arguments.aspect or arguments.csv or arguments.markdown):
        raise UsageError("--aspect, --csv and --markdown go with --table; add it")
    if arguments.json and (arguments.csv or arguments.markdown):
        raise UsageError("--json, --csv and --markdown are three ways to print a table; choose one")
    if arguments.save is not None and (arguments.table or review):
        raise UsageError("--save keeps an answer; leave out --table and --format review")
    for path in (arguments.save, arguments.export):
        if path is not None:
            check_output(path)
    if arguments.export is not None:
        writer_for(arguments.export)
    if arguments.table:
        return _tables(arguments)
    return _review if review else _answer


def writer_for(path: Path) -> Writer:
    """What writes papers to a file of this name.

    Raises:
        UsageError: nothing does.
    """
    writer = next((w for w in WRITERS.values() if w.suffix == path.suffix.lower()), None)
    if writer is None:
        known = ", ".join(w.suffix for w in WRITERS.values())
        raise UsageError(f"{path}: no format has the suffix {path.suffix!r}; use one of: {known}")
    return writer


def _answer(assistant: Assistant, question: str) -> Form:
    made = assistant.answered(question)
    answer = made.answer
    bundle = bundle_of(Asking(question), answer, library_state(assistant), replies(made))
    return Form(answered(answer), to_json(answer) | {"text": answer.text}, _cited(answer), bundle)


def _tables(arguments: argparse.Namespace) -> Made:
    layout = table_text.csv_text if arguments.csv else table_text.markdown if arguments.markdown else table_text.plain

    def table(assistant: Assistant, question: str) -> Form:
        made = assistant.table(question, arguments.aspect)
        return Form(layout(made).rstrip("\n"), to_json(made), made.papers)

    return table


def _review(assistant: Assistant, question: str) -> Form:
    review = assistant.review(question)
    text = review_text.markdown(review).rstrip("\n")
    return Form(text, to_json(review) | {"text": text}, review.papers)


def _cited(answer: Answer) -> tuple[Paper, ...]:
    kept = [answer.citations[i] for s in answer.sentences if s.verdict not in STRUCK for i in s.citations]
    papers = {citation.number: citation.paper for citation in kept}
    return tuple(papers[number] for number in sorted(papers))
