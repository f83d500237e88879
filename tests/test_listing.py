"""Saved listing pages: three layouts, told apart by content. Entries outside the shared corpus are invented."""

import re
from datetime import date
from pathlib import Path

import pytest

from assistant.records import Paper
from ingest.formats import ReadOptions, Rejected
from ingest.formats.listing import Listing
from tests.entries import rejects

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"

ONE = "We count sheep that jump over a fence. They tire after a hundred jumps and lie down."
TWO = "Goats are rarely counted. This paper counts goats on three hills in all kinds of weather."
FURNITURE = (
    "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\n"
    "byAK and the research community\n\nNov 7\n\n"
)


def read(tmp_path: Path, content: str | bytes, options: ReadOptions | None = None) -> list[Paper | Rejected]:
    path = tmp_path / "page.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(Listing().read(path, options or ReadOptions()))


def papers(entries: list[Paper | Rejected]) -> list[Paper]:
    assert [entry for entry in entries if isinstance(entry, Rejected)] == []
    return [entry for entry in entries if isinstance(entry, Paper)]


def block(who: str, when: str) -> str:
    return f"\n\n  • {who}\n·\n{when}\n\n"


def test_entry_with_block(tmp_path: Path) -> None:
    page = FURNITURE + "Counting Sheep\n\n" + ONE + block("7 authors", "Aug 13, 2023 1")
    (paper,) = papers(read(tmp_path, page))
    assert (paper.id, paper.title, paper.abstract) == ("", "Counting Sheep", ONE)
    assert (paper.n_authors, paper.date, paper.date_inferred, paper.year) == (7, "2023-08-13", False, 2023)
    assert [(s.name, s.kind, s.entry) for s in paper.sources] == [("page.txt", "listing", "line 13")]


def test_entries_without_blocks_and_last_line_without_newline(tmp_path: Path) -> None:
    found = papers(read(tmp_path, f"{FURNITURE}Counting Sheep\n\n{ONE}\n\nCounting Goats\n\n{TWO}"))
    assert [(p.title, p.abstract, p.date, p.n_authors) for p in found] == [
        ("Counting Sheep", ONE, None, None),
        ("Counting Goats", TWO, None, None),
    ]


def test_entry_on_one_line(tmp_path: Path) -> None:
    found = papers(
        read(
            tmp_path,
            f"31 Counting Sheep {ONE} 1 author · Jan 28, 2024 4\n- Counting Goats {TWO} 1,204 authors · May 2, 2020",
        )
    )
    assert [(p.title, p.abstract, p.n_authors, p.date) for p in found] == [
        ("Counting Sheep", ONE, 1, "2024-01-28"),
        ("Counting Goats", TWO, 1204, "2020-05-02"),
    ]
    assert [p.sources[0].entry for p in found] == ["line 1", "line 2"]


def test_layouts_mixed_on_one_page(tmp_path: Path) -> None:
    page = (
        f"{FURNITURE}Counting Sheep\n\n{ONE}{block('7 authors', 'Aug 13')}"
        f"- Counting Goats {TWO} 2 authors · Jan 3, 2024\nCounting Hens\n\n{TWO}\n\nCounting Ducks\n\n{ONE}"
        f"{block('1 authors', 'Feb 1, 2022')}"
    )
    found = papers(read(tmp_path, page))
    assert [(p.title, p.date) for p in found] == [
        ("Counting Sheep", "2025-08-13"),
        ("Counting Goats", "2024-01-03"),
        ("Counting Hens", None),
        ("Counting Ducks", "2022-02-01"),
    ]


@pytest.mark.parametrize(
    ("others", "saved_on", "expected", "inferred"),
    [
        ("Dec 31, 2024", None, "2025-08-13", True),
        ("Jan 1, 2019", None, "2020-08-13", True),
        ("Dec 31, 2024", date(2026, 3, 1), "2026-08-13", True),
        ("Sep 1", None, None, False),
        ("Sep 1", date(2023, 9, 9), "2023-08-13", True),
    ],
)
def test_missing_year(tmp_path: Path, others: str, saved_on: date | None, expected: str | None, inferred: bool) -> None:
    page = f"Counting Sheep\n\n{ONE}{block('7 authors', 'Aug 13 1')}Counting Goats\n\n{TWO}{block('2 authors', others)}"
    paper = papers(read(tmp_path, page, ReadOptions(saved_on=saved_on)))[0]
    assert (paper.date, paper.date_inferred) == (expected, inferred)
    assert paper.year == (int(expected[:4]) if expected else None)


