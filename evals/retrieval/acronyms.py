"""Acronyms that the papers of a library spell out, and questions that say them both ways."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from assistant.library import Snapshot

_SPELLED_OUT = re.compile(r"(?P<before>(?:[\w-]+ ){1,8})\((?P<acronym>[A-Z][A-Za-z]*[A-Z])s?\)")
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=1)
def acronyms_of(snapshot: Snapshot) -> dict[str, str]:
    """Each acronym that a paper of the library spells out, with the words it most often stands for."""
    found: dict[str, Counter[str]] = {}
    for paper in snapshot.papers:
        for acronym, words in spelled_out(f"{paper.title}. {paper.abstract}"):
            found.setdefault(acronym, Counter())[words] += 1
    return {acronym: words.most_common(1)[0][0] for acronym, words in found.items()}


def spelled_out(text: str) -> Iterable[tuple[str, str]]:
    """Acronyms in brackets behind words that have their letters as initials, with those words in lower case.

    >>> list(spelled_out("We use a mixture of experts (MoE) and low-rank adaptation (LoRA)."))
    [('MoE', 'mixture of experts')]
    """
    for match in _SPELLED_OUT.finditer(text):
        words, letters = _WORD.findall(match["before"].lower()), match["acronym"].lower()
        own = words[-len(letters) :]
        if "".join(word[0] for word in own) == letters:
            yield match["acronym"], " ".join(own)


def both_ways(question: str, acronyms: dict[str, str]) -> str:
    """The question with the words of its acronyms, and the acronyms of its words, behind it."""
    words, lower = set(_WORD.findall(question)), f" {' '.join(_WORD.findall(question.lower()))} "
    more = [long for acronym, long in acronyms.items() if acronym in words]
    more += [acronym for acronym, long in acronyms.items() if f" {long}" in lower and acronym not in words]
    return " ".join([question, *more])
