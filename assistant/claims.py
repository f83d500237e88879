"""A sentence as the words that carry its meaning: names, numbers, negations, directions, and all other words as stems.

What counts as a name here: capitals inside a sentence, acronyms, letters with digits ("GPT-4", "p53"), Greek letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from assistant.cleaning import clean
from assistant.library.stop_words import STOP_WORDS
from assistant.polarity import Direction, direction, half_denied, is_negation
from assistant.quantities import Quantity, quantities
from assistant.stems import stem

MOST_WORDS = 400
"""Of one text; a sentence that goes on is not read to its end, as comparing takes time quadratic in it."""

Kind = Literal["word", "stop", "number", "name", "negation"]

_STOPS = frozenset(STOP_WORDS) | frozenset(
    (
        "also although among been being both but could done due each either hence however including is like may might "
        "moreover furthermore should such than thereby therefore thus upon whereas whether while would these those "
        "show shown shows showed find finds found suggest suggests suggested demonstrate demonstrates demonstrated "
        "propose proposes proposed present presents presented report reports reported observe observed indicate "
        "indicates indicated reveal reveals revealed describe describes described conclude concluded identify "
        "identified paper study studies result results findings evidence authors previously recently here novel new "
        "respectively even well able according based author researchers researcher article"
    ).split()
) - frozenset("no not nor without more most off out over under up before after above below all none same few".split())
_WORD = re.compile(r"[^\W_]+(?:[-\u2010\u2011/'\u2019.+][^\W_]+)*\+?")
_PART = re.compile(r"[-\u2010\u2011/]")
_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa", "λ": "lambda"}  # noqa: RUF001 - Greek is meant
_GREEK |= {"μ": "mu", "σ": "sigma", "τ": "tau", "ω": "omega", "θ": "theta", "ζ": "zeta", "η": "eta", "π": "pi"}  # noqa: RUF001 - Greek is meant
_ACRONYM = re.compile(r"[A-Z].*[A-Z]")
_QUOTES = str.maketrans(
    dict.fromkeys('\u2018\u2019\u201c\u201d"`\u00b4', "'") | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
)


AROUND = " .;:,"
"""Marks around a sentence that say nothing."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or number. `key` is what must be equal for two to say the same; `text` is as written.

    `lower` is without case. `quantity` is set for numbers, `direction` for words that say which way.
    """

    text: str
    lower: str
    key: str
    kind: Kind
    quantity: Quantity | None = None
    direction: Direction | None = None

    @property
    def carries(self) -> bool:
        """Whether the word has a meaning of its own."""
        return self.kind != "stop"


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, read. `plain` is its form for comparing letter by letter; `keys` are those of all words that carry."""

    plain: str
    tokens: tuple[Token, ...]
    keys: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    acronyms: frozenset[str]
    joined: frozenset[str]
    """What neighbouring words would be as one: "pre-training" and "data set" are written as one word too."""

    def of(self, kind: Kind) -> tuple[Token, ...]:
        """The tokens of one kind, in order."""
        return tuple(token for token in self.tokens if token.kind == kind)

    @property
    def directions(self) -> tuple[Direction, ...]:
        """What says which way, in order."""
        return tuple(token.direction for token in self.tokens if token.direction)

    @property
    def denied(self) -> bool:
        """Whether the text holds a negation."""
        return any(token.kind == "negation" for token in self.tokens)


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """The words of a sentence or a longer text.

    >>> [(token.key, token.kind) for token in read("GPT-4 was not 5% better").tokens]
    [('gpt4', 'name'), ('was', 'stop'), ('not', 'negation'), ('#5%', 'number'), ('better', 'word')]
    """
    cleaned = clean(text)
    tokens = _without_half_denials(_tokens(cleaned)[:MOST_WORDS])
    carrying = [token.key for token in tokens if token.carries]
    return Reading(
        plain=plain(cleaned),
        tokens=tokens,
        keys=frozenset(carrying),
        pairs=frozenset(pairwise(carrying)),
        acronyms=frozenset(_initials(tokens)),
        joined=frozenset(joined_key(a, b) for a, b in pairwise(tokens)),
    )


def plain(text: str) -> str:
    """As `even`, and without the stop at the end."""
    return even(text).strip(AROUND)


def even(text: str) -> str:
    """Without case, with single blanks, straight quotes and simple dashes."""
    return " ".join(text.translate(_QUOTES).casefold().split())


def _tokens(text: str) -> list[Token]:
    numbers = quantities(text)
    tokens: list[Token] = []
    end = 0
    for number in (*numbers, None):
        tokens += _words(text, end, number.start if number else len(text))
        if number:
            tokens.append(_number(text, number))
            end = number.end
    return tokens


def _without_half_denials(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens, with the "not" of "not only" and of "no more than 4" as a stop word: neither denies anything."""
    ahead = [[token.lower for token in tokens[i + 1 : i + 3]] for i in range(len(tokens))]
    return tuple(
        replace(token, kind="stop") if token.kind == "negation" and half_denied(*ahead[i]) else token
        for i, token in enumerate(tokens)
    )


def _number(text: str, number: Quantity) -> Token:
    written = text[number.start : number.end]
    return Token(written, written.casefold(), f"#{number.value:g}{number.unit}", "number", quantity=number)


def _words(text: str, start: int, end: int) -> list[Token]:
    tokens = []
    for found in _WORD.finditer(text, start, end):
        first = found.start() == 0 or text[: found.start()].rstrip()[-1:] in ".?!:"
        parts = [found[0]] if _is_name(found[0], first=first) else _PART.split(found[0])
        tokens += [_word(part, first=first) for part in parts if part]
    return tokens


def _is_name(word: str, *, first: bool) -> bool:
    letters = any(c.isalpha() for c in word)
    if not letters or is_negation(word.casefold()):
        return False
    if any(c.isdigit() for c in word) or _ACRONYM.search(word) or any(c in _GREEK for c in word):
        return True
    return word[0].isupper() and len(word) > 1 and not first


def _word(word: str, *, first: bool) -> Token:
    lower = word.casefold().removesuffix("'s").removesuffix("\u2019s")
    if is_negation(lower):
        return Token(word, lower, "not" if lower in {"no", "non"} or lower.endswith("t") else lower, "negation")
    if lower in _STOPS:
        return Token(word, lower, lower, "stop", direction=direction(lower))
    if _is_name(word, first=first):
        return Token(word, lower, name_key(word), "name", direction=direction(lower))
    return Token(word, lower, stem(lower), "word", direction=direction(lower))


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """A name without case, plural, hyphens and stops, Greek letters spelled; a plain capitalised word is stemmed."""
    if name[1:].islower() and name.isalpha() and not any(c in _GREEK for c in name):
        return stem(name.casefold())
    single = name[:-1] if len(name) > 2 and name[-1] == "s" and name[-2].isupper() else name
    spelled = "".join(_GREEK.get(c, c) for c in single.casefold())
    return "".join(c for c in spelled if c.isalnum() or c == "+")


def joined_key(one: Token, other: Token) -> str:
    """The key of two words written as one."""
    return stem(one.lower + other.lower)


def _initials(tokens: Sequence[Token]) -> list[str]:
    """What two to five words in a row, stop words left out, would be called by their first letters."""
    words = [token.lower for token in tokens if token.kind in ("word", "name")]
    firsts = "".join(word[0] for word in words)
    return [firsts[i : i + n] for n in (2, 3, 4, 5) for i in range(len(firsts) - n + 1)]