@pytest.mark.parametrize(
    ("when", "newest", "reason"),
    [
        ("Feb 29", "2022", "2023-02-29: there is no such day in the year inferred"),
        ("Feb 30, 2024", "2022", "2024-02-30: there is no such day"),
        ("Feb 29", "2023", ""),
    ],
)
def test_days_that_do_not_exist(tmp_path: Path, when: str, newest: str, reason: str) -> None:
    page = (
        f"Counting Sheep\n\n{ONE}{block('7 authors', when)}Goats Again\n\n{TWO}{block('2 authors', f'May 1, {newest}')}"
    )
    entries = read(tmp_path, page)
    found = rejects(entries)
    assert len(entries) == 2
    assert [line for line, _ in found] == ([1] if reason else [])
    assert all(reason in said for _, said in found)


@pytest.mark.parametrize(
    ("organisation", "end"),
    [
        ("Example Research", "They lie down."),
        ("Institute for the Study of Sheep", "They lie down!"),
        ("sheep-ai", "They lie down (mostly)."),
        ("01.Sheep", "The code is at https://example.org/sheep"),
        ("Sheep Inc.", "They lie down."),
        ("U.S. Sheep Office", "They lie down."),
    ],
)
def test_organisation_in_place_of_the_count(tmp_path: Path, organisation: str, end: str) -> None:
    (paper,) = papers(read(tmp_path, f"3 Counting Sheep {ONE} {end} {organisation} · Feb 19, 2024 3"))
    assert (paper.title, paper.abstract) == ("Counting Sheep", f"{ONE} {end}")
    assert paper.n_authors is None
    assert paper.extra == (("organisation", organisation),)


@pytest.mark.parametrize("end", ["", " Code is available.", " we leave goats to those who like them"])
def test_no_organisation_is_made_of_a_sentence(tmp_path: Path, end: str) -> None:
    (paper,) = papers(read(tmp_path, f"3 Counting Sheep {ONE}{end} · Feb 19, 2024"))
    assert (paper.abstract, paper.extra) == (ONE + end, ())


def test_organisation_in_a_block(tmp_path: Path) -> None:
    (paper,) = papers(read(tmp_path, f"Counting Sheep\n\n{ONE}{block('Example Research', 'Feb 19, 2024')}"))
    assert (paper.n_authors, paper.extra) == (None, (("organisation", "Example Research"),))


NO_ABSTRACT = {
    "before another title": (f"A Lonely Title\n\nCounting Goats\n\n{TWO}\n", 1),
    "with a block": (f"A Lonely Title{block('7 authors', 'Aug 13, 2024')}Counting Goats\n\n{TWO}\n", 1),
    "last on the page": (f"Counting Goats\n\n{TWO}\n\nA Lonely Title: Nothing Follows", 5),
    "on one line": (
        f"4 Lonely Titles in a Row 7 authors · Jan 2, 2024\n- Counting Goats {TWO} 1 authors · Jan 2, 2024",
        1,
    ),
}


@pytest.mark.parametrize(("page", "line"), NO_ABSTRACT.values(), ids=NO_ABSTRACT.keys())
def test_title_without_abstract_is_rejected(tmp_path: Path, page: str, line: int) -> None:
    entries = read(tmp_path, page)
    assert rejects(entries) == [(line, "no abstract")]
    assert [e.title for e in entries if isinstance(e, Paper)] == ["Counting Goats"]
    assert all(e.file == str(tmp_path / "page.txt") for e in entries if isinstance(e, Rejected))


def test_abstract_without_title_is_rejected(tmp_path: Path) -> None:
    entries = read(tmp_path, f"{FURNITURE}{ONE * 4}{block('7 authors', 'Aug 13, 2024')}Counting Goats\n\n{TWO}\n")
    assert rejects(entries) == [(13, "no title")]


