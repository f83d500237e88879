"""Verbs of abstracts, enough to say "does not improve" for "improves" and back."""

from __future__ import annotations

import re

_IRREGULAR = {
    "show": "showed",
    "find": "found",
    "make": "made",
    "take": "took",
    "give": "gave",
    "hold": "held",
    "keep": "kept",
    "lead": "led",
    "lose": "lost",
    "learn": "learned",
    "rise": "rose",
    "fall": "fell",
    "grow": "grew",
    "see": "saw",
    "beat": "beat",
    "become": "became",
    "bring": "brought",
    "build": "built",
    "rely": "relied",
    "apply": "applied",
    "occur": "occurred",
    "understand": "understood",
}
VERBS: frozenset[str] = frozenset(
    "achieve adapt add allow analyze apply argue avoid beat become bring build capture combine compare compress "
    "conduct consider consist construct contain contribute cover decrease degrade deliver demonstrate depend derive "
    "develop discover employ enable encode enhance establish evaluate examine exceed exhibit explain explore extend "
    "facilitate fall find generalize generate give grow help hold identify improve include incorporate increase "
    "indicate introduce investigate keep lack lead learn leverage lose maintain make mitigate observe occur offer "
    "outperform perform predict preserve present produce propose prove provide reach read receive reduce rely remain "
    "remove replace report require retain reveal rise save see show speed suffer suggest support surpass take "
    "train transfer understand use utilize validate verify work yield explain differ remove measure".split()
)
# Forms in -s that are as often nouns: "increases in loss", "uses of text", "recent works".
_NOUNS_TOO = frozenset(
    "increase decrease use work yield lead report measure present offer lack support rise fall".split()
)


def third(verb: str) -> str:
    """The form of he, she, it.

    >>> third("apply"), third("reach"), third("use")
    ('applies', 'reaches', 'uses')
    """
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if re.search(r"(?:s|x|z|ch|sh|o)$", verb) else "s")


def past(verb: str) -> str:
    """The past form.

    >>> past("apply"), past("reduce"), past("show")
    ('applied', 'reduced', 'showed')
    """
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("e"):
        return verb + "d"
    return verb[:-1] + "ied" if verb.endswith("y") and verb[-2] not in "aeiou" else verb + "ed"


THIRD: dict[str, str] = {third(verb): verb for verb in VERBS - _NOUNS_TOO}
"""Forms in -s that are hardly ever nouns, each with its plain form."""
THIRD_AFTER_NAME: dict[str, str] = {third(verb): verb for verb in VERBS}
PAST: dict[str, str] = {past(verb): verb for verb in VERBS}
