"""The mutations of a sentence by their kinds: what the suite measures with, and what a scorer may be trained on."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from evals.mutations.base import Around, Edit, Edits
from evals.mutations.comparison import reverse_comparison
from evals.mutations.entities import replace_entity
from evals.mutations.made_up import KIND as MADE_UP
from evals.mutations.made_up import make_up
from evals.mutations.negation import flip_negation
from evals.mutations.numbers import change_number

KINDS: dict[str, Edits] = {
    "number changed": change_number,
    "negation flipped": flip_negation,
    "comparison reversed": reverse_comparison,
    "entity replaced": replace_entity,
    MADE_UP: make_up,
}
"""Every kind of mutation that changes the words of one sentence."""


def mutate(text: str, around: Around, random: Random, *, held_out: bool) -> Iterator[tuple[str, Edit]]:
    """All mutations of a sentence, each with its kind; those made with held-out words only where asked for.

    Training pairs are made with `held_out=False`.
    """
    for kind, edits in KINDS.items():
        for edit in edits(text, around, random):
            if held_out or not edit.held_out:
                yield kind, edit
