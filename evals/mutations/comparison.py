"""A comparison reversed: a word made its opposite, or the two that are compared made to change places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from random import Random

from evals.mutations.base import Around, Edit, put
from evals.mutations.words import HELD_OUT, SHARED

_NAME = r"[A-Z][\w.+-]*\w"
_VERBS = r"(?:out|under)performs?|outperformed|surpass(?:es|ed)?|beats?|exceeds?|exceeded|is (?:better|faster|smaller|larger|worse) than"
_SIDES = re.compile(rf"(?<![\w-])(?<!or )({_NAME})( (?:\w+ly )?(?:{_VERBS}) )({_NAME})(?![\w-])")
_FROM_TO = re.compile(
    r"\bfrom (\d[\d.,]*\d?(?:%| ?[A-Za-z]{1,7})?) to (\d[\d.,]*\d?(?:%| ?[A-Za-z]{1,7})?)(?=[\s,.;)])"
)
_NOT_NOUNS = re.compile(r"(?:ss|us|is|ous)$")


def _pattern(words: Mapping[str, str]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    # "low-rank" and "best-of" are names of things, "high resource" and "more or less" are not comparisons.
    return re.compile(rf"(?<![\w-])(?<!or )({'|'.join(longest)})(?![\w-])(?! (?:resource|or less)\b)", re.IGNORECASE)


_KNOWN, _UNKNOWN = _pattern(SHARED.opposites), _pattern(HELD_OUT.opposites)


def reverse_comparison(text: str, around: Around, random: Random) -> Iterator[Edit]:  # noqa: ARG001 - as all edits
    """An opposite of either half of the tables, and an exchange of sides, where the sentence has something to turn."""
    for variant, pattern, table in (
        ("common opposite", _KNOWN, SHARED.opposites),
        ("held-out opposite", _UNKNOWN, HELD_OUT.opposites),
    ):
        if found := list(pattern.finditer(text)):
            match = random.choice(found)
            after = _opposite(text, match, table)
            yield Edit(put(text, *match.span(), after), variant, match[0], after, held_out=table is HELD_OUT.opposites)
    if sides := _SIDES.search(text):
        after = sides[3] + sides[2] + sides[1]
        yield from _exchanged(text, sides, after)
    elif ends := _FROM_TO.search(text):
        yield from _exchanged(text, ends, f"from {ends[2]} to {ends[1]}")


def _exchanged(text: str, match: re.Match[str], after: str) -> Iterator[Edit]:
    if after != match[0]:
        yield Edit(
            text[: match.start()] + after + text[match.end() :], "sides exchanged", match[0], after, held_out=True
        )


def _opposite(text: str, match: re.Match[str], table: Mapping[str, str]) -> str:
    word = match[0].lower()
    following = re.match(r"\s+([a-z]+)", text[match.end() :])
    if word == "more" and following and following[1].endswith("s") and not _NOT_NOUNS.search(following[1]):
        return "fewer"
    return table[word]
