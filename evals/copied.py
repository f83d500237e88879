"""Whether a text repeats the wording of others: the longest run of words that it shares with any of them.

A case written from an abstract should ask in words of its own, else it measures how well search finds equal strings.
Names cannot be put in other words, so what stands in a run as a name does not count: words with a capital letter (the
first word of a text aside) or a digit, and three words or more of a title. Not done here: paraphrases that keep the
order of thoughts, and copying of single words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.cleaning import clean

MOST = 5
"""Words in a row that a case may share with an abstract.

Up to five come about by chance, from plain English around terms of the field ("the robustness of the best", "at a fixed
compute budget"): all questions and points of the cases on the corpus stay within. The runs of six and more that were
found had been copied ("is defined over all input tokens").
"""
_SEED = 3
_WORD = re.compile(r"[^\W_]+(?:['’.,/+-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as compared, and whether it is written as a name."""

    form: str
    is_name: bool


class Wordings:
    """Texts to compare with: what counts as copying them. `titles` are names too."""

    def __init__(self, texts: Iterable[str], titles: Iterable[str] = ()) -> None:
        self._texts = [_forms(text) for text in texts]
        self._seeds = _places(self._texts)
        self._titles = {gram for title in titles for gram in _grams(_forms(title))}

    def longest(self, text: str) -> tuple[int, str]:
        """The most words, names not counted, that a text shares in a row with one of the texts; and these words."""
        words = _words(text)
        forms = tuple(word.form for word in words)
        free = self._free(words, forms)
        runs = [self._run(forms, start) for start in range(len(forms))]
        best = max(((sum(free[i : i + n]), i, n) for i, n in enumerate(runs)), default=(0, 0, 0))
        return best[0], " ".join(forms[best[1] : best[1] + best[2]])

    def _run(self, forms: Sequence[str], start: int) -> int:
        """How many words from `start` on stand like this in one of the texts; 0 for fewer than three."""
        places = self._seeds.get(tuple(forms[start : start + _SEED]), ())
        return max((_common(forms, start, self._texts[n], at) for n, at in places), default=0)

    def _free(self, words: Sequence[Word], forms: Sequence[str]) -> list[bool]:
        """For each word, whether it could have been said otherwise: it is no name and part of no title."""
        free = [not word.is_name for word in words]
        for start in range(len(forms) - _SEED + 1):
            if tuple(forms[start : start + _SEED]) in self._titles:
                free[start : start + _SEED] = [False] * _SEED
        return free


def _words(text: str) -> tuple[Word, ...]:
    return tuple(
        Word(match[0].casefold(), _named(match[0]) and (match.start() > 0 or not match[0].istitle()))
        for match in _WORD.finditer(clean(text))
    )


def _named(word: str) -> bool:
    return any(c.isdigit() or c.isupper() for c in word)


def _forms(text: str) -> tuple[str, ...]:
    return tuple(word.form for word in _words(text))


def _grams(forms: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(forms[i : i + _SEED]) for i in range(len(forms) - _SEED + 1))


def _places(texts: Sequence[Sequence[str]]) -> dict[tuple[str, ...], list[tuple[int, int]]]:
    """Where each three words in a row stand: number of the text, and of its word."""
    found: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for n, forms in enumerate(texts):
        for at, gram in enumerate(_grams(forms)):
            found[gram].append((n, at))
    return found


def _common(one: Sequence[str], start: int, other: Sequence[str], at: int) -> int:
    """How many words are equal from there on."""
    most = min(len(one) - start, len(other) - at)
    return next((n for n in range(most) if one[start + n] != other[at + n]), most)
