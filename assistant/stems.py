"""English words cut to what their forms share: "inhibits", "inhibition" and "inhibitory" are one, British or American.

A light stemmer for comparing two texts, in the manner of Porter (1980) but cutting more: it is meant to find that a
word was said again, not to be a word. The word index of search has its own.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SUFFIXES = tuple(
    sorted(
        (
            "ization izational izing ized ize ational ation ating ative ator atory ated ate ingly edly ement ment ness ity "
            "ically ical ic ional ion ing ory or er ant ent ance ence ancy ency ability ibility able "
            "ible ably ibly ous ously ive ively ary eutic ally al ied ed ly e y"
        ).split(),
        key=len,
        reverse=True,
    )
)
_SHORTEST = 4
"""Letters of a stem that must stay; a long suffix that would leave fewer is not cut."""
_KEPT = 3
"""As many stay where the suffix is a plural or a form of a verb."""
_INFLECTIONS = frozenset("ed ing ied e y".split())
_WHOLE = frozenset("differ better after under never other".split())
_SAME = (("isation", "ization"), ("isatio", "izatio"), ("yse", "yze"), ("aem", "em"), ("oed", "ed"), ("our", "or"))
_ISE = re.compile(r"is(e|es|ed|ing|er|ers|able)$")
_IRREGULAR = {
    form: base
    for base, forms in {
        "mouse": "mice",
        "show": "shown",
        "know": "known knew",
        "grow": "grew grown",
        "rise": "rose risen",
        "fall": "fell fallen",
        "lead": "led",
        "find": "found",
        "arise": "arose arisen",
        "woman": "women",
        "man": "men",
        "child": "children",
        "datum": "data",
        "criterion": "criteria",
        "bacterium": "bacteria",
        "phenomenon": "phenomena",
        "hypothesis": "hypotheses",
        "analysis": "analyses analyze analyzed analyzing analyse analysed analysing",
        "bind": "bound",
        "lose": "lost",
        "lower": "lowered lowering lowers",
        "index": "indices",
        "matrix": "matrices",
    }.items()
    for form in forms.split()
}


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a word in lower case.

    >>> [stem(word) for word in ("inhibits", "inhibition", "tumour", "tumors", "normalised")]
    ['inhibit', 'inhibit', 'tumor', 'tumor', 'normal']
    """
    word = _IRREGULAR.get(word, word)
    if not word.isalpha() or len(word) <= _KEPT:
        return word
    for british, american in _SAME:
        word = word.replace(british, american)
    if len(word) > 6:
        word = _ISE.sub(r"iz\1", word)
    word = _singular(word)
    return word if word in _WHOLE else _doubled(_cut(word))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > _SHORTEST + 1:
        return word[:-3] + "y"
    return word if word.endswith(("ss", "us", "is")) or not word.endswith("s") else word[:-1]


def _cut(word: str) -> str:
    for suffix in _SUFFIXES:
        left = len(word) - len(suffix)
        if word.endswith(suffix) and left >= (_KEPT if suffix in _INFLECTIONS else _SHORTEST):
            return _cut(word[:left]) if suffix in {"ly", "ally"} else word[:left]
    return word


def _doubled(word: str) -> str:
    """As "controll" is "control" and "runn" is "run"; also "studi" is "stud"."""
    if len(word) > _KEPT and word[-1] == word[-2] and word[-1] not in "se":
        return word[:-1]
    return word[:-1] if len(word) > _SHORTEST and word[-1] in "ie" else word
