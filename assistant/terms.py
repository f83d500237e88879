"""The words of a question and how much each tells: inverse document frequency over the library."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.cleaning import clean
from assistant.library import Snapshot
from assistant.records import Paper

_WANTS_NUMBER = re.compile(
    r"\b(how (many|much|large|big|long|fast|often|far)|what (percentage|percent|fraction|share|number|size|proportion)"
    r"|by what factor|number of|how high|how low)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a question with their weights (idf in nats), and those that no paper of the library has."""

    weights: Mapping[str, float]
    unknown: frozenset[str]
    wants_number: bool

    def coverage(self, terms: frozenset[str]) -> float:
        """The share of the question's weight that lies on `terms`; 0 where the question has no terms."""
        total = sum(self.weights.values())
        return sum(self.weights[term] for term in self.weights if term in terms) / total if total else 0.0


def question_terms(snapshot: Snapshot, question: str) -> Terms:
    """The terms of a question, stop words left out."""
    frequencies = snapshot.lexical.frequencies(question)
    n = max(snapshot.lexical.count(), 1)
    weights = {term: math.log(1 + (n - df + 0.5) / (df + 0.5)) for term, df in frequencies.items()}
    unknown = frozenset(term for term, df in frequencies.items() if df == 0)
    return Terms(weights, unknown, _WANTS_NUMBER.search(question) is not None)


def telling(snapshot: Snapshot, papers: Iterable[Paper], n: int) -> list[str]:
    """The `n` words of some papers that tell most, by tf-idf, best first; what only one paper has tells nothing."""
    counts = Counter(word for paper in papers for word in _WORD.findall(_text(paper)))
    total = snapshot.lexical.count()
    weights = {}
    for word, count in counts.items():
        rarest = min(snapshot.lexical.frequencies(word).values(), default=0)
        if rarest > 1:
            weights[word] = count * math.log(total / rarest)
    return sorted(weights, key=lambda word: -weights[word])[:n]


def _text(paper: Paper) -> str:
    return clean(f"{paper.title}\n{paper.abstract}").casefold()
