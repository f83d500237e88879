"""Verdicts as values: yes, no, or nobody can tell; and how shares are made of them."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.grounding import Grounding


def supports(grounding: Grounding) -> bool | None:
    """Whether a claim is fully supported; half of one is not. None where the judge could not tell.

    Full support is asked for as in Gao et al., 2023, "Enabling Large Language Models to Generate Text with Citations".
    """
    return None if grounding.verdict == "unchecked" else grounding.verdict == "supported"


def share(told: Sequence[bool | None]) -> float | None:
    """The share of yes among yes and no; 0 of nothing, None where there is something and nobody could tell any.

    >>> share([True, False, None]), share([None]), share([])
    (0.5, None, 0.0)
    """
    known = [value for value in told if value is not None]
    if known:
        return sum(known) / len(known)
    return None if told else 0.0


def both(a: bool | None, b: bool | None) -> bool | None:
    """Whether both hold, in Kleene's logic: one "no" decides, else one unknown leaves it open."""
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def either(a: bool | None, b: bool | None) -> bool | None:
    """Whether one of them holds, in Kleene's logic."""
    return negated(both(negated(a), negated(b)))


def negated(a: bool | None) -> bool | None:
    """The opposite; the opposite of unknown is unknown."""
    return None if a is None else not a
