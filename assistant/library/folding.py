"""The folded forms in which titles and abstracts of several sources are compared: spelling, articles, numbers.

Folding only compares; what is stored and shown stays as the sources wrote it. A fold may make a word ugly ("does"
becomes "des"), as long as both sides get the same.
"""

from __future__ import annotations

import re
from functools import lru_cache
from zlib import crc32

from assistant.cleaning import normalise_title

SHINGLE = 3
"""How many words of an abstract are compared as one piece."""
_LONGEST = 8_000
"""Characters of an abstract that are looked at."""
LATIN = {
    "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ß": "ss", "ŋ": "n",  # noqa: RUF001
}  # fmt: skip
"""Letters that stay when accents are taken off, as they are written without them."""
_LETTERS = str.maketrans(LATIN)
_SPELLINGS = (
    (re.compile(r"[ao]e"), "e"),  # anaemia, oestrogen
    (re.compile(r"(?<=\w\w)our"), "or"),
    (re.compile(r"(?<=\w\w\w)([iy])s(?=(?:e[drs]?|es|ers|ing|ations?)$)"), r"\1z"),
    (re.compile(r"(?<=[tbv])re(?=s?$)"), "er"),
    (re.compile(r"(?<=[tb])red$"), "ered"),
    (re.compile(r"ogue"), "og"),
    (re.compile(r"ll"), "l"),
    (re.compile(r"(?<=def|off)ence|(?<=lic)ence"), "ense"),
    (re.compile(r"sulph"), "sulf"),
)
_SAME_WORD = dict(
    pair.split("=")
    for pair in (
        "aluminium=aluminum programme=program programmes=programs grey=gray mould=mold moulds=molds artefact=artifact "
        "artefacts=artifacts ageing=aging judgement=judgment sceptical=skeptical sceptic=skeptic plough=plow "
        "disc=disk discs=disks towards=toward amongst=among whilst=while learnt=learned cheque=check tyre=tire "
        "one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 "
        "ii=2 iii=3 iv=4 vi=6 vii=7 viii=8 ix=9 xi=11 xii=12"
    ).split()
)
_LONE_ROMAN = {"i": "1", "v": "5", "x": "10"}
_COUNTED = frozenset("part parts volume vol type phase chapter book class stage grade group paper".split())
STOP = frozenset(
    "a an the of for in on and or to with by from at as is are be its via using into their this that do does can how "
    "what why when it we under over between through toward".split()
)
"""Words that say little about which paper a title is of. None of them turns a meaning round."""
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=16_384)
def spelled(word: str) -> str:
    """A lower-case word in one spelling: American, special letters as Latin ones, small numbers as digits.

    >>> spelled("behaviour"), spelled("modelling"), spelled("haemoglobin"), spelled("three")
    ('behavior', 'modeling', 'hemoglobin', '3')
    """
    word = _SAME_WORD.get(word, word).translate(_LETTERS)
    if len(word) > 4:
        for pattern, form in _SPELLINGS:
            word = pattern.sub(form, word)
    return word


@lru_cache(maxsize=16_384)
def title_words(title: str) -> tuple[str, ...]:
    r"""The words of a title, folded; an article that says nothing is left out.

    >>> title_words(r"The Colour of {\alpha}-Rays, Part II")
    ('color', 'of', 'alpha', 'rays', 'part', '2')
    """
    words = [spelled(word) for word in normalise_title(title).split()]
    for n, word in enumerate(words):
        if word in _LONE_ROMAN and n and (words[n - 1] in _COUNTED or n == len(words) - 1):
            words[n] = _LONE_ROMAN[word]
    kept = [word for n, word in enumerate(words) if word not in {"the", "an"} and not (word == "a" and n == 0)]
    return tuple(kept or words)


def title_key(title: str) -> str:
    """The title's letters and digits without blanks: "data-driven", "data driven" and "datadriven" are one."""
    return "".join(title_words(title))


def telling(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words that say what a title is about."""
    return tuple(word for word in words if word not in STOP)


@lru_cache(maxsize=4_096)
def shingles(text: str) -> tuple[int, ...]:
    """A number for every `SHINGLE` words in a row of an abstract, in order; of long texts, for the beginning only."""
    words = abstract_words(text)
    joined = [" ".join(words[n : n + SHINGLE]) for n in range(len(words) - SHINGLE + 1)]
    return tuple(crc32(piece.encode("utf-8", "surrogatepass")) for piece in joined)


def abstract_words(text: str) -> list[str]:
    """The words of an abstract, case aside."""
    return _WORD.findall(text[:_LONGEST].casefold())
