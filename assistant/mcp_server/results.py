"""What the tools give back: small records, whose JSON schema clients are told. An abstract is sent once, if at all."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.records import Answer, Citation, Evidence, Mode, Paper, Status, Verdict
from assistant.search import similarity


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What a paper is known by; `is_digest` where its text is somebody's digest and not the paper's own abstract."""

    id: str
    title: str
    authors: tuple[str, ...]
    year: int | None
    date: str | None
    venue: str | None
    doi: str | None
    arxiv_id: str | None
    url: str | None
    is_digest: bool


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """A paper found: its rank from 1, its best passage, `score` within this search, cosine `similarity` where known."""

    rank: int
    paper: PaperFacts
    passage: str
    score: float
    similarity: float | None


@dataclass(frozen=True, slots=True)
class FoundPapers:
    """What `search_papers` gives: papers, best first, and in `notices` how many the filters could not judge."""

    question: str
    papers: tuple[FoundPaper, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SaidSentence:
    """A sentence of an answer, the numbers of the papers it cites, and whether they bear it out."""

    text: str
    numbers: tuple[int, ...]
    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class CitedQuote:
    """A quote: where `verbatim`, characters `start` to `end` of the paper's abstract. The number is the paper's."""

    number: int
    paper: PaperFacts
    quote: str
    start: int
    end: int
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """What `ask` gives: an answer with its citations; the nearest papers where the library does not answer."""

    question: str
    status: Status
    mode: Mode
    text: str
    sentences: tuple[SaidSentence, ...]
    citations: tuple[CitedQuote, ...]
    missing: tuple[str, ...]
    nearest: tuple[PaperFacts, ...]
    notices: tuple[str, ...]
    model: str | None


def facts_of(paper: Paper) -> PaperFacts:
    """The facts of a paper, without its abstract."""
    return PaperFacts(
        paper.id,
        paper.title,
        paper.authors,
        paper.year,
        paper.date,
        paper.venue,
        paper.doi,
        paper.arxiv_id,
        paper.url,
        paper.is_digest,
    )


def found_papers(question: str, evidence: tuple[Evidence, ...], notices: tuple[str, ...]) -> FoundPapers:
    """What a search found."""
    return FoundPapers(question, tuple(_found(rank, e) for rank, e in enumerate(evidence, 1)), notices)


def reply_of(answer: Answer) -> Reply:
    """An answer, without the abstracts it was made of."""
    return Reply(
        question=answer.question,
        status=answer.status,
        mode=answer.mode,
        text=answer.text,
        sentences=tuple(SaidSentence(s.text, answer.numbers(s), s.verdict, s.reason) for s in answer.sentences),
        citations=tuple(_cited(citation) for citation in answer.citations),
        missing=answer.missing,
        nearest=tuple(facts_of(e.paper) for e in answer.nearest),
        notices=answer.notices,
        model=answer.model,
    )


def _found(rank: int, evidence: Evidence) -> FoundPaper:
    near = similarity(evidence.scores)
    return FoundPaper(rank, facts_of(evidence.paper), evidence.passage.text, evidence.score, near)


def _cited(citation: Citation) -> CitedQuote:
    return CitedQuote(
        citation.number, facts_of(citation.paper), citation.quote, citation.start, citation.end, citation.verbatim
    )
