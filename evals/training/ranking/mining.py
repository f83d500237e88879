"""For each question the papers that our own search finds, right ones and others, as the ranker will read them."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tokenizers import Tokenizer

from assistant.assistant import Assistant
from assistant.embedding import Embedder
from assistant.embedding.minilm import open_tokenizer
from assistant.embedding.pair_network import Pieces, word_pieces
from assistant.embedding.ranker import packed
from assistant.fitted import FITTED
from assistant.legs import Query
from assistant.library import Snapshot
from assistant.reranking import readable
from assistant.search import search
from assistant.settings import Settings
from evals.training.ranking.sources import Asked, Source
from ingest.load import load_paths

FOUND = 40
"""Papers looked at for each question."""
EVEN = replace(FITTED.search, dense=0.5, sentence=0.5, rerank=0.0)
"""What finds them: weights that favour nothing, whatever search is fitted to."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mined:
    """A question and papers found for it, best first, in word pieces; `right` ones may have been added at the end."""

    question: Pieces
    papers: Sequence[Pieces]
    right: Sequence[bool]
    scores: Sequence[float]
    gold: int
    """How many papers are right, found or not."""


def mine(source: Source, folder: Path) -> tuple[list[Mined], list[Mined]]:
    """A source's questions to learn from, and those held out; its papers are put into a library under `folder`."""
    settings = Settings.load()
    load_paths(folder / source.name, [source.corpus], settings=settings)
    with Assistant.open(folder / source.name, settings=settings) as assistant:
        miner = _Miner(assistant.library.snapshot(), assistant.embedding)
        learn = [miner.mined(asked, add=True) for asked in source.learn]
        held_out = [miner.mined(asked, add=False) for asked in source.held_out]
    _log.info("%s: %d questions to learn from, %d held out", source.name, len(learn), len(held_out))
    return [mined for mined in learn if any(mined.right)], held_out


class _Miner:
    def __init__(self, snapshot: Snapshot, embedder: Embedder) -> None:
        self._snapshot = snapshot
        self._embedder = embedder
        self._tokenizer: Tokenizer = open_tokenizer()
        self._ids: Mapping[str, str] = {s.entry: paper.id for paper in snapshot.papers for s in paper.sources}

    def mined(self, asked: Asked, *, add: bool) -> Mined:
        query = Query(asked.text, self._embedder.embed([asked.text])[0])
        gold = {self._ids[entry] for entry in asked.gold if entry in self._ids}
        scores = {hit.paper.id: hit.score for hit in search(self._snapshot, query, k=FOUND, weights=EVEN)}
        ids = [*scores, *(sorted(gold - scores.keys()) if add else ())]
        papers = list(self._snapshot.get(ids).values())
        vectors = self._snapshot.sentence_vectors(papers)
        pairs = [
            packed(lambda text: word_pieces(self._tokenizer, text), asked.text, readable(stored, own, query.vector))
            for stored, own in zip(papers, vectors, strict=True)
        ]
        right = [stored.paper.id in gold for stored in papers]
        return Mined(
            pairs[0][0] if pairs else [],
            [paper for _, paper in pairs],
            right,
            [scores.get(stored.paper.id, 0.0) for stored in papers],
            len(gold),
        )
