"""From use to cases: every question whose answer was faulted becomes the draft of a case, for a human to finish.

A draft names no gold paper, since nobody has said yet which one answers the question, so `read_cases` refuses the file
until somebody has. `also_ok` holds the candidates: what was cited or shown, but for what was called wrong. Move the
right ones to `gold` and delete the rest, or set `should_abstain`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from assistant.codec import from_json, to_json
from assistant.errors import InputError
from assistant.records import Answer, Filters, Sentence
from evals.feedback import Feedback
from evals.read_cases import Case

CANDIDATES = 5
"""Papers that a draft suggests at most."""

_WHICH = re.compile(
    r"\b(?:which|what|any|is there an?)\s+(?:\w+\s+)?(?:papers?|works?|stud(?:y|ies)|articles?)\b", re.IGNORECASE
)
_WHY = re.compile(r"^\W*(?:why|how\b(?!\s+(?:many|much|long|often|far|large|big|small|fast|old)\b))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Draft:
    """A case to be finished, with what readers said. `wrong` and `comments` are in the order in which they came."""

    case: Case
    reports: int
    wrong: tuple[str, ...]
    comments: tuple[str, ...]
    answer: str


def drafts(feedback: Iterable[Feedback]) -> tuple[Draft, ...]:
    """One draft for each question that somebody faulted, by when that was first; praise makes none."""
    by_question: dict[str, list[Feedback]] = {}
    for said in feedback:
        if said.kind != "thumbs_up":
            by_question.setdefault(question_key((*said.history, said.question)), []).append(said)
    return tuple(_draft(key, reports) for key, reports in by_question.items())


def question_key(turns: Sequence[str]) -> str:
    """The same for questions that differ in case, white space or the mark at their end only."""
    return "\n".join(" ".join(turn.casefold().split()).rstrip(" ?!.") for turn in turns)


def _draft(key: str, reports: Sequence[Feedback]) -> Draft:
    last = reports[-1]
    blamed = {title for said in reports for title in _blamed(said)}
    case = Case(
        id=f"draft-{sha256(key.encode(errors='surrogatepass')).hexdigest()[:10]}",
        kind=_kind(last),
        question="" if last.history else last.question,
        turns=(*last.history, last.question) if last.history else (),
        also_ok=_candidates((said.answer for said in reports), blamed),
        filters=last.answer.plan.filters,
        tags=("draft", *dict.fromkeys(said.kind for said in reports)),
    )
    comments = tuple(dict.fromkeys(said.comment for said in reports if said.comment.strip()))
    wrong = tuple(dict.fromkeys(words for said in reports if (words := _wrong(said))))
    return Draft(case, len(reports), wrong, comments, last.answer.text)


def _blamed(said: Feedback) -> tuple[str, ...]:
    """Titles of the papers whose citation was called wrong: the one named, or all of the sentence named."""
    if said.kind != "wrong_citation":
        return ()
    cited = said.answer.citations
    if said.citation is not None:
        return tuple(citation.paper.title for citation in cited if citation.number == said.citation)
    sentence = _sentence(said)
    return tuple(cited[i].paper.title for i in sentence.citations) if sentence else ()


def _sentence(said: Feedback) -> Sentence | None:
    """The sentence the remark is on; None where it is on the whole answer, or on a sentence that the answer lacks."""
    return next((s for i, s in enumerate(said.answer.sentences) if i == said.sentence), None)


def _wrong(said: Feedback) -> str:
    sentence = _sentence(said)
    titles = "; ".join(dict.fromkeys(_blamed(said)))
    return " <- ".join(part for part in (sentence.text if sentence else "", titles) if part)


def _candidates(answers: Iterable[Answer], blamed: Iterable[str]) -> tuple[str, ...]:
    """Titles cited, or shown as nearest where nothing was answered, each once and without those blamed."""
    out = set(blamed)
    cited = [title for answer in answers for title in _shown(answer) if title not in out]
    return tuple(dict.fromkeys(cited))[:CANDIDATES]


def _shown(answer: Answer) -> tuple[str, ...]:
    found = [citation.paper.title for citation in answer.citations]
    return tuple(found or [near.paper.title for near in (*answer.nearest, *answer.evidence)])


def _kind(said: Feedback) -> str:
    if said.history:
        return "follow_up"
    if said.answer.plan.filters != Filters():
        return "filter"
    if _WHICH.search(said.question):
        return "which_work"
    if _WHY.search(said.question):
        return "why_how"
    return "several_papers" if len(said.answer.plan.sub_questions) > 1 else "single_fact"


def case_line(case: Case) -> str:
    """The case as a line of a file of cases."""
    return json.dumps(to_json(case), ensure_ascii=False).encode(errors="backslashreplace").decode()


def not_in(path: Path, found: Sequence[Draft]) -> tuple[Draft, ...]:
    """The drafts whose question no line of the file asks; a file that is not there asks none.

    Raises:
        InputError: a line of it is no case; drafts that lack their gold papers are.
    """
    asked = {question_key(case.turns or (case.question,)) for case in _cases(path)}
    return tuple(d for d in found if question_key(d.case.turns or (d.case.question,)) not in asked)


def _cases(path: Path) -> Iterable[Case]:
    lines = path.read_bytes().split(b"\n") if path.exists() else []
    for number, line in enumerate(lines, 1):
        try:
            if line.strip():
                yield from_json(Case, json.loads(line))
        except (ValueError, RecursionError, InputError) as error:
            raise InputError(f"{path}:{number}: {error}") from error


def append_drafts(path: Path, found: Sequence[Draft]) -> None:
    """Add the drafts to a file of cases, which is made where there is none.

    Raises:
        OSError: it cannot be written.
    """
    whole = not path.exists() or path.read_bytes()[-1:] in (b"", b"\n")
    lines = "".join(case_line(draft.case) + "\n" for draft in found)
    with path.open("ab") as stream:
        stream.write((lines if whole else "\n" + lines).encode())
