"""A library under another embedder: passages cut to its window, vectors computed again, everything else as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from assistant.cleaning import embedded_text
from assistant.embedding import Embedder, open_embedder
from assistant.library import Fingerprint, Library, Rebuild, Stored, backend_for, passage_digests
from assistant.library.lock import rebuild_lock
from assistant.settings import Settings
from ingest.chunking import RULE, chunk
from ingest.comparison import Comparison, Question, asked, compare
from ingest.load import OnProgress, Progress
from ingest.sentence_pass import embed_sentences

BATCH = 128


def reembed(
    folder: Path,
    name: str,
    settings: Settings,
    on_progress: OnProgress,
    *,
    questions: Sequence[Question] = (),
) -> tuple[int, Comparison | None]:
    """Make the library at `folder` one of the embedder called `name`; how many papers it has, and how the two compare.

    The old vectors serve until all new ones are there. Stopped before, the library is as it was, and the next run goes
    on where this one was. The comparison is over `questions`, None without any.

    Raises:
        LibraryMissing: there is none.
        SettingsError, EmbeddingError: the embedder cannot be used.
    """
    library, embedder = Library(backend_for(settings, folder)), open_embedder(name, settings)
    with rebuild_lock(library.folder):
        own, compared = library.manifest.fingerprint, None
        if own != _fingerprint(embedder):
            before = asked(questions, lambda: open_embedder(own.embedder, settings)) if questions else None
            rebuild = prepared(library, embedder, on_progress)
            if before is not None:
                compared = compare(library.snapshot(), before, rebuild, embedder, questions)
            while not rebuild.swap():  # papers came in meanwhile
                rebuild = prepared(library, embedder, on_progress)
    embed_sentences(library, embedder, lambda done, total: on_progress(Progress("sentences", done, total)))
    library.tidy()
    return library.snapshot().catalogue.count(), compared


def prepared(library: Library, embedder: Embedder, on_progress: OnProgress) -> Rebuild:
    """All vectors of the new embedder, kept beside those in use: what a stopped run kept is not computed again."""
    rebuild = Rebuild(library, _fingerprint(embedder), lambda stored: cut(stored, embedder))
    embed_missing(rebuild, embedder, library.snapshot().catalogue.count(), on_progress)
    return rebuild


def embed_missing(rebuild: Rebuild, embedder: Embedder, total: int, on_progress: OnProgress) -> None:
    """Embed what has no vectors of the new embedder yet, a durable batch at a time."""
    done = rebuild.n_kept()
    for batch in _batches(rebuild.missing()):
        texts = [embedded_text(s.paper.title, passage.text) for s in batch for passage in s.passages]
        rebuild.keep(batch, embedder.embed(texts))
        done += len(batch)
        on_progress(Progress("papers", done, total))


def cut(stored: Stored, embedder: Embedder) -> Stored:
    """The paper with passages that the embedder reads whole."""
    passages = chunk(stored.paper, max_tokens=embedder.max_tokens, count_tokens=embedder.count_tokens)
    return replace(stored, passages=passages, digests=passage_digests(stored.paper, passages))


def _fingerprint(embedder: Embedder) -> Fingerprint:
    return Fingerprint(embedder.name, embedder.fingerprint, embedder.dimensions, RULE)


def _batches(papers: Iterator[Stored]) -> Iterator[list[Stored]]:
    while batch := list(islice(papers, BATCH)):
        yield batch
