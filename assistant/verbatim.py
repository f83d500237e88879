"""Whether a claim stands in a text word for word, as whole sentences; case, blanks, quotes and dashes may differ."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.claims import AROUND, even, plain
from assistant.sentences import split_sentences


def word_for_word(claim: str, premises: Sequence[str]) -> bool:
    """Whether the claim is a row of whole sentences of one premise, or each of its sentences is one of some premise.

    Part of a sentence is not enough: "it helps" stands in "nobody found that it helps".

    >>> [word_for_word("it  helps", [text]) for text in ("We asked. It helps.", "Nobody says it helps.")]
    [True, False]
    """
    own = _sentences(claim)
    if not own:
        return False
    split = [_sentences(premise) for premise in premises]
    if frozenset(own) <= frozenset(sentence for sentences in split for sentence in sentences):
        return True
    return any(_is_row(plain(claim), premise) for premise in premises)


def _sentences(text: str) -> tuple[str, ...]:
    found = (plain(text[start:end]) for start, end in split_sentences(text))
    return tuple(sentence for sentence in found if sentence)


def _is_row(claim: str, premise: str) -> bool:
    """Whether the claim goes from where a sentence of the premise begins to where one ends, in time linear in it."""
    parts: list[str] = []
    starts, ends = [], set()
    at = 0
    for start, end in split_sentences(premise):
        gap, sentence = premise[start - 1 : start], even(premise[start:end])
        parts += (" " if gap.isspace() else "", sentence)
        at += len(parts[-2])
        starts.append(at + len(sentence) - len(sentence.lstrip(AROUND)))
        ends.add(at + len(sentence.rstrip(AROUND)))
        at += len(sentence)
    text = "".join(parts)
    return any(text.startswith(claim, start) and start + len(claim) in ends for start in starts)
