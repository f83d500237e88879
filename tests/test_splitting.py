"""Wrong merges taken apart and wrong splits put together, for good; and what is told about merges."""

from dataclasses import replace

import pytest

from assistant.errors import UsageError
from assistant.library import Copy, Stored
from assistant.records import Paper
from ingest.duplicates import likely_pairs, merged
from ingest.identity import Identities, copy_key, natural_ids
from ingest.plan import Plan, make_plan
from ingest.splitting import join_plan, split_plan
from tests.fakes import a_paper
from tests.test_plan import whole

TITLE = "Settling Surfaces of Cold Bathtub Water"
TEXT = "We fill a bathtub with cold water and watch how slowly its surface settles under lamps of various colours."
OTHER = "Seven glaciers were weighed by tired surveyors who kept careful logbooks during every stormy autumn night."


def a_copy(name: str, title: str = TITLE, abstract: str = TEXT, **facts: object) -> Copy:
    paper = a_paper(title, abstract, name=name, **facts)
    return Copy(copy_key(paper, 0), paper)


ONE, TWO, THREE = a_copy("a.txt", doi="10.1/x"), a_copy("b.txt", doi="10.1/x", venue="Ice"), a_copy("c.txt")


def known_of(*copies: Copy) -> Identities:
    known = Identities()
    make_plan(copies, known, whole)
    return known


def the(known: Identities) -> Stored:
    (only,) = known.all()
    return only


def apply(plan: Plan, known: Identities) -> None:
    for paper_id in plan.removed:
        known.remove(paper_id)
    for stored in plan.after.values():
        known.add(stored)


def sources(known: Identities) -> dict[str, list[str]]:
    return {each.paper.id: [copy.paper.sources[0].name for copy in each.copies] for each in known.all()}


def test_what_was_split_stays_split_whatever_comes() -> None:
    known = known_of(ONE, TWO, THREE)
    whole_paper = the(known)
    plan = split_plan(whole_paper, [2], known, whole)
    apply(plan, known)
    taken = next(i for i in plan.after if i != whole_paper.paper.id)
    assert sources(known) == {whole_paper.paper.id: ["a.txt", "c.txt"], taken: ["b.txt"]}
    assert plan.before == {whole_paper.paper.id: whole_paper}
    for order in ([ONE, TWO, THREE], [THREE, TWO, ONE]):
        again = make_plan(order, known, whole)
        assert (again.counts["unchanged"], again.written()) == (3, [])
    make_plan([a_copy("d.txt", doi="10.1/x", venue="Ice"), replace(TWO, paper=_later(TWO.paper))], known, whole)
    kept = sources(known)
    assert set(kept) == {whole_paper.paper.id, taken}
    assert {"a.txt", "c.txt"} <= set(kept[whole_paper.paper.id])
    assert "b.txt" in kept[taken]


def _later(paper: Paper) -> Paper:
    return replace(paper, url="https://ice.example")


def test_what_is_taken_out_gets_its_former_id_back() -> None:
    logbooks = a_copy("a.txt", "Logbooks of Tired Surveyors", OTHER)
    lamps = a_copy("b.txt", arxiv_id="2401.00001")
    bridge = a_copy("c.txt", "Logbooks of Tired Surveyors", OTHER, arxiv_id="2401.00001")
    known = known_of(logbooks, lamps, bridge)
    joined = the(known)
    former = {natural_ids(logbooks.paper)[0], natural_ids(lamps.paper)[0]}
    assert {joined.paper.id, *joined.aliases} == former
    numbers = [n for n, copy in enumerate(joined.copies, 1) if natural_ids(copy.paper)[0] in joined.aliases]
    plan = split_plan(joined, numbers, known, whole)
    assert set(plan.after) == former
    assert all(not stored.aliases for stored in plan.after.values())


def test_a_split_paper_can_be_split_again_and_keeps_what_it_was_apart_from() -> None:
    known = known_of(ONE, TWO, THREE)
    first = the(known)
    apply(split_plan(first, [1], known, whole), known)
    rest = known.get(first.paper.id)
    apply(split_plan(rest, [1], known, whole), known)
    assert sorted(len(copies) for copies in sources(known).values()) == [1, 1, 1]
    make_plan([a_copy("d.txt", doi="10.1/x")], known, whole)
    assert sorted(len(copies) for copies in sources(known).values()) == [1, 1, 2]


