"""The second pass: a vector for every sentence, a durable batch at a time, going on where a stopped run was."""

from __future__ import annotations

from collections.abc import Callable

from assistant.cleaning import clean
from assistant.embedding import Embedder
from assistant.library import Library, Stored, text_digest

BATCH = 64
OnSentences = Callable[[int, int], None]


def embed_sentences(library: Library, embedder: Embedder, on_progress: OnSentences = lambda _done, _total: None) -> int:
    """Compute the sentence vectors that are missing; returns for how many papers. Needs no lock while it computes."""
    library.work(lambda snapshot: snapshot.sentences.drop_lost())
    todo = library.snapshot().without_sentence_vectors()
    for i in range(0, len(todo), BATCH):
        batch = list(library.snapshot().each(todo[i : i + BATCH]))
        vectors = embedder.embed([text for stored in batch for text in _sentences(stored)])
        rows, start = [], 0
        for stored in batch:
            end = start + len(stored.sentences)
            rows.append((stored.paper.id, text_digest(stored), vectors[start:end]))
            start = end
        library.add_sentence_vectors(rows)
        on_progress(min(i + BATCH, len(todo)), len(todo))
    return len(todo)


def _sentences(stored: Stored) -> list[str]:
    return [clean(stored.paper.abstract[start:end]) for start, end in stored.sentences]
