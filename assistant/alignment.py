"""A claim laid word by word beside a sentence: what of it stands there in the same order, and what stands instead.

A sentence copied with one word changed shows up as nearly all words in order and one replaced; `Difference` says what
kind of word that was. For a claim in other words little is in order, and the differences mean little: every user of
them weighs them by `Difference.order`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import product

from assistant.claims import Kind, Reading, Token, joined_key
from assistant.polarity import opposite
from assistant.quantities import agrees


@dataclass(frozen=True, slots=True)
class Difference:
    """How a claim differs from a sentence, word by word.

    `order`: the share of the claim's words that stand in the sentence in the same order, stop words counting little;
    `kept`: the same of the sentence's words between the first and the last that match. The pairs are (in the claim, in
    the sentence): `numbers` that took each other's place and do not agree, `opposites`, `names`, other `words`.
    `denials` are negations that only one of the two has among matching words, `moved` words of both in other places,
    `added` are words of the claim with nothing in their place. `run` is the longest row of words that both have.
    """

    order: float = 0.0
    kept: float = 0.0
    numbers: tuple[tuple[str, str], ...] = ()
    opposites: tuple[tuple[str, str], ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    denials: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    run: int = 0


STOP_WEIGHT = 0.25
SHORTEST_ACRONYM, LONGEST_ACRONYM = 3, 5
CLAUSE = 3
"""Words of a clause that may stand at either end of a sentence; fewer may be two names that changed places."""
BESIDE = 2
"""A negation of the sentence counts up to so many words before or behind the words that match."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Words of the claim, and those of the sentence in their place; one side may be empty.

    `near` are those of the sentence between or close beside words that match.
    """

    ours: tuple[Token, ...]
    theirs: tuple[Token, ...]
    near: tuple[Token, ...]


def compare(claim: Reading, sentence: Reading) -> Difference:
    """The differences of a claim from one sentence.

    >>> from assistant.claims import read
    >>> compare(read("Bees slept 5 hours at most"), read("Bees slept 7 hours at most")).numbers
    (('5 hours', '7 hours'),)
    """
    theirs = _as_in(claim, sentence.tokens)
    ours = _with_clauses_as_in(theirs, _as_in(sentence, claim.tokens))
    codes = SequenceMatcher(None, [t.key for t in ours], [t.key for t in theirs], autojunk=False).get_opcodes()
    equal = [(a, b, c, d) for tag, a, b, c, d in codes if tag == "equal"]
    if not equal:
        return Difference()
    matched = _weight([t for a, b, _, _ in equal for t in ours[a:b]])
    first, last = equal[0][2], equal[-1][3]
    reach = range(first - BESIDE, last + BESIDE)
    blocks = [
        _Block(
            ours[a:b],
            theirs[c:d],
            tuple(theirs[j] for j in range(c, d) if j in reach and not _says_more(theirs[:d], j, last)),
        )
        for tag, a, b, c, d in codes
        if tag != "equal"
    ]
    return Difference(
        order=matched / max(_weight(ours), STOP_WEIGHT),
        kept=matched / max(_weight(theirs[first:last]), STOP_WEIGHT),
        numbers=tuple(pair for block in blocks for pair in _numbers(block)),
        opposites=tuple(pair for block in blocks for pair in _opposites(block)),
        names=tuple(pair for block in blocks for pair in _replaced(block, sentence, "name")),
        words=tuple(pair for block in blocks for pair in _replaced(block, sentence, "word")),
        denials=tuple(word for block in blocks for word in _denials(block)),
        moved=tuple(t.text for block in blocks for t in block.ours if t.carries and t.key in sentence.keys),
        added=tuple(t.text for block in blocks for t in _added(block, sentence)),
        run=max(b - a for a, b, _, _ in equal),
    )


def _says_more(words: Sequence[Token], place: int, last: int) -> bool:
    """Whether a word denies only something that the claim leaves out: "without loss of accuracy", ", but not at sea".

    `words` go up to the next that the claim has, `last` is where these end.
    """
    own, before = words[place], words[place - 1].lower if place else ""
    adjoined = own.lower == "without" or (own.lower == "no" and before == "with")
    left_out = any(word.carries for word in words[place + 1 :])
    return own.kind == "negation" and left_out and (adjoined or place >= last)


def _as_in(other: Reading, tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The words, those put together that are one in the other text: "data set", or what an acronym stands for."""
    keys = frozenset(token.key for token in other.tokens)
    found: list[Token] = []
    i = 0
    while i < len(tokens):
        size, key = next(_together(tokens[i : i + LONGEST_ACRONYM], keys), (1, ""))
        run = tokens[i : i + size]
        text = " ".join(token.text for token in run)
        found.append(replace(run[0], text=text, lower=text.casefold(), key=key, kind="word") if key else run[0])
        i += size
    return tuple(found)


