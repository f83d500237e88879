"""Fits how sentences are chosen for an answer: coordinate ascent over a small grid, two rounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import fmean

from assistant.candidates import Found
from assistant.extractive import choose
from assistant.fitted import FITTED, ExtractiveWeights
from evals.examples import Example


def fit_extractive(examples: Sequence[Example], found: dict[str, tuple[Found, ...]]) -> ExtractiveWeights:
    """The weights whose answers hold the most facts and gold papers and the least else.

    A weight that is there stays unless another gains more than one question's worth: less is luck.
    """
    answerable = [e for e in examples if e.gold]
    steps: dict[str, tuple[float, ...]] = {
        "coverage": (0.0, 0.25, 0.5, 0.75, 1.0),
        "paper": (0.0, 0.15, 0.3, 0.5, 0.8),
        "number": (0.0, 0.05, 0.1, 0.2, 0.3),
        "redundancy": (0.0, 0.15, 0.3, 0.5),
        "new_terms": (0.0, 0.3, 0.6, 1.0),
        "min_gain": (0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9),
    }
    best, one = FITTED.extractive, 1 / len(answerable)
    for _ in range(2):
        for name, values in steps.items():
            tried = [replace(best, **{name: value}) for value in values]  # type: ignore[arg-type]  # names of float fields
            best = moved(best, tried, lambda w: fmean(_answer_quality(e, found[e.case.id], w) for e in answerable), one)
    return best


def moved(
    there: ExtractiveWeights,
    tried: Sequence[ExtractiveWeights],
    quality: Callable[[ExtractiveWeights], float],
    chance: float,
) -> ExtractiveWeights:
    """The best of the weights tried where it gains more than chance may, else those that are there."""
    best = max(tried, key=quality)
    return best if quality(best) > quality(there) + chance else there


def _answer_quality(example: Example, found: Sequence[Found], weights: ExtractiveWeights) -> float:
    """Share of facts told, plus share of gold papers cited, plus share of sentences that are of fitting papers."""
    chosen = choose(found, example.terms, weights)
    if not chosen:
        return 0.0
    papers = [s.evidence.paper.id for s in chosen]
    text = " ".join(s.text for s in chosen)
    facts = example.case.key_facts
    told = sum(fact in text for fact in facts) / len(facts) if facts else 1.0
    cited = len(example.gold.intersection(papers)) / len(example.gold)
    fitting = fmean(paper in example.gold | example.also_ok for paper in papers)
    return told + cited + fitting
