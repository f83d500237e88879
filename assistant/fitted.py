"""Every weight and threshold that was fitted to data, from `fitted.json`, with what it was fitted on.

`python -m evals fit` writes that file, `python -m evals fit-abstention` its part `writing` alone.
A test fails when cases or embedder are no longer those it was made with.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.codec import from_json

FILE = Path(__file__).with_name("fitted.json")


@dataclass(frozen=True, slots=True)
class SearchWeights:
    """How search fuses what it finds.

    `dense` is the share of the vector leg in the fused score (words have the rest); `sentence` weighs the best
    sentence's cosine on top. Each leg brings `pool` candidates, the best `head` of which are rescored. Where the second
    of these comes within `doubt` of the first, the best `reread` are read by the ranker, whose say `rerank` weighs.
    """

    dense: float
    sentence: float
    rerank: float
    doubt: float
    pool: int
    head: int
    reread: int


@dataclass(frozen=True, slots=True)
class ExtractiveWeights:
    """How sentences are chosen from the best `papers`: see `assistant/extractive.py`.

    `min_gain` is a share of the first sentence's gain; the other weights are as they are named there.
    """

    papers: int
    similarity: float
    coverage: float
    paper: float
    number: float
    redundancy: float
    new_terms: float
    max_sentences: int
    min_gain: float


@dataclass(frozen=True, slots=True)
class AbstentionWeights:
    """A logistic model of whether the library answers a question, over `assistant.answerability.Signals`."""

    bias: float
    dense: float
    sentence: float
    paper_coverage: float
    sentence_coverage: float
    joint: float
    missing_rare: float
    unknown: float
    no_number: float
    threshold: float


@dataclass(frozen=True, slots=True)
class FittedOn:
    """What the numbers were fitted on: the command, the digest of the cases, and the networks.

    `embedder` gave the papers' vectors, `encoder` the questions', `ranker` read both together.
    """

    command: str
    cases: str
    embedder: str
    encoder: str
    ranker: str


@dataclass(frozen=True, slots=True)
class WritingThreshold:
    """A model is asked where some part of a question is answered with at least the probability `worth`.

    It sees what the weights of abstention do not, so this is lower than their threshold: see
    `evals/fit_writing.py`, which chose it.
    """

    worth: float
    fitted_on: FittedOn


@dataclass(frozen=True, slots=True)
class Fitted:
    """The content of `fitted.json`.

    `questions` is the digest of our questions over other papers, on which the weights of search were fitted, too.
    """

    search: SearchWeights
    extractive: ExtractiveWeights
    abstention: AbstentionWeights
    writing: WritingThreshold
    fitted_on: FittedOn
    questions: str


FITTED = from_json(Fitted, json.loads(FILE.read_text()))


def without_ranker(fitted: Fitted) -> Fitted:
    """The same, but that nothing is read again: quicker, and not as good."""
    return replace(fitted, search=replace(fitted.search, rerank=0.0))
