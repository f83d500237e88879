"""A number changed: a digit, another number of the same abstract, percent, magnitude, unit, or a number in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from evals.mutations.base import Around, Edit, put
from evals.mutations.words import MAGNITUDES, SPELLED, UNITS

# Not within a name ("GPT-3", "Qwen2.5"), a formula's exponent, a citation, or an item's number.
NUMBER = re.compile(
    r"(?<![\w.,^/\[\\])(?<![A-Za-z0-9][-–])(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)?"
    r"(?![\d\])]|,\d|(?:-gram|-shot|st|nd|rd|th|D|d)\b)"
)
_SPELLED = re.compile(rf"(?<![\w-])({'|'.join(SPELLED)})(?!\w)(?! of the)", re.IGNORECASE)
_MAGNITUDE = re.compile(rf"[ -]?({'|'.join(MAGNITUDES)})\b(?!/)")
_UNIT = re.compile(rf"[ -]?({'|'.join(UNITS)})\b(?!/)")
_PART = re.compile(r"\b(?:first|second|other|last|latter|former|upper|lower|each) $")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGITS = "123456789"
# Who has more than 500 has more than 100: what follows from the old number must not take its place.
_AT_LEAST = re.compile(
    r"\b(?:(?:more|greater|higher|larger) than|over|at least|above|exceed(?:s|ing)?|beyond) [$~]?$", re.IGNORECASE
)
_AT_MOST = re.compile(r"\b(?:(?:fewer|less|lower|smaller) than|under|below|at most|within) [$~]?$", re.IGNORECASE)


def change_number(text: str, around: Around, random: Random) -> Iterator[Edit]:
    """One edit for each way in which a number of the sentence can be made another."""
    found = list(NUMBER.finditer(text))
    random.shuffle(found)
    taken = {match[0] for match in found}
    for variant, edits in (
        ("first digit", (_digit(text, match, 0, random) for match in found)),
        ("last digit", (_digit(text, match, -1, random) for match in found)),
        ("another of the abstract", (_borrowed(text, match, around, random) for match in found)),
        ("percent", (_percent(text, match) for match in found)),
        ("magnitude", (_magnitude(text, match) for match in found)),
        ("unit", (_unit(text, match) for match in found if not _bound(text, match))),
        ("in words", (_in_words(text, match, random) for match in _SPELLED.finditer(text) if not _bound(text, match))),
    ):
        edit = next((e for e in edits if e is not None and e[2] not in taken), None)
        if edit is not None:
            changed, before, after = edit
            yield Edit(changed, variant, before, after)


_Found = tuple[str, str, str]
"""The new text, what stood there, what stands there."""


def _bound(text: str, match: re.Match[str]) -> str:
    """What the words before a number make of it: "at least", "at most", or "" for no bound."""
    before = text[: match.start()]
    return "at least" if _AT_LEAST.search(before) else "at most" if _AT_MOST.search(before) else ""


def _number(text: str, match: re.Match[str], after: str) -> _Found | None:
    """Another number in the place of one; None where the old one implies it."""
    bound = _bound(text, match)
    was, is_ = (float(number.replace(",", "")) for number in (match[0], after))
    if was == is_ or (bound == "at least" and is_ < was) or (bound == "at most" and is_ > was):
        return None
    return put(text, *match.span(), after), match[0], after


def _digit(text: str, match: re.Match[str], place: int, random: Random) -> _Found | None:
    """One digit made another; a number stays as long as it was and does not become 0."""
    number = match[0]
    places = [i for i, c in enumerate(number) if c.isdigit()]
    i = places[place]
    if (place == -1 and len(places) == 1) or (place == 0 and _YEAR.fullmatch(number)):
        return None
    new = random.choice(_DIGITS.replace(number[i], ""))
    return _number(text, match, number[:i] + new + number[i + 1 :])


def _borrowed(text: str, match: re.Match[str], around: Around, random: Random) -> _Found | None:
    """Another number of the abstract, which the sentence does not have."""
    own = {m[0] for m in NUMBER.finditer(text)}
    others = sorted({m[0] for m in NUMBER.finditer(around.paper.abstract)} - own)
    if not others:
        return None
    return _number(text, match, random.choice(others))


def _percent(text: str, match: re.Match[str]) -> _Found | None:
    """Make "5 times" of "5%"."""
    sign = re.match(r" ?%| percent\b", text[match.end() :])
    if not sign or _bound(text, match) or text[match.end() + len(sign[0]) :][:1] in ("-", "–"):
        return None
    end = match.end() + len(sign[0])
    return put(text, match.start(), end, f"{match[0]} times"), text[match.start() : end], f"{match[0]} times"


def _magnitude(text: str, match: re.Match[str]) -> _Found | None:
    """Millions made billions; where the number has no such word, its point moved by one place."""
    word = _MAGNITUDE.match(text, match.end())
    if word and not _bound(text, match):
        new = MAGNITUDES[word[1]]
        return put(text, *word.span(1), new), match[0] + word[0], match[0] + word[0][: -len(word[1])] + new
    whole, fraction = match["digits"], match["fraction"]
    if fraction:
        after = f"{whole}{fraction[1]}.{fraction[2:]}".rstrip(".").lstrip("0")
        return _number(text, match, f"0{after}" if after[:1] in (".", "") else after)
    if len(whole) > 1 and "," not in whole and text[match.end() : match.end() + 1] != "%":
        return _number(text, match, f"{int(whole) * 10:,}" if len(whole) > 2 else f"{whole}0")
    return None


def _unit(text: str, match: re.Match[str]) -> _Found | None:
    unit = _UNIT.match(text, match.end())
    if not unit:
        return None
    new = UNITS[unit[1]]
    return put(text, *unit.span(1), new), match[0] + unit[0], match[0] + unit[0][: -len(unit[1])] + new


def _in_words(text: str, match: re.Match[str], random: Random) -> _Found | None:
    before = match[0]
    fraction = before.lower() in ("half", "quarter", "third")
    leading = re.search(r"\b(a|one) $", text[: match.start()]) if fraction else None
    if (before.lower() == "third" and not leading) or (fraction and _PART.search(text[: match.start()])):
        return None
    others = [word for word in SPELLED[before.lower()] if word != before.lower()]
    after = random.choice(others)
    if leading:
        after = after.removeprefix("a ")
    return put(text, *match.span(), after), before, after
