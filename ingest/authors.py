"""Whether two first authors may be one person: by surname and initials, however accents and scripts were written.

A name in a script that cannot be spelled in Latin letters here neither agrees nor disagrees with one that can.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from assistant.library.folding import LATIN

_CYRILLIC = dict(zip("абвгдезийклмнопрстуфыэіґў", "abvgdeziiklmnoprstufieigu", strict=True)) | {
    "ё": "e", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu",  # noqa: RUF001
    "я": "ya", "є": "ye", "ї": "yi", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "d", "џ": "dz",  # noqa: RUF001
}  # fmt: skip
_GREEK = dict(zip("αβγδεζηικλμνξοπρσςτυφωά", "avgdeziiklmnxoprsstyfoa", strict=True)) | {
    "θ": "th", "χ": "ch", "ψ": "ps",
}  # fmt: skip
_TABLE = str.maketrans(_CYRILLIC | _GREEK | LATIN)
_UMLAUTS = re.compile(r"([aou])e")
_SLAVIC = re.compile(
    r"(?:[oei](?:v|w|ff?)|[oei]va|in|ina|sk[iy]+|sk[iy]y|skii|sk[ai]ya|skaia|enko|uk|ich|itch|chev|shev)$"
)
# What the schemes of spelling Cyrillic in Latin letters disagree about.
_SCHEMES = (
    (re.compile(r"t(?=ch|z)|(?<=s)c(?=h)"), ""),
    (re.compile(r"h"), ""),
    (re.compile(r"[yj]"), "i"),
    (re.compile(r"w|ff"), "v"),
    (re.compile(r"ks"), "x"),
    (re.compile(r"ts|tz|z"), "s"),
    (re.compile(r"i(?=[aeou])"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)
_SUFFIXES = frozenset("jr sr ii iii iv phd md".split())
_PARTICLES = frozenset("van von de der den di da dos del della la le el al bin ibn ter zu du".split())
_LONG_ENOUGH = 6


@dataclass(frozen=True, slots=True)
class Author:
    """A first author: `surnames` are the forms that the surname may have, `others` the rest of the name's words."""

    surnames: frozenset[str]
    others: tuple[str, ...]
    readable: bool
    scheme: frozenset[str]


@lru_cache(maxsize=8_192)
def author(name: str) -> Author:
    """What is compared of a name."""
    family, given = _split(name)
    words = [word for word in (_latin(part) for part in re.split(r"[\s\-.]+", family)) if word]
    core = [word for word in words if word not in _PARTICLES] or words
    surnames = frozenset(form for form in ("".join(words), "".join(core), core[-1] if core else "") if form)
    others = tuple(word for word in (_latin(part) for part in re.split(r"[\s.\-]+", given)) if word)
    from_cyrillic = any("\u0400" <= c <= "\u04ff" for c in name)
    slavic = from_cyrillic or any(_SLAVIC.search(form) for form in surnames)
    scheme = frozenset(_reduced(form) for form in surnames) if slavic else frozenset()
    return Author(surnames, others, all(form.isascii() for form in surnames), scheme)


def agree(one: Author, other: Author) -> bool | None:
    """Whether they may be one person; None where the names cannot be compared."""
    if not one.surnames or not other.surnames:
        return None
    if one.readable != other.readable:
        return None
    if not one.readable:
        return one.surnames == other.surnames
    if _same_surname(one, other):
        return _initials_fit(one, other)
    return _turned_round(one, other) or _turned_round(other, one)


def _turned_round(one: Author, other: Author) -> bool:
    """Whether the one has its surname first: "Wang Wei" for "Wei Wang" or "W. Wang"."""
    if other.surnames.isdisjoint(one.others):
        return False
    return any(word in one.surnames or (len(word) == 1 and _begins(one, word)) for word in other.others)


def _begins(one: Author, letter: str) -> bool:
    return any(surname.startswith(letter) for surname in one.surnames)


def _same_surname(one: Author, other: Author) -> bool:
    if not one.surnames.isdisjoint(other.surnames):
        return True
    if one.scheme and other.scheme and not one.scheme.isdisjoint(other.scheme):
        return True
    return any(
        min(len(a), len(b)) >= _LONG_ENOUGH and OSA.distance(a, b, score_cutoff=1) <= 1
        for a in one.surnames
        for b in other.surnames
    )


def _initials_fit(one: Author, other: Author) -> bool:
    mine, theirs = ({_initial(word) for word in side.others} for side in (one, other))
    return not mine or not theirs or not mine.isdisjoint(theirs)


def _initial(word: str) -> str:
    """The first letter, with those as one that schemes of spelling give for one sound."""
    return {"y": "i", "j": "i", "e": "i", "w": "v", "c": "k", "x": "k"}.get(word[0], word[0])


def _split(name: str) -> tuple[str, str]:
    """Surname and the rest, from "Lee, Ann", "Ann Lee" or "Lee AB"."""
    family, comma, given = name.partition(",")
    if comma:
        return family, given
    words = [word for word in name.split() if word.strip(".").casefold() not in _SUFFIXES] or name.split()
    if len(words) > 1 and _are_initials(words[-1]) and not _are_initials(words[0]):
        return " ".join(words[:-1]), words[-1]
    start = len(words) - 1
    while start > 1 and words[start - 1].casefold() in _PARTICLES:
        start -= 1
    return " ".join(words[start:]), " ".join(words[:start])


def _are_initials(word: str) -> bool:
    letters = word.replace(".", "").replace("-", "")
    return letters.isalpha() and letters.isupper() and len(letters) <= (3 if word == letters else 4)


def _latin(word: str) -> str:
    """Lower-case Latin letters; an umlaut and the "e" that is written for it are left out alike."""
    lower = unicodedata.normalize("NFC", word.casefold()).translate(_TABLE)
    letters = (c for c in unicodedata.normalize("NFKD", lower).translate(_TABLE) if c.isalpha())
    return _UMLAUTS.sub(r"\1", "".join(letters))


def _reduced(surname: str) -> str:
    for pattern, form in _SCHEMES:
        surname = pattern.sub(form, surname)
    return surname