@pytest.mark.parametrize("numbers", [[], [0], [4], [1, 9], [1, 2, 3], [-1]])
def test_numbers_that_make_no_sense(numbers: list[int]) -> None:
    known = known_of(ONE, TWO, THREE)
    with pytest.raises(UsageError):
        split_plan(the(known), numbers, known, whole)


def test_what_was_joined_stays_joined() -> None:
    logbooks = a_copy("x.txt", "Logbooks of Tired Surveyors", OTHER)
    known = known_of(ONE, logbooks)
    one, other = known.all()
    plan = join_plan(one, other, whole)
    assert plan.removed == [other.paper.id]
    apply(plan, known)
    make_plan([TWO, replace(logbooks, paper=_later(logbooks.paper))], known, whole)
    joined = the(known)
    assert (joined.paper.id, joined.aliases, len(joined.copies)) == (one.paper.id, (other.paper.id,), 3)
    with pytest.raises(UsageError):
        join_plan(joined, joined, whole)


def test_a_split_is_undone_by_joining() -> None:
    known = known_of(ONE, TWO)
    before = the(known)
    plan = split_plan(before, [1], known, whole)
    apply(plan, known)
    one, other = (known.get(paper_id) for paper_id in sorted(plan.after, key=lambda i: i != before.paper.id))
    apply(join_plan(one, other, whole), known)
    assert the(known).copies == before.copies
    assert the(known).paper == before.paper


def test_why_copies_were_merged() -> None:
    known = known_of(ONE, TWO, a_copy("c.txt", TITLE.replace("Settling", "Setlting")))
    found = merged(the(known))
    assert {copy.source: copy.why for copy in found.copies} == {
        "a.txt": "same DOI 10.1/x",
        "b.txt": "same DOI 10.1/x",
        "c.txt": "near title, same abstract (0.97)",
    }
    assert (found.id, found.title) == (the(known).paper.id, TITLE)


def test_a_copy_that_no_rule_joins_says_so() -> None:
    known = known_of(ONE, a_copy("x.txt", "Logbooks of Tired Surveyors", OTHER))
    one, other = known.all()
    (joined,) = join_plan(one, other, whole).after.values()
    assert {copy.why for copy in merged(joined).copies} == {"joined before; no rule joins it now"}


def test_pairs_that_look_alike() -> None:
    known = known_of(
        a_copy("a.txt", f"{TITLE}: Part I"), a_copy("b.txt", f"{TITLE}: Part II"), a_copy("c.txt", "Logbooks", OTHER)
    )
    (pair,) = likely_pairs(list(known.all()), known)
    assert (sorted(pair.titles), pair.why) == ([f"{TITLE}: Part I", f"{TITLE}: Part II"], "another part or edition")
    assert pair.score == 1.0
    assert pair.ids == tuple(sorted(pair.ids))


def test_a_pair_that_was_split_says_so() -> None:
    known = known_of(ONE, TWO)
    apply(split_plan(the(known), [1], known, whole), known)
    assert [pair.why for pair in likely_pairs(list(known.all()), known)] == ["split by hand"]


REMOVALS = [
    ("the part taken out", ["taken"], [[TWO], [THREE, TWO], [TWO, ONE, THREE]]),
    ("the part that kept its id", ["kept"], [[ONE, THREE], [THREE, ONE], [TWO, THREE, ONE]]),
]


@pytest.mark.parametrize(("removed", "orders"), [row[1:] for row in REMOVALS], ids=[row[0] for row in REMOVALS])
def test_what_was_split_removed_and_added_again_is_split(removed: list[str], orders: list[list[Copy]]) -> None:
    for order in orders:
        known = known_of(ONE, TWO, THREE)
        kept = the(known).paper.id
        plan = split_plan(the(known), [2], known, whole)
        apply(plan, known)
        ids = {"kept": kept, "taken": next(i for i in plan.after if i != kept)}
        before = {stored.paper.id: stored for stored in known.all()}
        for part in removed:
            known.remove(ids[part])
        for copy in order:
            make_plan([copy], known, whole)
        assert {stored.paper.id: stored for stored in known.all()} == before
        make_plan([a_copy("d.txt", abstract=f"{TEXT} Twice.")], known, whole)
        assert set(sources(known)) == set(before)  # and what comes for the first time is of either


def test_where_no_part_is_left_nothing_remembers_the_split() -> None:
    known = known_of(ONE, TWO)
    plan = split_plan(the(known), [2], known, whole)
    apply(plan, known)
    for paper_id in plan.after:
        known.remove(paper_id)
    make_plan([ONE, TWO], known, whole)
    assert list(sources(known).values()) == [["a.txt", "b.txt"]]
