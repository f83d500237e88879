"""What passes between the stages of writing: frozen, of tuples."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.records import Citation, Evidence, Sentence


@dataclass(frozen=True, slots=True)
class Quoted:
    """Evidence as the model gave it: a paper's key, and words that are said to stand in its abstract.

    The words are empty where the model named the paper only.
    """

    key: str
    quote: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """One sentence as the model wrote it, cleared of all that a reader must not see, with its evidence.

    `frames` says that the model means it to claim nothing.
    """

    text: str
    quotes: tuple[Quoted, ...] = ()
    frames: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """Event of reading a reply: more of a sentence, for the reader; the first of a sentence says so."""

    delta: str
    first: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """Event: a sentence is complete with its evidence."""

    sentence: Drafted


@dataclass(frozen=True, slots=True)
class NotCovered:
    """Event: a part of the question that the papers do not cover, in the model's words."""

    part: str


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Event: the model says that nothing here answers the question."""


LineEvent = Shown | Quoted | Ended | NotCovered | NoAnswer


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of the answer being checked: its text, citations, why its evidence fails if it does.

    `flaw` is empty where the evidence is there. `frames` is true of a sentence that needs none.
    """

    text: str
    citations: tuple[Citation, ...] = ()
    flaw: str = ""
    frames: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence of the answer after checking, as `Sentence` but with its citations themselves."""

    claim: Claim
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be answered: the standalone question, its parts, the papers that may be used, the date, ISO."""

    question: str
    parts: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    today: str
