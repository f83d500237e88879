"""What a batch changes, worked out without a library."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assistant.library import Copy, Put, Stored
from assistant.records import Paper, Passage
from ingest.identity import Identities, copy_key
from ingest.plan import Plan, embed_into, make_plan
from tests.fakes import FakeEmbedder, a_paper, stored

KETTLE = a_paper("Kettles That Whistle", "Steam leaves the spout.", name="k.jsonl", entry="k1", doi="10.1/k")
OTTER = a_paper("Otters in Winter", "The otters slide.", name="o.txt")


def whole(paper: Paper) -> tuple[Passage, ...]:
    return (Passage(f"{paper.id}:0", paper.id, paper.abstract, 0, len(paper.abstract)),)


def planned(copies: Sequence[Paper], known: Identities) -> Plan:
    return make_plan([Copy(copy_key(copy, 0), copy) for copy in copies], known, whole)


def loaded(*copies: Paper) -> list[Stored]:
    """The papers of a library into which these copies were loaded."""
    return list(planned(copies, Identities()).after.values())


def counted(plan: Plan) -> dict[str, int]:
    return {name: n for name, n in plan.counts.items() if n}


def test_new_papers() -> None:
    plan = planned([KETTLE, OTTER], Identities())
    assert counted(plan) == {"added": 2}
    assert plan.embedded == len(plan.to_embed()) == len(plan.written()) == 2
    vectors: dict[str, np.ndarray[tuple[int], np.dtype[np.float32]]] = {}
    embed_into(vectors, plan.to_embed(), FakeEmbedder())
    changes = plan.changes(vectors)
    assert [put.stored.paper.title for put in changes.puts] == [KETTLE.title, OTTER.title]
    assert all(put.vectors is not None and put.vectors.shape == (1, 32) for put in changes.puts)


def test_nothing_new() -> None:
    plan = planned([KETTLE, OTTER], Identities(loaded(KETTLE, OTTER)))
    assert counted(plan) == {"unchanged": 2}
    assert (plan.to_embed(), plan.embedded, plan.changes({}).puts, plan.removed) == ({}, 0, (), [])


def test_new_metadata_need_no_vectors() -> None:
    plan = planned([replace(KETTLE, venue="Annals of Steam")], Identities(loaded(KETTLE, OTTER)))
    assert counted(plan) == {"updated": 1}
    assert (plan.to_embed(), plan.embedded) == ({}, 0)
    (put,) = plan.changes({}).puts
    assert put.vectors is None
    assert put.stored.paper.venue == "Annals of Steam"


def test_a_new_abstract_needs_vectors_for_that_paper_alone() -> None:
    before = loaded(KETTLE, OTTER)
    plan = planned([replace(KETTLE, abstract="Steam again.")], Identities(before))
    assert list(plan.to_embed().values()) == ["Kettles That Whistle\nSteam again."]
    assert plan.written()[0].paper.id == before[0].paper.id


def test_another_source_is_merged_and_keeps_the_id() -> None:
    before = loaded(KETTLE, OTTER)
    plan = planned([replace(OTTER, sources=a_paper(name="b.txt").sources, venue="Rivers")], Identities(before))
    assert counted(plan) == {"merged": 1}
    (written,) = plan.written()
    assert (written.paper.id, written.paper.venue, len(written.copies)) == (before[1].paper.id, "Rivers", 2)
    assert plan.embedded == 0


def test_two_copies_in_one_batch() -> None:
    again = replace(OTTER, sources=a_paper(name="b.txt").sources, abstract="The otters slide downhill.")
    plan = planned([OTTER, again, OTTER], Identities())
    assert counted(plan) == {"added": 1, "merged": 1, "unchanged": 1}
    assert list(plan.to_embed().values()) == ["Otters in Winter\nThe otters slide downhill."]


def test_a_third_copy_joins_two_papers_and_the_second_id_lives_on_as_an_alias() -> None:
    first, second = loaded(replace(KETTLE, arxiv_id=None), replace(OTTER, arxiv_id="2401.00001"))
    third = a_paper("A Third Name", name="c.txt", doi="10.1/K", arxiv_id="2401.00001v2")
    known = Identities([first, second])
    plan = planned([third], known)
    assert counted(plan) == {"merged": 1}
    (joined,) = plan.written()
    assert {joined.paper.id, *joined.aliases} == {first.paper.id, second.paper.id}
    assert plan.removed == list(joined.aliases)
    assert len(joined.copies) == 3
    again = planned([KETTLE, replace(OTTER, arxiv_id="2401.00001"), third], Identities([joined]))
    assert counted(again) == {"unchanged": 3}
    assert (again.written(), again.removed) == ([], [])


def test_papers_joined_in_the_batch_that_brought_one_of_them() -> None:
    (old,) = loaded(replace(OTTER, arxiv_id="2401.00001"))
    third = a_paper("A Third Name", name="c.txt", doi="10.1/K", arxiv_id="2401.00001v2")
    plan = planned([KETTLE, third, KETTLE], Identities([old]))
    (joined,) = plan.written()
    assert old.paper.id in {joined.paper.id, *joined.aliases}
    assert set(plan.removed) <= set(joined.aliases)
    assert {put.stored.paper.id for put in _puts(plan)} == {joined.paper.id}


def test_vectors_are_computed_once_for_one_text() -> None:
    embedder, vectors = FakeEmbedder(), dict[str, np.ndarray[tuple[int], np.dtype[np.float32]]]()
    embed_into(vectors, {"a": "one", "b": "two"}, embedder)
    embed_into(vectors, {"b": "two", "c": "three"}, embedder)
    assert embedder.texts == ["one", "two", "three"]
    assert sorted(vectors) == ["a", "b", "c"]


def test_papers_held_apart_stay_apart() -> None:
    one, two = (replace(stored(f"p{n}", replace(OTTER, sources=a_paper(name=f"{n}.txt").sources))) for n in (1, 2))
    copies = {record.paper.id: record.copies[0].paper for record in (one, two)}
    keyed = [replace(r, copies=(Copy(copy_key(copies[r.paper.id], 0), copies[r.paper.id]),)) for r in (one, two)]
    apart = [replace(keyed[0], apart=("p2",)), replace(keyed[1], apart=("p1",))]
    for order in (apart, apart[::-1]):
        plan = planned([copies["p1"], copies["p2"], copies["p1"]], Identities(order))
        assert counted(plan) == {"unchanged": 3}
        assert plan.written() == []


def _puts(plan: Plan) -> tuple[Put, ...]:
    vectors: dict[str, np.ndarray[tuple[int], np.dtype[np.float32]]] = {}
    embed_into(vectors, plan.to_embed(), FakeEmbedder())
    return plan.changes(vectors).puts
