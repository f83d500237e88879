"""Where one copy goes: which papers there are once it is in, with which copies and under which ids.

Ids outlive everything. A paper's id stays with most of its copies; where several papers become one, the others' ids
go on as aliases; where one falls apart, the part that gave it a former id gets that back, and else a new one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.library import Copy, Stored, derive
from assistant.library.names import key_name
from ingest.grouping import FREE, Bond, grouped
from ingest.identity import Identities, keys_of, natural_ids
from ingest.likeness import compare, facts_of
from ingest.titles import compare_titles, folded

SAME_RECORD = 0.6
"""How near two titles of one key must be for the later to be a correction: a file may be replaced by another one."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What a copy counts as, and the papers, by id, of `before` that are replaced by those of `after`.

    Those of `after` have no passages yet.
    """

    status: str
    before: Mapping[str, Stored] = field(default_factory=dict)
    after: Mapping[str, Stored] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Member:
    """A copy and the paper that it is in so far, if any."""

    copy: Copy
    holder: str | None


def place(copy: Copy, identities: Identities) -> Placed:
    """Where a copy goes among the papers known; these are left as they are."""
    near = identities.near(copy)
    kept = _kept(copy, near)
    if kept[1].paper == copy.paper if kept else _is_known(copy, near):
        return Placed("unchanged")
    touched = {stored.paper.id: stored for stored in identities.resembling(copy.paper, near)}
    if kept:
        touched |= _with_all(kept, identities)
    if not touched:
        return Placed("added", {}, _alone(copy, identities))
    after = _papers(_members(copy, kept, touched), touched, identities)
    mine = next(stored for stored in after if copy in stored.copies)
    status = "updated" if kept else "added" if _is_new(mine, touched) else "merged"
    return Placed(status, touched, {stored.paper.id: stored for stored in after})


def regrouped(stored: Stored, identities: Identities) -> Placed:
    """What a paper and those that bear on it would be, were all their copies to come in now.

    In a library that is well, every id of `before` is one of `after`.
    """
    touched = {stored.paper.id: stored}
    for copy in stored.copies:
        touched |= {each.paper.id: each for each in identities.resembling(copy.paper, identities.near(copy))}
    if len(touched) == 1:
        return Placed("unchanged", touched, touched)
    members = _all_members(touched)
    return Placed("merged", touched, {each.paper.id: each for each in _papers(members, touched, identities)})


def _kept(copy: Copy, near: Sequence[Stored]) -> tuple[Stored, Copy] | None:
    """What the copy is a later state of: of what lies under its key, what is equal, else what its title resembles."""
    keys = keys_of(copy.key, copy.paper)
    lying = [(stored, kept) for key in keys for stored in near for kept in stored.copies if kept.key == key]
    equal = next((each for each in lying if each[1].paper == copy.paper), None)
    return equal or next((each for each in lying if _same_record(each[1], copy)), None)


def _alone(copy: Copy, identities: Identities) -> Mapping[str, Stored]:
    paper_id = identities.new_id(copy.paper)
    return {paper_id: Stored(derive(paper_id, [copy.paper]), (copy,), (), ())}


def _same_record(kept: Copy, copy: Copy) -> bool:
    if kept.paper.abstract == copy.paper.abstract or compare(facts_of(kept.paper), facts_of(copy.paper)).sure:
        return True
    return compare_titles(folded(kept.paper.title), folded(copy.paper.title)).score >= SAME_RECORD


def _is_known(copy: Copy, near: Sequence[Stored]) -> bool:
    """Whether this very copy is there under another key: its folder was moved, or was read by an older version."""
    return any(kept.paper == copy.paper for stored in near for kept in stored.copies)


def _with_all(kept: tuple[Stored, Copy], identities: Identities) -> Mapping[str, Stored]:
    """The paper that loses its former copy, and what that may have held together or kept apart."""
    stored, old = kept
    beside = identities.resembling(old.paper, identities.near(old))
    return {other.paper.id: other for other in (*beside, stored)}


def _all_members(touched: Mapping[str, Stored]) -> list[_Member]:
    return [_Member(each, i) for i in sorted(touched) for each in touched[i].copies]


def _members(copy: Copy, kept: tuple[Stored, Copy] | None, touched: Mapping[str, Stored]) -> list[_Member]:
    """All copies of the papers touched, with this one, in place of what it is a later state of, as the last."""
    members = _all_members(touched)
    if kept is None:
        return [*members, _Member(copy, None)]
    former = _Member(kept[1], kept[0].paper.id)
    return [*(member for member in members if member != former), _Member(copy, former.holder)]


def _papers(members: Sequence[_Member], touched: Mapping[str, Stored], identities: Identities) -> list[Stored]:
    bonds = {i: bond_of(stored) for i, stored in touched.items()}
    groups = grouped(
        [facts_of(member.copy.paper) for member in members],
        [bonds[member.holder] if member.holder else _bond_of_new(member.copy, touched) for member in members],
        [repr(member.copy.paper) for member in members],
        identities.limits,
    )
    held = [[members[n] for n in group] for group in groups]
    ids = _ids(held, touched, identities)
    return [_paper(group, own, touched) for group, own in zip(held, ids, strict=True)]


def bond_of(stored: Stored) -> Bond:
    """What binds a paper that its user has split or put together; most are free."""
    if not stored.apart:
        return FREE
    return Bond(frozenset((stored.paper.id, *stored.aliases)), frozenset(stored.apart))


def _bond_of_new(copy: Copy, touched: Mapping[str, Stored]) -> Bond:
    """What binds a copy that is in no paper: it stays apart from one that it was split off and that is gone."""
    parted = {name for stored in touched.values() for name in stored.apart}
    mine = parted.intersection(map(key_name, keys_of(copy.key, copy.paper)))
    return Bond(frozenset(mine)) if mine else FREE


def _ids(
    held: Sequence[Sequence[_Member]], touched: Mapping[str, Stored], identities: Identities
) -> list[tuple[str, ...]]:
    """The ids of each group, its own first and former ones behind it."""
    ids: list[set[str]] = [set() for _ in held]
    for i in touched:
        most = Counter(n for n, group in enumerate(held) for member in group if member.holder == i)
        heir = min(most, key=lambda n: (-most[n], i not in _naturals(held[n]), sorted(_naturals(held[n]))))
        ids[heir].add(i)
    former = {alias: i for i, stored in touched.items() for alias in stored.aliases}
    owns = [min(mine, default="") for mine in ids]
    for n in sorted((n for n, own in enumerate(owns) if not own), key=lambda n: sorted(_naturals(held[n]))):
        again = sorted(former.keys() & _naturals(held[n]))
        owns[n] = again[0] if again else _new_id(held[n], identities, owns)
        former.pop(owns[n], None)
    rest = [{alias for alias, i in former.items() if i in mine} | (mine - {owns[n]}) for n, mine in enumerate(ids)]
    return [(own, *sorted(aliases)) for own, aliases in zip(owns, rest, strict=True)]


def _new_id(group: Sequence[_Member], identities: Identities, taken: Sequence[str]) -> str:
    first = min((member.copy.paper for member in group), key=repr)
    found = identities.new_id(first)
    return found if found not in taken else natural_ids(first)[1]


def _naturals(group: Sequence[_Member]) -> set[str]:
    return {paper_id for member in group for paper_id in natural_ids(member.copy.paper)}


def _paper(group: Sequence[_Member], ids: tuple[str, ...], touched: Mapping[str, Stored]) -> Stored:
    copies = {member.copy.key: member.copy for member in group}
    kept = tuple(copies[key] for key in sorted(copies))
    return Stored(
        paper=derive(ids[0], [each.paper for each in kept]),
        copies=kept,
        passages=(),
        sentences=(),
        aliases=ids[1:],
        apart=tuple(sorted(_apart(ids, kept, touched))),
    )


def _apart(ids: tuple[str, ...], copies: Sequence[Copy], touched: Mapping[str, Stored]) -> set[str]:
    """What a paper must stay apart from: by its own say, and by that of papers which must stay apart from it."""
    own = {other for i in ids if i in touched for other in touched[i].apart}
    names = parted_by(ids[0], copies).union(ids)
    others = [stored for i, stored in touched.items() if i not in ids and not names.isdisjoint(stored.apart)]
    return own.union(*(parted_by(other.paper.id, other.copies) for other in others))


def parted_by(paper_id: str, copies: Iterable[Copy]) -> set[str]:
    """By what a paper is known among what others must stay apart from: its id, and the keys of its copies.

    The keys outlive it: when it has been removed and its copies come again, they are kept out of those others.
    """
    return {paper_id, *(key_name(copy.key) for copy in copies)}


def _is_new(mine: Stored, touched: Mapping[str, Stored]) -> bool:
    return not any(i in touched for i in (mine.paper.id, *mine.aliases)) and len(mine.copies) == 1
