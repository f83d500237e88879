"""Which papers a copy is a copy of."""

from dataclasses import replace

import pytest

from assistant.library import Copy, Stored
from assistant.records import Paper
from ingest.identity import Identities, copy_key
from tests.fakes import a_paper, stored

TITLE = "Tides in a Bathtub"


def other(title: str = "Something Else Entirely", **facts: object) -> Paper:
    return a_paper(title, "Another abstract.", **{"name": "other.txt", **facts})


SAME: dict[str, tuple[Paper, Paper]] = {
    "one DOI in two spellings": (a_paper(doi="10.1000/ABC"), other(doi="10.1000/abc")),
    "arXiv id, with and without version": (a_paper(arxiv_id="2401.01234v1"), other(arxiv_id="2401.01234")),
    "arXiv id, two versions": (a_paper(arxiv_id="2401.01234v1"), other(arxiv_id="2401.01234v12")),
    "arXiv id of the old kind, with its prefix": (a_paper(arxiv_id="cs/0101001"), other(arxiv_id="arXiv:cs/0101001v2")),
    "title, nothing else known": (a_paper(TITLE), other(TITLE)),
    "title in other case and marks": (a_paper(TITLE), other("TIDES IN A BATH-TUB!".replace("-", ""))),
    "title, year known to one side": (a_paper(TITLE, year=2020, date="2020"), other(TITLE)),
    "title, same year": (a_paper(TITLE, year=2020, date="2020"), other(TITLE, year=2020, date="2020-05")),
    "title, the other year only inferred": (
        a_paper(TITLE, year=2020, date="2020"),
        other(TITLE, year=2021, date="2021-01-02", date_inferred=True),
    ),
    "title, first author in two spellings": (
        a_paper(TITLE, authors=("Zoë Ångström", "B. Two")),
        other(TITLE, authors=("Angstrom, Z.",)),
    ),
    "title, authors known to one side": (a_paper(TITLE, authors=("Zoë Ångström",)), other(TITLE)),
    "DOI, though year and author differ": (
        a_paper(TITLE, doi="10.1/x", year=2020, date="2020", authors=("A. One",)),
        other(doi="10.1/x", year=2022, date="2022", authors=("C. Three",)),
    ),
}
DIFFERENT: dict[str, tuple[Paper, Paper]] = {
    "other title": (a_paper(TITLE), other()),
    "title, another printed year": (a_paper(TITLE, year=2020, date="2020"), other(TITLE, year=2021, date="2021")),
    "title, another first author": (a_paper(TITLE, authors=("A. One",)), other(TITLE, authors=("B. Two", "A. One"))),
    "arXiv ids that differ in more than the version": (a_paper(arxiv_id="2401.01234"), other(arxiv_id="2401.01235")),
    "titles in a script without case": (a_paper("深度学习"), other("机器翻译")),
    "titles of symbols": (a_paper("$$$"), other("???")),
}


@pytest.mark.parametrize("swapped", [False, True], ids=["first then second", "second then first"])
@pytest.mark.parametrize(("one", "two"), SAME.values(), ids=SAME.keys())
def test_copies_of_one_paper(one: Paper, two: Paper, swapped: bool) -> None:
    first, second = (two, one) if swapped else (one, two)
    known = Identities([stored("p1", first)])
    assert known.match(copy_key(second, 0), second) == ["p1"]


