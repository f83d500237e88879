"""Which sentence of one answer is which of another: the same words first, then the likest of those that are left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LIKE = 0.5
"""Two sentences that share this much of their words are one that was changed; less, and one came and one went."""
MAX_WORDS = 100
"""Words of a sentence that are compared; sentences are shorter, and a file may hold anything."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Pair:
    """Positions of one sentence in both answers, None where it is not; `same` says that no word of it is other."""

    before: int | None
    after: int | None
    same: bool = False


def paired(before: Sequence[str], after: Sequence[str]) -> tuple[Pair, ...]:
    """Every sentence of both, once: in the order of `after`, then those that only `before` has."""
    partner = _equal(before, after)
    same = set(partner)
    partner |= _likest(before, after, partner)
    lost = [Pair(i, None) for i in range(len(before)) if i not in set(partner.values())]
    return (*(Pair(partner.get(j), j, j in same) for j in range(len(after))), *lost)


def likeness(a: frozenset[str], b: frozenset[str]) -> float:
    """The share of words that two sentences have in common, 0 to 1 (Dice's coefficient)."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def _equal(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Position in `after` to that in `before`, each used once, for sentences that differ in blanks at most."""
    left: dict[str, list[int]] = {}
    for i, text in enumerate(before):
        left.setdefault(" ".join(text.split()), []).append(i)
    found = {}
    for j, text in enumerate(after):
        if places := left.get(" ".join(text.split())):
            found[j] = places.pop(0)
    return found


def _likest(before: Sequence[str], after: Sequence[str], taken: dict[int, int]) -> dict[int, int]:
    """As `_equal`, for what is left: the likest two first, the earlier ones where several are as like."""
    gone = set(taken.values())
    olds = [(i, _words(text)) for i, text in enumerate(before) if i not in gone]
    news = [(j, _words(text)) for j, text in enumerate(after) if j not in taken]
    scored = sorted((-likeness(a, b), i, j) for i, a in olds for j, b in news)
    found: dict[int, int] = {}
    for score, i, j in scored:
        if -score >= LIKE and j not in found and i not in gone:
            found[j] = i
            gone.add(i)
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()[: 20 * MAX_WORDS])[:MAX_WORDS])
