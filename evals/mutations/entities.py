"""A name replaced: a model, dataset, method or language by another of the library that is written alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from random import Random
from typing import Literal

from assistant.records import Paper
from evals.mutations.base import Around, Edit, put
from evals.mutations.words import GENERIC, LANGUAGES, MAGNITUDES, UNITS

Shape = Literal["language", "versioned", "acronym", "mixed", "capitalised"]
_TOKEN = re.compile(r"(?<![\w@/.\\-])[A-Za-z](?:[\w+]|[-.](?=\w)){1,30}(?![\w@/])")
_NEAR = 40
_COMMON = 0.06
"""A name in more than this share of a library's papers, and in ten of them, tells no work from another."""


def shape(word: str) -> Shape | None:
    """How a name is written; None for what is none: "GPT-3" is versioned, "BERT" an acronym, "RoBERTa" mixed.

    A word that merely begins with a capital ("Gopher") may be a name: `names_of` tells which are.
    """
    if word in LANGUAGES:
        return "language"
    capitals = sum(c.isupper() for c in word)
    if not capitals or "_" in word or GENERIC.intersection(word.split("-")) or word in UNITS or word in MAGNITUDES:
        return None
    if re.search(r"(?<!Top-)(?<!Rank-)\d$", word) and word[0].isupper() and len(word) > 1:
        return "versioned"
    letters = re.sub(r"[^A-Za-z]", "", word)
    if len(letters) >= 3 and letters.isupper() and "-" not in word:
        return "acronym"
    if re.fullmatch(r"[A-Z][a-z]{3,}", word):
        return "capitalised"
    # "Pre-Training" and "Encoder-Decoder" are words, "mBERT", "LLaMA" and "CodeLlama" are names.
    inner = any(re.search(r"[A-Z]", part[1:]) for part in word.split("-"))
    return "mixed" if inner and capitals >= 2 else None


def names_in(text: str) -> list[re.Match[str]]:
    """What is written like a name in a text, in order; capitals that only begin a sentence are none."""
    return [m for m in _TOKEN.finditer(text) if (kind := shape(m[0])) and (kind != "capitalised" or _is_inside(m))]


def _is_inside(match: re.Match[str]) -> bool:
    """Whether no capitals stand around a capitalised word, so that it neither begins a sentence nor is in a title."""
    before = match.string[max(0, match.start() - _NEAR) : match.start()]
    after = match.string[match.end() : match.end() + 2]
    return re.search(r"(?<![\w-])[a-z][\w-]*,? $", before) is not None and not re.match(r"[ -][A-Z]", after)


def names_of(papers: Iterable[Paper]) -> tuple[str, ...]:
    """Every name of a library's papers, sorted, without those that nearly all papers have, and all languages."""
    counts: Counter[str] = Counter()
    small: set[str] = set()
    n = 0
    for paper in papers:
        n += 1
        counts.update({match[0] for match in names_in(paper.abstract)})
        small.update(re.findall(r"\b[a-z]+\b", paper.abstract))
    kept = {name for name, count in counts.items() if count <= max(10, _COMMON * n) and name.lower() not in small}
    return tuple(sorted(kept | set(LANGUAGES)))


def replace_entity(text: str, around: Around, random: Random) -> Iterator[Edit]:
    """A name of the sentence, wherever it occurs in it, made another that the abstract does not have: once a shape."""
    known = f"{around.paper.title} {around.paper.abstract} {text}".lower()
    found = names_in(text)
    random.shuffle(found)
    seen: set[Shape] = set()
    for match in found:
        kind = shape(match[0])
        others = [name for name in around.names if shape(name) == kind and name.lower() not in known]
        if kind is None or kind in seen or not others or (kind == "capitalised" and match[0] not in around.names):
            continue
        seen.add(kind)
        after = random.choice(others)
        yield Edit(_everywhere(text, match[0], after), kind, match[0], after)


def _everywhere(text: str, name: str, after: str) -> str:
    for match in reversed([m for m in names_in(text) if m[0] == name]):
        text = put(text, *match.span(), after)
    return text
