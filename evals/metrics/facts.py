"""Which key facts an answer has, as text, and which key points it makes, by the judge.

A key fact is a short string ("6.17 points", "2.5 GB") and counts as told when the sentences shown hold it. Compared are
plain forms: no case, single blanks, 1,000 as 1000, "per cent" and "percent" as %, 2.7 times and 2.7× as 2.7x, and any
or no blank between a number and its unit. A number is matched whole: 6.17 is in neither 16.17 nor 6.175. Not done here:
number words (5 and five), conversion of units, and other spellings of a name.
"""

from __future__ import annotations

import re

from assistant.records import Verdict
from evals.metrics.subject import NONE, Subject, Values
from evals.metrics.support import share, supports
from evals.plain import plain
from evals.scores import Definition

FACTS = Definition("key facts", "higher", "key facts found in the answer's text, of questions that have some")
POINTS = Definition(
    "key points", "higher", "key points that the answer's sentences together support, of questions that have some"
)
DEFINITIONS = (FACTS, POINTS)

# Where a number meets its unit or the word behind it.
_SEAM = re.compile(r"(?<=[0-9])\s+|(?<=[0-9])(?=[a-z])")
_GAP = r"[\s-]*"
_UNIT_AT_END = re.compile(r"[0-9]\s?[a-z]{1,3}$")


def has_fact(text: str, fact: str) -> bool:
    """Whether a text holds a fact; a fact of nothing is in no text.

    >>> has_fact("It fell by 16.17 points.", "6.17 points"), has_fact("It needs 2.5GB.", "2.5 GB")
    (False, True)
    """
    wanted = plain(fact)
    return bool(wanted) and re.search(_pattern(wanted), plain(text)) is not None


def values(subject: Subject) -> Values:
    """Of an answerable case: the share of its key facts and of its key points; an answer not given has none of them."""
    if subject.case.should_abstain:
        return NONE
    found: dict[str, float | None] = {}
    if subject.case.key_facts:
        found[FACTS.name] = share([told for _, told in facts_told(subject)]) if subject.answer else None
    if subject.case.key_points:
        found[POINTS.name] = share([supports(point) for point in subject.points]) if subject.answer else None
    return found


def facts_told(subject: Subject) -> tuple[tuple[str, bool], ...]:
    """Each key fact of the case, with whether the sentences said hold it; () where there is no answer."""
    said = " ".join(sentence.text for sentence in subject.said)
    return tuple((fact, has_fact(said, fact)) for fact in subject.case.key_facts) if subject.answer else ()


def points_made(subject: Subject) -> tuple[tuple[str, Verdict], ...]:
    """Each key point of the case, with the judge's verdict on whether the sentences said make it; () without answer."""
    verdicts = [grounding.verdict for grounding in subject.points]
    return tuple(zip(subject.case.key_points, verdicts, strict=True)) if subject.points else ()


def _pattern(wanted: str) -> str:
    """A plain fact as a pattern over plain text.

    A word at its end may go on, as "20 terabyte" stands for terabytes too; a number, or a unit right behind one, not.
    """
    parts = [re.escape(part) for part in _SEAM.split(wanted)]
    before = r"(?<![0-9])(?<![0-9][.,])" if wanted[0].isdigit() else r"(?<!\w)" if wanted[0].isalpha() else ""
    after = r"(?![0-9])(?![.,][0-9])" if wanted[-1].isdigit() else ""
    if _UNIT_AT_END.search(wanted):
        after = r"(?![a-z0-9])"
    return before + _GAP.join(parts) + after
