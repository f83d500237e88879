"""Changes of a sentence that change what it says: numbers, negation, direction, terms, additions.

Each function looks at one sentence and gives an `Edit`, or None where it finds nothing to change. They are rules about
English as abstracts use it: some results are clumsy, a few true by accident, which training bears.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from evals.training.pairs import Label
from evals.training.word_tables import ANTONYMS, NUMBER_WORDS, SIBLINGS, VERBS

Rule = Callable[[str, Random], "Edit | None"]


@dataclass(frozen=True, slots=True)
class Edit:
    """`text[start:end]` becomes `new`. `label` is what the old text says of the new one."""

    start: int
    end: int
    new: str
    label: Label
    kind: str

    def applied(self, text: str) -> str:
        """The sentence after the change."""
        return text[: self.start] + self.new + text[self.end :]


_NUMBER = re.compile(r"(?<![\w.,/^-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w^]|[.,/-]\d|-\w)")
_WORD = re.compile(r"(?<![\w-])[A-Za-z]+(?![\w-])")
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|has|have|had|can|could|will|would|does|do|did|should)\b(?! not\b| no\b|n't)"
)
_MAIN_VERB = re.compile(rf"(?<=\w )({'|'.join(VERBS)})s\b")
_NEGATED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(is|are|was|were|has|have|had|could|will|would) not\b"), r"\1"),
    (re.compile(r"\bcannot\b|\bcan not\b"), "can"),
    (re.compile(rf"\bdoes not ({'|'.join(VERBS)})\b"), r"\1s"),
    (re.compile(rf"\bdo not ({'|'.join(VERBS)})\b"), r"\1"),
    (re.compile(rf"\b(?:did not|failed to) ({'|'.join(v for v in VERBS if v.endswith('e'))})\b"), r"\1d"),
    (re.compile(r"\bno (significant|evidence|effect|difference|association|benefit|increase|change)\b"), r"a \1"),
    (re.compile(r"\bnot (significantly|associated|required|affected|necessary|sufficient)\b"), r"\1"),
)
_NOUN_PLACES = re.compile(
    r"\b(?:a|an|the) (?=(?:significant|clear|strong|marked|substantial)\b)|\b(?:an|a) (?=increase\b)"
)


def number_changed(text: str, rng: Random) -> Edit | None:
    """A number becomes another of the same form, a number word another such word."""
    found = [*_NUMBER.finditer(text), *(m for m in _WORD.finditer(text) if m[0].lower() in NUMBER_WORDS)]
    if not found:
        return None
    match = rng.choice(found)
    if not match[0][0].isdigit():
        new = rng.choice([word for word in NUMBER_WORDS if word != match[0].lower()])
        return Edit(match.start(), match.end(), like(match[0], new), "contradict", "number")
    return Edit(match.start(), match.end(), other_number(match[0], rng), "contradict", "number")


def other_number(number: str, rng: Random) -> str:
    """Another number with as many decimals, between a fifth and five times as large."""
    decimals = len(number.partition(".")[2])
    value = float(number.replace(",", ""))
    while True:
        factor = rng.choice((0.2, 0.35, 0.5, 0.7, 0.85, 1.15, 1.4, 2.0, 3.0, 5.0))
        other = f"{(value or 1.0) * factor + rng.choice((0.0, 0.0, 1.0)):,.{decimals}f}"
        other = other if "," in number or value < 1000 else other.replace(",", "")
        if other != number:
            return other


def reversed_direction(text: str, rng: Random) -> Edit | None:
    """A word of direction, degree or quality becomes its opposite."""
    return _replaced(text, rng, ANTONYMS, "contradict", "direction")


def sibling(text: str, rng: Random) -> Edit | None:
    """A word becomes another of its kind: mice for rats, liver for kidney, words for images."""
    return _replaced(text, rng, SIBLINGS, "neither", "sibling")


def negated(text: str, rng: Random) -> Edit | None:
    """The sentence is denied: "does not", "is not", "no"."""
    places: list[Edit] = []
    for match in _AUXILIARY.finditer(text):
        word = "cannot" if match[1] == "can" else f"{match[1]} not"
        places.append(Edit(match.start(), match.end(), word, "contradict", "negated"))
    places += [
        Edit(match.start(), match.end(), f"does not {match[1]}", "contradict", "negated")
        for match in _MAIN_VERB.finditer(text)
    ]
    places += [Edit(m.start(), m.end(), "no ", "contradict", "negated") for m in _NOUN_PLACES.finditer(text)]
    # The first is most likely the main clause's.
    places.sort(key=lambda edit: edit.start)
    return rng.choice(places[:2]) if places else None


def affirmed(text: str, rng: Random) -> Edit | None:
    """A denial is taken back."""
    places = [
        Edit(match.start(), match.end(), match.expand(new), "contradict", "affirmed")
        for pattern, new in _NEGATED
        for match in pattern.finditer(text)
    ]
    return rng.choice(places) if places else None


def added(text: str, phrase: str) -> Edit:
    """A phrase that the text does not hold, put before its last stop."""
    end = len(text.rstrip(" .;"))
    return Edit(end, end, f" {phrase}", "neither", "added")


def _replaced(text: str, rng: Random, table: dict[str, tuple[str, ...]], label: Label, kind: str) -> Edit | None:
    found = [match for match in _WORD.finditer(text) if match[0].lower() in table]
    if not found:
        return None
    match = rng.choice(found)
    new = rng.choice(table[match[0].lower()])
    return Edit(match.start(), match.end(), like(match[0], new), label, kind)


def like(old: str, new: str) -> str:
    """The new word with the old one's capital."""
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


def span_of_change(old: str, new: str) -> tuple[int, int]:
    """The characters of `new` that differ from `old`, widened to whole words."""
    shortest = min(len(old), len(new))
    start = next((i for i in range(shortest) if old[i] != new[i]), shortest)
    tail = next((i for i in range(shortest - start) if old[-1 - i] != new[-1 - i]), shortest - start)
    end = len(new) - tail
    while end > start and new[end - 1].isspace():
        end -= 1
    while start > 0 and not new[start - 1].isspace():
        start -= 1
    while end < len(new) and not new[end].isspace():
        end += 1
    return start, end


def first_edit(text: str, rules: Sequence[Rule], rng: Random) -> Edit | None:
    """The change by the first rule, in random order, that finds something to change."""
    for rule in rng.sample(rules, len(rules)):
        if (edit := rule(text, rng)) is not None and edit.applied(text) != text:
            return edit
    return None
