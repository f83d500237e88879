"""A sentence made up: fluent, on the paper's topic, in its words and another paper's, and said by neither."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from assistant.records import Paper
from evals.mutations.base import Around, Edit
from evals.mutations.entities import names_in, shape
from evals.mutations.verbs import PAST, THIRD_AFTER_NAME, VERBS
from evals.mutations.words import HELD_OUT, SHARED

KIND = "sentence made up"
_CLAUSE = re.compile(r"[^\s.,;:()\[\]?!\"]+(?: [^\s.,;:()\[\]?!\"]+)*")
# What follows a noun, and no verb in -s.
_BEHIND = frozenset(
    "of in and with for are were that from on by at or as have can which is without while but than under it we they".split()
)
# What opens a noun phrase; after anything else the first word may be a verb ("to recover abstractions").
_BEFORE = frozenset(
    "of in on with for from the by these those between across as than its their our into over under such like".split()
)
_STOP = frozenset(
    "a about above across after all also although among an and any are as at be been before being between both but "
    "by can could do does each even few first for from had has have how however if in into is it its many may more "
    "most much new no not of often on one only or other our out over own same several should so some such than that "
    "the their them then there these they this those three through to two under up us use using various very via was "
    "we well were what when where whether which while who why will with within without would yet et al authors paper "
    "results experiments findings terms cases ways times years works studies hundreds thousands millions billions "
    "orders amounts points different recent previous existing best extra further comparable only way ways hundred "
    "thousand million billion trillion four five six seven eight nine ten twelve half full whole single "
    "ones scales writes since because".split()
)
HALVES = (
    "halves the memory that is needed",
    "spares its users most of their work",
    "makes annotation by hand unnecessary",
    "was preferred by most clinicians",
    "cuts the energy bill of a data centre",
    "works for spoken language as well",
    "was adopted by several companies",
    "is cheaper than asking lawyers",
    "keeps the privacy of patients",
    "harms performance on long documents",
    "is less stable than what it replaces",
    "ruins the spelling of rare names",
)
"""What can be said of nearly everything; some paper may say it, hardly the one at hand."""
_PLURAL = re.compile(r"[a-z-]{3,}(?<![su])(?<![iu]s)(?<!ou)s$")


def phrases(paper: Paper) -> tuple[str, ...]:
    """Plural noun phrases of two or three words in an abstract, in order, each once: "small language models"."""
    found: dict[str, None] = {}
    for clause in _CLAUSE.findall(paper.abstract):
        words = clause.split()
        for end, word in enumerate(words):
            start = end
            while (
                start > 0
                and end - start < 2
                and _is_plain(words[start - 1])
                and not _PLURAL.fullmatch(words[start - 1])
            ):
                start -= 1
            ends = end + 1 == len(words) or words[end + 1] in _BEHIND
            ends = ends and start > 0 and words[start - 1].lower() in _BEFORE
            if start < end and ends and _PLURAL.fullmatch(word) and _is_plain(word) and word not in THIRD_AFTER_NAME:
                found.setdefault(" ".join(words[start : end + 1]))
    return tuple(found)


def _is_plain(word: str) -> bool:
    plain = re.fullmatch(r"[a-z]+(?:-[a-z]+)*", word) is not None
    return plain and word not in _STOP and word not in VERBS and word not in PAST and not word.endswith(("ly", "ing"))


def called(paper: Paper) -> str | None:
    """What a paper calls its work: the name before the colon of its title, or the first name in it."""
    head, colon, _ = paper.title.partition(":")
    if colon and len(head.split()) <= 2:
        return head
    return next((match[0] for match in names_in(paper.title) if shape(match[0]) != "capitalised"), None)


def make_up(text: str, around: Around, random: Random) -> Iterator[Edit]:
    """A sentence from either half of the templates, where both papers have phrases to fill them.

    Also the true sentence with a few words more, which have neither numbers nor names.
    """
    own = phrases(around.paper)
    abstract = around.paper.abstract.lower()
    other = [phrase for phrase in phrases(around.other) if phrase not in abstract]
    if not own or not other:
        return
    rivals = [name for name in around.names if name.lower() not in abstract and name.isupper() and len(name) > 3]
    for variant, tables in (("common template", SHARED), ("held-out template", HELD_OUT)):
        slots = {
            "own": random.choice(own),
            "other": random.choice(other),
            "name": called(around.paper) or "the method",
            "rival": random.choice(rivals) if rivals else "a linear model",
            "n": str(random.choice((14, 23, 37, 48, 57, 85))),
            "share": str(random.choice((17, 29, 38, 46, 61, 73))),
        }
        made = random.choice(tables.templates).format(**slots)
        made = made[0].upper() + made[1:]
        yield Edit(made, variant, text, made, held_out=tables is HELD_OUT)
    half = f"{text.rstrip('.')} and {random.choice(HALVES)}."
    yield Edit(half, "beside a true half", text, half, held_out=True)
