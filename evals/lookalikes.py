"""Another paper that looks like a given one: what must not merge. Each kind is a function of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from random import Random

from assistant.records import Paper, Source

_TURNED = (
    ("with", "without"), ("increases", "decreases"), ("increased", "decreased"), ("positive", "negative"),
    ("early", "late"), ("acute", "chronic"), ("high", "low"), ("supervised", "unsupervised"), ("male", "female"),
    ("activation", "inactivation"), ("dependent", "independent"), ("hypertension", "hypotension"),
    ("inhibition", "activation"), ("online", "offline"), ("global", "local"), ("symmetric", "asymmetric"),
)  # fmt: skip
_NOTES = ("Reply to: {}", "Erratum to: {}", "Correction: {}", "Comment on \u201c{}\u201d", "{} \u2014 Corrigendum",
          "Response to \u201c{}\u201d", "Retraction notice to: {}")  # fmt: skip
_GENERIC = (
    "Introduction",
    "Editorial",
    "Preface",
    "Letter to the Editor",
    "Book Reviews",
    "Discussion",
    "In this issue",
)
_NAME = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z0-9])[A-Za-z0-9]{3,9}\b")


@dataclass(frozen=True, slots=True)
class World:
    """What look-alikes are made of: other papers, and words of all titles by their first letter."""

    papers: Sequence[Paper]
    words: dict[str, list[str]]


Imitation = Callable[[Paper, World, Random], tuple[Paper, Paper] | None]
"""Gives the two that look alike (the first may be the paper itself), or None where there are none."""


def world_of(papers: Sequence[Paper]) -> World:
    """The world of some papers."""
    words: dict[str, list[str]] = {}
    for word in sorted({word for paper in papers for word in re.findall(r"[a-z]{5,}", paper.title)}):
        words.setdefault(word[0], []).append(word)
    return World(papers, words)


def parts(paper: Paper, world: World, random: Random) -> tuple[Paper, Paper] | None:
    """Part I and Part II of one work, by the same people in the same year."""
    forms = (("Part I", "Part II"), ("Part 1", "Part 2"), ("I", "II"), ("Part A", "Part B"), ("Volume 2", "Volume 3"))
    one, two = random.choice(forms)
    title = paper.title.rstrip(".")
    return replace(paper, title=f"{title}: {one}"), _beside(paper, f"{title}: {two}", world, random)


def numbers(paper: Paper, world: World, random: Random) -> tuple[Paper, Paper] | None:
    """Another year or number in the title; one is put there where it has none."""
    found = re.search(r"\d+", paper.title)
    if found:
        other = str(int(found[0]) + random.randrange(1, 4))
        title = paper.title[: found.start()] + other + paper.title[found.end() :]
        return paper, _beside(paper, title, world, random)
    year = random.randrange(2010, 2024)
    title = paper.title.rstrip(".")
    return replace(paper, title=f"{title} in {year}"), _beside(paper, f"{title} in {year + 1}", world, random)


def editions(paper: Paper, world: World, random: Random) -> tuple[Paper, Paper] | None:
    """A survey and its next version."""
    title = "A survey of " + paper.title.rstrip(".").lower()
    again = random.choice((f"{title} v2", f"{title}, second edition", f"{title}: an update", f"{title} revisited"))
    return replace(paper, title=title), _beside(paper, again, world, random)


def survey_years(paper: Paper, world: World, random: Random) -> tuple[Paper, Paper] | None:
    """Surveys of one title by other people, some years apart."""
    title = "A Survey of " + " ".join(paper.title.rstrip(".").split()[:4])
    other = random.choice(world.papers)
    year = (paper.year or 2015) + random.randrange(1, 6)
    alike = replace(other, title=title, year=year, date=str(year), arxiv_id=None)
    return replace(paper, title=title), _another(alike, random)


def turned(paper: Paper, world: World, random: Random) -> tuple[Paper, Paper] | None:
    """The opposite: a negation, or the opposite of a word."""
    for one, other in _TURNED:
        for here, there in ((one, other), (other, one)):
            if re.search(rf"\b{here}\b", paper.title):
                return paper, _beside(paper, re.sub(rf"\b{here}\b", there, paper.title), world, random)
    for verb, not_ in ((" is ", " is not "), (" are ", " are not "), ("Effect of", "No effect of")):
        if verb in paper.title:
            return paper, _beside(paper, paper.title.replace(verb, not_, 1), world, random)
    return None


def notes(paper: Paper, world: World, random: Random) -> tuple[Paper, Paper] | None:
    """A reply, erratum, comment or correction."""
    text = f"This note concerns an earlier article. {' '.join(paper.abstract.split()[:30])}"
    note = _beside(paper, random.choice(_NOTES).format(paper.title.rstrip(".")), world, random)
    return paper, replace(note, abstract=text)


def siblings(paper: Paper, world: World, random: Random) -> tuple[Paper, Paper] | None:
    """By the same people in the same year, with another key word in the title."""
    return _with_word(paper, world, random, lambda word: random.choice(world.words[word[0]]))


def near_words(paper: Paper, world: World, random: Random) -> tuple[Paper, Paper] | None:
    """As siblings, with the word of all titles that is spelled nearest."""

    def nearest(word: str) -> str:
        alike = get_close_matches(word, world.words[word[0]], n=9, cutoff=0.7)
        return next((other for other in alike if other != word and not _inflected(word, other)), word)

    return _with_word(paper, world, random, nearest)


def models(paper: Paper, world: World, random: Random) -> tuple[Paper, Paper] | None:
    """Another model, gene or drug: a name in capitals with another letter."""
    names = [name for name in _NAME.findall(paper.title) if name in paper.abstract]
    if not names or paper.title.isupper():
        return None
    name = random.choice(names)
    n = random.randrange(len(name))
    letter = random.choice([c for c in ("0123456789" if name[n].isdigit() else "ABDEKLMNPRSTX") if c != name[n]])
    other = name[:n] + letter + name[n + 1 :]
    twin = _beside(paper, paper.title.replace(name, other), world, random)
    return paper, _naming(twin, name, other)


def generic(paper: Paper, world: World, random: Random) -> tuple[Paper, Paper] | None:
    """Titles that say nothing, by other people or by nobody known."""
    title, other = random.choice(_GENERIC), random.choice(world.papers)
    nameless = random.random() < 0.3
    two = replace(other, title=title, year=paper.year, date=paper.date, arxiv_id=None)
    one = replace(paper, title=title)
    if nameless:
        one, two = replace(one, authors=()), replace(two, authors=())
    return one, _another(two, random)


LOOKALIKES: dict[str, Imitation] = {
    "part I, part II": parts,
    "another number or year": numbers,
    "survey, its next version": editions,
    "surveys of one title": survey_years,
    "negation, opposite": turned,
    "reply, erratum": notes,
    "another key word": siblings,
    "a word spelled alike": near_words,
    "another model or gene": models,
    "generic title": generic,
}
"""All kinds of papers that are not one, by what the report calls them."""


def _with_word(paper: Paper, world: World, random: Random, other: Callable[[str], str]) -> tuple[Paper, Paper] | None:
    words = [word for word in re.findall(r"\b[a-z]{5,}\b", paper.title) if word in world.words.get(word[0], ())]
    told = [word for word in words if word in paper.abstract]
    if not told:
        return None
    word = random.choice(told)
    instead = other(word)
    if instead == word or _inflected(word, instead):
        return None
    title = re.sub(rf"\b{word}\b", instead, paper.title)
    return paper, _naming(_beside(paper, title, world, random), word, instead)


def _naming(twin: Paper, word: str, instead: str) -> Paper:
    """With an abstract that speaks of its own subject, as abstracts do."""
    abstract = re.sub(rf"\b{re.escape(word)}\b", instead, twin.abstract)
    return replace(twin, abstract=abstract if instead in abstract else f"{abstract} We speak of {instead}.")


def _inflected(one: str, other: str) -> bool:
    """Whether one is a plural or the like of the other: such titles may well be one paper's."""
    return len(min(one, other, key=len)) - 3 <= len(_common_start(one, other))


def _common_start(one: str, other: str) -> str:
    n = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[:n]


def _beside(paper: Paper, title: str, world: World, random: Random) -> Paper:
    """Another work by the same people in the same year; a third of its abstract, most of it or none is the paper's."""
    other = random.choice(world.papers).abstract
    words, theirs = paper.abstract.split(" "), other.split(" ")
    texts = (
        " ".join(words[: len(words) // 3] + theirs),
        other,
        " ".join(words[: len(words) * 4 // 5] + theirs[:12]),
    )
    return _another(replace(paper, title=title, abstract=random.choice(texts), arxiv_id=None), random)


def _another(paper: Paper, random: Random) -> Paper:
    """From another source and, half the time, with a DOI of its own."""
    doi = f"10.7777/{random.randrange(10**9)}" if random.random() < 0.3 else None
    return replace(paper, doi=doi, sources=(Source("third.bib", "bibtex", f"t{random.randrange(10**12)}"),))
