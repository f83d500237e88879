"""A question read by a model: made to stand alone, taken apart, its conditions found. What it says is checked."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from assistant.codec import from_json
from assistant.errors import InputError, UsageError
from assistant.filters import condition
from assistant.model import Message, Request
from assistant.prompts import load_prompt
from assistant.records import STRUCK, Answer, Filters, Turn
from assistant.writing.neutral import neutral, shown_title

SYSTEM, TASK = "plan", "plan_task"
MAX_TOKENS = 2400
"""Of the reply: one small object, and room to think."""
MOST_PARTS = 4
MOST_TURNS = 4
"""Of the conversation, the last ones."""
LONGEST_ANSWER = 600
"""Characters of an answer in the conversation."""
LONGEST_SENTENCE = 1200
LONGEST_QUESTION = 2000
MOST_NAMES = 8
LONGEST_NAME = 100
_ALLOWED = frozenset(f.name for f in fields(Filters)) - {"sources", "paper_ids"}
_YEARS = range(1800, 2200)
Known = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """What a model makes of a question: it alone, its parts, and the conditions it words.

    The parts are empty where it is one question; parts and conditions are None where the model does not speak of them.
    """

    question: str
    sub_questions: tuple[str, ...] | None
    filters: Filters | None


def request(question: str, history: Sequence[Turn], today: date) -> Request:
    """The call that has the question read."""
    values = {"today": today.isoformat(), "conversation": _conversation(history), "question": neutral(question)}
    messages = Message("system", load_prompt(SYSTEM).filled({})), Message("user", load_prompt(TASK).filled(values))
    return Request(messages, MAX_TOKENS, temperature=0.0)


def _conversation(history: Sequence[Turn]) -> str:
    turns = [f"Question: {neutral(t.question)}\nAnswer: {_told(t.answer)}" for t in history[-MOST_TURNS:]]
    return "\n\n".join(turns) or "(none)"


def _told(answer: Answer) -> str:
    """The answer with the titles it cites, which a next question may mean by "the second one"."""
    if answer.status == "abstained":
        return "(not in the library)"
    titles = dict.fromkeys(
        f"{c.number}: {shown_title(c.paper)} ({c.paper.date or 'undated'})" for c in answer.citations
    )
    return f"{neutral(_beginning(answer))}\nPapers: {'; '.join(titles)}"


def _beginning(answer: Answer) -> str:
    """The first sentences, as many as fit, and one in any case."""
    kept = ""
    for sentence in (answer.cited(one)[:LONGEST_SENTENCE] for one in answer.sentences if one.verdict not in STRUCK):
        if kept and len(kept) + len(sentence) > LONGEST_ANSWER:
            return f"{kept} \u2026"
        kept = f"{kept} {sentence}".lstrip()
    return kept


def read_reply(reply: str) -> ReadQuestion | None:
    """What a reply says, None where it is not in the form asked for; words around the object are fine."""
    start, end = reply.find("{"), reply.rfind("}")
    try:
        value = json.loads(reply[start : end + 1])
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or not value.keys() <= {"question", "sub_questions", "filters"}:
        return None
    return _checked(value)


def _checked(value: Mapping[str, Any]) -> ReadQuestion | None:
    question, parts, filters = value.get("question"), value.get("sub_questions", []), _filters(value.get("filters", {}))
    if not isinstance(question, str) or not isinstance(parts, list) or filters is None:
        return None
    if len(parts) > MOST_PARTS or not all(_is_question(part) for part in (question, *parts)):
        return None
    lines = tuple(dict.fromkeys(" ".join(part.split()) for part in parts))
    own = (lines if len(lines) > 1 else ()) if "sub_questions" in value else None
    return ReadQuestion(" ".join(question.split()), own, filters if "filters" in value else None)


def _is_question(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_QUESTION and any(c.isalnum() for c in value)


def _filters(value: object) -> Filters | None:
    """Conditions, None where they are not of the right kind; a null is no condition."""
    if not isinstance(value, dict):
        return None
    given = {name: part for name, part in value.items() if part is not None}
    try:
        found = from_json(Filters, given)
        condition(found)
    except (InputError, UsageError):
        return None
    return found if given.keys() <= _ALLOWED and _in_range(found) else None


def _in_range(found: Filters) -> bool:
    years = [year for year in (found.year_from, found.year_to) if year is not None]
    counts = [n for n in (found.n_authors_min, found.n_authors_max) if n is not None]
    names = (*found.authors, *found.venues)
    short = len(names) <= MOST_NAMES and all(0 < len(name.strip()) <= LONGEST_NAME for name in names)
    return short and all(year in _YEARS for year in years) and all(0 < n < 100_000 for n in counts)
