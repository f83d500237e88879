"""MEDLINE as PubMed saves it, whole and broken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbib  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.records import Paper, Source
from ingest.formats import FORMATS, Rejected
from ingest.formats.nbib import Nbib
from ingest.formats.text import MAX_RECORD
from tests.entries import read_as, read_measured, rejects, titles

GOOD = "PMID- 7\nTI  - Counting Goats\nAB  - We count goats.\n\n"
LONG = """
PMID- 12345678
OWN - NLM
DCOM- 20200101
TI  - Counting sheep on hills: the Élevage of Müller and what
      it teaches.
LID - S0000-0000(19)30000-0 [pii]
LID - 10.1/a_b [doi]
AB  - BACKGROUND: We count sheep, p < 0.05.
      RESULTS: They lie down in the
      evening.
FAU - Ram, Ann B
AU  - Ram AB
AD  - Hills.
FAU - de la Ewe, Bo Jr
AU  - de la Ewe B Jr
CN  - Sheep Group
LA  - eng
PT  - Journal Article
PT  - Review
DEP - 20190310
DP  - 2019 Apr-May
TA  - Ann Hills
JT  - Annals of hills
OT  - sheep
OT  - hills
PMC - PMC99
AID - 10.1/other [doi]
SO  - Ann Hills. 2019
"""


def read(tmp_path: Path, content: str | bytes) -> list[Paper | Rejected]:
    return read_as(Nbib(), tmp_path / "refs.nbib", content)


def one(tmp_path: Path, *lines: str) -> Paper:
    (entry,) = read(tmp_path, "\n".join(["PMID- 7", "TI  - Counting", "AB  - We count.", *lines]))
    assert isinstance(entry, Paper), entry
    return entry


def test_a_record_with_everything(tmp_path: Path) -> None:
    assert read(tmp_path, LONG) == [
        Paper(
            id="",
            title="Counting sheep on hills: the Élevage of Müller and what it teaches.",
            abstract="BACKGROUND: We count sheep, p < 0.05. RESULTS: They lie down in the evening.",
            authors=("Ann B Ram", "Bo de la Ewe Jr", "Sheep Group"),
            n_authors=3,
            date="2019-03-10",
            year=2019,
            venue="Annals of hills",
            doi="10.1/a_b",
            url="https://pubmed.ncbi.nlm.nih.gov/12345678/",
            sources=(Source("refs.nbib", "nbib", "12345678"),),
            extra=(
                ("keywords", "sheep; hills"),
                ("pmc", "PMC99"),
                ("pmid", "12345678"),
                ("type", "Journal Article; Review"),
            ),
        )
    ]


FIELDS: list[tuple[list[str], str, Any]] = [
    (["DP  - 2019 Apr 3"], "date", "2019-04-03"),
    (["DP  - 2019 Nov-2020 Jan"], "date", "2019-11"),
    (["DP  - 2019 Winter"], "date", "2019"),
    (["DP  - 2019"], "year", 2019),
    (["DP  - soon"], "date", None),
    (["AU  - Ram AB", "AU  - de la Ewe B Jr", "AU  - Sheep Group"], "authors", ("A. B. Ram", "B. de la Ewe Jr", "Sheep Group")),
    (["CN  - Sheep Group"], "authors", ("Sheep Group",)),
    (["AID - 10.1/x [doi]", "AID - S1 [pii]"], "doi", "10.1/x"),
    (["LID - S1 [pii]"], "doi", None),
    (["TA  - Ann Hills"], "venue", "Ann Hills"),
    (["TT  - Schafe"], "title", "Counting"),
    (["CI  - (c) 2019.", "odd line"], "abstract", "We count."),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "name", "expected"), FIELDS)
def test_fields(tmp_path: Path, lines: list[str], name: str, expected: Any) -> None:
    assert getattr(one(tmp_path, *lines), name) == expected


@pytest.mark.parametrize(
    "content",
    [
        GOOD.replace("\n", "\r\n"),
        "\ufeff" + GOOD,
        GOOD.replace("PMID-", "PMID -"),
        GOOD.replace("goats.", "\n\n      goats."),
        GOOD.replace("goats.", "\ngoats."),
        GOOD.strip(),
    ],
    ids=["windows", "mark", "a blank before the hyphen", "an empty line", "a line not indented", "no line end"],
)
def test_ways_to_write_a_record(tmp_path: Path, content: str) -> None:
    (paper,) = read(tmp_path, content)
    assert isinstance(paper, Paper)
    assert (paper.title, paper.abstract, paper.sources[0].entry) == ("Counting Goats", "We count goats.", "7")


def test_records_follow_each_other_with_and_without_a_blank_line(tmp_path: Path) -> None:
    assert titles(read(tmp_path, GOOD + GOOD.strip() + "\n" + GOOD)) == ["Counting Goats"] * 3


def test_a_record_without_a_number_is_known_by_its_line(tmp_path: Path) -> None:
    (paper,) = read(tmp_path, GOOD.replace("PMID- 7", "OWN - NLM"))
    assert isinstance(paper, Paper)
    assert (paper.sources[0].entry, paper.url, paper.extra) == ("line 1", None, ())


BAD: list[tuple[str, str, str]] = [
    ("no title", "PMID- 8\nAB  - x", "no title (PMID 8)"),
    ("an empty title", "PMID- 8\nTI  -\nAB  - x", "no title (PMID 8)"),
    ("no abstract", "PMID- 8\nTI  - x", "no abstract (PMID 8)"),
    (
        "a lost line with a PMID",
        "PMID- 8\nTI  - x\nAB  - y\n\nPMXD- 9\nTI  - z\nAB  - w",
        "two titles: a line with a PMID is missing or damaged, so that two records run together (PMID 8)",
    ),
    ("nothing", "PMID- 8", "no title (PMID 8)"),
]


@pytest.mark.parametrize(("record", "reason"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_bad_record_is_named_and_reading_goes_on(tmp_path: Path, record: str, reason: str) -> None:
    entries = read(tmp_path, f"{GOOD}{record}\n{GOOD}")
    assert titles(entries) == ["Counting Goats"] * 2
    assert rejects(entries) == [(5, reason)]


def test_a_file_that_is_cut_off(tmp_path: Path) -> None:
    for end in range(len(GOOD) + len("PMID- 7"), 2 * len(GOOD)):
        entries = read(tmp_path, (GOOD * 2)[:end])
        assert titles(entries)[:1] == ["Counting Goats"]
        assert len(entries) == 2


def test_bad_bytes_cost_one_record(tmp_path: Path) -> None:
    latin = GOOD.replace("goats.", "ch\xe8vres.").replace("7", "8").encode("latin-1")
    entries = read(tmp_path, GOOD.encode() + latin + GOOD.encode())
    assert titles(entries) == ["Counting Goats"] * 2
    assert rejects(entries) == [(5, "bytes that are not UTF-8 (save the file as UTF-8) (PMID 8)")]


def test_an_abstract_of_a_megabyte(tmp_path: Path) -> None:
    (paper,) = read(tmp_path, GOOD.replace("goats.", "\n      baa" * 250_000))
    assert isinstance(paper, Paper)
    assert len(paper.abstract) == len("We count") + 1_000_000


def test_an_endless_record_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / "refs.nbib"
    with path.open("w") as stream:
        stream.write("PMID- 8\nTI  - x\n")
        for _ in range(60):
            stream.write("AB  - " + "baa " * 250_000 + "\n")
        stream.write(GOOD + "PMID- 9\nTI  - " + "x" * MAX_RECORD + "\n" + GOOD)
    entries, peak = read_measured(Nbib(), path)
    assert titles(entries) == ["Counting Goats"] * 2
    assert [line for line, _ in rejects(entries)] == [1, 67]
    assert peak < 5 * MAX_RECORD


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.text("PMIDTAB - \nx8,", max_size=120))
def test_anything_in_between_leaves_the_next_record_alone(noise: str) -> None:
    entries = read(Path.cwd(), f"{noise}\n{GOOD}")
    assert titles(entries)[-1:] == ["Counting Goats"]


def test_a_peer_reads_the_same_fields(tmp_path: Path) -> None:
    """nbib, on records in which it finds nothing odd."""
    plain = LONG.strip() + "\n\n" + GOOD
    theirs = nbib.read(plain)
    ours = [entry for entry in read(tmp_path, plain) if isinstance(entry, Paper)]
    assert [(r["title"], r["abstract"], str(r["pubmed_id"])) for r in theirs] == [
        (p.title, p.abstract, p.sources[0].entry) for p in ours
    ]
    assert theirs[0]["journal"] == ours[0].venue


@pytest.mark.parametrize(
    ("head", "claimed"),
    [
        (LONG, True),
        (GOOD.replace("\n", "\r\n"), True),
        ("PMID: 7, see PMID- 8\n", False),
        ("<PMID>7</PMID>", False),
        ("TY  - JOUR\n", False),
        ("", False),
    ],
)
def test_claims(head: str, claimed: bool) -> None:
    assert Nbib().claims(head, Path("refs.txt")) is claimed


def test_a_wrong_suffix_is_no_hindrance() -> None:
    for name in ("refs.txt", "refs.csv", "refs.json", "refs.jsonl", "refs.ris"):
        assert next(form.name for form in FORMATS if form.claims(LONG, Path(name))) == "nbib"
