"""One Paper from all copies, whatever their order."""

from itertools import permutations

import pytest

from assistant.library import derive
from assistant.records import Paper
from tests.fakes import a_paper

COPIES: dict[str, tuple[Paper, ...]] = {
    "one copy": (a_paper(),),
    "venue in one, doi in another, url in both": (
        a_paper(name="a.txt", venue="Journal of Kettles", url="https://a.example"),
        a_paper(name="b.txt", doi="10.1/k", url="https://b.example"),
        a_paper(name="c.txt", arxiv_id="2401.00001v2"),
    ),
    "abstracts of different lengths, titles of different case": (
        a_paper("Tides In A Bathtub", "Short.", name="a.txt"),
        a_paper("Tides in a bathtub", "A longer abstract. It goes on.", name="b.txt"),
        a_paper("Tides in a bathtub", "Another abstract of it. It is.", name="c.txt"),
    ),
    "dates: inferred, coarse, fine": (
        a_paper(name="a.txt", date="2024-03-02", year=2024, date_inferred=True),
        a_paper(name="b.txt", date="2023", year=2023),
        a_paper(name="c.txt", date="2023-11", year=2023),
        a_paper(name="d.txt", date="2023-11-05", year=2023),
    ),
    "author lists and counts": (
        a_paper(name="a.txt", authors=("A. One",), n_authors=1),
        a_paper(name="b.txt", authors=("A. One", "B. Two"), n_authors=2),
        a_paper(name="c.txt", n_authors=7),
        a_paper(name="d.txt", authors=("Anna One", "Bert Two"), n_authors=7),
    ),
    "digests among originals": (
        a_paper(name="digest.jsonl", abstract="A digest much longer than the abstract. " * 5, is_digest=True),
        a_paper(name="a.txt"),
        a_paper("Tides in a Bath", name="b.txt"),
    ),
    "two copies of one place that differ": (
        a_paper(venue="Here"),
        a_paper(venue="There", doi="10.1/there"),
        a_paper(url="https://c.example", doi="10.1/elsewhere"),
    ),
    "preprint and published version": (
        a_paper(name="a.txt", doi="10.48550/arXiv.2401.00001", date="2023-11-05", year=2023),
        a_paper(name="b.txt", doi="10.1000/k", date="2024", year=2024, venue="Journal of Kettles"),
    ),
    "titles in several forms": (
        a_paper("TIDES IN A BATHTUB: A STUDY", name="a.txt"),
        a_paper("{Tides} in a Bathtub: A Study", name="b.txt"),
        a_paper("Tides in a Bathtub: A Study", name="c.txt"),
        a_paper("Tides in a Bathtub", name="d.txt"),
    ),
    "a title and one without its subtitle": (
        a_paper("Tides in a Bathtub", name="a.txt"),
        a_paper("Tides in a Bathtub: A Study", name="b.txt"),
    ),
    "names short and full": (
        a_paper(name="a.txt", authors=("J. Smith", "A. Lee"), n_authors=2),
        a_paper(name="b.txt", authors=("John Smith", "Ann Lee"), n_authors=2),
        a_paper(name="c.txt", n_authors=7),
        a_paper(name="d.txt", n_authors=7),
    ),
    "a year without a date": (
        a_paper(name="a.txt", year=2021),
        a_paper(name="b.txt", date="2024-03-02", year=2024, date_inferred=True),
    ),
    "extras": (
        a_paper(name="a.txt", extra=(("votes", "3"), ("tag", "x"))),
        a_paper(name="b.txt", extra=(("votes", "4"),)),
    ),
}


@pytest.mark.parametrize("copies", COPIES.values(), ids=COPIES.keys())
def test_every_order_of_the_copies_gives_the_same_paper(copies: tuple[Paper, ...]) -> None:
    derived = {derive("p1", order) for order in permutations(copies)}
    assert len(derived) == 1
    paper = derived.pop()
    assert paper.id == "p1"
    assert set(paper.sources) == {copy.sources[0] for copy in copies}


EXPECTED: dict[str, tuple[tuple[Paper, ...], dict[str, object]]] = {
    "a digest never wins, however much it says": (
        COPIES["digests among originals"],
        {"abstract": "We fill it. We wait.", "is_digest": False},
    ),
    "digests alone are a digest": ((a_paper(is_digest=True),), {"is_digest": True}),
    "a digest's metadata do not reach the paper": (
        (a_paper(name="d", is_digest=True, venue="V", doi="10.1/d", date="2020", year=2020), a_paper(name="o")),
        {"venue": None, "doi": None, "date": None, "year": None},
    ),
    "a printed date beats a finer one that was inferred": (
        COPIES["dates: inferred, coarse, fine"],
        {"date": "2023-11-05", "date_inferred": False, "year": 2023},
    ),
    "a printed year alone beats an inferred day": (
        COPIES["dates: inferred, coarse, fine"][:2],
        {"date": "2023", "date_inferred": False, "year": 2023},
    ),
    "an inferred date is better than none, and says so": (
        (a_paper(name="a"), a_paper(name="b", date="2024-03-02", year=2024, date_inferred=True)),
        {"date": "2024-03-02", "date_inferred": True, "year": 2024},
    ),
    "the longest abstract": (
        COPIES["abstracts of different lengths, titles of different case"],
        {
            "abstract": "A longer abstract. It goes on.",
            "title": "Tides in a bathtub",
        },
    ),
    "the longest author list": (COPIES["author lists and counts"], {"n_authors": 7}),
    "each field from whoever knows it": (
        COPIES["venue in one, doi in another, url in both"],
        {"venue": "Journal of Kettles", "doi": "10.1/k", "arxiv_id": "2401.00001v2", "url": "https://a.example"},
    ),
    "both links of a preprint and its published version": (
        COPIES["preprint and published version"],
        {"doi": "10.1000/k", "arxiv_id": "2401.00001", "date": "2023-11-05", "year": 2023},
    ),
    "one copy's DOI stays as it is": (COPIES["preprint and published version"][:1], {"arxiv_id": None, "year": 2023}),
    "the commonest title, without markup and capitals": (
        COPIES["titles in several forms"],
        {"title": "Tides in a Bathtub: A Study"},
    ),
    "the title with its subtitle": (
        COPIES["a title and one without its subtitle"],
        {"title": "Tides in a Bathtub: A Study"},
    ),
    "full names and their number, from one copy": (
        COPIES["names short and full"],
        {"authors": ("John Smith", "Ann Lee"), "n_authors": 2},
    ),
    "a number of authors where nobody has a list": (
        COPIES["names short and full"][2:],
        {"n_authors": 7, "authors": ()},
    ),
    "a printed year beats an inferred date, and comes without one": (
        COPIES["a year without a date"],
        {"date": None, "year": 2021, "date_inferred": False},
    ),
    "all extras": (COPIES["extras"], {"extra": (("tag", "x"), ("votes", "3"), ("votes", "4"))}),
}


@pytest.mark.parametrize(("copies", "expected"), EXPECTED.values(), ids=EXPECTED.keys())
def test_which_copy_wins(copies: tuple[Paper, ...], expected: dict[str, object]) -> None:
    paper = derive("p1", copies)
    assert {field: getattr(paper, field) for field in expected} == expected
