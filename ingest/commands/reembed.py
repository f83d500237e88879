"""`python -m ingest reembed --embedder X`: the library under another embedder, the two compared before the swap."""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant import terminal
from assistant.codec import to_json
from assistant.embedding import open_embedder
from assistant.library import Library, backend_for
from ingest.commands.base import Command, new_parser, settings_of
from ingest.comparison import Comparison, asked, compare, saved_questions
from ingest.progress import shown_on_stderr
from ingest.reembed import prepared, reembed


def _parser() -> argparse.ArgumentParser:
    parser = new_parser(
        "reembed", "Compute all vectors of a library again, with another embedder; stopped, it goes on."
    )
    parser.add_argument("--embedder", required=True, metavar="NAME", help="minilm or openai:MODEL")
    parser.add_argument(
        "--questions",
        type=Path,
        metavar="FILE",
        help="compare the two on these, one a line or JSON lines with question and gold (default: questions.txt or "
        "questions.jsonl in the library)",
    )
    parser.add_argument(
        "--no-questions", action="store_true", help="compare nothing, where the embedder in use is there no more"
    )
    parser.add_argument("--compare-only", action="store_true", help="embed and compare, but keep the one in use")
    return parser


def _run(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    questions = () if arguments.no_questions else saved_questions(settings.library, arguments.questions)
    with shown_on_stderr() as on_progress:
        if arguments.compare_only:
            library, new = Library(backend_for(settings)), open_embedder(arguments.embedder, settings)
            own = library.manifest.fingerprint.embedder
            before = asked(questions, lambda: open_embedder(own, settings)) if questions else None
            rebuild = prepared(library, new, on_progress)
            papers = library.snapshot().catalogue.count()
            compared = None if before is None else compare(library.snapshot(), before, rebuild, new, questions)
        else:
            papers, compared = reembed(settings.library, arguments.embedder, settings, on_progress, questions=questions)
    if arguments.json:
        told = {"papers": papers, "embedder": arguments.embedder, "swapped": not arguments.compare_only}
        terminal.say_json(told | {"comparison": to_json(compared)})
    else:
        terminal.say(_summary(papers, arguments, compared))
    return terminal.DONE


def _summary(papers: int, arguments: argparse.Namespace, compared: Comparison | None) -> str:
    state = "have" if not arguments.compare_only else "would have"
    lines = [f"{papers} papers now {state} vectors of {arguments.embedder}."]
    if compared is None:
        return f"{lines[0]} Nothing was compared: give --questions FILE, or keep questions.txt in the library."
    lines.append(f"On {compared.questions} questions, {compared.overlap:.0%} of the ten nearest papers are the same.")
    if compared.judged:
        both = f"before {compared.recall_old:.0%}, after {compared.recall_new:.0%}"
        lines.append(f"Of {compared.judged} with a known paper, it is among the first five by meaning alone: {both}.")
    return "\n".join(lines)


COMMAND = Command(_parser, _run)
