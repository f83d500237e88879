"""Public retrieval sets in BEIR's layout, `corpus.jsonl`, `queries.jsonl` and `qrels.SPLIT.tsv`, as tuning examples."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from assistant.assistant import Assistant
from assistant.embedding import Embedder
from assistant.errors import UsageError
from assistant.library import Snapshot
from assistant.search import Query
from assistant.settings import Settings
from assistant.terms import question_terms
from evals.examples import Example
from evals.read_cases import Case
from ingest.load import load_paths

PAPERS = 1500
QUESTIONS = 300


def read_judged(folder: Path, split: str) -> dict[str, frozenset[str]]:
    """Query id to the ids of the documents judged relevant.

    Raises:
        UsageError: the folder has no such split.
    """
    path = folder / f"qrels.{split}.tsv"
    if not path.exists():
        raise UsageError(f"{path}: there is no such file; give a folder with corpus.jsonl, queries.jsonl and qrels")
    judged: dict[str, set[str]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for query, document, score in list(csv.reader(stream, delimiter="\t"))[1:]:
            if int(score) > 0:
                judged.setdefault(query, set()).add(document)
    return {query: frozenset(documents) for query, documents in judged.items()}


def load_subset(folder: Path, split: str, library: Path, settings: Settings) -> tuple[Snapshot, list[Example]]:
    """Some of a set's documents in a library at `library`, and questions of the split whose answers are all there.

    Judged documents come first, then every fourth of the others, in the set's order, up to a bound.
    """
    judged = read_judged(folder, split)
    wanted = frozenset().union(*judged.values())
    documents = [json.loads(line) for line in (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines()]
    subset = [d for i, d in enumerate(documents) if str(d["id"]) in wanted or i % 4 == 0][:PAPERS]
    rows = [{"id": str(d["id"]), "title": d["title"], "abstract": d["text"]} for d in subset]
    papers = library.with_suffix(".jsonl")
    papers.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    load_paths(library, [papers], settings=settings)
    with Assistant.open(library, settings=settings) as assistant:
        snapshot = assistant.library.snapshot()
        return snapshot, _examples(folder, judged, snapshot, assistant.embedding)


def _examples(folder: Path, judged: dict[str, frozenset[str]], snapshot: Snapshot, embedder: Embedder) -> list[Example]:
    ids = {s.entry: paper.id for paper in snapshot.papers for s in paper.sources}
    examples = []
    for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        documents = judged.get(str(row["id"]), frozenset())
        if documents and documents <= ids.keys():
            text = row["text"]
            gold = frozenset(ids[document] for document in documents)
            case = Case(id=f"{folder.name}-{row['id']}", kind="which_work", question=text, gold=tuple(sorted(gold)))
            query = Query(text, embedder.embed([text])[0])
            examples.append(Example(case, gold, frozenset(), query, question_terms(snapshot, text)))
    return examples[:QUESTIONS]