def test_furniture_is_no_entry(tmp_path: Path) -> None:
    assert read(tmp_path, FURNITURE + "Log In\n\nSign Up\n\n1 2 3 … 12\n\nsheepfan\n") == []


def test_title_that_reads_like_a_sentence(tmp_path: Path) -> None:
    (paper,) = papers(read(tmp_path, f"{FURNITURE}Sheep are better at counting than goats are.\n\n{ONE}\n"))
    assert paper.title == "Sheep are better at counting than goats are."


def test_abstract_broken_into_lines(tmp_path: Path) -> None:
    page = (
        "Counting Sheep\n\nIn this work, we count sheep that jump over a fence, tire\nand lie down in\nthe grass.\n\n"
    )
    first, second = papers(read(tmp_path, f"{page}Counting Goats\n\n{TWO}\n"))
    assert first.abstract == "In this work, we count sheep that jump over a fence, tire\nand lie down in\nthe grass."
    assert second.title == "Counting Goats"


def test_text_stays_as_in_the_page_without_control_characters(tmp_path: Path) -> None:
    title, abstract = (
        "Counting $\\mathcal{S}$heep: 5\\% More",
        "We  count\u00a0``sheep'' \x1b[31mred\x07 ones. It's \\emph{fun}.",
    )
    (paper,) = papers(read(tmp_path, f"{title}\r\n\r\n{abstract}\r\n"))
    assert paper.title == title
    assert paper.abstract == "We  count\u00a0``sheep'' \x1b[31mred ones. It's \\emph{fun}."


@pytest.mark.parametrize(
    ("page", "line"),
    [
        (
            b"Counting Sheep\n\nWe count \xff sheep. They lie down.\n\n  \xe2\x80\xa2 7 authors\n\xc2\xb7\nAug 1, 2024\n\n",
            3,
        ),
        (b"Counting \xff Sheep\n\nWe count sheep. They lie down after that.\n\n", 1),
        (
            b"Counting Sheep\n\nWe count sheep. They lie down.\n\n  \xe2\x80\xa2 Sh\xffep Lab\n\xc2\xb7\nAug 1, 2024\n\n",
            5,
        ),
        (b"3 Counting Sheep We count \xff sheep. They lie down. 7 authors \xc2\xb7 Aug 1, 2024\n", 1),
    ],
)
def test_only_the_entry_with_bad_bytes_is_lost(tmp_path: Path, page: bytes, line: int) -> None:
    entries = read(tmp_path, page + f"Counting Goats\n\n{TWO}\n".encode())
    assert [e.line for e in entries if isinstance(e, Rejected)] == [line]
    assert [e.title for e in entries if isinstance(e, Paper)] == ["Counting Goats"]


@pytest.mark.parametrize(
    ("head", "claimed"),
    [
        (FURNITURE, True),
        (f"Counting Sheep\n\n{ONE}\n", True),
        (f"31 Counting Sheep {ONE} 7 authors · Jan 28 4\n", True),
        (f"Sheep\n\nwe count\n{block('7 authors', 'Aug 13')}", True),
        ("@article{sheep,\n  title = {Counting Sheep},\n}\n", False),
        ("# Notes\n\neggs, milk\n", False),
        ('{"title": "Counting Sheep"}\n', False),
    ],
)
def test_pages_are_known_by_content(head: str, claimed: bool) -> None:
    assert Listing().claims(head, Path("anything.bib")) is claimed


def test_the_shared_corpus() -> None:
    pages = sorted(CORPUS.glob("*.txt"))
    if not pages:
        pytest.skip("the shared corpus is not here (../shared/corpus)")
    found = {page.name: papers(list(Listing().read(page, ReadOptions()))) for page in pages}
    everything = [paper for page in found.values() for paper in page]
    assert [len(page) for page in found.values()] == [60, 95, 87, 120, 102]
    assert len({re.sub(r"[^a-z0-9]", "", paper.title.lower()) for paper in everything}) == 406
    assert sum(paper.date is not None for paper in everything) == 179
    assert sum(paper.date_inferred for paper in everything) == 45
