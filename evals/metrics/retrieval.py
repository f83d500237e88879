"""How well each ranker finds the gold papers, computed by ir_measures (MacAvaney, Macdonald and Ounis, 2022).

Relevant are the gold papers of a case, all alike; papers that are also fine count for nothing here. A paper that stands
twice in a ranking counts at its first place. A ranking that is empty, or has no gold paper, has 0 in every measure.
"""

from __future__ import annotations

import ir_measures
from ir_measures import RR, Measure, R, ScoredDoc, nDCG

from evals.metrics.subject import NONE, Subject, Values
from evals.rankings import recall_at
from evals.scores import Definition

RANKERS = ("search", "dense", "bm25")
CAPPED = (1, 5)
_BY_IR_MEASURES: dict[str, Measure] = {
    "nDCG@10": nDCG @ 10,
    "recall@1": R @ 1,
    "recall@5": R @ 5,
    "recall@10": R @ 10,
    "MRR@10": RR @ 10,
}
_MEANING = {
    "nDCG@10": (
        "discounted gain of the gold papers among the first ten, of the greatest possible",
        "Järvelin and Kekäläinen, 2002, Cumulated gain-based evaluation of IR techniques",
    ),
    "recall@1": ("gold papers that come first, of all gold papers", ""),
    "recall@5": ("gold papers among the first five, of all gold papers", ""),
    "recall@10": ("gold papers among the first ten, of all gold papers", ""),
    "MRR@10": (
        "one over the place of the first gold paper, 0 beyond ten",
        "Voorhees, 1999, The TREC-8 Question Answering Track Report",
    ),
    "capped recall@1": ("gold papers that come first, of the one that can: one of three is all", ""),
    "capped recall@5": ("gold papers among the first five, of those that fit there", ""),
}
DEFINITIONS = tuple(
    Definition(f"{name} {ranker}", "higher", f"{meaning}, by {ranker}", source)
    for ranker in RANKERS
    for name, (meaning, source) in _MEANING.items()
)


def values(subject: Subject) -> Values:
    """The measures of every ranker that ran; none of a case that no paper answers."""
    if not subject.gold:
        return NONE
    found: dict[str, float | None] = {}
    for ranking in subject.outcome.rankings:
        papers = tuple(subject.known.named(paper) or paper for paper in ranking.papers)
        for name, value in ranked(papers, subject.gold).items():
            found[f"{name} {ranking.ranker}"] = value
    return found


def ranked(papers: tuple[str, ...], gold: frozenset[str]) -> dict[str, float]:
    """Every measure of one ranking, best first, against at least one gold paper.

    >>> ranked(("b", "a"), frozenset({"a"}))["MRR@10"]
    0.5
    """
    order = tuple(dict.fromkeys(papers))
    # Scores that fall strictly, as ir_measures sorts by score and breaks ties by the paper's name.
    run = [ScoredDoc("q", paper, float(len(order) - place)) for place, paper in enumerate(order)]
    qrels = [ir_measures.Qrel("q", paper, 1) for paper in gold]
    computed = {
        metric.measure: float(metric.value) for metric in ir_measures.iter_calc(_BY_IR_MEASURES.values(), qrels, run)
    }
    capped = {f"capped recall@{k}": recall_at(order, gold, k) for k in CAPPED}
    return {name: computed[measure] for name, measure in _BY_IR_MEASURES.items()} | capped
