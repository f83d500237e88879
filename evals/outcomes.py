"""What a run keeps of each case: the whole answer, what search ranked, how long it took, or what went wrong."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.records import Answer
from assistant.replies import Said, Tally

SCHEMA = 1
"""Version of the shape below; a file of another version is refused, with the version named."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Papers as one ranker put them, best first; `scores` are of the same length, or empty where it gives none.

    `ranker` is "search" (what answering uses), "dense" (vectors alone) or "bm25" (words alone).
    """

    ranker: str
    papers: tuple[str, ...]
    scores: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case, answered. `case` is its id.

    `answer` is None where there is none: then `error` says why. `confidence`, 0 to 1, is how likely the one who
    answered held the library to answer the question; None where it does not say. `seconds` is the time of the answer,
    rankings and judging not counted. `said` is what a model replied for the answer, call by call, and `tally` what was
    found wrong in it; None where no model was at hand or nobody counted.
    """

    case: str
    answer: Answer | None = None
    rankings: tuple[Ranking, ...] = ()
    confidence: float | None = None
    seconds: float | None = None
    error: str = ""
    said: tuple[Said, ...] = ()
    tally: Tally | None = None
    schema: int = SCHEMA
