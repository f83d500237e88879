"""Whether a claim stands in a text word for word, as whole sentences; case, blanks, quotes and dashes may differ."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.claims import plain
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
    spans = split_sentences(premise)
    for i, (start, _) in enumerate(spans):
        for _, end in spans[i:]:
            row = plain(premise[start:end])
            if row == claim:
                return True
            if len(row) > len(claim):
                break
    return False
