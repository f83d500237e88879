"""Who answers the cases of a run: something that takes a question and gives an answer, whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from assistant.answering import AnswersWith, Asked, answered
from assistant.embedding import Embedder
from assistant.errors import UsageError
from assistant.library import Snapshot
from assistant.records import Answer
from assistant.replies import Said, Tally
from evals.outcomes import Ranking
from evals.rankings import rank


@dataclass(frozen=True, slots=True)
class Bench:
    """What every system works on: one library as it stands, its embedder, and a model where one is set."""

    snapshot: Snapshot
    embedder: Embedder
    with_model: AnswersWith | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """An answer, and how likely, 0 to 1, its giver held the library to answer; None where it does not say.

    `said` and `tally` are a model's replies for it and what was wrong in them, as `Answered` has them.
    """

    answer: Answer
    confidence: float | None = None
    said: tuple[Said, ...] = ()
    tally: Tally | None = None


class System(Protocol):
    """Answers questions. Safe for any number of threads."""

    def answer(self, asked: Asked) -> Given:
        """Answer one question; raises a LitAssistError where that fails, Stopped where it was asked to stop."""

    def rankings(self, given: Given) -> tuple[Ranking, ...]:
        """The papers found for an answer it gave, by ranker; () where it does not search."""


class Extractive:
    """The assistant without a model: the abstracts' own sentences, cited, or an abstention."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def answer(self, asked: Asked) -> Given:
        """What `ask` answers, and its probability that the library holds an answer."""
        found = answered(self._bench.snapshot, self._bench.embedder, asked)
        return Given(found.answer, found.confidence)

    def rankings(self, given: Given) -> tuple[Ranking, ...]:
        """By our search and by each of its legs alone."""
        return rank(self._bench.snapshot, self._bench.embedder, given.answer.plan)


class Written:
    """The assistant with a model: answers written, checked and mended, as `ask` gives them."""

    def __init__(self, bench: Bench) -> None:
        """Nothing is asked yet.

        Raises:
            UsageError: no model is set.
        """
        if bench.with_model is None:
            raise UsageError(
                "--mode llm needs answers written by a language model; set LITASSIST_LLM_MODEL, "
                "or score answers made elsewhere with --answers FILE"
            )
        self._bench = bench
        self._answered = bench.with_model

    def answer(self, asked: Asked) -> Given:
        """What `ask` answers, and its probability, before a model was asked, that the library holds an answer."""
        found = self._answered(self._bench.snapshot, self._bench.embedder, asked)
        return Given(found.answer, found.confidence, found.said, found.tally)

    def rankings(self, given: Given) -> tuple[Ranking, ...]:
        """By our search and by each of its legs alone; a model's own ranking is not among them."""
        return rank(self._bench.snapshot, self._bench.embedder, given.answer.plan)


NewSystem = Callable[[Bench], System]
"""Makes a system that works on a library."""
MODES: Mapping[str, NewSystem] = {"extractive": Extractive, "llm": Written}
"""The assistant by its mode of answering."""


def assistant_in(mode: str) -> NewSystem:
    """How to make the assistant that answers in a mode.

    Raises:
        UsageError: this version has no such mode.
    """
    if mode not in MODES:
        raise UsageError(f"--mode {mode}: there is no such mode; use {' or '.join(MODES)}")
    return MODES[mode]
