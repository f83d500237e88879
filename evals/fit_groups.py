"""The questions that the weights of search are fitted on, each group with a library of its papers.

The ranker was trained on none of them: of our own questions those that were held out, of check_covid `dev`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from assistant.assistant import Assistant
from assistant.legs import Query
from assistant.settings import Settings
from evals.fit_search import Group, Judged
from evals.training.ranking.sources import QUESTIONS, Asked, sources
from ingest.load import load_paths

PAPERS = 1500
"""Of a corpus at most so many: those that answer a question, and others to be mistaken for them."""
EVERY = 4


def groups(scifact: Path, check_covid: Path, folder: Path) -> Iterator[Group]:
    """Our own held-out questions over invented papers and SciFact's, and check_covid's; libraries go to `folder`."""
    for source in sources(scifact, check_covid):
        yield _group(folder / source.name, source.corpus, source.held_out)


def questions_digest() -> str:
    """Changes whenever our questions over invented papers and SciFact's do."""
    files = sorted(QUESTIONS.glob("*.jsonl"))
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def _group(library: Path, corpus: Path, asked: Sequence[Asked]) -> Group:
    settings = Settings.load()
    papers = library.with_suffix(".jsonl")
    papers.write_text("\n".join(_subset(corpus, frozenset[str]().union(*(a.gold for a in asked)))), encoding="utf-8")
    load_paths(library, [papers], settings=settings)
    with Assistant.open(library, settings=settings) as assistant:
        snapshot = assistant.library.snapshot()
        ids = {source.entry: paper.id for paper in snapshot.papers for source in paper.sources}
        found = [(a.text, frozenset(ids[entry] for entry in a.gold if entry in ids)) for a in asked]
        vectors = assistant.embedding.embed_questions([text for text, _ in found])
        return snapshot, [Judged(Query(text, v), gold) for (text, gold), v in zip(found, vectors, strict=True) if gold]


def _subset(corpus: Path, wanted: frozenset[str]) -> list[str]:
    """Lines of a corpus: those wanted, and of the others every fourth until there are enough; all of a small one."""
    lines = corpus.read_text(encoding="utf-8").splitlines()
    if len(lines) <= PAPERS:
        return lines
    is_wanted = [str(json.loads(line)["id"]) in wanted for line in lines]
    others = [line for line, mine in zip(lines, is_wanted, strict=True) if not mine][::EVERY]
    mine = [line for line, mine in zip(lines, is_wanted, strict=True) if mine]
    return mine + others[: PAPERS - len(mine)]
