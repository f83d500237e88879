"""The scores of a run: a value a case and measure, and each measure over all cases with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.grounding import Grounding
from assistant.records import Verdict

SCHEMA = 1
"""Version of `Scores`; a file of another version is refused, with the version named."""

Better = Literal["higher", "lower", "neither"]


@dataclass(frozen=True, slots=True)
class Definition:
    """A measure: its name, which way is better, what it says in one sentence, and the publication it comes from.

    `unit` is "" for a share of 1, else "s", "tokens", "calls", "keys", "quotes" or "USD".
    """

    name: str
    better: Better
    meaning: str
    source: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure over cases: the mean of their values, its 95% bootstrap interval, and how many cases it rests on.

    `n` counts cases with a value, `unscored` those to which the measure applies and whose value nobody could tell.
    With no value at all, `value`, `low` and `high` are None.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    unscored: int = 0


@dataclass(frozen=True, slots=True)
class JudgedCitation:
    """A citation of a sentence: what was quoted from which paper, and whether that alone supports the sentence.

    `relevant` says whether the citation is precise, as in `evals/metrics/citations.py`; None where nobody can tell.
    """

    number: int
    title: str
    quote: str
    premise: str
    alone: Grounding
    relevant: bool | None


@dataclass(frozen=True, slots=True)
class JudgedSentence:
    """A sentence of an answer: the verdict shown to the reader, and the judge's over all its citations together."""

    text: str
    shown: str
    judged: Grounding
    citations: tuple[JudgedCitation, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseScores:
    """One case: its values by measure, None for unscored; a measure that does not apply to the case is left out."""

    id: str
    kind: str
    tags: tuple[str, ...]
    question: str
    status: str
    """The answer's status, or "failed"."""
    text: str
    values: tuple[tuple[str, float | None], ...]
    judged: tuple[JudgedSentence, ...] = ()
    gold: tuple[str, ...] = ()
    """Titles, or ids, of the gold papers."""
    nearest: tuple[str, ...] = ()
    """Titles of the papers shown to the reader where it abstained."""
    error: str = ""
    key_facts: tuple[tuple[str, bool], ...] = ()
    """The key facts of the case, each with whether the answer's text gives it."""
    key_points: tuple[tuple[str, Verdict], ...] = ()
    """The key points of the case, each with the judge's verdict on whether the sentences said make it."""

    def value(self, name: str) -> float | None:
        """The value of a measure; None where it is unscored or does not apply."""
        return dict(self.values).get(name)


@dataclass(frozen=True, slots=True)
class JudgeQuality:
    """How good a judge is on one labelled set: balanced accuracy and AUROC, with the number of claims."""

    dataset: str
    split: str
    balanced_accuracy: float
    auroc: float | None
    n: int


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What a run was: enough to tell whether two may be compared, and to make it again."""

    name: str
    started: str
    """ISO date and time, UTC."""
    mode: str
    model: str | None
    cases: str
    """File names of the cases, with commas between them."""
    cases_digest: str
    library_papers: int
    fingerprint: str
    """The library's, of embedder and chunking."""
    judge: str
    version: str
    judge_quality: tuple[JudgeQuality, ...] = ()
    missing: tuple[str, ...] = ()
    """Ids of cases that have no answer yet."""
    system: str = "assistant"
    """Who answered: "assistant", a baseline, or "answers" for answers made elsewhere."""
    judge_model: str = ""
    """The model that the judge asked; "" where it asks none."""
    premise: str = "quoted"
    """What sentences were judged against, as `--premise` calls it."""


@dataclass(frozen=True, slots=True)
class Scores:
    """A scored run."""

    info: RunInfo
    measures: tuple[Measure, ...]
    cases: tuple[CaseScores, ...]
    schema: int = SCHEMA

    def measure(self, name: str) -> Measure | None:
        """A measure by its name."""
        return next((m for m in self.measures if m.name == name), None)
