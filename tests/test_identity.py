"""The papers of a library by name, and the keys and ids of copies."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import pytest

from assistant.library import Copy, Stored
from assistant.library.names import id_name, names_of
from assistant.records import Paper
from ingest.identity import MOST, Identities, copy_key, keys_of, natural_ids, place_of
from tests.fakes import a_paper, stored

TITLE = "Tides in a Bathtub"
TAKEN_ELSEWHERE = a_paper("Kettles That Whistle", "Steam leaves the spout.", name="k.txt")


class Shelf:
    """Papers by name, with a record of the names asked for."""

    def __init__(self, *papers: Stored) -> None:
        self.papers = {paper.paper.id: paper for paper in papers}
        self.asked: list[str] = []

    def named(self, names: Iterable[str]) -> Mapping[str, Collection[str]]:
        wanted = list(names)
        self.asked += wanted
        return {name: [i for i, paper in self.papers.items() if name in names_of(paper)] for name in wanted}

    def get(self, paper_ids: Iterable[str]) -> Mapping[str, Stored]:
        return {paper_id: self.papers[paper_id] for paper_id in paper_ids}


def ids(papers: Iterable[Stored]) -> list[str]:
    return [paper.paper.id for paper in papers]


def near(known: Identities, copy: Paper) -> list[str]:
    return ids(known.near(Copy(copy_key(copy, 0), copy)))


def test_papers_are_found_on_the_shelf_and_over_it() -> None:
    shelf = Shelf(stored("p1", a_paper(TITLE)), stored("p2", TAKEN_ELSEWHERE))
    known = Identities(shelf=shelf)
    assert near(known, a_paper(TITLE, name="b.txt")) == ["p1"]
    known.add(stored("p3", a_paper(TITLE, name="c.txt")))
    assert near(known, a_paper(TITLE, name="b.txt")) == ["p1", "p3"]
    assert shelf.asked


def test_what_was_changed_or_removed_here_hides_the_shelf() -> None:
    known = Identities(shelf=Shelf(stored("p1", a_paper(TITLE)), stored("p2", a_paper(TITLE, name="b.txt"))))
    known.add(stored("p1", TAKEN_ELSEWHERE))
    known.remove("p2")
    assert near(known, a_paper(TITLE, name="c.txt")) == []
    assert near(known, TAKEN_ELSEWHERE) == ["p1"]
    assert known.get("p1").paper.title == TAKEN_ELSEWHERE.title


def test_what_was_settled_is_the_shelfs_again() -> None:
    shelf = Shelf(stored("p1", a_paper(TITLE)))
    known = Identities(shelf=shelf)
    changed, gone = stored("p1", TAKEN_ELSEWHERE), stored("p2", a_paper(TITLE, name="b.txt"))
    known.add(changed)
    known.add(gone)
    known.remove("p2")
    shelf.papers = {"p1": changed}
    known.settle([changed], ["p2"])
    assert list(known.all()) == []
    assert near(known, TAKEN_ELSEWHERE) == ["p1"]


def test_a_paper_that_was_removed_is_not_found() -> None:
    known = Identities([stored("p1", a_paper(TITLE, doi="10.1/x"))])
    known.remove("p1")
    known.remove("p1")
    assert near(known, a_paper(TITLE, doi="10.1/x")) == []


def test_a_title_of_too_many_papers_is_passed_over_and_a_number_is_not() -> None:
    papers = [stored(f"p{n}", a_paper(TITLE, f"Number {n}.", name=f"{n}.txt")) for n in range(MOST + 1)]
    known = Identities([*papers, stored("q", a_paper("Lamps", doi="10.1/x"))])
    assert near(known, a_paper(TITLE, "Other.", name="x.txt", doi="10.1/x")) == ["q"]


def test_resembling_goes_on_from_paper_to_paper() -> None:
    one = stored("p1", a_paper(TITLE, "Short.", doi="10.1/x"))
    two = stored("p2", a_paper("Lamps", "Shorter.", doi="10.1/X", arxiv_id="2401.00001", name="b.txt"))
    far = stored("p3", TAKEN_ELSEWHERE)
    known = Identities([one, two, far])
    copy = Copy("k", a_paper("Oceans", "Other.", arxiv_id="2401.00001v2", name="c.txt"))
    assert sorted(ids(known.resembling(copy.paper, known.near(copy)))) == ["p1", "p2"]


def test_ids_are_the_same_wherever_a_title_is_first_seen() -> None:
    copies = (a_paper(TITLE), a_paper("TIDES in a bathtub", "Another.", name="b.txt", year=2020, date="2020"))
    assert len({Identities().new_id(copy) for copy in copies}) == 1


def test_an_id_is_given_once() -> None:
    known = Identities()
    seen = set[str]()
    for year in range(2020, 2024):
        copy = a_paper(TITLE, year=year, date=str(year))
        paper_id = known.new_id(copy)
        assert paper_id not in seen
        seen.add(paper_id)
        known.add(stored(paper_id, copy))
    former = Identities([stored("p1", TAKEN_ELSEWHERE, aliases=(natural_ids(a_paper(TITLE))[0],))])
    assert former.new_id(a_paper(TITLE)) == natural_ids(a_paper(TITLE))[1]
    assert ids(former.find([id_name(natural_ids(a_paper(TITLE))[0])])) == ["p1"]


def test_keys_of_copies() -> None:
    other = a_paper("Another", "Other.", name="b.txt")
    assert copy_key(a_paper(entry="r1"), 0) == copy_key(a_paper("Another", entry="r1"), 3)
    moved = a_paper(TITLE, entry="line 90", abstract="Other words.")
    assert copy_key(a_paper(TITLE), 0) == copy_key(moved, 0)
    assert copy_key(a_paper(TITLE), 0) != copy_key(a_paper(TITLE), 1)
    assert copy_key(a_paper(TITLE), 0) != copy_key(other, 0)


def test_a_file_is_known_by_where_it_is(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "papers.jsonl").write_text("{}")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    one, two, link = (place_of(str(tmp_path / folder / "papers.jsonl")) for folder in ("a", "b", "link"))
    assert one == link != two
    assert place_of("openalex") == ""
    copy = a_paper(name="papers.jsonl", entry="r1")
    assert str(tmp_path) not in copy_key(copy, 0, one)
    assert copy_key(copy, 0, one) != copy_key(copy, 0, two)


@pytest.mark.parametrize("entry", ["r1", "line 7"])
def test_the_key_of_older_versions_is_known(entry: str) -> None:
    copy = a_paper(name="papers.jsonl", entry=entry)
    assert keys_of(copy_key(copy, 2, "@0123"), copy) == (copy_key(copy, 2, "@0123"), copy_key(copy, 2))
    assert keys_of(copy_key(copy, 2), copy) == (copy_key(copy, 2),)
