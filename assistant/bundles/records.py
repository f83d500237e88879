"""What a bundle holds: what was asked, of which library, with what, and the answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.records import Answer, Filters, Scores, Turn

FORMAT = 1
"""Version of a bundle's shape; one that an older program would read wrongly gets the next number."""


@dataclass(frozen=True, slots=True)
class LibraryState:
    """A library at one moment: which one, how often it had been written to, how many papers it held."""

    id: str
    generation: int
    papers: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A paper that was found or cited, and its abstract by digest (SHA-256, hex).

    `rank` counts from 1 in the order of the evidence, and is None with `score` for a paper that is cited only.
    """

    paper_id: str
    title: str
    digest: str
    rank: int | None = None
    score: float | None = None
    scores: Scores = field(default_factory=Scores)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model wrote in one call: `call` says which ("plan", "write"), `prompt` is the digest of what it was sent.

    `finish` is the reason that the model gave for ending, empty where it gave none.
    """

    call: str
    text: str
    prompt: str = ""
    finish: str = ""


@dataclass(frozen=True, slots=True)
class Bundle:
    """One answer with everything needed to ask for it again.

    Plan, verdicts, the model's name and the prompts' digests stand in `answer`. `replies` are the model's own words,
    none for an answer that no model wrote. `program` is the version that asked.
    """

    question: str
    history: tuple[Turn, ...]
    filters: Filters
    library: LibraryState
    evidence: tuple[Seen, ...]
    answer: Answer
    program: str
    replies: tuple[Reply, ...] = ()
    format: int = FORMAT
