"""Exports read back as the papers they were made of, and what other programs see in them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.export import WRITERS
from assistant.export.formulas import guarded, unguarded
from assistant.export.keys import Keys
from assistant.export.latex import escaped, escaped_title
from assistant.export.names import Parts, parts
from assistant.records import Paper, Source
from ingest.formats import FORMATS, ReadOptions
from ingest.formats.latex import text_of
from ingest.formats.text import clean

NAMES = tuple(WRITERS)
FULL = Paper(
    id="p1",
    title="Counting Sheep: A Survey of BERT & 100% More",
    abstract="We count $n_{1}$ sheep. They lie down at 50% of speed {fast}.\n\nThey_rest.",
    authors=("Ann Lee", "Bo van der Berg", "World Sheep Organization", "Élise Levain"),
    n_authors=4,
    date="2024-03-09",
    year=2024,
    venue="Annals of Sheep",
    doi="10.1/ab_c",
    arxiv_id="2401.00001v2",
    url="https://example.org/sheep_1?a=b%20c#~d",
    extra=(("citations", "12"), ("keywords", "sheep; hills")),
)
ODD: dict[str, Paper] = {
    "full": FULL,
    "bare": Paper("p", "Counting", "We count."),
    "digest with an inferred date": replace(FULL, is_digest=True, date_inferred=True),
    "a month": replace(FULL, date="2024-12"),
    "a year": replace(FULL, date="0987", year=987),
    "a year without a date": replace(FULL, date=None, year=1999),
    "more authors than named": replace(FULL, n_authors=17),
    "nobody knows how many": replace(FULL, n_authors=None),
    "a count alone": replace(FULL, authors=(), n_authors=3),
    "none at all": replace(FULL, authors=(), n_authors=0),
    "names with commas": replace(FULL, authors=("Ram, A.", "Ewe, B. and Sons"), n_authors=2),
    "one name with a comma": replace(FULL, authors=("Ram, A.",), n_authors=1),
    "odd names": replace(FULL, authors=("others", "and", "bell hooks", "X", "{a} \\b", "[c", "A;B"), n_authors=7),
    "blanks": replace(FULL, title="Two  blanks\tand a tab", abstract="One.\n Two.\n\n\n  Three. ", venue="A\nB"),
    "markup": replace(FULL, title="<i>Not</i> markup &amp; &lt;b&gt;", abstract="Here p < 0.05 & <p>q</p>"),
    "LaTeX as text": replace(FULL, title=r"\emph{x} \'e ``q'' a -- b --- c~d \% \$", abstract=r"\alpha $a$$b$ $$c$ \(d\)"),
    "open braces": replace(FULL, title="{ and }} and ${$ and $\\{$", abstract="}{ \\ \\\\ $}{$ $a$1 $ x$ $x $"),
    "an entry inside": replace(FULL, abstract="So:\n\n@article{a, title = {b}}\n\nER  - \nTY  - JOUR\nPMID- 1\n@x(y\n\n@x(y $a\n\n@x(b$"),
    "a tag as title": replace(FULL, title="ER  - ", venue="TY  - JOUR", abstract="AB  - x"),
    "formulas": replace(FULL, title="=1+1", abstract="'=2", venue="@sum", url="-1", authors=("+1",), n_authors=1),
    "apostrophes": replace(FULL, title="''=1", abstract="'twas", venue="'"),
    "odd numbers": replace(FULL, doi="doi:10.1/x y", arxiv_id="arXiv: {x}", url="a b\\{c}.pdf"),
    "an arXiv DOI alone": replace(FULL, doi="10.48550/arXiv.2401.00001", arxiv_id=None, url="http://arxiv.org/abs/1"),
    "odd facts": replace(FULL, extra=(("", ""), ("keywords", " a;b "), ("keywords", "c"), ("type", "book"), ("{", "@}"))),
    "facts out of order": replace(FULL, extra=(("b", "1"), ("a", "2"), ("type", "THES"), ("title", "x"))),
    "no type of its own": replace(FULL, extra=(("type", "article"),)),
    "signs": replace(FULL, title="\u2028 Line\u2003space \x1b[0m ﬁ 😀", abstract="\u00a0x\u00a0", venue="\u2003"),
    "names that join": replace(FULL, authors=("A and B", "others"), n_authors=2),
    "empty texts": replace(FULL, venue="", doi="", arxiv_id="", url=""),
}  # fmt: skip


def export(name: str, *papers: Paper) -> str:
    stream = io.StringIO(newline="")
    WRITERS[name].write(iter(papers), stream)
    return stream.getvalue()


def read_back(path: Path, name: str, *papers: Paper) -> list[Paper]:
    """The papers of an export, by whichever format claims it, in all but their id and sources."""
    apart = [replace(paper, id=f"p{n}") for n, paper in enumerate(papers)]  # ids are not compared
    path.write_text(export(name, *apart), encoding="utf-8", newline="")
    head = path.read_text(encoding="utf-8")[:16_000]
    form = next(form for form in FORMATS if form.claims(head, path))
    assert form.name == name
    found = list(form.read(path, ReadOptions()))
    assert all(isinstance(entry, Paper) for entry in found), found
    return [kept(entry) for entry in found if isinstance(entry, Paper)]


def kept(paper: Paper) -> Paper:
    return replace(paper, id="", sources=())


@pytest.mark.parametrize("paper", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("name", NAMES)
def test_a_paper_reads_back(tmp_path: Path, name: str, paper: Paper) -> None:
    others = (ODD["bare"], paper, FULL)
    assert read_back(tmp_path / "papers.txt", name, *others) == [kept(other) for other in others]


SIGNS = "aB1 \n\t\\{}$%&#_~^@\"'`-=+,;:.()[]<>|/éß\u00a0\u2028😀"
texts = st.one_of(st.text(SIGNS, min_size=1, max_size=40), st.text(min_size=1, max_size=20))
solid = texts.map(lambda text: clean(text.encode(errors="ignore").decode())).filter(lambda text: bool(text.strip()))
stripped = solid.map(str.strip)
dates = st.one_of(
    st.none(),
    st.builds(lambda day, end: day.isoformat()[:end], st.dates(date(1500, 1, 1)), st.sampled_from((4, 7, 10))),
)


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    """Any paper that a library may hold."""
    when = draw(dates)
    return Paper(
        id=f"p{draw(st.integers(0, 99))}",
        title=draw(stripped),
        abstract=draw(solid),
        authors=tuple(draw(st.lists(stripped, max_size=3))),
        n_authors=draw(st.none() | st.integers(0, 50)),
        date=when,
        date_inferred=draw(st.booleans()),
        year=int(when[:4]) if when else draw(st.none() | st.integers(1, 2100)),
        venue=draw(st.none() | stripped),
        doi=draw(st.none() | stripped | st.just("10.1/x")),
        arxiv_id=draw(st.none() | stripped | st.just("2401.00001")),
        url=draw(st.none() | stripped | st.just("https://example.org/a_b")),
        is_digest=draw(st.booleans()),
        extra=tuple(draw(st.lists(st.tuples(st.sampled_from(("type", "keywords", "x")) | solid, solid), max_size=3))),
    )


@pytest.mark.parametrize("name", NAMES)
def test_any_papers_read_back(tmp_path: Path, name: str) -> None:
    @settings(max_examples=150, deadline=None, derandomize=True, database=None)
    @given(st.lists(papers(), min_size=1, max_size=3))
    def check(made: list[Paper]) -> None:
        assert read_back(tmp_path / "papers.txt", name, *made) == [kept(paper) for paper in made]

    check()


@settings(max_examples=500, deadline=None, derandomize=True, database=None)
@given(st.text(SIGNS, max_size=40).map(lambda text: " ".join(text.split(None))))
def test_latex_reads_as_the_text_it_was_made_of(text: str) -> None:
    assert (text_of(escaped(text)), text_of(escaped_title(text))) == (text, text)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("Sheep & Goats: 50%", r"Sheep \& Goats: 50\%"),
        ("The BERT of GPT-4 and mT5", "The {BERT} of {GPT-4} and {mT5}"),
        ("On $O(n_{1})$ steps", "On $O(n_{1})$ steps"),
        ("It costs $5 and $6", r"It costs \$5 and \$6"),
        ("an open { in $x{$", r"an open \textbraceleft{} in \$x\textbraceleft{}\$"),
        (r"a set $\{$ and $\{x\}$", r"a set \$\textbackslash{}\textbraceleft{}\$ and $\{x\}$"),
        ("Müller -- Straße", "Müller -{}- Straße"),
    ],
)
def test_latex_of_titles(text: str, latex: str) -> None:
    assert escaped_title(text) == latex


def test_bibtex_as_other_programs_see_it() -> None:
    assert export("bibtex", replace(FULL, extra=(("keywords", "sheep; hills"), ("type", "inproceedings")))) == (
        "@inproceedings{lee2024counting,\n"
        "  title = {Counting Sheep: A Survey of {BERT} \\& 100\\% More},\n"
        "  author = {Ann Lee and Bo van der Berg and World Sheep Organization and Élise Levain},\n"
        "  year = {2024},\n"
        "  month = mar,\n"
        "  day = {9},\n"
        "  booktitle = {Annals of Sheep},\n"
        "  doi = {10.1/ab_c},\n"
        "  eprint = {2401.00001v2},\n"
        "  url = {https://example.org/sheep_1?a=b%20c#~d},\n"
        "  archiveprefix = {arXiv},\n"
        "  keywords = {sheep; hills},\n"
        "  abstract = {We count $n_{1}$ sheep. They lie down at 50\\% of speed \\textbraceleft{}fast\\textbraceright{}."
        "\n\nThey\\_rest.},\n"
        "  litassist = {{}}\n"
        "}\n"
    )


def test_ris_as_other_programs_see_it() -> None:
    lines = export("ris", replace(FULL, title="Counting", extra=(), abstract="One.")).split("\n")
    assert lines == [
        "TY  - JOUR",
        "ID  - p1",
        "TI  - Counting",
        "AU  - Lee, Ann",
        "AU  - van der Berg, Bo",
        "AU  - World Sheep Organization",
        "AU  - Levain, Élise",
        "PY  - 2024",
        "DA  - 2024/03/09",
        "T2  - Annals of Sheep",
        "DO  - 10.1/ab_c",
        "AN  - arXiv:2401.00001v2",
        "UR  - https://example.org/sheep_1?a=b%20c#~d",
        "AB  - One.",
        "ER  - ",
        "",
    ]


def test_csl_json_as_other_programs_see_it() -> None:
    (item,) = json.loads(export("csl-json", FULL))
    assert item["author"][:3] == [
        {"family": "Lee", "given": "Ann"},
        {"family": "van der Berg", "given": "Bo"},
        {"literal": "World Sheep Organization"},
    ]
    assert item["issued"] == {"date-parts": [[2024, 3, 9]]}
    assert (item["type"], item["container-title"], item["DOI"]) == ("article-journal", "Annals of Sheep", "10.1/ab_c")
    assert (item["archive"], item["number"]) == ("arXiv", "2401.00001v2")


def test_csv_gives_a_spreadsheet_no_formula() -> None:
    odd = [replace(FULL, title=f"{sign}HYPERLINK(1)", venue=f"{sign}1", id=f"{sign}p") for sign in "=+-@"]
    rows = list(csv.reader(io.StringIO(export("csv", *odd, ODD["formulas"]))))
    assert len(rows) == 6
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert rows[1][1] == "'=HYPERLINK(1)"


@pytest.mark.parametrize(
    ("cell", "written"),
    [("=1", "'=1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("\ta", "'\ta"), ("\ra", "'\ra"), ("'=1", "''=1"),
     ("'tis", "'tis"), ("a=1", "a=1"), ("", ""), ("'", "'")],
)  # fmt: skip
def test_formulas_are_guarded(cell: str, written: str) -> None:
    assert (guarded(cell), unguarded(written)) == (written, cell)


KEYED: list[tuple[Paper, str]] = [
    (FULL, "lee2024counting"),
    (FULL, "lee2024countinga"),
    (FULL, "lee2024countingb"),
    (replace(FULL, title="Countinga"), "lee2024countingaa"),
    (replace(FULL, authors=("Øystein Åß-Öl",), title="The Émile"), "assol2024emile"),
    (replace(FULL, authors=("Ram, A.",), title="A 3D View"), "ram20243d"),
    (replace(FULL, authors=(), year=None), "anoncounting"),
    (replace(FULL, authors=("李 明",), title="数羊"), "anon2024"),
]


def test_keys_are_telling_and_unique() -> None:
    keys = Keys()
    assert [keys.of(paper) for paper, _ in KEYED] == [key for _, key in KEYED]


def test_many_papers_of_one_key_get_letters() -> None:
    keys = Keys()
    made = [keys.of(FULL) for _ in range(800)]
    assert len(set(made)) == 800
    assert (made[26], made[27], made[702]) == ("lee2024countingz", "lee2024countingaa", "lee2024countingzz")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Ann Lee", Parts("Ann", "Lee")),
        ("Ann B. de la Cruz", Parts("Ann B.", "de la Cruz")),
        ("van Lee", Parts("van", "Lee")),
        ("Aristotle", None),
        ("Lee, Ann", None),
        ("University of Sheep", None),
        ("Ann  Lee", None),
        ("Agent 47", None),
    ],
)
def test_parts_of_names(name: str, found: Parts | None) -> None:
    assert parts(name) == found


@pytest.mark.parametrize("name", NAMES)
def test_no_papers_make_a_file_without_any(name: str) -> None:
    assert export(name) == {"csl-json": "[\n]\n", "csv": export("csv", FULL).split("\n")[0] + "\n"}.get(name, "")


@pytest.mark.parametrize("name", NAMES)
def test_papers_are_written_as_they_come(name: str) -> None:
    """A library of any size is written one paper at a time."""
    stream = io.StringIO()
    lengths: list[int] = []

    def coming() -> Iterator[Paper]:
        for _ in range(3):
            lengths.append(len(stream.getvalue()))
            yield FULL

    WRITERS[name].write(coming(), stream)
    assert lengths[0] < lengths[1] < lengths[2] < len(stream.getvalue())


FORGED: dict[str, Any] = {
    "no JSON": "{",
    "a list": [],
    "a field that no export writes": {"id": "p2"},
    "another type": {"authors": "Lee"},
    "a blank title": {"title": " "},
    "half a surrogate": {"abstract": "\ud83d"},
    "no date": {"date": "soon"},
    "no day": {"date": "2023-02-30"},
    "a negative count": {"n_authors": -1},
}


@pytest.mark.parametrize("said", FORGED.values(), ids=FORGED.keys())
@pytest.mark.parametrize("wrap", [lambda s: f"@misc{{k, title={{T}}, abstract={{A}}, litassist={{{s}}}}}",
                                  lambda s: f"TY  - GEN\nTI  - T\nAB  - A\nC8  - litassist {{{s[1:]}\nER  - \n"])  # fmt: skip
def test_what_an_export_could_not_have_written_is_refused(
    tmp_path: Path, said: Any, wrap: Callable[[str], str]
) -> None:
    path = tmp_path / "papers.txt"
    path.write_text(wrap(said if isinstance(said, str) else json.dumps(said)))
    form = next(form for form in FORMATS if form.claims(path.read_text(), path))
    (entry,) = form.read(path, ReadOptions())
    assert not isinstance(entry, Paper)


def test_sources_stay_out_of_an_export() -> None:
    paper = replace(FULL, sources=(Source("secret folder/refs.bib", "bibtex", "k"),))
    assert all("secret folder" not in export(name, paper) for name in NAMES)
