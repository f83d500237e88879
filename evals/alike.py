"""Whether two cases ask the same: how many of their content words the questions share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from assistant.cleaning import normalise_title
from evals.read_cases import Case

SAME = 0.7
"""The share of words in common, of all words of both, from which two questions count as one.

Among the cases of this project, two questions about different matters share at most two thirds.
"""
_EMPTY = frozenset(
    "a an and any are as at be been but by can could did do does for from had has have how i in into is it its many much "
    "not of on one or so than that the their them there they this to was were what when which who why will with would "
    "you paper papers work works study studies anything something".split()
)


def asked(case: Case) -> str:
    """All that a case asks, in one text."""
    return " ".join((case.question, *case.turns)).strip()


def content_words(question: str) -> frozenset[str]:
    """The words that say what a question is about: no case, no accents, no endings in s."""
    words = re.findall(r"[^\W_]+", normalise_title(question))
    return frozenset(word.removesuffix("s") if len(word) > 3 else word for word in words if word not in _EMPTY)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The words in common over all words of both, 0 to 1; 0 where neither has any."""
    both = one | other
    return len(one & other) / len(both) if both else 0.0


def alike(cases: Sequence[Case]) -> Iterator[tuple[int, int, float]]:
    """Pairs of places of cases that ask the same under the same filters, the earlier first, and their likeness."""
    words = [content_words(asked(case)) for case in cases]
    for i, j in combinations(range(len(cases)), 2):
        near = likeness(words[i], words[j])
        if near >= SAME and cases[i].filters == cases[j].filters:
            yield i, j, near
