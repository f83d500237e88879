"""`Assistant`: a library and an embedder behind the calls that people and scripts use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event as ThreadEvent
from typing import Self, TypeVar

from assistant.answering import Answered, AnswersWith, Asked, answered
from assistant.embedding import Embedder
from assistant.errors import LibraryMoved, UsageError
from assistant.explaining import Explanation, explained
from assistant.finding import asked, find, find_like, like, usable
from assistant.fitted import FITTED, Fitted, without_ranker
from assistant.given import typed
from assistant.library import Library, Snapshot, backend_for, check_embedder
from assistant.providers import embedder_of, model_answers
from assistant.records import Answer, Evidence, Filters, OnEvent, Paper, Turn
from assistant.review import Review, review_of, widened
from assistant.settings import Settings
from assistant.tables import ROWS, Compared, Table, tabulate

T = TypeVar("T")
MODEL_UNUSED = "Tables are made of the abstracts' own sentences; the language model that is set has no part in them."


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
        self._model = model_answers(settings)
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
            loading = beside.submit(embedder_of, own, settings, backend.folder)
            opened = Library(backend)
            embedder = loading.result()
        return cls(opened, embedder, settings)

    def search(self, question: str, k: int = 10, filters: Filters | None = None) -> tuple[Evidence, ...]:
        """The `k` papers that fit the question best, best first; fewer where fewer match the filters.

        Raises:
            QuestionError: the question is empty or over 4,000 tokens.
            UsageError: `k` is no number from 1 on, or the filters cannot be read; the message says what to write.
        """
        wanted, weights = usable(filters), self._fitted.search
        return self._with_both(lambda snapshot, embedder: find(snapshot, asked(embedder, question), k, wanted, weights))

    def like(self, paper_id: str, k: int = 10, filters: Filters | None = None) -> tuple[Evidence, ...]:
        """The `k` papers most like one of the library, best first, without it.

        Raises:
            PaperMissing: the library has no paper of this id, now or formerly.
            UsageError: `k` or the filters are not as for `search`.
        """
        stored, wanted = self._open_library().get(paper_id), usable(filters)
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

        Where a language model is set it writes the answer; where it fails, the answer is made without it and says so.

        Raises:
            QuestionError, UsageError: the question is empty or over 4,000 tokens, or the filters cannot be read.
            SettingsError: the model's address, key or prices cannot be used.
            Stopped: `stop` was set while it was being answered.
        """
        return self.answered(question, history, usable(filters), on_event, stop).answer

    def answered(
        self,
        question: str,
        history: tuple[Turn, ...] = (),
        filters: Filters | None = None,
        on_event: OnEvent | None = None,
        stop: ThreadEvent | None = None,
    ) -> Answered:
        """`ask`, with how likely an answer seemed and a model's replies; a kept plan's bounds may be exchanged here."""
        told = on_event or (lambda _event: None)
        request = Asked(question, tuple(history), typed(filters), told, stop or ThreadEvent())
        return self._answered(request, self._fitted)

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

    def table(
        self,
        question: str,
        aspects: Sequence[str] = (),
        k: int = ROWS,
        filters: Filters | None = None,
        stop: ThreadEvent | None = None,
    ) -> Table:
        """The `k` papers found for a question beside each other: what each says of each aspect, quoted, or nothing.

        Aspects are what is named, else what the question lists ("in terms of cost and speed"), else its parts.

        Raises:
            QuestionError: the question is empty or over 4,000 tokens.
            UsageError: an aspect has no words, there are too many, or `k` or filters are not as for `search`.
            Stopped: `stop` was set meanwhile.
        """
        notices = (MODEL_UNUSED,) if self.model else ()
        wanted = Compared(question, tuple(aspects), k, usable(filters), notices, stop=stop or ThreadEvent())
        return self._with_both(lambda snapshot, embedder: tabulate(snapshot, embedder, wanted, self._fitted))

    def review(self, question: str, history: tuple[Turn, ...] = (), filters: Filters | None = None) -> Review:
        """A short review of what the library says of a question, by paper; raises what `ask` raises."""
        return review_of(self._answered(Asked(question, tuple(history), usable(filters)), widened(self._fitted)).answer)

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
    def with_model(self) -> AnswersWith | None:
        """How questions are answered with the language model that is configured, None without one."""
        return self._model

    @property
    def embedder(self) -> str:
        """The name of the embedder in use."""
        return self.embedding.name

    def _answered(self, request: Asked, fitted: Fitted) -> Answered:
        answer = self._model or answered
        return self._with_both(lambda snapshot, embedder: answer(snapshot, embedder, request, fitted))

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
            self.embedding = embedder = embedder_of(own, self._settings, self.library.folder)
        return snapshot, embedder

    def close(self) -> None:
        """Let go of the library's files and the model; what is asked from now on raises UsageError."""
        self._closed = True
        if self._model is not None:
            self._model.close()
        self.library.close()

    def _open_library(self) -> Library:
        if self._closed:
            raise UsageError("this Assistant has been closed; open the library again with Assistant.open")
        return self.library

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()
