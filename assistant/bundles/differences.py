"""What may be different between two bundles: the records that a comparison gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SentenceChange = Literal["same", "changed", "added", "lost"]
PaperChange = Literal["gone", "abstract changed", "joined to another"]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that has one value in a bundle: "status", "model", "prompt write"; "" stands for none.

    `seen` says whether it is part of what a reader sees of an answer.
    """

    name: str
    before: str
    after: str
    seen: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of an answer, its verdict, and the ids of the papers that it cites."""

    text: str
    verdict: str
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentenceDifference:
    """A sentence as it was and as it is; `before` is None for one that was added, `after` for one that was lost.

    `verdict_changed` and `papers_changed` may hold for a sentence whose words are the same.
    """

    change: SentenceChange
    before: Claim | None
    after: Claim | None
    verdict_changed: bool = False
    papers_changed: bool = False

    @property
    def altered(self) -> bool:
        """Whether anything about it is other than before."""
        return self.change != "same" or self.verdict_changed or self.papers_changed


@dataclass(frozen=True, slots=True)
class CitationDifference:
    """A quote of a paper that only one of the answers has; "moved": both have it, at another place in the abstract."""

    change: Literal["added", "lost", "moved"]
    paper_id: str
    title: str
    quote: str


@dataclass(frozen=True, slots=True)
class EvidenceDifference:
    """A paper that is found at another rank than before; None where it was not among those found."""

    paper_id: str
    title: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class PaperDifference:
    """A paper of the first bundle that the library no longer holds, or holds with another abstract or under another id.

    `paper_id` is the one that it had.
    """

    change: PaperChange
    paper_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Today:
    """A paper as the library has it now: its id, which is another where two became one, and its abstract's digest."""

    paper_id: str
    digest: str


@dataclass(frozen=True, slots=True)
class Difference:
    """All that has changed. `sentences` has those that stayed too, in the order of the later answer, the lost last."""

    question: str
    facts: tuple[Fact, ...]
    sentences: tuple[SentenceDifference, ...]
    citations: tuple[CitationDifference, ...]
    evidence: tuple[EvidenceDifference, ...]
    papers: tuple[PaperDifference, ...]

    @property
    def answer_changed(self) -> bool:
        """Whether a reader would see another answer: its status, sentences, verdicts or citations."""
        told = any(fact.seen for fact in self.facts)
        return told or bool(self.citations) or any(sentence.altered for sentence in self.sentences)

    @property
    def anything_changed(self) -> bool:
        """Whether there is anything to tell at all."""
        return self.answer_changed or bool(self.facts or self.evidence or self.papers)
