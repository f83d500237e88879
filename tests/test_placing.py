"""Where a copy goes, and under which ids: whatever comes in which order."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.library import Copy, Stored
from assistant.records import Paper
from ingest.identity import Identities, copy_key, natural_ids
from ingest.plan import Plan, make_plan
from tests.fakes import a_paper, stored
from tests.test_plan import whole

TITLE = "Settling Surfaces of Cold Bathtub Water"
TEXT = "We fill a bathtub with cold water and watch how slowly its surface settles under lamps of various colours."
OTHER = "Seven glaciers were weighed by tired surveyors who kept careful logbooks during every stormy autumn night."


def a_copy(paper: Paper, place: str = "") -> Copy:
    return Copy(copy_key(paper, 0, place), paper)


def load(known: Identities, *copies: Copy) -> Plan:
    return make_plan(copies, known, whole)


def told(plan: Plan) -> dict[str, int]:
    return {status: n for status, n in plan.counts.items() if n}


def keyed(entry: str, title: str = TITLE, abstract: str = TEXT, **facts: object) -> Paper:
    return a_paper(title, abstract, name="a.jsonl", entry=entry, **facts)


def test_a_record_corrected_stays_its_paper() -> None:
    known = Identities()
    load(known, a_copy(keyed("r1", year=2020, date="2020")))
    (before,) = known.all()
    plan = load(known, a_copy(keyed("r1", "Settling Surfaces of Warm Bathtub Water", year=1990, date="1990")))
    (after,) = known.all()
    assert (told(plan), plan.removed) == ({"updated": 1}, [])
    assert (after.paper.id, after.paper.year, len(after.copies)) == (before.paper.id, 1990, 1)


def test_a_key_given_to_another_work_is_another_paper_and_the_first_stays() -> None:
    known = Identities()
    load(known, a_copy(keyed("r1")))
    plan = load(known, a_copy(keyed("r1", "Logbooks", OTHER)))
    assert told(plan) == {"added": 1}
    assert sorted(each.paper.title for each in known.all()) == ["Logbooks", TITLE]
    assert told(load(known, a_copy(keyed("r1", "Logbooks", OTHER)), a_copy(keyed("r1")))) == {"unchanged": 2}


def test_a_copy_that_no_longer_fits_leaves_its_paper() -> None:
    known = Identities()
    load(known, a_copy(keyed("r1")), a_copy(a_paper(TITLE, TEXT, name="b.txt", year=2020, date="2020")))
    (one,) = known.all()
    plan = load(known, a_copy(keyed("r1", year=1990, date="1990")))
    assert told(plan) == {"updated": 1}
    assert {len(each.copies) for each in known.all()} == {1}
    assert one.paper.id in {each.paper.id for each in known.all()}
    back = load(known, a_copy(keyed("r1")))
    (again,) = known.all()
    assert (told(back), len(again.copies)) == ({"updated": 1}, 2)
    assert one.paper.id in {again.paper.id, *again.aliases}


@pytest.mark.parametrize("entry", ["r1", "line 1"])
def test_a_folder_that_moved_adds_nothing(entry: str) -> None:
    paper = a_paper(TITLE, TEXT, name="a.jsonl", entry=entry)
    known = Identities()
    load(known, a_copy(paper, "@one"))
    plan = load(known, a_copy(paper, "@two"))
    assert (told(plan), plan.written()) == ({"unchanged": 1}, [])


def test_files_of_one_name_in_two_folders_are_two_sources() -> None:
    one, two = (a_paper(TITLE, text, name="a.jsonl", entry="r1") for text in (TEXT, f"{TEXT} And more."))
    known = Identities()
    assert told(load(known, a_copy(one, "@one"), a_copy(two, "@two"))) == {"added": 1, "merged": 1}
    assert told(load(known, a_copy(one, "@one"), a_copy(two, "@two"))) == {"unchanged": 2}


@pytest.mark.parametrize("entry", ["r1", "line 1"])
def test_a_library_of_an_older_version(entry: str) -> None:
    paper = a_paper(TITLE, TEXT, name="a.jsonl", entry=entry)
    known = Identities()
    load(known, a_copy(paper))
    assert told(load(known, a_copy(paper, "@one"))) == {"unchanged": 1}
    later = replace(paper, venue="Annals of Plumbing")
    assert told(load(known, a_copy(later, "@one"))) == {"updated": 1}
    (kept,) = known.all()
    assert [copy.paper for copy in kept.copies] == [later]


def test_a_bridge_joins_and_its_going_parts() -> None:
    known = Identities()
    load(known, a_copy(keyed("r1", doi="10.1/x")), a_copy(keyed("r2", "Logbooks", OTHER, arxiv_id="2401.00001")))
    ids = {each.paper.id for each in known.all()}
    bridge = keyed("r3", "Bridges", "Short.", doi="10.1/x", arxiv_id="2401.00001v2")
    assert told(load(known, a_copy(bridge))) == {"merged": 1}
    (joined,) = known.all()
    assert {joined.paper.id, *joined.aliases} == ids
    plan = load(known, a_copy(replace(bridge, arxiv_id=None)))
    assert told(plan) == {"updated": 1}
    assert {each.paper.id for each in known.all()} == ids
    assert [each.aliases for each in known.all()] == [(), ()]


def test_an_id_is_given_back_to_what_had_it() -> None:
    one, two = keyed("r1", doi="10.1/x"), keyed("r2", "Logbooks", OTHER, doi="10.1/x")
    joined = stored(natural_ids(one)[0], one, two, aliases=(natural_ids(two)[0],))
    known = Identities([joined])
    load(known, a_copy(replace(one, doi=None)))
    assert {each.paper.title: each.paper.id for each in known.all()} == {
        TITLE: natural_ids(one)[0],
        "Logbooks": natural_ids(two)[0],
    }


TITLES = (
    TITLE,
    f"{TITLE}: A Study",
    TITLE.upper(),
    TITLE.replace("Settling", "Setlting"),
    f"{TITLE}: Part II",
    "Editorial",
)
PAPERS = st.builds(
    a_paper,
    st.sampled_from(TITLES),
    st.sampled_from((TEXT, OTHER, f"{TEXT} {OTHER}", "Short.")),
    name=st.sampled_from(("a.jsonl", "b.jsonl")),
    entry=st.integers(0, 10**6).map(str),
    authors=st.sampled_from(((), ("Jürgen Müller",), ("Mueller, J.", "Lia Brandt"), ("Lia Brandt",))),
    year=st.sampled_from((None, 2018, 2019, 2021, 2030)),
    doi=st.sampled_from((None, None, None, "10.1/a", "10.1/b", "10.48550/arXiv.2401.00001")),
    arxiv_id=st.sampled_from((None, None, None, "2401.00001v2", "2401.00002")),
    is_digest=st.sampled_from((False, False, False, True)),
)


def facts(papers: Sequence[Stored]) -> dict[frozenset[Copy], Paper]:
    """Each paper's copies, and what it says, ids aside."""
    return {frozenset(each.copies): replace(each.paper, id="") for each in papers}


@settings(max_examples=150, deadline=None)
@given(st.lists(PAPERS, max_size=7, unique_by=lambda p: p.sources), st.randoms(), st.integers(1, 3))
def test_any_order_of_copies_gives_the_same_papers(copies: list[Paper], random: Random, size: int) -> None:
    shuffled = list(copies)
    random.shuffle(shuffled)
    one, two = Identities(), Identities()
    load(one, *map(a_copy, copies))
    for start in range(0, len(shuffled), size):
        load(two, *map(a_copy, shuffled[start : start + size]))
    assert facts(list(one.all())) == facts(list(two.all()))
    ids = [i for each in two.all() for i in (each.paper.id, *each.aliases)]
    assert len(ids) == len(set(ids))
    assert told(load(two, *map(a_copy, copies))) == ({"unchanged": len(copies)} if copies else {})
