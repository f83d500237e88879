"""Sentences that failed the check go back to the model once; what it writes for them is checked like the first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from assistant.model import Message, Request
from assistant.prompts import load_prompt
from assistant.records import STRUCK
from assistant.writing.lines import LineReader
from assistant.writing.records import Checked, Drafted, Ended, NoAnswer, Task
from assistant.writing.tidy import NONE, tidy

SYSTEM, TASK = "write", "repair_task"
PER_SENTENCE = 250
"""Tokens of a sentence with its evidence."""
THOUGHTS = 2000
"""Tokens for a model that thinks before it writes."""
_NUMBER = re.compile(r"^[\s#*_(]*(?:sentence\s+)?(?P<n>\d{1,3})[*_)]*\s*[:.)]\s*(?P<rest>.*)$", re.IGNORECASE)
_DROP = re.compile(r"^\W*drop(?:ped)?\b\W*$", re.IGNORECASE)


def failed(checked: Sequence[Checked]) -> list[int]:
    """The places of sentences that failed."""
    return [i for i, one in enumerate(checked) if one.sentence.verdict in STRUCK]


def request(task: Task, papers: str, checked: Sequence[Checked]) -> Request:
    """The call that asks for the failed sentences again; they are numbered from 1."""
    wrong = failed(checked)
    values = {"papers": papers, "question": task.question, "answer": "\n".join(_listed(checked, wrong))}
    messages = Message("system", load_prompt(SYSTEM).filled({})), Message("user", load_prompt(TASK).filled(values))
    return Request(messages, PER_SENTENCE * len(wrong) + THOUGHTS)


def _listed(checked: Sequence[Checked], wrong: Sequence[int]) -> Iterator[str]:
    """The whole answer, a line a sentence, so that a sentence is mended for where it stands."""
    numbers = count(1)
    for i, one in enumerate(checked):
        if i in wrong:
            yield f"{next(numbers)}: {one.claim.text} (failed: {tidy(one.sentence.reason)})"
        else:
            yield f"- {one.claim.text}"


def replacements(
    reply: str, n: int, known: frozenset[str], names: frozenset[str] = NONE
) -> tuple[Mapping[int, Drafted], int]:
    r"""What the model writes in place of sentences, by number from 1, and how often it cites a paper not given.

    Those it drops are not in it. The first sentence under a number counts; what stands beyond `n` is left. `known` and
    `names` are those of `LineReader`.

    >>> replacements("1: drop\n2:\nOwls hear.\n> [p7f3a] \"they hear\"", 2, frozenset({"p7f3a"}))[0][2].text
    'Owls hear.'
    """
    found, unknown = {}, 0
    for number, block in _blocks(reply, n).items():
        reader = LineReader(known, names)
        events = [*reader.feed(block), *reader.end()]
        unknown += reader.unknown
        sentences = [event.sentence for event in events if isinstance(event, Ended)]
        if sentences and not _DROP.match(sentences[0].text):
            found[number] = sentences[0]
    return found, unknown


def gives_up(reply: str) -> bool:
    """Whether the model says after all that the papers do not answer the question."""
    reader = LineReader(frozenset())
    return any(isinstance(event, NoAnswer) for event in (*reader.feed(reply), *reader.end()))


def _blocks(reply: str, n: int) -> dict[int, str]:
    """The lines that stand under each number, the first time that it comes."""
    blocks: dict[int, list[str]] = {}
    current: list[str] = []
    for line in reply.splitlines():
        match = _NUMBER.match(line)
        if match:
            current = []
            if 1 <= int(match["n"]) <= n:
                blocks.setdefault(int(match["n"]), current)
            line = match["rest"]  # noqa: PLW2901 - what stands behind the number
        current.append(line)
    return {number: "\n".join(lines) for number, lines in blocks.items()}
