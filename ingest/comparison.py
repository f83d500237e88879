"""Two embedders on the same questions: what the one in use and the one to come find, before anything is swapped."""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from assistant.embedding import Embedder
from assistant.errors import EmbeddingError, SettingsError, UsageError
from assistant.library import Rebuild, Snapshot
from assistant.library.names import title_names
from assistant.library.stored import passages_digest
from assistant.library.vector_file import Floats
from assistant.records import Paper

FILES = ("questions.jsonl", "questions.txt")
"""Where a library keeps the questions that its owner wants to be judged by."""
DEPTH = 10
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and the titles or ids of the papers that should be found, where these are known."""

    text: str
    gold: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What both embedders find by meaning alone, over all questions.

    `overlap`: the share of the ten nearest papers that both have. `recall_old` and `recall_new`: of the questions with
    a known paper (`judged`), the share that have it among the first five; None where there are none.
    """

    questions: int
    overlap: float
    judged: int
    recall_old: float | None
    recall_new: float | None


def saved_questions(library: Path, file: Path | None) -> tuple[Question, ...]:
    """The questions of a file, one a line or JSON objects with `question` and perhaps `gold`; else the library's own.

    Raises:
        UsageError: the file that was named cannot be read.
    """
    found = file or next((library / name for name in FILES if (library / name).is_file()), None)
    if found is None:
        return ()
    try:
        lines = found.read_text(encoding="utf-8").splitlines()
        return tuple(_question(line) for line in lines if line.strip())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{found}: no questions can be read from it ({error}); give one a line") from error


def asked(questions: Sequence[Question], open_old: Callable[[], Embedder]) -> Floats:
    """The questions' vectors by the embedder in use, shape (questions, dimensions): first of all, as it may be gone.

    Raises:
        SettingsError, EmbeddingError: it cannot be asked.
    """
    try:
        return open_old().embed_questions([question.text for question in questions])
    except (SettingsError, EmbeddingError) as error:
        how = "or do without comparing the two on your questions: --no-questions"
        raise type(error)(f"the embedder in use cannot be asked: {error}; {how}") from error


def compare(
    snapshot: Snapshot, before: Floats, rebuild: Rebuild, new: Embedder, questions: Sequence[Question]
) -> Comparison:
    """What both find; `before` is what `asked` gave, and all vectors under the new embedder must have been kept."""
    was = _nearest(before, _in_use(snapshot))
    will = _nearest(new.embed_questions([question.text for question in questions]), _to_come(snapshot, rebuild))
    shared = [len({*one} & {*other}) / max(1, len(one)) for one, other in zip(was, will, strict=True)]
    judged = [(n, gold) for n, question in enumerate(questions) if (gold := _known(snapshot, question))]
    return Comparison(
        questions=len(questions),
        overlap=sum(shared) / len(shared),
        judged=len(judged),
        recall_old=_recall(was, judged),
        recall_new=_recall(will, judged),
    )


def _question(line: str) -> Question:
    if not line.lstrip().startswith("{"):
        return Question(line.strip())
    found = json.loads(line)
    return Question(str(found["question"]), tuple(map(str, found.get("gold") or ())))


def _in_use(snapshot: Snapshot) -> Iterator[tuple[list[str], Floats]]:
    for ids, vectors in snapshot.store.all_vectors():
        yield [row_id.rpartition(":")[0] for row_id in ids], vectors


def _to_come(snapshot: Snapshot, rebuild: Rebuild) -> Iterator[tuple[list[str], Floats]]:
    kept = rebuild.vectors(snapshot)
    papers = ((stored.paper.id, kept.get(stored.paper.id, passages_digest(stored))) for stored in rebuild.papers())
    whole = ((paper_id, rows) for paper_id, rows in papers if rows is not None)
    while page := list(islice(whole, BATCH)):
        yield [paper_id for paper_id, rows in page for _ in rows], np.concatenate([rows for _, rows in page])


def _nearest(asked: Floats, pages: Iterator[tuple[list[str], Floats]]) -> list[list[str]]:
    """For each question the `DEPTH` papers with the nearest passage, best first."""
    best: list[dict[str, float]] = [{} for _ in asked]
    for ids, vectors in pages:
        for found, row in zip(best, asked @ vectors.T, strict=True):
            for n in np.argsort(-row)[: 4 * DEPTH]:
                found[ids[n]] = max(found.get(ids[n], -1.0), float(row[n]))
    return [heapq.nlargest(DEPTH, found, key=found.__getitem__) for found in best]


def _known(snapshot: Snapshot, question: Question) -> frozenset[str]:
    titled = snapshot.catalogue.named(title_names(Paper("", gold, ""))[0] for gold in question.gold)
    return frozenset(snapshot.get(question.gold)).union(*titled.values())


def _recall(found: Sequence[Sequence[str]], judged: Sequence[tuple[int, frozenset[str]]]) -> float | None:
    hits = [not gold.isdisjoint(found[n][:5]) for n, gold in judged]
    return sum(hits) / len(hits) if hits else None