@pytest.mark.parametrize("swapped", [False, True], ids=["first then second", "second then first"])
@pytest.mark.parametrize(("one", "two"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_copies_of_two_papers(one: Paper, two: Paper, swapped: bool) -> None:
    first, second = (two, one) if swapped else (one, two)
    known = Identities([stored("p1", first)])
    assert known.match(copy_key(second, 0), second) == []


def test_an_entry_with_a_key_of_its_own_is_known_by_it_whatever_it_says_now() -> None:
    known = Identities([stored("p1", a_paper(name="a.jsonl", entry="r1", year=2020, date="2020"))])
    now = a_paper("Waves in a Sink", name="a.jsonl", entry="r1", year=2021, date="2021")
    assert known.match(copy_key(now, 0), now) == ["p1"]
    elsewhere = a_paper("Waves in a Sink", name="b.jsonl", entry="r1")
    assert known.match(copy_key(elsewhere, 0), elsewhere) == []


def test_a_copy_can_show_that_two_papers_are_one() -> None:
    known = Identities([stored("p1", a_paper(TITLE, doi="10.1/x")), stored("p2", other(arxiv_id="2401.00001"))])
    third = a_paper("A Third Name", name="c.txt", doi="10.1/X", arxiv_id="2401.00001v3")
    assert known.match(copy_key(third, 0), third) == ["p1", "p2"]


def test_a_title_alone_does_not_join_papers_known_to_differ() -> None:
    known = Identities(
        [
            stored("p1", a_paper(TITLE, year=2020, date="2020")),
            stored("p2", a_paper(TITLE, name="b.txt", year=2021, date="2021")),
        ]
    )
    vague = a_paper(TITLE, name="c.txt")
    assert len(known.match(copy_key(vague, 0), vague)) == 1


def test_a_copy_stays_with_the_paper_that_holds_it() -> None:
    vague = a_paper(TITLE, name="c.txt")
    holder = stored("p2", a_paper(TITLE, name="b.txt", year=2021, date="2021"))
    key = copy_key(vague, 0)
    rival = stored("p1", a_paper(TITLE, year=2020, date="2020"))
    for order in ([rival, holder], [holder, rival]):
        known = Identities(order)
        known.add(_with_copy(holder, key, vague))
        assert known.match(key, vague) == ["p2"]


def test_papers_kept_apart_are_not_joined() -> None:
    for one_says, other_says in ((("p2",), ()), ((), ("p1",)), (("p2",), ("p1",))):
        one = _apart(stored("p1", a_paper(TITLE, doi="10.1/x")), one_says)
        two = _apart(stored("p2", other(arxiv_id="2401.00001")), other_says)
        third = a_paper("A Third Name", name="c.txt", doi="10.1/X", arxiv_id="2401.00001v3")
        for order in ([one, two], [two, one]):
            assert len(Identities(order).match(copy_key(third, 0), third)) == 1


def test_apart_still_holds_when_one_of_them_took_another_id() -> None:
    one = _apart(stored("p1", a_paper(TITLE, doi="10.1/x")), ())
    two = _apart(stored("p2", other(arxiv_id="2401.00001"), aliases=("p9",)), ())
    third = a_paper("A Third Name", name="c.txt", doi="10.1/X", arxiv_id="2401.00001v3")
    assert len(Identities([_apart(one, ("p9",)), two]).match(copy_key(third, 0), third)) == 1


def test_ids_are_the_same_wherever_a_title_is_first_seen() -> None:
    ids = {Identities().new_id(copy) for copy in (a_paper(TITLE), other("TIDES in a bathtub", year=2020, date="2020"))}
    assert len(ids) == 1


def test_an_id_is_given_once() -> None:
    first = a_paper(TITLE, year=2020, date="2020")
    known = Identities()
    seen = set()
    for year in range(2020, 2024):
        copy = a_paper(TITLE, year=year, date=str(year))
        paper_id = known.new_id(copy)
        assert paper_id not in seen
        seen.add(paper_id)
        known.add(stored(paper_id, copy))
    former = Identities([stored("p1", other(), aliases=(Identities().new_id(first),))])
    assert former.new_id(first) != Identities().new_id(first)


def test_keys_of_copies() -> None:
    assert copy_key(a_paper(name="a.jsonl", entry="r1"), 0) == copy_key(other(name="a.jsonl", entry="r1"), 3)
    moved = a_paper(TITLE, entry="line 90", abstract="Other words.")
    assert copy_key(a_paper(TITLE), 0) == copy_key(moved, 0)
    assert copy_key(a_paper(TITLE), 0) != copy_key(a_paper(TITLE), 1)
    assert copy_key(a_paper(TITLE), 0) != copy_key(a_paper(TITLE, name="b.txt"), 0)


def test_a_paper_that_was_removed_is_not_found() -> None:
    known = Identities([stored("p1", a_paper(TITLE, doi="10.1/x"))])
    known.remove("p1")
    known.remove("p1")
    again = a_paper(TITLE, doi="10.1/x")
    assert known.match(copy_key(again, 0), again) == []


def _with_copy(record: Stored, key: str, copy: Paper) -> Stored:
    return replace(record, copies=(*record.copies, Copy(key, copy)))


def _apart(record: Stored, ids: tuple[str, ...]) -> Stored:
    return replace(record, apart=ids)
