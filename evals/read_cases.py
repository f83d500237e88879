"""Eval cases: questions with the papers that answer them, one JSON object a line, checked when read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from assistant.cleaning import normalise_title
from assistant.codec import from_json
from assistant.errors import InputError, UsageError
from assistant.records import Filters, Paper

CASES = Path(__file__).with_name("cases")
KINDS = frozenset(
    {
        "single_fact",
        "which_work",
        "why_how",
        "several_papers",
        "follow_up",
        "filter",
        "near_miss",
        "absent_topic",
        "false_premise",
    }
)


@dataclass(frozen=True, slots=True)
class Case:
    """One question, or the `turns` of a conversation whose last is the question, and what a good answer has.

    `gold` and `also_ok` name papers by title or id: those an answer should rest on, and others that would do too.
    `key_facts` are strings a good answer contains, `key_points` statements it makes. `split` is "tune" or "report".
    """

    id: str
    kind: str
    question: str = ""
    turns: tuple[str, ...] = ()
    gold: tuple[str, ...] = ()
    also_ok: tuple[str, ...] = ()
    key_facts: tuple[str, ...] = ()
    key_points: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)
    should_abstain: bool = False
    tags: tuple[str, ...] = ()
    split: str = "report"


def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a JSONL file.

    Raises:
        UsageError: the file cannot be read.
        InputError: a line is no case, contradicts itself, or has an id that was used before; names file and line.
    """
    cases: list[Case] = []
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            case = from_json(Case, json.loads(line))
        except (ValueError, RecursionError, InputError) as error:
            raise InputError(f"{path}:{number}: {error}") from error
        if problem := _problem(case, cases):
            raise InputError(f"{path}:{number}: {problem}")
        cases.append(case)
    return tuple(cases)


def _lines(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().split(b"\n")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); name a file of cases with --cases") from error


def _problem(case: Case, before: Iterable[Case]) -> str | None:
    if case.id in {other.id for other in before}:
        return f"the id {case.id!r} was used before"
    if case.kind not in KINDS:
        return f"kind {case.kind!r} is none of {', '.join(sorted(KINDS))}"
    if bool(case.question) == bool(case.turns):
        return "give either question or turns"
    if case.should_abstain == bool(case.gold):
        return "a case has gold papers exactly when it should not abstain"
    return None if case.split in ("tune", "report") else f"split {case.split!r} is neither tune nor report"


def cases_digest(path: Path) -> str:
    """Changes whenever the file does."""
    return sha256(path.read_bytes()).hexdigest()[:16]


def by_title(papers: Sequence[Paper]) -> dict[str, str]:
    """What a case may call a paper, normalised title or id, to the paper's id."""
    return {normalise_title(paper.title): paper.id for paper in papers} | {paper.id: paper.id for paper in papers}


def ids_of(names: Iterable[str], known: dict[str, str], case: Case) -> frozenset[str]:
    """The ids of the papers a case names.

    Raises:
        InputError: a name is of no paper of the library.
    """
    found = {name: known.get(name) or known.get(normalise_title(name)) for name in names}
    missing = [name for name, paper_id in found.items() if paper_id is None]
    if missing:
        raise InputError(
            f"case {case.id}: no paper of the library is called {missing[0]!r}; ingest the papers it is about"
        )
    return frozenset(paper_id for paper_id in found.values() if paper_id)
