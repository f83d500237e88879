"""What questions are to come near to: the vectors of a corpus's papers and of their sentences, and which are right."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from assistant.assistant import Assistant
from assistant.embedding.minilm import open_tokenizer
from assistant.embedding.pair_network import Pieces, word_pieces
from assistant.errors import LibraryError
from assistant.library import Snapshot
from assistant.settings import Settings
from evals.training.ranking.sources import Asked, Source
from ingest.load import load_paths

LONGEST = 94
"""Word pieces of a question; hardly any has more."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions in word pieces, their published vectors (n, d), and of each the numbers of its right papers."""

    pieces: Sequence[Pieces]
    vectors: Tensor
    right: Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Papers numbered from 0: vectors of passages and of sentences, each with its paper's number, and questions."""

    name: str
    passages: tuple[Tensor, Tensor]
    sentences: tuple[Tensor, Tensor]
    papers: int
    learn: Questions
    held_out: Questions


def read_corpus(source: Source, folder: Path) -> Corpus:
    """A source's papers, put into a library under `folder`, and its questions.

    Raises:
        LibraryError: vectors of a paper are missing.
    """
    settings = Settings.load()
    load_paths(folder / source.name, [source.corpus], settings=settings)
    with Assistant.open(folder / source.name, settings=settings) as assistant:
        snapshot = assistant.library.snapshot()
        numbers = {paper.id: number for number, paper in enumerate(snapshot.papers)}
        entries = {s.entry: numbers[paper.id] for paper in snapshot.papers for s in paper.sources}

        def questions(asked: Sequence[Asked]) -> Questions:
            known = [(a.text, [entries[entry] for entry in sorted(a.gold) if entry in entries]) for a in asked]
            known = [(text, right) for text, right in known if right]
            vectors = torch.from_numpy(assistant.embedding.embed([text for text, _ in known]))
            return Questions(_cut([text for text, _ in known]), vectors, [right for _, right in known])

        learn, held_out = questions(source.learn), questions(source.held_out)
        _log.info("%s: %d questions to learn from, %d held out", source.name, len(learn.right), len(held_out.right))
        passages, sentences = _vectors(snapshot, list(numbers))
    return Corpus(source.name, passages, sentences, len(numbers), learn, held_out)


def _cut(texts: Sequence[str]) -> list[Pieces]:
    tokenizer: Tokenizer = open_tokenizer()
    return [word_pieces(tokenizer, text)[:LONGEST] for text in texts]


def _vectors(snapshot: Snapshot, ids: Sequence[str]) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
    stored = snapshot.get(ids)
    whole = snapshot.store.vectors([passage.id for paper_id in ids for passage in stored[paper_id].passages])
    own = snapshot.sentences_of(ids)
    if len(own) < len(ids):
        raise LibraryError(f"{len(ids) - len(own)} papers lack the vectors of their sentences; ingest them again")
    passages = [np.stack([whole[passage.id] for passage in stored[paper_id].passages]) for paper_id in ids]
    return _numbered(passages), _numbered([own[paper_id] for paper_id in ids])


def _numbered(vectors: Sequence[np.ndarray[tuple[int, int], np.dtype[np.float32]]]) -> tuple[Tensor, Tensor]:
    numbers = np.repeat(np.arange(len(vectors)), [len(own) for own in vectors])
    return torch.from_numpy(np.concatenate(vectors).astype(np.float32)), torch.from_numpy(numbers)
