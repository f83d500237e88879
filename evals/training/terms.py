"""Changes of what a sentence is about: a name or term becomes another one, two of them change places."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random

from evals.training.edits import Edit, like
from evals.training.pairs import Label
from evals.training.word_tables import ANTONYMS, SYNONYMS, VERBS

_TERM = re.compile(r"(?<![\w-])[^\W\d_][\w-]*[^\W_](?![\w-])")
_CAPITALS = re.compile(r"[A-Z].*[A-Z0-9]|[a-z]+[A-Z0-9]")
_LIST_ONLY = re.compile(r"\s*(?:,|and|or|/|;|\s)+\s*")
_PLAIN = 6
"""Lower-case words shorter than this are taken for everyday words."""
_ENDING = 3
_COMMON = frozenset(ANTONYMS) | frozenset(SYNONYMS) | frozenset(VERBS)
_ADVERB = "ly"


def terms(text: str) -> list[re.Match[str]]:
    """Names, acronyms and longer words of a sentence; its first word only if it is an acronym."""
    return [
        match
        for match in _TERM.finditer(text)
        if _CAPITALS.match(match[0]) or (match.start() > 0 and _is_term(match[0]))
    ]


def _is_term(word: str) -> bool:
    if not word.islower():
        return word[0].isupper()
    return len(word) >= _PLAIN and word not in _COMMON and not word.endswith((_ADVERB, "ing", "ed"))


def form(word: str) -> str:
    """Words of one form can stand in each other's place: acronyms, names, words with the same ending."""
    if _CAPITALS.match(word):
        return "acronym"
    return word[-_ENDING:] if word.islower() else "name"


Pool = Mapping[str, Sequence[str]]
"""Terms by their form."""


def replaced(text: str, rng: Random, pool: Pool) -> Edit | None:
    """A term becomes another of the same form from the pool, one that the text does not hold."""
    found = terms(text)
    known = text.lower()
    for match in rng.sample(found, len(found)):
        others = pool.get(form(match[0]), ())
        fits = [word for word in others if word.lower() not in known and word[:4].lower() != match[0][:4].lower()]
        if fits:
            return Edit(match.start(), match.end(), like(match[0], rng.choice(fits)), "neither", "term")
    return None


def swapped(text: str, rng: Random) -> Edit | None:
    """Two terms of one form change places, unless they are neighbours in a list, where that means nothing."""
    found = terms(text)
    couples = [
        (first, second)
        for i, first in enumerate(found)
        for second in found[i + 1 :]
        if first[0] != second[0]
        and form(first[0]) == form(second[0])
        and not _LIST_ONLY.fullmatch(text[first.end() : second.start()])
    ]
    if not couples:
        return None
    first, second = rng.choice(couples)
    between = text[first.end() : second.start()]
    label: Label = "contradict" if re.search(r"\b(?:than|from|into|by)\b", between) else "neither"
    return Edit(first.start(), second.end(), second[0] + between + first[0], label, "swapped")


def vocabulary(texts: Sequence[str]) -> Pool:
    """The terms of some sentences, each once, in order."""
    pool: dict[str, dict[str, None]] = {}
    for text in texts:
        for match in terms(text):
            pool.setdefault(form(match[0]), {})[match[0]] = None
    return {name: tuple(words) for name, words in pool.items()}


_PHRASE = re.compile(
    r"\b(?:in|among|for|during|after|within|by|through|via|independently of|regardless of|compared with) [\w\s-]{8,60}(?=[.,;])"
    r"|(?<=, )(?:which|suggesting that|indicating that|but|although|while|whereas) [\w\s-]{12,90}(?=\.)"
)


def phrases(texts: Sequence[str]) -> list[str]:
    """Parts of sentences that can be put at another one's end: "in patients with …", "which …"."""
    return [match[0].strip() for text in texts for match in _PHRASE.finditer(text)]
