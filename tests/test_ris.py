"""RIS, whole and broken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import rispy  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.records import Paper, Source
from ingest.formats import FORMATS, Rejected
from ingest.formats.ris import Ris
from ingest.formats.text import MAX_RECORD
from tests.entries import read_as, read_measured, rejects, titles

GOOD = "TY  - JOUR\nID  - good\nTI  - Counting Goats\nAB  - We count goats.\nER  - \n"
LONG = """Provider: Hills
Content: text/plain; charset="UTF-8"

TY  - CONF
T1  - Counting Sheep:
 the &lt;i&gt;Élevage&lt;/i&gt; of Müller
A1  - Ram, Ann
A1  - van der Ewe, Bo, Jr.
A1  - Sheep Group
Y1  - 2019/03/10/
T2  - Annals of Hills
JO  - Ann. Hills
N2  - We count sheep at 5 < 6.
They lie
   down.
DO  - https://doi.org/10.1/a_b
UR  - https://example.org/a;b
UR  - https://example.org/second
KW  - sheep
KW  - hills
AN  - arXiv:1901.00001 [cs]
ID  - 17
XX  - nobody knows
ER  -

"""


def read(tmp_path: Path, content: str | bytes) -> list[Paper | Rejected]:
    return read_as(Ris(), tmp_path / "refs.ris", content)


def one(tmp_path: Path, *lines: str) -> Paper:
    (entry,) = read(tmp_path, "\n".join(["TY  - JOUR", "TI  - Counting", "AB  - We count.", *lines, "ER  - "]))
    assert isinstance(entry, Paper), entry
    return entry


def test_a_record_with_everything(tmp_path: Path) -> None:
    assert read(tmp_path, LONG) == [
        Paper(
            id="",
            title="Counting Sheep: the Élevage of Müller",
            abstract="We count sheep at 5 < 6. They lie down.",
            authors=("Ann Ram", "Bo van der Ewe Jr.", "Sheep Group"),
            n_authors=3,
            date="2019-03-10",
            year=2019,
            venue="Annals of Hills",
            doi="10.1/a_b",
            arxiv_id="1901.00001",
            url="https://example.org/a;b",
            sources=(Source("refs.ris", "ris", "17"),),
            extra=(("keywords", "sheep; hills"), ("type", "CONF")),
        )
    ]


FIELDS: list[tuple[list[str], str, Any]] = [
    (["PY  - 2020", "DA  - 2020/05/03"], "date", "2020-05-03"),
    (["PY  - 2020", "DA  - 2021/05/03"], "date", "2020"),
    (["PY  - 2020///Spring"], "date", "2020"),
    (["DA  - 2020/05//"], "date", "2020-05"),
    (["Y1  - 2020/02/30/"], "date", "2020"),
    (["PY  - in press"], "date", None),
    (["PY  - in press"], "extra", (("date", "in press"),)),
    (["AU  - Ram,Ann", "AU  - Ewe, B."], "authors", ("Ann Ram", "B. Ewe")),
    (["AU  - Ram, Jr., Ann"], "authors", ("Ann Ram Jr.",)),
    (["AU  - Ram, Ann, III"], "authors", ("Ann Ram III",)),
    (["AU  - Ann Ram"], "authors", ("Ann Ram",)),
    (["AU  - ", "AU  - Ewe, Bo"], "n_authors", 1),
    (["JF  - Annals of Hills", "JA  - Ann. Hills"], "venue", "Annals of Hills"),
    (["JO  - Hills"], "venue", "Hills"),
    (["DO  - doi:10.1/x"], "doi", "10.1/x"),
    (["DO  - 10.1/x"], "sources", (Source("refs.ris", "ris", "10.1/x"),)),
    (["N2  - Another abstract"], "abstract", "We count."),
    (["AB  - Another abstract"], "abstract", "We count."),
    (["T1  - Another title"], "title", "Counting"),
    (["M1  - arXiv:1901.00001v2"], "arxiv_id", "1901.00001v2"),
    (["C8  - somebody else's", "C8  - litassist by hand"], "extra", ()),
    (["", "  "], "sources", (Source("refs.ris", "ris", "line 1"),)),
]


@pytest.mark.parametrize(("lines", "name", "expected"), FIELDS)
def test_fields(tmp_path: Path, lines: list[str], name: str, expected: Any) -> None:
    assert getattr(one(tmp_path, *lines), name) == expected


@pytest.mark.parametrize(
    "content",
    [
        GOOD.replace("\n", "\r\n"),
        "\ufeff" + GOOD,
        GOOD.replace("  - ", " - "),
        GOOD.replace("  - ", "- "),
        GOOD.replace("  - ", "  -"),
        GOOD.replace("  - ", "  -\t"),
        GOOD.replace("ER  - \n", ""),
        GOOD.replace("ER  - \n", "\n\n"),
        GOOD[GOOD.index("ID") :],
        GOOD.encode("utf-16").decode("latin-1"),
    ],
    ids=[
        "windows",
        "mark",
        "one blank",
        "no blank",
        "none behind",
        "a tab",
        "no end",
        "blank lines",
        "no TY",
        "utf-16",
    ],
)
def test_ways_to_write_a_record(tmp_path: Path, content: str) -> None:
    raw = content.encode("latin-1" if content.startswith("\xff") else "utf-8")
    (paper,) = read(tmp_path, raw)
    assert isinstance(paper, Paper)
    assert (paper.title, paper.abstract, paper.sources[0].entry) == ("Counting Goats", "We count goats.", "good")


def test_a_line_that_only_looks_like_a_tag_goes_on_with_the_value(tmp_path: Path) -> None:
    (paper,) = read(tmp_path, GOOD.replace("goats.", "goats by\nAI - based means and\nML-methods."))
    assert isinstance(paper, Paper)
    assert paper.abstract == "We count goats by AI - based means and ML-methods."


def test_a_record_without_end_leaves_the_next_alone(tmp_path: Path) -> None:
    entries = read(tmp_path, GOOD.replace("ER  - \n", "") * 3)
    assert titles(entries) == ["Counting Goats"] * 3


BAD: list[tuple[str, str, str]] = [
    ("no title", "TY  - JOUR\nID  - k\nAB  - x\nER  - ", "no title (k)"),
    ("a title of markup", "TY  - JOUR\nTI  - <p></p>\nAB  - x\nER  - ", "no title"),
    ("no abstract", "TY  - JOUR\nID  - k\nTI  - x\nAB  -\nER  - ", "no abstract (k)"),
    ("no abstract but a DOI", "TY  - JOUR\nDO  - 10.1/x\nTI  - x\nER  - ", "no abstract (10.1/x)"),
    ("nothing", "TY  - JOUR\nER  - ", "no title"),
    ("no end and no title", "TY  - JOUR", "no title"),
]


@pytest.mark.parametrize(("record", "reason"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_bad_record_is_named_and_reading_goes_on(tmp_path: Path, record: str, reason: str) -> None:
    entries = read(tmp_path, f"{GOOD}{record}\n{GOOD}")
    assert titles(entries) == ["Counting Goats"] * 2
    assert rejects(entries) == [(6, reason)]


def test_a_file_that_is_cut_off(tmp_path: Path) -> None:
    for end in range(len(GOOD) + len("TY  - "), 2 * len(GOOD)):
        entries = read(tmp_path, (GOOD * 2)[:end])
        assert titles(entries)[:1] == ["Counting Goats"]
        assert len(entries) == 2


def test_bad_bytes_cost_one_record(tmp_path: Path) -> None:
    latin = GOOD.replace("goats.", "ch\xe8vres.").replace("good", "bad").encode("latin-1")
    entries = read(tmp_path, b"caf\xe9\n" + GOOD.encode() + latin + GOOD.encode())
    assert titles(entries) == ["Counting Goats"] * 2
    assert rejects(entries) == [(7, "bytes that are not UTF-8 (save the file as UTF-8) (bad)")]


def test_an_abstract_of_a_megabyte(tmp_path: Path) -> None:
    whole, lines = read(tmp_path, GOOD.replace("goats.", "baa " * 250_000) + GOOD.replace("goats.", "baa\n" * 250_000))
    assert isinstance(whole, Paper)
    assert isinstance(lines, Paper)
    assert len(whole.abstract) == len(lines.abstract) == len("We count ") + 999_999


def test_an_endless_record_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / "refs.ris"
    with path.open("w") as stream:
        stream.write("TY  - JOUR\nID  - endless\nTI  - x\n")
        for _ in range(60):
            stream.write("AB  - " + "baa " * 250_000 + "\n")
        stream.write("ER  - \n" + GOOD)
        stream.write("TY  - JOUR\nTI  - line\nAB  - " + "x" * MAX_RECORD + "\nER  - \n" + GOOD)
    entries, peak = read_measured(Ris(), path)
    assert titles(entries) == ["Counting Goats"] * 2
    assert [line for line, _ in rejects(entries)] == [1, 70]
    assert f"a record of more than {MAX_RECORD:,} characters" in rejects(entries)[0][1]
    assert peak < 5 * MAX_RECORD


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.text("TYERABI - \nx,/2", max_size=120))
def test_anything_in_between_leaves_the_next_record_alone(noise: str) -> None:
    entries = read(Path.cwd(), f"{noise}\n{GOOD}")
    assert titles(entries)[-1:] == ["Counting Goats"]


def test_a_peer_reads_the_same_fields(tmp_path: Path) -> None:
    """rispy, on records that have all that they should have."""
    plain = GOOD + GOOD.replace("good", "better").replace("Goats", "Sheep").replace(
        "ER  - ", "AU  - Ram, Ann\nAU  - Ewe, Bo\nER  - "
    )
    theirs = rispy.loads(plain)
    ours = [entry for entry in read(tmp_path, plain) if isinstance(entry, Paper)]
    assert [(r["title"], r["abstract"], r["id"]) for r in theirs] == [
        (p.title, p.abstract, p.sources[0].entry) for p in ours
    ]
    assert [len(r.get("authors", ())) for r in theirs] == [len(p.authors) for p in ours]


@pytest.mark.parametrize(
    ("head", "claimed"),
    [
        (LONG, True),
        (GOOD, True),
        (GOOD.replace("  - ", " - ").replace("\n", "\r\n"), True),
        ("Counting Goats\n\nWe count TY  - JOUR\n", False),
        ('{"ris": "TY  - JOUR"}', False),
        ("PMID- 1\nTI  - x\n", False),
        ("", False),
    ],
)
def test_claims(head: str, claimed: bool) -> None:
    assert Ris().claims(head, Path("refs.txt")) is claimed


def test_a_wrong_suffix_is_no_hindrance() -> None:
    for name in ("refs.txt", "refs.csv", "refs.json", "refs.jsonl", "refs.bib"):
        assert next(form.name for form in FORMATS if form.claims(LONG, Path(name))) == "ris"
