"""Opens what commands work on: the library that was named, or the samples that come with the program, and a judge."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.assistant import Assistant
from assistant.embedding import open_embedder
from assistant.settings import Settings
from evals.judges.base import Judge
from evals.judges.llm import LlmJudge
from evals.judges.quality import FILE, quality_of
from evals.judges.registry import open_judge
from evals.scores import JudgeQuality
from ingest.demo import ensure_demo, for_demo

EMBEDDER = "minilm"


def opened(library: Path | None, settings: Settings) -> Assistant:
    """The assistant over a library; without one, over the sample library, which is made where it is not there yet.

    Raises:
        LibraryError, EmbeddingError: as `Assistant.open`.
    """
    if library:
        return Assistant.open(library, settings=settings)
    return Assistant.open(ensure_demo(settings), settings=for_demo(settings))


@contextmanager
def judge_called(name: str, settings: Settings) -> Iterator[Judge]:
    """A judge, with the embedder that judges are fitted to, whatever the library was embedded with.

    Raises:
        UsageError: there is none of that name, or it needs a model and none is set.
    """
    judge = open_judge(name, lambda: open_embedder(EMBEDDER, settings), settings)
    try:
        yield judge
    finally:
        if isinstance(judge, LlmJudge):
            judge.close()


def model_of(judge: Judge) -> str:
    """The model that a judge asks; "" where it asks none."""
    return judge.model if isinstance(judge, LlmJudge) else ""


def measured(judge: Judge) -> tuple[JudgeQuality, ...]:
    """How good a judge was measured to be, a record a labelled set; empty where nothing was measured yet.

    Raises:
        InputError: the file of measurements is damaged.
    """
    return quality_of(judge.name, FILE, model_of(judge)) if FILE.is_file() else ()
