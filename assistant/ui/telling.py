"""The words that tell groups of texts apart: those that many texts of a group have and few papers of the library."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from math import log

WORDS = 3
"""Words that a group is called by."""
FEWEST = 2
"""Texts of a group that must have a word, where the group has more."""
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\b[\w-]+\.(?:com|org|io|github)\S*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][^\W_]{2,24}")
Terms = Callable[[str], Sequence[str]]
Frequencies = Callable[[str], Mapping[str, int]]


def named(
    groups: Sequence[Sequence[str]], terms: Terms, frequencies: Frequencies, n_papers: int
) -> list[tuple[str, ...]]:
    """For each group of texts its most telling words, as they are mostly written there.

    `terms` are those of the library's word index, which knows stems and leaves out what says nothing; `frequencies`
    says of how many of its `n_papers` papers they are. A word counts by its share of the group's texts, times the
    logarithm of how many times its share of the library that is.
    """
    stem = cache(lambda word: next(iter(terms(word)), ""))
    counted = [_counted(texts, stem) for texts in groups]
    return [
        _best(stems, written, len(texts), frequencies, n_papers)
        for (stems, written), texts in zip(counted, groups, strict=True)
    ]


def _counted(texts: Sequence[str], stem: Callable[[str], str]) -> tuple[Counter[str], dict[str, Counter[str]]]:
    """In how many texts each stem occurs, and how its words are written."""
    stems: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    for text in texts:
        words = {word: stem(word) for word in {w.lower() for w in _WORD.findall(_ADDRESS.sub(" ", text))}}
        stems.update({found for found in words.values() if found})
        for word, found in words.items():
            if found:
                written.setdefault(found, Counter())[word] += 1
    return stems, written


def _best(
    stems: Counter[str], written: Mapping[str, Counter[str]], n: int, frequencies: Frequencies, n_papers: int
) -> tuple[str, ...]:
    often = [found for found, count in stems.most_common(200) if count >= min(FEWEST, n)]
    known = {f: frequencies(_usual(written[f])).get(f, stems[f]) for f in often}
    scores = {f: stems[f] / n * log(stems[f] / n * n_papers / max(known[f], stems[f], 1)) for f in often}
    best = sorted(often, key=lambda f: (-scores[f], f))[:WORDS]
    return tuple(_usual(written[f]) for f in best)


def _usual(words: Counter[str]) -> str:
    """How a stem is mostly written; of two ways as frequent, the first in the alphabet."""
    return min(words, key=lambda word: (-words[word], word))
