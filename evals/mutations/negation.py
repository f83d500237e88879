"""A negation put in or taken out, as grammar has it: "improves" and "does not improve", "without" and "with"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random

from evals.mutations.base import Around, Edit, put
from evals.mutations.verbs import PAST, THIRD, VERBS, past, third

_AUXILIARY = re.compile(
    r"\b(is|are|was|were|can|could|will|would|may|might|must|should)\b"
    r"(?! not\b|not\b|n't|n’t)(?! (?:no|by|far|hardly|only|rarely|any)\b)(?=\s+[a-z])"
)
_PERFECT = re.compile(
    r"\b(has|have|had)\b(?= (?:\w+ly )?(?:been|become|shown|led|made|given|emerged|achieved|\w{3,}ed)\b)"
)
_SUBJECT = r"(?:we|they|it|this|that|which|who|authors|researchers|results|experiments|models|methods|findings)"
_PLURAL = re.compile(
    rf"\b(?:we|they|authors|researchers|results|experiments|models|methods|findings)\b(?: (?:also|then|further))? "
    rf"({'|'.join(sorted(VERBS))})\b",
    re.IGNORECASE,
)
_THIRD = re.compile(rf"(?<=[\w)\"”] )(?<!ly )({'|'.join(sorted(THIRD))})\b(?! (?:of|no|not)\b)")
_PAST = re.compile(rf"\b{_SUBJECT}(?: (?:also|then|further))? ({'|'.join(sorted(PAST))})\b", re.IGNORECASE)
_DO_NOT = re.compile(r"\b(do|does|did) not (?:(?!(?:re|app|imp|supp)ly\b)(\w+ly) )?([a-z]+)\b")
_NOT = re.compile(
    r"\b(is|are|was|were|can|could|will|would|may|might|must|should|has|have|had) ?not\b(?! (?:only|just|merely)\b)"
)
_NO = re.compile(r"\bno (?=[a-z]{3})(?!longer\b|matter\b|one\b|more\b|less\b|doubt\b)")
_WITHOUT = re.compile(r"\bwithout\b", re.IGNORECASE)
# "with" that a verb or adjective asks for has no opposite "without".
_WITH = re.compile(
    r"(?<!compared )(?<!associated )(?<!consistent )(?<!competitive )(?<!along )(?<!together )(?<!deal )(?<!deals )"
    r"(?<!dealing )(?<!compatible )(?<!par )(?<!agree )(?<!agrees )(?<!comparable )(?<!familiar )(?<!correlates )"
    r"(?<!correlated )(?<!equipped )(?<!replaced )(?<!starting )(?<!begin )(?<!begins )(?<!up )(?<!interact )(?<!faced )"
    r"\bwith\b(?! (?:respect|regard|the help|which|whom|each|one another|what|how|whether)\b)",
    re.IGNORECASE,
)
_FAIL = re.compile(r"\b(fails?|failed) to ([a-z]+)\b")
_NEITHER = re.compile(r"\b(n)either\b([^.;,]{1,60}?) nor\b", re.IGNORECASE)
_LONGER = re.compile(r"\bno longer\b")
# What a clause of doubt says is not claimed, so its negation changes nothing.
_DOUBT = re.compile(
    r"\b(?:whether|if|how|why|what|when|question|questions|asks?|unless|although|though|while)\b", re.IGNORECASE
)
_NEAR = 60

_Found = tuple[str, str, str]


def flip_negation(text: str, around: Around, random: Random) -> Iterator[Edit]:  # noqa: ARG001 - as all edits
    """One edit for each way in which the sentence can be made to say the contrary."""
    for variant, change, held_out in _WAYS:
        if (found := change(text, random)) is not None:
            changed, before, after = found
            yield Edit(changed, variant, before, after, held_out)


def _first(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first match in what the sentence claims."""
    for match in pattern.finditer(text):
        if not _DOUBT.search(text[max(0, match.start() - _NEAR) : match.start()]):
            return match
    return None


