"""Why a claim got its verdict, in one plain sentence that names the sign which decided."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.claims import Token
from assistant.records import Verdict
from assistant.support import Compared

VERBATIM = "word for word"
NOTHING_CITED = "it cites nothing"
NOTHING_SAID = "it says nothing that could be looked for in a text"
TOO_LONG = "it is too long to be judged as one sentence"
NOT_SAID = 'the text says nothing of "{}"'
COMPARED_IN_VAIN = "it is not in a language that can be judged"
SHOWN = 3
"""So many missing words are named."""
LONGEST = 60


def reason(verdict: Verdict, compared: Compared, *, copied: bool) -> str:
    """One clause without a stop, the cited text being "the text" and the claim "the sentence"."""
    if verdict == "supported":
        return "almost word for word" if copied else "the text says so in other words"
    found = _against(verdict, compared, copied=copied)
    if found:
        return found
    if verdict == "contradicted":
        return "the text says something that does not go with it"
    return "the text says only part of it" if verdict == "partial" else "the text does not say this"


def doubt(compared: Compared, missing: Sequence[Token], *, copied: bool) -> str:
    """What can be compared and speaks against a claim, whoever believes it; empty where there is nothing.

    In a copy with little changed that is a denial or an opposite, in any claim names that the text does not have.
    """
    for ours, theirs in compared.difference.opposites if copied else ():
        return f"the text says {_cut(theirs)} where the sentence says {_cut(ours)}"
    if copied and compared.difference.denials:
        return _denied(compared)
    return _unnamed(missing) if missing else ""


def _unnamed(names: Sequence[Token]) -> str:
    different = tuple({token.text: token for token in names}.values())
    return f"{_listed(different)} {'is' if len(different) == 1 else 'are'} named in none of the cited sentences"


def _against(verdict: Verdict, compared: Compared, *, copied: bool) -> str:
    if copied and (changed := _changed(compared)):
        return changed
    if compared.numbers:
        return f"the number {_cut(compared.numbers[0].text)} is in none of the cited sentences"
    if verdict == "contradicted":
        return _turned(compared)
    if names := [token for token in compared.words if token.kind == "name"]:
        return _unnamed(names)
    return f"none of the cited sentences speaks of {_listed(compared.words)}" if compared.words else ""


def _changed(compared: Compared) -> str:
    """What stands in the text in place of a word of a sentence that was copied from it."""
    difference = compared.difference
    for ours, theirs in (*difference.numbers, *difference.opposites):
        return f"the text says {_cut(theirs)} where the sentence says {_cut(ours)}"
    if difference.denials:
        return _denied(compared)
    for ours, theirs in (*difference.names, *difference.words):
        return f"the text says {_cut(theirs)} where the sentence says {_cut(ours)}"
    if difference.moved:
        return f"the text has {_cut(difference.moved[0])} in another place"
    return f"the text does not say {_cut(difference.added[0])}" if difference.added else ""


def _denied(compared: Compared) -> str:
    negations = {token.text for token in compared.claim.of("negation")}
    if negations.isdisjoint(compared.difference.denials):
        return "the text denies what the sentence says"
    return "the sentence denies what the text says"


def _turned(compared: Compared) -> str:
    here, there = compared.denied
    if here != there:
        return "the sentence denies what the text says" if here else "the text denies what the sentence says"
    return "the text goes the other way" if max(compared.directions[1], compared.bound[1]) > 0 else ""


def _listed(tokens: Sequence[Token]) -> str:
    texts = list(dict.fromkeys(_cut(token.text) for token in tokens))
    shown, rest = texts[:SHOWN], len(texts) - SHOWN
    if rest > 0:
        return ", ".join(shown) + f" and {rest} more"
    return " and ".join((", ".join(shown[:-1]), shown[-1])) if len(shown) > 1 else shown[0]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "\u2026"
