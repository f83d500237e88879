"""Pairs as token ids, as the shipped reader takes them, with the truth about each token where it is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from tokenizers import Tokenizer

from evals.training.pairs import LABELS, Pair

LONGEST = 176
"""Tokens of claim and premise together while training; the attention's cost grows with it."""
LONGEST_CLAIM = 72
WINDOW = 40
"""Batches sorted by length at a time."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """Token ids of a pair, how many belong to the claim ([CLS] and [SEP] with it), and its label's index.

    `wrong` is 1 for a token of the claim that the premise does not bear out, 0 for one it does, -1 where unknown.
    """

    ids: tuple[int, ...]
    claim: int
    label: int
    wrong: tuple[int, ...]


def encoded(pair: Pair, tokenizer: Tokenizer) -> Encoded:
    """The pair with its premise cut at `LONGEST` tokens."""
    first, last = (tokenizer.encode(mark, add_special_tokens=False).ids[0] for mark in ("[CLS]", "[SEP]"))
    claim = tokenizer.encode(pair.claim, add_special_tokens=False)
    premise = tokenizer.encode(pair.premise, add_special_tokens=False)
    ids = [first, *claim.ids[:LONGEST_CLAIM], last]
    rest = premise.ids[: LONGEST - len(ids) - 1]
    wrong = [_wrong(pair, *span) for span in claim.offsets[:LONGEST_CLAIM]]
    return Encoded((*ids, *rest, last), len(ids), LABELS.index(pair.label), (-1, *wrong, -1))


def _wrong(pair: Pair, start: int, end: int) -> int:
    if not pair.tagged:
        return -1
    return int(any(start < until and since < end for since, until in pair.wrong))


def batches(examples: Sequence[Encoded], size: int, rng: Random) -> Iterator[list[Encoded]]:
    """All examples once, those of like length together; batches are shuffled within a window."""
    step = size * WINDOW
    for start in range(0, len(examples), step):
        window = sorted(examples[start : start + step], key=lambda example: len(example.ids))
        groups = [window[i : i + size] for i in range(0, len(window), size)]
        rng.shuffle(groups)
        yield from groups
