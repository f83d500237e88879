"""What was merged and why, and which papers are much alike and were left apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.library import Copy, Stored
from assistant.library.names import copy_names
from ingest.identity import Identities
from ingest.likeness import Facts, Verdict, abstract_likeness, compare, facts_of
from ingest.likeness_limits import LIMITS, Limits
from ingest.placing import bond_of
from ingest.titles import compare_titles

NEAR_TITLE = 0.85
"""Titles at least so near, by their letters, make two papers worth a look."""


@dataclass(frozen=True, slots=True)
class MergedCopy:
    """One copy of a merged paper. `why` is the rule that joins it to the copy that it is most surely one with."""

    source: str
    entry: str
    title: str
    year: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Merged:
    """A paper of several copies, these in the order in which `split` counts them."""

    id: str
    title: str
    copies: tuple[MergedCopy, ...]


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """Two papers that are much alike. `score` is the likeness of titles or abstracts, 0 to 1; `why` they are two."""

    ids: tuple[str, str]
    titles: tuple[str, str]
    score: float
    why: str


def merged(stored: Stored, limits: Limits = LIMITS) -> Merged:
    """A paper with, for each copy, what joined it to the others."""
    facts = [facts_of(copy.paper) for copy in stored.copies]
    copies = tuple(_told(copy, _best(n, facts, limits)) for n, copy in enumerate(stored.copies))
    return Merged(stored.paper.id, stored.paper.title, copies)


def likely_pairs(papers: Iterable[Stored], known: Identities) -> Iterator[LikelyPair]:
    """Pairs of papers, each pair once, that are much alike; `known` finds them, and has `papers` among them."""
    for stored in papers:
        names = {name for copy in stored.copies for name in copy_names(copy.paper)}
        for other in known.find(names):
            if other.paper.id > stored.paper.id and (pair := _likely(stored, other, known.limits)):
                yield pair


def _told(copy: Copy, why: str) -> MergedCopy:
    source = copy.paper.sources[0]
    return MergedCopy(source.name, source.entry, copy.paper.title, copy.paper.year, why)


def _best(n: int, facts: list[Facts], limits: Limits) -> str:
    verdicts = [compare(facts[n], other, limits) for m, other in enumerate(facts) if m != n]
    best = max(verdicts, key=_strength, default=Verdict(0, ""))
    return best.why if best.sure else "joined before; no rule joins it now"


def _strength(verdict: Verdict) -> tuple[int, float]:
    return verdict.sure, verdict.score


def _likely(one: Stored, other: Stored, limits: Limits) -> LikelyPair | None:
    pairs = [(facts_of(mine.paper), facts_of(theirs.paper)) for mine in one.copies for theirs in other.copies]
    score, mine, theirs = max(((_alike(*pair, limits), *pair) for pair in pairs), key=lambda scored: scored[0])
    if not score:
        return None
    verdict = compare(mine, theirs, limits)
    kept_apart = bond_of(one).forbids(bond_of(other))
    why = "split by hand" if kept_apart else f"would be joined now: {verdict.why}" if verdict.sure else verdict.why
    return LikelyPair((one.paper.id, other.paper.id), (one.paper.title, other.paper.title), round(score, 3), why)


def _alike(one: Facts, other: Facts, limits: Limits) -> float:
    titles = compare_titles(one.title, other.title).score
    text, told = abstract_likeness(one, other, limits)
    return max(titles if titles >= NEAR_TITLE else 0.0, text if told and text >= limits.same_abstract else 0.0)
