"""Whether the library answers a question at all, judged by how well the best papers and sentences found fit it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields

from assistant.candidates import Found
from assistant.fitted import AbstentionWeights
from assistant.terms import Terms

HEAD = 3
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a question and the papers found for it, each about 0 to 1.

    `dense` and `sentence`: the highest cosine of a passage and of a sentence. `paper_coverage` and
    `sentence_coverage`: the largest share of the question's term weight that one paper, and one sentence with its
    title, has. `joint`: the largest sum, halved, of a sentence's cosine and its paper's coverage. `missing_rare`: the
    weight, against the rarest possible term's, of the rarest term of the question that the paper with the best
    coverage lacks. `unknown`: the share of the term weight on words that no paper has. `no_number`: 1 where the
    question asks for a number and the best-covering sentences have none.
    """

    dense: float = 0.0
    sentence: float = 0.0
    paper_coverage: float = 0.0
    sentence_coverage: float = 0.0
    joint: float = 0.0
    missing_rare: float = 0.0
    unknown: float = 0.0
    no_number: float = 0.0


def signals(found: Sequence[Found], terms: Terms) -> Signals:
    """The signals of a question over the papers found for it, best first; all 0 where none was found."""
    head = [paper for paper in found[:HEAD] if paper.sentences]
    if not head:
        return Signals()
    covered = {paper.evidence.paper.id: terms.coverage(paper.terms) for paper in head}
    fullest = max(head, key=lambda paper: covered[paper.evidence.paper.id])
    lacking = [weight for term, weight in terms.weights.items() if term not in fullest.terms]
    heaviest = max(terms.weights.values(), default=0.0)
    total = sum(terms.weights.values())
    return Signals(
        dense=max((paper.evidence.scores.dense or 0.0) for paper in head),
        sentence=max(s.similarity for paper in head for s in paper.sentences),
        paper_coverage=max(covered.values()),
        sentence_coverage=max(terms.coverage(s.terms | p.title_terms) for p in head for s in p.sentences),
        joint=max((s.similarity + covered[p.evidence.paper.id]) / 2 for p in head for s in p.sentences),
        missing_rare=max(lacking, default=0.0) / heaviest if heaviest else 0.0,
        unknown=sum(terms.weights[term] for term in terms.unknown) / total if total else 0.0,
        no_number=float(terms.wants_number and not _has_number(head)),
    )


def probability(signal: Signals, weights: AbstentionWeights) -> float:
    """How likely the library answers the question, 0 to 1."""
    z = weights.bias + sum(getattr(weights, f.name) * getattr(signal, f.name) for f in fields(signal))
    return 1 / (1 + math.exp(-z))


def _has_number(head: Sequence[Found]) -> bool:
    """Whether any of the three sentences nearest to the question holds a digit."""
    nearest = sorted((s for paper in head for s in paper.sentences), key=lambda s: -s.similarity)[:HEAD]
    return any(_DIGIT.search(sentence.text) for sentence in nearest)
