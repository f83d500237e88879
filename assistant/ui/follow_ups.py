"""What may be asked next: questions about papers that were found, made by rule and kept only if the library answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from assistant.records import Answer, Paper, Turn
from assistant.ui.questions import ASKED_OF_A_NAME, name_in

OFFERED = 3
TRIED = 8
"""Questions that are put to the library at most."""

LONGEST_TITLE = 90
Answers = Callable[[str], bool]
"""Whether the library answers a question, without a model."""


def follow_ups(turns: tuple[Turn, ...], answers: Answers) -> tuple[str, ...]:
    """Up to three questions that follow from the last answer and were not asked before.

    Papers that were found and not cited come first, as the answer has said nothing of them yet.
    """
    if not turns:
        return ()
    asked = {_key(turn.question) for turn in turns}
    tried = 0
    kept: list[str] = []
    for question in _questions(turns[-1].answer):
        if _key(question) in asked:
            continue
        asked.add(_key(question))
        tried += 1
        kept += [question] if answers(question) else []
        if len(kept) == OFFERED or tried == TRIED:
            break
    return tuple(kept)


def _questions(answer: Answer) -> Iterator[str]:
    for position, paper in enumerate(_papers(answer)):
        if name := name_in(paper.title):
            yield ASKED_OF_A_NAME[position % len(ASKED_OF_A_NAME)].format(name)
        elif 0 < len(paper.title) <= LONGEST_TITLE and paper.title.isprintable():
            yield f"What does “{paper.title.strip(' .')}” find?"


def _papers(answer: Answer) -> Iterable[Paper]:
    cited = {citation.paper.id: citation.paper for citation in answer.citations}
    found = {found.paper.id: found.paper for found in (*answer.evidence, *answer.nearest)}
    return [paper for paper_id, paper in found.items() if paper_id not in cited] + list(cited.values())


def _key(question: str) -> str:
    return " ".join(question.casefold().split()).rstrip(" ?!.")