def _put_in(text: str, random: Random) -> _Found | None:  # noqa: ARG001 - as all ways
    """Make "is not" of "is", "does not improve" of "improves"."""
    matches = [(match, kind) for kind, pattern in _INSERTED.items() if (match := _first(pattern, text))]
    if not matches or _DO_NOT.search(text) or _NOT.search(text):
        return None
    match, kind = min(matches, key=lambda pair: pair[0].start(1))
    word = match[1]
    after = {
        "auxiliary": "cannot" if word == "can" else f"{word} not",
        "plural": f"do not {word}",
        "third": f"does not {THIRD.get(word, word)}",
        "past": f"did not {PAST.get(word.lower(), word)}",
    }[kind]
    return put(text, *match.span(1), after), word, after


_INSERTED = {"auxiliary": _AUXILIARY, "plural": _PLURAL, "third": _THIRD, "past": _PAST}


def _put_in_perfect(text: str, random: Random) -> _Found | None:  # noqa: ARG001 - as all ways
    match = _first(_PERFECT, text)
    if match is None:
        return None
    return put(text, *match.span(1), f"{match[1]} not"), match[1], f"{match[1]} not"


def _fails_to(text: str, random: Random) -> _Found | None:  # noqa: ARG001 - as all ways
    """Make "fails to improve" of "improves"."""
    for pattern, form in ((_THIRD, "fails to"), (_PLURAL, "fail to")):
        if match := _first(pattern, text):
            after = f"{form} {THIRD.get(match[1], match[1])}"
            return put(text, *match.span(1), after), match[1], after
    return None


def _by_no_means(text: str, random: Random) -> _Found | None:
    """Make "is by no means" of "is", "scarcely improves" of "improves": negations without a word for "not"."""
    if match := _first(
        re.compile(r"\b(is|are|was|were)\b(?! not)(?=\s+(?!an?\b|the\b|by\b|no\b|that\b|to\b|not\b)[a-z])"), text
    ):
        after = f"{match[1]} {random.choice(('by no means', 'far from being'))}"
        return put(text, *match.span(1), after), match[1], after
    if match := _first(_THIRD, text):
        return put(text, *match.span(1), f"scarcely {match[1]}"), match[1], f"scarcely {match[1]}"
    return None


def _take_out(text: str, random: Random) -> _Found | None:  # noqa: ARG001 - as all ways
    """Make "improves" of "does not improve", "can" of "cannot", "sees" of "fails to see"."""
    match = _first(_DO_NOT, text)
    if match and (match[1] != "did" or match[3] in VERBS):
        verb = {"do": match[3], "does": third(match[3]), "did": past(match[3])}[match[1]]
        return _replaced(text, match, f"{match[2]} {verb}" if match[2] else verb)
    if match := _first(_NOT, text):
        return _replaced(text, match, match[1])
    if match := _FAIL.search(text):
        verb = {"fail": match[2], "fails": third(match[2]), "failed": past(match[2])}[match[1]]
        return _replaced(text, match, verb)
    return None


def _no(text: str, random: Random) -> _Found | None:  # noqa: ARG001 - as all ways
    if match := _LONGER.search(text):
        return _replaced(text, match, "still")
    if match := _first(_NO, text):
        return _replaced(text, match, "some ")
    return None


def _neither(text: str, random: Random) -> _Found | None:  # noqa: ARG001 - as all ways
    match = _NEITHER.search(text)
    if match is None:
        return None
    return _replaced(text, match, f"{'Both' if match[1] == 'N' else 'both'}{match[2]} and")


def _without(text: str, random: Random) -> _Found | None:  # noqa: ARG001 - as all ways
    match = _WITHOUT.search(text)
    return match and _replaced(text, match, "with")


def _with(text: str, random: Random) -> _Found | None:
    found = list(_WITH.finditer(text))
    return _replaced(text, random.choice(found), "without") if found else None


def _replaced(text: str, match: re.Match[str], after: str) -> _Found:
    return put(text, *match.span(), after), match[0], after


_WAYS: tuple[tuple[str, Callable[[str, Random], _Found | None], bool], ...] = (
    ("not put in", _put_in, False),
    ("not put in, perfect", _put_in_perfect, False),
    ("not taken out", _take_out, False),
    ("no taken out", _no, False),
    ("without made with", _without, False),
    ("with made without", _with, False),
    ("fails to", _fails_to, False),
    ("held-out negation", _by_no_means, True),
    ("neither made both", _neither, False),
)
