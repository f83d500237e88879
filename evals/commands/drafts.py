"""`python -m evals drafts`: questions whose answers readers faulted, as draft cases."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from assistant import terminal
from assistant.codec import to_json
from assistant.errors import UsageError
from assistant.settings import Settings
from evals.commands.base import Command, new_parser
from evals.drafts import Draft, append_drafts, drafts, not_in
from evals.feedback import FILE, read_feedback

TO_FINISH = "move the right papers of also_ok to gold, or set should_abstain; then check with: python -m evals cases"


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("drafts", "List questions whose answers were faulted, as cases to be finished.")
    parser.add_argument(
        "--feedback", type=Path, metavar="FILE", help=f"JSON lines of feedback (default: {FILE} in the data folder)"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="add those not yet in it to this file of cases")
    return parser


def _run(arguments: argparse.Namespace) -> int:
    path = arguments.feedback or Settings.load().data_dir / FILE
    if arguments.feedback and not path.exists():
        raise UsageError(f"{path} is not there; name a file with --feedback")
    read = read_feedback(path)
    for bad in read.rejected:
        terminal.note(f"{path}:{bad.line}: {bad.reason}")
    found = drafts(read.feedback)
    if arguments.out:
        _add(arguments.out, found)
    if arguments.json:
        terminal.say_json({"feedback": str(path), "drafts": to_json(found), "rejected": to_json(read.rejected)})
    else:
        terminal.say(_table(found, path))
    return terminal.PARTLY if read.rejected else terminal.DONE


def _add(path: Path, found: Sequence[Draft]) -> None:
    new = not_in(path, found)
    if not new:
        terminal.note(f"nothing to add to {path}: {len(found)} drafts, all in it")
        return
    try:
        append_drafts(path, new)
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}); name another file with --out") from error
    terminal.note(f"{len(new)} drafts added to {path}, {len(found) - len(new)} were in it; {TO_FINISH}")


def _table(found: Sequence[Draft], path: Path) -> str:
    if not found:
        return f"No answer was faulted in {path}."
    return "\n\n".join([f"{len(found)} drafts from {path}:", *(_shown(draft) for draft in found)])


def _shown(draft: Draft) -> str:
    case = draft.case
    lines = [
        f"{case.id}  {case.kind}  {', '.join(case.tags[1:])}" + (f"  ×{draft.reports}" if draft.reports > 1 else "")
    ]
    lines += [f"  earlier:   {turn}" for turn in case.turns[:-1]]
    lines += [f"  question:  {case.turns[-1] if case.turns else case.question}"]
    lines += [f"  answer:    {draft.answer or '(none: it abstained)'}"]
    lines += [f"  wrong:     {wrong}" for wrong in draft.wrong]
    lines += [f"  comment:   {comment}" for comment in draft.comments]
    lines += [f"  candidate: {title}" for title in case.also_ok]
    return "\n".join(lines)


COMMAND = Command(_parser, _run)
