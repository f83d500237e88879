"""Which of some copies are of one paper: a function of the set of copies, whatever the order they came in.

Every two copies are compared. What a number joins is joined first, then the likeliest pair, and so on; a pair is left
when some copy on the one side is known to be another paper than some copy on the other, and neither of the two that
are being joined is at odds with its own side over it. So of two papers that a vague third copy resembles, it joins the
one that it fits best, and does not make them one. Equal copies count once. Copies that a user has split are bound to
the paper they are in, and papers that must stay apart do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from ingest.likeness import CERTAIN, Facts, Verdict, compare
from ingest.likeness_limits import LIMITS, Limits


@dataclass(frozen=True, slots=True)
class Bond:
    """What a user decided about a paper: its ids, present and former, and those that it must stay apart from."""

    ids: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()

    def forbids(self, other: Bond) -> bool:
        """Whether the two must not be joined."""
        return not self.apart.isdisjoint(other.ids) or not other.apart.isdisjoint(self.ids)

    def with_(self, other: Bond) -> Bond:
        """Both together."""
        return Bond(self.ids | other.ids, self.apart | other.apart)


FREE = Bond()


@dataclass(slots=True)
class _Cluster:
    members: list[int]
    bond: Bond = field(default=FREE)


def grouped(
    facts: Sequence[Facts], bonds: Sequence[Bond], order: Sequence[str], limits: Limits = LIMITS
) -> list[list[int]]:
    """The indexes of the copies of each paper; every copy is in one.

    `bonds` go with `facts`; copies of one bond that is not free stay together. `order` is a text of each copy by which
    ties are decided: it must depend on what the copy says alone.
    """
    units, where = _units(facts, bonds)
    pairs = combinations(range(len(units)), 2)
    verdicts = {(i, j): compare(facts[units[i]], facts[units[j]], limits) for i, j in pairs}
    clusters = _bound([bonds[unit] for unit in units])
    text = [order[unit] for unit in units]
    links = [(verdict, i, j) for (i, j), verdict in verdicts.items() if verdict.sure]
    for verdict, i, j in sorted(links, key=lambda link: _rank(link, text)):
        one, other = clusters[i], clusters[j]
        if one is not other and _may_join(one, other, verdicts, (i, j), verdict):
            one.members += other.members
            one.bond = one.bond.with_(other.bond)
            for n in other.members:
                clusters[n] = one
    distinct = {id(cluster): cluster for cluster in clusters}.values()
    return [[n for n, unit in enumerate(where) if clusters[unit] is cluster] for cluster in distinct]


def _units(facts: Sequence[Facts], bonds: Sequence[Bond]) -> tuple[list[int], list[int]]:
    """The first copy of each that says something else, and for every copy the number of the one it says the same as."""
    numbers: dict[tuple[Facts, Bond], int] = {}
    where = [numbers.setdefault(each, len(numbers)) for each in zip(facts, bonds, strict=True)]
    firsts = {number: n for n, number in reversed(list(enumerate(where)))}
    return [firsts[number] for number in range(len(numbers))], where


def _bound(bonds: Sequence[Bond]) -> list[_Cluster]:
    kept: dict[Bond, _Cluster] = {}
    clusters = []
    for n, bond in enumerate(bonds):
        cluster = _Cluster([], bond) if bond == FREE else kept.setdefault(bond, _Cluster([], bond))
        cluster.members.append(n)
        clusters.append(cluster)
    return clusters


def _rank(link: tuple[Verdict, int, int], text: Sequence[str]) -> tuple[int, float, list[str]]:
    verdict, i, j = link
    return (-verdict.sure, -verdict.score, sorted((text[i], text[j])))


def _may_join(
    one: _Cluster,
    other: _Cluster,
    verdicts: Mapping[tuple[int, int], Verdict],
    link: tuple[int, int],
    verdict: Verdict,
) -> bool:
    if one.bond.forbids(other.bond):
        return False
    if verdict.sure == CERTAIN:
        return True
    i, j = link

    def at_odds(m: int, n: int) -> bool:
        return m != n and verdicts[min(m, n), max(m, n)].hard

    return not any(
        at_odds(m, n) and not verdicts[min(m, n), max(m, n)].sure and not at_odds(m, i) and not at_odds(n, j)
        for m in one.members
        for n in other.members
    )