def _together(tokens: Sequence[Token], keys: frozenset[str]) -> Iterator[tuple[int, str]]:
    for size in range(len(tokens), SHORTEST_ACRONYM - 1, -1):
        initials = "".join(token.lower[0] for token in tokens[:size])
        if initials in keys and all(token.kind in ("word", "name") for token in tokens[:size]):
            yield size, initials
    if len(tokens) > 1 and (key := joined_key(tokens[0], tokens[1])) in keys:
        yield 2, key


def _with_clauses_as_in(theirs: tuple[Token, ...], ours: tuple[Token, ...]) -> tuple[Token, ...]:
    """The claim's words, a clause from one end put to the other if it stands there in the sentence."""
    a, b = [token.key for token in ours], [token.key for token in theirs]
    first = SequenceMatcher(None, a, b, autojunk=False).find_longest_match()
    head, tail = ours[: first.a], ours[first.a + first.size :]
    if len(tail) >= CLAUSE and _holds(b[: first.b], a[first.a + first.size :]):
        return (*tail, *ours[: first.a + first.size])
    if len(head) >= CLAUSE and _holds(b[first.b + first.size :], a[: first.a]):
        return (*ours[first.a :], *head)
    return ours


def _holds(keys: Sequence[str], clause: Sequence[str]) -> bool:
    return any(keys[i : i + len(clause)] == clause for i in range(len(keys) - len(clause) + 1))


def _weight(tokens: Sequence[Token]) -> float:
    return sum(1.0 if token.carries else STOP_WEIGHT for token in tokens)


def _numbers(block: _Block) -> Iterator[tuple[str, str]]:
    given = [t for t in block.theirs if t.quantity]
    for token in block.ours:
        if token.quantity and given and not any(agrees(token.quantity, t.quantity) for t in given if t.quantity):
            yield token.text, given[0].text


def _opposites(block: _Block) -> Iterator[tuple[str, str]]:
    for one, other in product(block.ours, block.theirs):
        if one.kind in ("word", "stop") and other.kind in ("word", "stop") and opposite(one.lower, other.lower):
            yield one.text, other.text


def _replaced(block: _Block, sentence: Reading, kind: Kind) -> Iterator[tuple[str, str]]:
    """Words of one kind that the sentence does not have at all, each with what stands there instead."""
    instead = [t for t in block.theirs if t.kind in ("name", "word")]
    for token in block.ours:
        if token.kind == kind and token.key not in sentence.keys and instead:
            yield token.text, next((t.text for t in instead if t.kind == kind), instead[0].text)


def _denials(block: _Block) -> Iterator[str]:
    claimed = [t.text for t in block.ours if t.kind == "negation"]
    given = [t.text for t in block.theirs if t.kind == "negation"]
    if claimed and not given:
        yield from claimed
    if given and not claimed:
        yield from (t.text for t in block.near if t.kind == "negation")


def _added(block: _Block, sentence: Reading) -> Iterator[Token]:
    if not any(t.kind in ("name", "word") for t in block.theirs):
        yield from (t for t in block.ours if t.kind in ("name", "word") and t.key not in sentence.keys)
