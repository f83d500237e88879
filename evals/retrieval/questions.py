"""Questions with the papers that they should find: of a public set in BEIR's layout, or cases over a library."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.library import Snapshot
from assistant.records import Filters
from assistant.settings import Settings
from evals.beir import read_judged
from evals.read_cases import Case, by_title, ids_of
from ingest.load import load_paths
from ingest.report import OnProgress


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the ids of the papers that were judged relevant, at least one."""

    id: str
    text: str
    gold: frozenset[str]


def load_set(folder: Path, library: Path, settings: Settings, on_progress: OnProgress) -> None:
    """Put all documents of a set into a library; those that it holds already cost nothing.

    Raises:
        InputError: `corpus.jsonl` cannot be read.
    """
    load_paths(library, [folder / "corpus.jsonl"], settings=settings, on_progress=on_progress)


def judged_questions(folder: Path, split: str, snapshot: Snapshot) -> tuple[Question, ...]:
    """The questions of a split, as far as the library holds a paper judged relevant.

    Raises:
        UsageError: the set has no such split.
    """
    judged = read_judged(folder, split)
    ids = {source.entry: paper.id for paper in snapshot.papers for source in paper.sources}
    found = []
    for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        gold = frozenset(ids[document] for document in judged.get(str(row["id"]), ()) if document in ids)
        if gold:
            found.append(Question(str(row["id"]), str(row["text"]), gold))
    return tuple(found)


def asked_questions(cases: Sequence[Case], snapshot: Snapshot) -> tuple[Question, ...]:
    """The cases that have gold papers, follow-ups and conditions aside: they are more than a question to search for."""
    known = by_title(snapshot.papers)
    plain = (case for case in cases if case.gold and not case.turns and case.filters == Filters())
    return tuple(Question(case.id, case.question, ids_of(case.gold, known, case)) for case in plain)
