"""The records that pass between stages: frozen, of tuples, with public field names; new fields need a default."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, Protocol

Status = Literal["answered", "partial", "abstained"]
Mode = Literal["llm", "extractive"]
Verdict = Literal["supported", "partial", "unsupported", "contradicted", "unchecked"]

STRUCK: frozenset[str] = frozenset({"unsupported", "contradicted"})
"""Verdicts of sentences that are shown struck through and left out of `Answer.text`."""
NOT_ANSWERED = "The library does not answer this question."
DIGEST = " (a digest, not the paper's own abstract)"


@dataclass(frozen=True, slots=True)
class Source:
    """Where one copy of a paper came from: file name or API, its format, and the line or key of the entry in it."""

    name: str
    kind: str
    entry: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper, derived from all copies of it. `date` is ISO ("2024-12-05", "2024-12", "2024") or unknown."""

    id: str
    title: str
    abstract: str
    authors: tuple[str, ...] = ()
    n_authors: int | None = None
    date: str | None = None
    date_inferred: bool = False
    year: int | None = None
    venue: str | None = None
    doi: str | None = None
    arxiv_id: str | None = None
    url: str | None = None
    sources: tuple[Source, ...] = ()
    is_digest: bool = False
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an abstract; `start` and `end` are character offsets into `Paper.abstract`, end exclusive."""

    id: str
    paper_id: str
    text: str
    start: int
    end: int
    granularity: str = "abstract"


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions that a paper must meet; years and dates are inclusive, an empty field asks nothing.

    A paper whose value is unknown never matches. Authors and venues match on whole words, case-blind, sources entirely.
    """

    year_from: int | None = None
    year_to: int | None = None
    date_from: str | None = None
    date_to: str | None = None
    authors: tuple[str, ...] = ()
    n_authors_min: int | None = None
    n_authors_max: int | None = None
    venues: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    paper_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """What is searched for: the question as asked alone, its parts, and the conditions."""

    question: str
    sub_questions: tuple[str, ...] = ()
    filters: Filters = Filters()


@dataclass(frozen=True, slots=True)
class Scores:
    """The parts of a search score; a leg that did not find the paper, or did not run, gives None."""

    dense: float | None = None
    bm25: float | None = None
    sentence: float | None = None
    rerank: float | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One paper found, with its best passage. `score` compares within one search only, and orders that best first."""

    key: str
    paper: Paper
    passage: Passage
    score: float
    scores: Scores = Scores()


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote from a paper: `quote == paper.abstract[start:end]` whenever `verbatim`. The number is the paper's."""

    number: int
    paper: Paper
    quote: str
    start: int
    end: int
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer, without its [n]; `citations` are indexes into `Answer.citations`."""

    text: str
    citations: tuple[int, ...] = ()
    verdict: Verdict = "unchecked"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """What the model calls of one answer took; `cost_usd` is None where no price is known."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    calls: int = 0
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with everything needed to check it again. `nearest` holds the closest papers when it abstained."""

    question: str
    standalone_question: str
    status: Status
    mode: Mode
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    plan: SearchPlan = field(default_factory=lambda: SearchPlan(""))
    missing: tuple[str, ...] = ()
    nearest: tuple[Evidence, ...] = ()
    notices: tuple[str, ...] = ()
    model: str | None = None
    prompts: tuple[tuple[str, str], ...] = ()
    usage: Usage = Usage()
    timings: tuple[tuple[str, float], ...] = ()
    fingerprint: str = ""

    def numbers(self, sentence: Sentence) -> tuple[int, ...]:
        """The citation numbers of a sentence, each once, in the order of its citations."""
        return tuple(dict.fromkeys(self.citations[i].number for i in sentence.citations))

    @property
    def text(self) -> str:
        """The answer with [1], [2] … behind each sentence; struck sentences are left out."""
        return " ".join(self.cited(sentence) for sentence in self.sentences if sentence.verdict not in STRUCK)

    def cited(self, sentence: Sentence) -> str:
        """A sentence with its [n]; a [7] that the paper itself wrote becomes (7), as it is no citation of ours."""
        own = re.sub(r"\[(\d+(?:\s*[,–-]\s*\d+)*)\]", r"(\1)", sentence.text)
        return own + "".join(f" [{n}]" for n in self.numbers(sentence))

    def to_markdown(self) -> str:
        """The answer, what it does not cover, and its numbered references with the sentences quoted."""
        return inert("\n\n".join(part for part in (self.text, _missing(self), _references(self)) if part)) + "\n"


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and the answer it got."""

    question: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Step:
    """Event: a stage of answering began or ended, in words for the reader."""

    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Text:
    """Event: more of the answer's text."""

    delta: str


@dataclass(frozen=True, slots=True)
class Revised:
    """Event: the answer as it now stands, after checking changed it."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Done:
    """Event: the finished answer."""

    answer: Answer


Event = Step | Text | Revised | Done


class OnEvent(Protocol):
    """What receives the events of an answer, in order, on the thread that asked."""

    def __call__(self, event: Event, /) -> None:
        """Take the next event."""


def inert(text: str) -> str:
    """Markdown with text of others in it, so that it loads nothing: no links, what defines them, images or tags."""
    return re.sub(r"(?<=\])(?=[(:\[])|(?=<[A-Za-z/!?])", r"\\", text)


def _missing(answer: Answer) -> str:
    left_open = "\n\n".join(f"Not covered: {part}" for part in answer.missing)
    return NOT_ANSWERED if answer.status == "abstained" else left_open


def _references(answer: Answer) -> str:
    quotes: dict[int, list[Citation]] = {}
    for i in sorted({i for s in answer.sentences if s.verdict not in STRUCK for i in s.citations}):
        quotes.setdefault(answer.citations[i].number, []).append(answer.citations[i])
    return "\n\n".join(_reference(number, quotes[number]) for number in sorted(quotes))


def _reference(number: int, citations: list[Citation]) -> str:
    paper = citations[0].paper
    facts = (", ".join(paper.authors), paper.venue, str(paper.year) if paper.year else "", paper.url)
    head = ". ".join((f"[{number}] {paper.title}", *filter(None, facts))) + (DIGEST if paper.is_digest else "")
    return "\n\n".join([head, *(f"> {citation.quote}" for citation in citations)])
