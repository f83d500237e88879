"""Words that turn a statement round: negations, and pairs of opposites as "increase" and "decrease"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.stems import stem

NEGATIONS = frozenset(
    (
        "no not never neither nor none nothing cannot without hardly unable fail fails failed failing failure lack "
        "lacks lacked lacking absence absent nobody nowhere n't non"
    ).split()
)
"""In lower case; every word on "n't" is one too."""

ALONE = frozenset("only just merely".split())
"""After "not"; "not solely" and "not simply" do deny."""
COMPARED = frozenset("more less fewer greater higher lower larger smaller longer shorter later earlier".split())
AXES: dict[str, tuple[str, str]] = {
    "amount": (
        (
            "increase increased increasing rise raise high higher highest greater greatest more most larger "
            "largest large elevate elevated upregulate up-regulate upregulation up enhance enhanced grow gain "
            "augment expand exceed many majority amplify boost accumulate promote activate induce stimulate "
            "facilitate enable allow support favor accelerate trigger additional above maximum maximal maximize "
            "over overexpress overexpression excess"
        ),
        (
            "decrease decreased decreasing reduce reduced reduction fall low lower lowest less least fewer "
            "smaller smallest small decline drop downregulate down-regulate downregulation down diminish deplete "
            "attenuate few minority dampen loss lose lessen shrink inhibit repress suppress prevent block impede "
            "hinder disrupt abolish abrogate antagonize limit restrict below minimum minimal minimize under "
            "underexpress underexpression deficiency silence"
        ),
    ),
    "quality": (
        (
            "better best improve improved improvement superior outperform outperforms surpass strengthen strong "
            "stronger strongest benefit beneficial good effective success succeed protect protective safe "
            "accurate robust exceed ameliorate favorable win"
        ),
        (
            "worse worst worsen inferior underperform underperforms weaken weak weaker weakest degrade impair "
            "deteriorate harm harmful detrimental poor bad adverse exacerbate aggravate ineffective fail unsafe "
            "inaccurate fragile unfavorable"
        ),
    ),
    "sign": (
        "positive positively direct directly",
        "negative negatively inverse inversely indirect indirectly",
    ),
    "time": (
        "before earlier early precede prior initial first",
        "after later late follow subsequent final last",
    ),
    "presence": (
        "presence present include inclusion with contain possess",
        "absence absent exclude exclusion without",
    ),
    "likeness": (
        "same similar similarly identical unchanged equal resemble",
        "different differ differently distinct",
    ),
    "pace": (
        "fast faster fastest quick quickly rapid rapidly accelerate",
        "slow slower slowest slowly decelerate delay",
    ),
    "length": (
        "long longer longest",
        "short shorter shortest",
    ),
    "truth": (
        "true correct correctly confirm support agree consistent",
        "false incorrect wrong refute contradict",
    ),
    "chance": (
        "likely probable common commonly frequent frequently often always",
        "unlikely improbable rare rarely never",
    ),
    "extent": (
        "all every entire complete completely fully",
        "none partial partially partly",
    ),
    "need": (
        "necessary essential required require must indispensable",
        "unnecessary dispensable redundant optional",
    ),
    "ease": (
        "simple simpler easy easier easily",
        "complex difficult hard harder complicated",
    ),
    "place": (
        "inside internal inner within local",
        "outside external outer beyond global",
    ),
    "giving": (
        "gain acquire sensitive susceptible vulnerable",
        "lose resistant resistance immune tolerant",
    ),
    "sameness": (
        "homogeneous",
        "heterogeneous",
    ),
    "severity": ("mild mildly", "severe severely"),
    "course": ("acute", "chronic"),
    "weight": ("important critical crucial relevant major", "unimportant irrelevant negligible marginal minor"),
    "supervision": (
        "supervised",
        "unsupervised",
    ),
}
"""Pairs of opposites by what they are about: words that say the one, words that say the other."""
_PREFIXES = ("un", "ab", "in", "im", "ir", "il", "non", "dis", "mis", "a", "anti", "de", "non-", "anti-")
_SHORTEST = 3
"""Letters of a word that a prefix turns round: "into" is not the opposite of "to"."""
_PAIRED = (
    ("hyper", "hypo"),
    ("over", "under"),
    ("up", "down"),
    ("pro", "anti"),
    ("macro", "micro"),
    ("multi", "single"),
)

Signs = dict[str, int]


def _signs() -> dict[str, Signs]:
    found: dict[str, Signs] = {}
    for axis, words in AXES.items():
        for sign, side in zip((1, -1), words, strict=True):
            for word in side.split():
                for key in (word, stem(word)):
                    # A form that stands for both sides ("lower" and "low" do not) would say nothing.
                    before = found.setdefault(key, {}).setdefault(axis, sign)
                    if before != sign:
                        found[key][axis] = 0
    return found


_SIGNS = _signs()


@dataclass(frozen=True, slots=True)
class Direction:
    """A word that says which way, as +1 or -1 on one or more axes."""

    word: str
    signs: tuple[tuple[str, int], ...]


def direction(word: str) -> Direction | None:
    """The direction of a word in lower case; None where it says none."""
    signs = _SIGNS.get(word) or _SIGNS.get(stem(word))
    kept = tuple((axis, sign) for axis, sign in (signs or {}).items() if sign)
    return Direction(word, kept) if kept else None


def is_negation(word: str) -> bool:
    """Whether a word in lower case denies what it stands with."""
    return word in NEGATIONS or word.endswith(("n't", "n\u2019t"))


def makes_rare(word: str) -> bool:
    """Whether a word in lower case all but denies what it stands with: "rarely", "unlikely"."""
    found = direction(word)
    return found is not None and ("chance", -1) in found.signs


def half_denied(following: str = "", next_but_one: str = "") -> bool:
    """Whether a negation before these words in lower case, "" at the end, denies nothing of what else is said.

    That is "not only", which says it and more, and "no more than", which is a bound.
    """
    return following in ALONE or (following in COMPARED and next_but_one == "than")


def opposite(one: str, other: str) -> bool:
    """Whether two words in lower case are opposites: on one axis, or by a prefix ("effective", "ineffective")."""
    here, there = direction(one), direction(other)
    if here and there and any(dict(there.signs).get(axis) == -sign for axis, sign in here.signs):
        return True
    return _prefixed(one, other) or _prefixed(other, one) or _paired(one, other)


def _prefixed(one: str, other: str) -> bool:
    if len(other) < _SHORTEST:
        return False
    return any(stem(one) == stem(prefix + other) for prefix in _PREFIXES) and stem(one) != stem(other)


def _paired(one: str, other: str) -> bool:
    for left, right in _PAIRED:
        for a, b in ((one, other), (other, one)):
            same = stem(a.removeprefix(left).lstrip("-")) == stem(b.removeprefix(right).lstrip("-"))
            if same and a.startswith(left) and b.startswith(right) and len(a) > len(left) + 2:
                return True
    return False


def conflict(claimed: Iterable[Direction], given: Iterable[Direction]) -> tuple[float, float]:
    """How far the directions of two texts agree and disagree: shares of the axes of the claim, both 0 without any.

    An axis on which a text says both ways counts for neither.
    """
    here, there = _sides(claimed), _sides(given)
    if not here:
        return 0.0, 0.0
    same = sum(there.get(axis) == sides for axis, sides in here.items() if len(sides) == 1)
    turned = sum(there.get(axis) == {-s for s in sides} for axis, sides in here.items() if len(sides) == 1)
    return same / len(here), turned / len(here)


def _sides(directions: Iterable[Direction]) -> dict[str, set[int]]:
    sides: dict[str, set[int]] = {}
    for found in directions:
        for axis, sign in found.signs:
            sides.setdefault(axis, set()).add(sign)
    return sides
