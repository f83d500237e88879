"""Two titles side by side: equal, nearly equal, one without its subtitle, or unlike, and what speaks against one paper.

What speaks against: another part, volume or edition; another number; a reply, comment or erratum beside the work it is
about; a negation; opposites ("hypertension", "hypotension"). A typing error is a small difference inside a long word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from assistant.library.folding import telling, title_key, title_words
from assistant.library.names import heads_of, is_generic

Form = Literal["equal", "near", "cut", "unlike"]
LONG_PREFIX = 30
"""A title of so many letters with which another one begins may be that title cut off anywhere."""
ALIKE = 0.5
"""Titles that share this much of their words can be turned round by a "not" or an opposite."""
_PARTS = frozenset("part volume vol edition version chapter supplement issue book appendix section".split())
_SEQUELS = frozenset("revisited updated update sequel continued followup".split())
_NEGATIONS = frozenset("no not without never neither nor non cannot lack lacks lacking absence absent".split())
_MENDS = frozenset("erratum errata corrigendum corrigenda correction corrections retraction retracted addendum".split())
_ANSWERS = frozenset("reply response rejoinder comment comments commentary discussion".split())
_WHOSE = frozenset("author authors publisher publishers editor editors s".split())
_ENDS_A_TITLE = frozenset("erratum errata corrigendum corrigenda addendum reply rejoinder".split())
_ORDINALS = frozenset("first second third fourth fifth sixth seventh 1st 2nd 3rd 4th 5th".split())
_LABEL = re.compile(r"[a-z]|\d{1,3}[a-z]?")
_ENDING = re.compile(r"\d{1,2}|[b-z]")
_VERSION = re.compile(r"v\d{1,2}")
_FLIPS = frozenset("un in im il ir dis non anti mis de a ab counter sub super hyper hypo pre post multi".split())
_RIVALS = tuple(
    frozenset(group.split())
    for group in (
        "hyper hypo|inter intra|pre post|micro macro nano|ex in im|homo hetero|over under|mono bi di tri poly multi uni|"
        "endo exo|pro anti|super sub|maxi mini|up down|ante post|in de|high low|long short|local global|extra intra|"
        "ab ad|eu dys|iso aniso|out in|fore back|ultra infra|proto deutero|semi self|ortho para meta|levo dextro"
    ).split("|")
)
_OPPOSITES = frozenset(
    frozenset(pair.split("/"))
    for pair in (
        "with/without positive/negative increase/decrease increases/decreases increased/decreased increasing/decreasing "
        "male/female men/women maternal/paternal high/low higher/lower upper/lower left/right early/late acute/chronic "
        "before/after short/long small/large benign/malignant active/passive gain/loss on/off forward/backward "
        "forward/inverse first/second adult/child adults/children young/old black/white hot/cold east/west north/south "
        "northern/southern eastern/western harmful/helpful success/failure successful/failed primary/secondary "
        "internal/external maximum/minimum best/worst more/less offline/online local/global static/dynamic"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title, folded. `parts`, `ending` and `numbers` tell works of one series apart.

    `ending` is a label that stands last, as in "Flows in pipes II"; `kind` is "", "mend" or "answer"; `weight` counts
    the telling words.
    """

    words: tuple[str, ...]
    key: str
    heads: frozenset[str]
    numbers: tuple[str, ...]
    parts: frozenset[str]
    ending: str
    kind: str
    generic: bool
    weight: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two titles compare. `score` is 0 to 1 over their letters; `against` says what makes them two works, or "".

    `loose`: one side has a number that the other lacks. `changed` are the words that stand for each other, in pairs;
    `own` the telling words that only the one, and only the other has. `overlap` is the shared part of all words.
    """

    form: Form
    score: float
    against: str = ""
    loose: bool = False
    changed: tuple[tuple[str, str], ...] = ()
    own: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    overlap: float = 1.0


@lru_cache(maxsize=8_192)
def folded(title: str) -> Title:
    """What is compared of a title."""
    words = title_words(title)
    return Title(
        words=words,
        key=title_key(title),
        heads=frozenset(title_key(head) for head in heads_of(title)),
        numbers=tuple(sorted(run for word in words for run in re.findall(r"\d+", word))),
        parts=frozenset(_parts(words)),
        ending=words[-1] if len(words) > 2 and _ENDING.fullmatch(words[-1]) else "",
        kind=_kind(words, title),
        generic=is_generic(words),
        weight=len(telling(words)),
    )


def compare_titles(one: Title, other: Title) -> Likeness:
    """How two titles compare."""
    score = fuzz.ratio(one.key, other.key) / 100
    left, right = _only(one.words, other.words), _only(other.words, one.words)
    overlap = _overlap(one.words, left, right)
    against, loose = _against(one, other), one.numbers != other.numbers and one.key != other.key
    changed, rest = _pairs(left, right)
    own = (telling(tuple(rest[0])), telling(tuple(rest[1])))
    if not against and overlap >= ALIKE and one.key != other.key:
        against = _turned(left, right)
    form = _form(one, other, changed, own)
    return Likeness(form, score, against, loose, changed, own, overlap)


def _form(one: Title, other: Title, changed: Sequence[object], own: tuple[Sequence[str], Sequence[str]]) -> Form:
    if one.key == other.key:
        return "equal"
    if _is_cut(one, other) or _is_cut(other, one):
        return "cut"
    same_letters = "".join(own[0]) == "".join(own[1])
    few = len(changed) <= max(1, min(one.weight, other.weight) // 3)
    return "near" if same_letters and few else "unlike"


def _is_cut(short: Title, whole: Title) -> bool:
    cut_off = len(short.key) >= LONG_PREFIX and whole.key.startswith(short.key)
    return short.key in whole.heads or cut_off


def _against(one: Title, other: Title) -> str:
    if one.kind != other.kind:
        return "one is about the other"
    if one.key == other.key:
        return ""
    if one.parts != other.parts or _ends_apart(one, other) or _ends_apart(other, one):
        return "another part or edition"
    if one.numbers == other.numbers:
        return ""
    mine, theirs = Counter(one.numbers), Counter(other.numbers)
    return "" if mine <= theirs or theirs <= mine else "another number"


def _ends_apart(one: Title, other: Title) -> bool:
    return bool(one.ending) and one.ending not in other.words


def _turned(left: Sequence[str], right: Sequence[str]) -> str:
    """The word by which one title says the opposite of the other."""
    if said := next((word for word in (*left, *right) if word in _NEGATIONS), ""):
        return f"only one says {said!r}"
    letters = [[word for word in side if len(word) == 1 and word.isalpha()] for side in (left, right)]
    if all(letters):
        return f"{letters[0][0]!r} against {letters[1][0]!r}"
    pair = next(((u, v) for u in left for v in right if _opposite(u, v)), None)
    return f"{pair[0]!r} against {pair[1]!r}" if pair else ""


def _opposite(one: str, other: str) -> bool:
    if frozenset((one, other)) in _OPPOSITES:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) > 3 and long.endswith(short):
        return long.removesuffix(short) in _FLIPS
    tail = next((n for n in range(min(len(one), len(other)), 2, -1) if one[-n:] == other[-n:]), 0)
    # A shared letter or two may belong to both prefixes: hypER-tension, hypO-tension; INTER-, INTRA-.
    heads = {(one[: len(one) - n], other[: len(other) - n]) for n in range(max(3, tail - 4), tail + 1)}
    return any(a != b and {a, b} <= rivals for a, b in heads for rivals in _RIVALS)


def _pairs(
    left: Sequence[str], right: Sequence[str]
) -> tuple[tuple[tuple[str, str], ...], tuple[list[str], list[str]]]:
    """Words that differ by a typing error, in pairs, and what is left over on either side."""
    mine, theirs = list(left), list(right)
    pairs = []
    for word in left:
        best = min(theirs, key=lambda v: (OSA.distance(word, v), v), default=None)
        if best is not None and _slip(word, best):
            pairs.append((word, best))
            mine.remove(word)
            theirs.remove(best)
    return tuple(pairs), (mine, theirs)


def _slip(one: str, other: str) -> bool:
    """Whether two words differ no more than by a slip of the fingers; short words and numbers never do."""
    longest = max(len(one), len(other))
    if longest < 5 or any(c.isdigit() for c in one + other):
        return False
    return OSA.distance(one, other, score_cutoff=3) <= (1 if longest < 8 else 2)


def _only(words: Sequence[str], others: Iterable[str]) -> list[str]:
    """The words that others lack, in order."""
    lacking = Counter(words) - Counter(others)
    found = []
    for word in words:
        if lacking[word] > 0:
            lacking[word] -= 1
            found.append(word)
    return found


def _overlap(words: Sequence[str], left: Sequence[str], right: Sequence[str]) -> float:
    shared = len(words) - len(left)
    return shared / max(1, shared + max(len(left), len(right)))


def _parts(words: Sequence[str]) -> Iterable[str]:
    for n, word in enumerate(words):
        after = words[n + 1] if n + 1 < len(words) else ""
        if word in _PARTS and _LABEL.fullmatch(after):
            yield f"{word} {after}"
        elif word in _PARTS and n and words[n - 1] in _ORDINALS:
            yield f"{words[n - 1]} {word}"
        elif word in _SEQUELS or (n and _VERSION.fullmatch(word)):
            yield word


def _kind(words: Sequence[str], title: str) -> str:
    """Whether a title is that of a note about another work."""
    start, last = words[:2], words[-1] if words else ""
    head = frozenset(re.findall(r"\w+", re.split(r"[:\]]", title.casefold(), maxsplit=1)[0])) - _WHOSE
    for kind, known in (("mend", _MENDS), ("answer", _ANSWERS)):
        told = any(word in known and _points(words, n) for n, word in enumerate(start))
        if told or (head and head <= known) or last in known & _ENDS_A_TITLE:
            return kind
    return ""


def _points(words: Sequence[str], n: int) -> bool:
    return words[n] in _MENDS & _ENDS_A_TITLE or (n + 1 < len(words) and words[n + 1] in {"to", "on", "for", "notice"})
