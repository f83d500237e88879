"""`Assistant`: a library and an embedder behind the calls that people and scripts use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event as ThreadEvent
from types import TracebackType
from typing import Self, TypeVar

from assistant.answering import Asked, answer
from assistant.embedding import Embedder, open_embedder
from assistant.errors import LibraryMoved, UsageError
from assistant.explaining import Explanation, explained
from assistant.finding import asked, find, find_like, like
from assistant.fitted import FITTED, without_ranker
from assistant.library import Fingerprint, Library, Snapshot, backend_for, check_embedder, check_fingerprint
from assistant.records import Answer, Evidence, Filters, OnEvent, Paper, Turn
from assistant.settings import Settings

T = TypeVar("T")
MODEL_UNUSED = (
    "LITASSIST_LLM_MODEL is set, but answers are still made of the abstracts' own sentences, without a model."
)


@dataclass(frozen=True, slots=True)
class Overview:
    """What a library holds: papers, how many of them digests, first and last year known, names of the sources."""

    n_papers: int
    n_digests: int
    years: tuple[int | None, int | None]
    sources: tuple[str, ...]


class Assistant:
    """Answers questions from one library. Keeps no conversation; safe for any number of threads.

    Example:
        >>> with Assistant.open("library") as assistant:  # doctest: +SKIP
        ...     print(assistant.ask("Does repeating data help?").text)
    """

    def __init__(self, library: Library, embedder: Embedder, settings: Settings) -> None:
        self.library = library
        self.embedding = embedder
        self._settings = settings
        self._fitted = FITTED if settings.rerank else without_ranker(FITTED)
        self._closed = False

    @classmethod
    def open(cls, library: str | Path | None = None, *, settings: Settings | None = None) -> Assistant:
        """Open the library in a folder, else the one in the settings; settings not given are read from the environment.

        Raises:
            LibraryMissing: there is none at that place.
            LibraryNewer: a newer version wrote it.
            EmbedderMismatch: the settings name another embedder than the library's own.
            SettingsError, EmbeddingError: the settings or the embedder cannot be used.
        """
        settings = settings or Settings.load()
        backend = backend_for(settings, Path(library) if library is not None else None)
        own = backend.read().fingerprint
        check_embedder(own, settings.embedder or own.embedder, backend.folder)
        with ThreadPoolExecutor(1) as beside:  # the embedder loads while Chroma does
            loading = beside.submit(_embedder_of, own, settings, backend.folder)
            opened = Library(backend)
            embedder = loading.result()
        return cls(opened, embedder, settings)

    def search(self, question: str, k: int = 10, filters: Filters | None = None) -> tuple[Evidence, ...]:
        """The `k` papers that fit the question best, best first; fewer where fewer match the filters.

        Raises:
            QuestionError: the question is empty or over 4,000 tokens.
            UsageError: `k` is below 1, or a filter's date is not ISO.
        """
        wanted, weights = filters or Filters(), self._fitted.search
        return self._with_both(lambda snapshot, embedder: find(snapshot, asked(embedder, question), k, wanted, weights))

    def like(self, paper_id: str, k: int = 10, filters: Filters | None = None) -> tuple[Evidence, ...]:
        """The `k` papers most like one of the library, best first, without it.

        Raises:
            PaperMissing: the library has no paper of this id, now or formerly.
            UsageError: `k` is below 1, or a filter's date is not ISO.
        """
        stored, wanted = self._open_library().get(paper_id), filters or Filters()
        return self._with_both(lambda snapshot, _: find_like(snapshot, stored, k, wanted))

    def explain(self, question: str, evidence: Sequence[Evidence]) -> tuple[Explanation, ...]:
        """Why each paper was found for a question: its words that the paper has, and the paper's nearest sentence.

        Raises:
            QuestionError: the question is empty or over 4,000 tokens.
        """
        return self._with_both(lambda snapshot, embedder: explained(snapshot, asked(embedder, question), evidence))

    def explain_like(self, paper_id: str, evidence: Sequence[Evidence]) -> tuple[Explanation, ...]:
        """Why each paper was found to be like one of the library, as `explain` says it.

        Raises:
            PaperMissing: the library has no paper of this id, now or formerly.
        """
        stored = self._open_library().get(paper_id)
        return self._with_both(lambda snapshot, _: explained(snapshot, like(snapshot, stored), evidence))

    def ask(
        self,
        question: str,
        history: tuple[Turn, ...] = (),
        filters: Filters | None = None,
        on_event: OnEvent | None = None,
        stop: ThreadEvent | None = None,
    ) -> Answer:
        """Answer a question, given the turns before it. Events arrive in order on the calling thread.

        Raises:
            QuestionError: the question is empty or over 4,000 tokens.
            Stopped: `stop` was set while it was being answered.
        """
        request = Asked(
            question,
            tuple(history),
            filters or Filters(),
            on_event or (lambda _event: None),
            stop or ThreadEvent(),
            (MODEL_UNUSED,) if self.model else (),
        )
        return self._with_both(lambda snapshot, embedder: answer(snapshot, embedder, request, self._fitted))

    async def aask(
        self,
        question: str,
        history: tuple[Turn, ...] = (),
        filters: Filters | None = None,
        on_event: OnEvent | None = None,
        stop: ThreadEvent | None = None,
    ) -> Answer:
        """`ask` in a worker thread; events arrive on that thread."""
        # Imported here because it takes 30 ms of every start, and only programs with an event loop need it.
        import asyncio  # noqa: PLC0415

        return await asyncio.to_thread(self.ask, question, history, filters, on_event, stop)

    def papers(self) -> tuple[Paper, ...]:
        """Every paper of the library, in the order in which they came in."""
        return self._open_library().snapshot().papers

    def overview(self) -> Overview:
        """What the library holds."""
        catalogue = self._open_library().snapshot().catalogue
        totals = catalogue.totals()
        return Overview(totals.papers, totals.digests, totals.years, tuple(catalogue.sources()))

    @property
    def model(self) -> str | None:
        """The language model that is configured, if any."""
        return self._settings.llm_model

    @property
    def embedder(self) -> str:
        """The name of the embedder in use."""
        return self.embedding.name

    def _with_both(self, use: Callable[[Snapshot, Embedder], T]) -> T:
        """What `use` makes of the library as it is now and the embedder that goes with it.

        Another process, or another machine, may have written the library anew under another embedder since the last
        question, and may do so during this one: then it is answered once more.
        """
        try:
            return use(*self._both())
        except LibraryMoved:
            self.library.close()
            return use(*self._both())

    def _both(self) -> tuple[Snapshot, Embedder]:
        snapshot = self._open_library().snapshot()
        own, embedder = snapshot.manifest.fingerprint, self.embedding
        if (own.embedder, own.model) != (embedder.name, embedder.fingerprint):
            check_embedder(own, self._settings.embedder or own.embedder, self.library.folder)
            self.embedding = embedder = _embedder_of(own, self._settings, self.library.folder)
        return snapshot, embedder

    def close(self) -> None:
        """Let go of the library's files; what is asked from now on raises UsageError."""
        self._closed = True
        self.library.close()

    def _open_library(self) -> Library:
        if self._closed:
            raise UsageError("this Assistant has been closed; open the library again with Assistant.open")
        return self.library

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _embedder_of(own: Fingerprint, settings: Settings, folder: Path) -> Embedder:
    """The embedder that a library was written with, checked to be the very same."""
    embedder = open_embedder(own.embedder, settings)
    asked = Fingerprint(embedder.name, embedder.fingerprint, embedder.dimensions, own.chunking)
    check_fingerprint(own, asked, folder)
    return embedder
