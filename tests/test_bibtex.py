"""BibTeX and BibLaTeX, whole and broken."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.records import Paper, Source
from ingest.formats import FORMATS, ReadOptions, Rejected
from ingest.formats.bibtex import BibTeX
from ingest.formats.bibtex_names import names_of
from ingest.formats.latex import address_of, paragraphs_of, text_of
from ingest.formats.text import MAX_RECORD
from tests.entries import read_as, read_measured, rejects, titles

GOOD = "@misc{good, title={Counting Goats}, abstract={We count goats.}}\n"
LONG = r"""% Exported by hand, contact me@sheep.example
@string{hills = "Annals of " # {Hills}}
@preamble{"\newcommand{\x}{y}"}
@comment{jabref-meta: databaseType:bibtex;}

@InProceedings{ram2019counting,
  Title     = {Counting {S}heep: the {\'E}levage of M{\"u}ller},
  subtitle  = {A {BERT} story},
  author    = "Ram, Ann and de la Ewe, Jr, Bo and {Sheep {G}roup} and Ludwig van Lamb and others",
  abstract  = {We count $n_{1} \le 5$ sheep at 50\% of
               the price. {\'E}lan \emph{helps}.

               They lie down.},
  booktitle = hills # " and Valleys",
  year      = 2019, month = mar # "~10",
  doi       = {https://doi.org/10.1/a\_b},
  eprint    = {1901.00001v3}, archivePrefix = {arXiv},
  url       = {https://example.org/~sheep?a=b\%20c},
  keywords  = {sheep, {Hills}},
  note      = {ends in two \\}
}
"""


def read(tmp_path: Path, content: str | bytes, name: str = "refs.bib") -> list[Paper | Rejected]:
    return read_as(BibTeX(), tmp_path / name, content)


def one(tmp_path: Path, fields: str) -> Paper:
    (entry,) = read(tmp_path, f"@article{{k, title={{Counting}}, abstract={{We count.}}, {fields}}}")
    assert isinstance(entry, Paper), entry
    return entry


def test_an_entry_with_everything(tmp_path: Path) -> None:
    assert read(tmp_path, LONG) == [
        Paper(
            id="",
            title="Counting Sheep: the Élevage of Müller: A BERT story",
            abstract="We count $n_{1} \\le 5$ sheep at 50% of the price. Élan helps.\n\nThey lie down.",
            authors=("Ann Ram", "Bo de la Ewe Jr", "Sheep Group", "Ludwig van Lamb"),
            n_authors=None,
            date="2019-03-10",
            year=2019,
            venue="Annals of Hills and Valleys",
            doi="10.1/a_b",
            arxiv_id="1901.00001v3",
            url="https://example.org/~sheep?a=b%20c",
            sources=(Source("refs.bib", "bibtex", "ram2019counting"),),
            extra=(("keywords", "sheep, Hills"), ("type", "inproceedings")),
        )
    ]


FIELDS: list[tuple[str, str, Any]] = [
    ("date={2020-05-03}", "date", "2020-05-03"),
    ("date={2020-05/2020-07}", "date", "2020-05"),
    ("year={2020}, month=5, day={3}", "date", "2020-05-03"),
    ("year=2020, month={May}", "date", "2020-05"),
    ('year=2020, month="10~" # dec', "date", "2020-12-10"),
    ("year={2020}, month=feb, day=30", "date", "2020-02"),
    ("year={2019--2020}", "date", "2019"),
    ("year={in press}", "date", None),
    ("year={in press}", "extra", (("date", "in press"),)),
    ("author={Ram, Ann and Ewe, Bo}", "n_authors", 2),
    ("author={Ram, Ann and others}", "n_authors", None),
    ("author={Ram, Ann\n  AND  Ewe, Bo}", "authors", ("Ann Ram", "Bo Ewe")),
    ("author={{\\'E}mile Zola{\\ss}}", "authors", ("Émile Zolaß",)),
    ("author={{Barnes and Noble} and Ann Ram}", "authors", ("Barnes and Noble", "Ann Ram")),
    ("author={}", "authors", ()),
    ("journal={J. Sheep {\\&} Goats}", "venue", "J. Sheep & Goats"),
    ("journaltitle={Sheep}, booktitle={Goats}", "venue", "Sheep"),
    ("journal=jsheep", "venue", "jsheep"),
    ("eprint={1901.00001}, eprinttype={arxiv}", "arxiv_id", "1901.00001"),
    ("eprint={arXiv:1901.00001}", "arxiv_id", "1901.00001"),
    ("eprint={123456}, eprinttype={pubmed}", "arxiv_id", None),
    ("url={\\url{http://a.example/b_c}}", "url", "http://a.example/b_c"),
    ("doi={10.1/x{\\_}y}", "doi", "10.1/x_y"),
    ("doi={10.1/first}, DOI={10.1/second}", "doi", "10.1/first"),
    ('doi="10.1/a" # {b} # 3', "doi", "10.1/ab3"),
    ("note={a}\n doi={10.1/no-comma-before}", "doi", "10.1/no-comma-before"),
    ("note={a},,\n doi={10.1/x},\n ,", "doi", "10.1/x"),
    ('note={an odd " quote}, doi={10.1/x}', "doi", "10.1/x"),
    ('note="a \\"o and {"} in quotes", doi={10.1/x}', "doi", "10.1/x"),
    ("note={mail me @home{x} or @work}, doi={10.1/x}", "doi", "10.1/x"),
    ("note={}, doi={10.1/x}", "doi", "10.1/x"),
]


@pytest.mark.parametrize(("fields", "name", "expected"), FIELDS)
def test_fields(tmp_path: Path, fields: str, name: str, expected: Any) -> None:
    assert getattr(one(tmp_path, fields), name) == expected


@pytest.mark.parametrize(
    "entry",
    [
        "@misc(good, title={Counting Goats}, abstract={We (all) count.})",
        '@misc(good, title="Counting Goats", abstract = "We (all :-) count.")',
        "@MISC {good,title={Counting Goats},abstract={x}}",
        "  @ misc{good\n,title={Counting Goats},abstract={x}}",
        "@misc\n{good, title={Counting Goats},abstract={x}}",
        "see @misc{good, title={Counting Goats},abstract={x}} and more",
        "@misc{good, title={Counting Goats}, abstract={x \\} and \\{ y}}",
        "@comment{\n" + GOOD + "}",
        "\ufeff" + GOOD.replace("\n", "\r\n"),
    ],
)
def test_ways_to_write_an_entry(tmp_path: Path, entry: str) -> None:
    (paper,) = read(tmp_path, entry)
    assert isinstance(paper, Paper)
    assert (paper.title, paper.sources[0].entry) == ("Counting Goats", "good")


@pytest.mark.parametrize("begin", ["@misc{title={Counting}, ", "@misc{, title={Counting}, "])
def test_an_entry_without_a_key_is_known_by_its_line(tmp_path: Path, begin: str) -> None:
    _, paper = read(tmp_path, GOOD + begin + "abstract={We count.}}")
    assert isinstance(paper, Paper)
    assert paper.sources == (Source("refs.bib", "bibtex", "line 2"),)


def test_many_entries_on_one_line(tmp_path: Path) -> None:
    assert titles(read(tmp_path, GOOD.strip() * 3 + " @misc{x")) == ["Counting Goats"] * 3


BAD: list[tuple[str, str, str]] = [
    ("no title", "@misc{k, abstract={x}}", "no title (k)"),
    ("a blank title", "@misc{k, title={ {} }, abstract={x}}", "no title (k)"),
    ("no abstract", "@misc{k, title={x}}", "no abstract (k)"),
    ("no abstract and no key", "@misc{title={x}}", "no abstract"),
    ("nothing at all", "@misc{}", "no title"),
    ("a brace left open", "@misc{k, title={x, abstract={y}}", "the entry is not closed before the next one, in line 3: a brace is missing (k)"),
    ("a brace left open in a macro", "@string{a = {x}", "the entry is not closed before the next one, in line 3: a brace is missing"),
    ("a quote left open", '@misc{k, title="x, abstract={y}}', "the field title is never closed (k)"),
    ("a brace too many", "@misc{k, title={x}}, abstract={y}}", "no abstract (k)"),
    ("no value", "@misc{k, title=, abstract={y}}", "the field title has no value (k)"),
    ("no name", "@misc{k, {x}, abstract={y}}", "no field can be read in the entry: '{x}, abstract={y}' (k)"),
    ("words between", "@misc{k, title={x} and so, abstract={y}}", "no field can be read behind the field title: 'and so, abstract={y}' (k)"),
    ("a broken macro", "@string{a {x}}", "no field can be read in the entry: 'a {x}'"),
    ("macros without end", "@string{a={" + "x" * 600_000 + "}, b={" + "x" * 600_000 + "}}", "the texts of all @string come to more than 1,000,000 characters"),
    ("forged fields", "@misc{k, title={x}, abstract={y}, litassist={{}", "the entry is not closed before the next one, in line 3: a brace is missing (k)"),
    ("no brace behind the kind", "@miscgood, title={x}, abstract={y}}", "a line that begins like an entry and is none: is its brace missing?"),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "reason"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_bad_entry_is_named_and_reading_goes_on(tmp_path: Path, entry: str, reason: str) -> None:
    entries = read(tmp_path, f"{GOOD}{entry}\n{GOOD}{GOOD}")
    assert titles(entries) == ["Counting Goats"] * 3
    assert rejects(entries) == [(2, reason)]


def test_a_file_that_is_cut_off(tmp_path: Path) -> None:
    for end in range(len(GOOD) + 1, 2 * len(GOOD) - 2):
        entries = read(tmp_path, (GOOD * 2)[:end])
        assert titles(entries) == ["Counting Goats"]
        begun = end > len(GOOD) + len("@")
        assert rejects(entries)[:1] == ([(2, rejects(entries)[0][1])] if begun else [])


def test_bad_bytes_cost_one_entry(tmp_path: Path) -> None:
    latin = GOOD.replace("goats.", "ch\xe8vres.").replace("good", "bad").encode("latin-1")
    entries = read(tmp_path, b"caf\xe9\n" + GOOD.encode() + latin + GOOD.encode())
    assert titles(entries) == ["Counting Goats"] * 2
    assert rejects(entries) == [(3, "bytes that are not UTF-8 (save the file as UTF-8) (bad)")]


def test_an_abstract_of_a_megabyte(tmp_path: Path) -> None:
    begun = time.monotonic()
    paper = one(tmp_path, "").abstract and read(tmp_path, GOOD.replace("goats.", "{\\'e} $x$ go \\% " * 70_000))[0]
    assert isinstance(paper, Paper)
    assert len(paper.abstract) > 600_000
    assert time.monotonic() - begun < 60


@pytest.mark.parametrize("sign", ["{", "}", '"', "\\", "$", "@", "@x{", "=", ",", "#", "{\\'", "\\(", "a = ", "\n@x"])
def test_a_million_of_one_sign_ends(tmp_path: Path, sign: str) -> None:
    many = sign * (1_000_000 // len(sign))
    for content in (many, f"@misc{{k, title={{x}}, abstract={{{many}", f'@misc(k, title="{many}'):
        assert titles(read(tmp_path, f"{content}\n{GOOD}"))[-1:] == ["Counting Goats"]


def test_an_entry_without_end_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / "refs.bib"
    with path.open("w") as stream:
        stream.write("@misc{endless, title={x}, abstract={\n")
        for _ in range(60):
            stream.write("baa " * 250_000 + "\n")
        stream.write(GOOD)
        stream.write("@misc{line, abstract={" + "x" * MAX_RECORD + "}}\n" + GOOD)
    entries, peak = read_measured(BibTeX(), path)
    assert titles(entries) == ["Counting Goats"] * 2
    assert [line for line, _ in rejects(entries)] == [1, 63]
    assert f"an entry of more than {MAX_RECORD:,} characters" in rejects(entries)[0][1]
    assert peak < 5 * MAX_RECORD


def test_macros_cannot_grow_without_end(tmp_path: Path) -> None:
    doubled = "".join(f"@string{{m{n + 1} = m{n} # m{n}}}\n" for n in range(64))
    entries = read(tmp_path, f"@string{{m0 = {{baa}}}}\n{doubled}@misc{{k, title=m2, abstract={{x}}}}\n")
    assert titles(entries) == ["baabaabaabaa"]
    assert len(rejects(entries)) > 40
    repeated = " # ".join(["m"] * 100_000)
    entries = read(tmp_path, f"@string{{m = {{{'x' * 900}}}}}\n@misc{{k, title={repeated}, abstract={{x}}}}\n{GOOD}")
    assert rejects(entries) == [(2, f"the field title comes to more than {MAX_RECORD:,} characters (k)")]
    assert titles(entries) == ["Counting Goats"]


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.text('@misc{}(),="\\#$ \nak', max_size=120))
def test_anything_in_between_leaves_the_next_entry_alone(noise: str) -> None:
    folder = Path.cwd()
    entries = read(folder, f"{noise}\n{GOOD}")
    assert titles(entries)[-1:] == ["Counting Goats"]


def test_a_peer_reads_the_same_fields(tmp_path: Path) -> None:
    """bibtexparser on a file without `#`, of which it makes nothing."""
    plain = (
        GOOD
        + '@article{b, title = "{A} \\"o {"}x{"}", abstract = {B\n {c} , = d}, year = 1999}\n@book(c,title={D},abstract={E})'
    )
    theirs = parse_string(plain).entries
    ours = read(tmp_path, plain)
    assert [e.key for e in theirs] == [e.sources[0].entry for e in ours if isinstance(e, Paper)]
    assert [text_of(e["title"]) for e in theirs] == titles(ours)
    assert [paragraphs_of(e["abstract"]) for e in theirs] == [e.abstract for e in ours if isinstance(e, Paper)]


@pytest.mark.parametrize(
    ("head", "name", "claimed"),
    [
        (LONG, "refs.txt", True),
        (GOOD, "refs.csv", True),
        ("@string{a = {b}}\n", "refs.txt", True),
        ("\n% by hand\n\n@article{k,\n  title\n = {x}", "refs", True),
        ("@misc{k}", "refs.bib", True),
        ("@misc{k}", "refs.bib.gz", True),
        ("@misc{k}", "refs.txt", False),
        ("Write to me@home{k, a = b}", "refs.txt", False),
        ('{"bibtex": "@misc{k, title = {x}}"}', "refs.jsonl", False),
        ("", "refs.bib", False),
    ],
)
def test_claims(head: str, name: str, claimed: bool) -> None:
    assert BibTeX().claims(head, Path(name)) is claimed


def test_a_wrong_suffix_is_no_hindrance() -> None:
    for name in ("refs.txt", "refs.csv", "refs.json", "refs.jsonl", "refs.ris"):
        assert next(form.name for form in FORMATS if form.claims(LONG, Path(name))) == "bibtex"


NAMES: list[tuple[str, tuple[str, ...], bool]] = [
    ("Ann Lee", ("Ann Lee",), False),
    ("Lee, Ann", ("Ann Lee",), False),
    ("Lee, Jr., Ann", ("Ann Lee Jr.",), False),
    ("van der Berg, Bo", ("Bo van der Berg",), False),
    ("Bo van der Berg and bell hooks", ("Bo van der Berg", "bell hooks"), False),
    ("{World Sheep, Inc.} and Lee, A.", ("World Sheep, Inc.", "A. Lee"), False),
    ("Lee~Kim, Ann", ("Ann Lee Kim",), False),
    ("Lee, Ann and et al.", ("Ann Lee",), True),
    ("others", ("others",), False),
    ("Lee, A, B, C", ("B C Lee A",), False),
    ("{Lee", ("Lee",), False),
    ("", (), False),
]


@pytest.mark.parametrize(("field", "names", "open_ended"), NAMES)
def test_names(field: str, names: tuple[str, ...], open_ended: bool) -> None:
    assert names_of(field) == (names, open_ended)


LATEX: list[tuple[str, str]] = [
    (r"{\'E}t{\'e} \'{e}\`a\^{\i}\~n \v{S}\c{c}\H{o} \.Z \=a", "Été éàîñ Šçő Ż ā"),
    (
        r"Erd{\H o}s, G{\"o}del, \AA ngstr\"om, \O{}re, stra\ss e, {\L}{\'o}d{\'z}",
        "Erdős, Gödel, Ångström, Øre, straße, Łódź",
    ),
    (r"{BERT} {{x}}", "BERT x"),
    (r"50\% \& \$5 \#1 a\_b \{c\}", "50% & $5 #1 a_b {c}"),
    (r"raw 50% & #1 a_b ^ $5 and $6", "raw 50% & #1 a_b ^ $5 and $6"),
    (r"$\alpha_{1}$ and \(x^{2}\) and \[y\] and $$z$$", r"$\alpha_{1}$ and \(x^{2}\) and \[y\] and $$z$$"),
    (r"\beta-stable, \ldots, \textless{}5", "β-stable, …, <5"),
    (r"\emph{so} \textbf{bold} {\bf old} {\em em}", "so bold old em"),
    (r"\unheard{of} \cite{a,b} C:\new", r"\unheard{of} \cite{a,b} C:\new"),
    ("a -- b, c---d, 1--2, ``q'', --flag", "a – b, c—d, 1–2, “q”, --flag"),
    ("Fig.~1 and http://a.example/~b", "Fig. 1 and http://a.example/~b"),
    ("two  words\n\tgo on\\\\here", "two words go on here"),
    (r"\textbackslash{} \textasciitilde{} \~{} \^{}", "\\ ~ ~ ^"),
    ("{" * 5000 + "deep" + "}" * 5000, "deep"),
    ("odd \\", "odd \\"),
    ("é ü 漢字", "é ü 漢字"),
]


@pytest.mark.parametrize(("latex", "text"), LATEX)
def test_latex(latex: str, text: str) -> None:
    assert text_of(latex) == text


def test_latex_of_paragraphs_and_addresses() -> None:
    assert paragraphs_of("One\n two.\n \n\n Three.\\par Four.") == "One two.\n\nThree.\n\nFour."
    assert address_of(r"http://a.example/~b--c\_d{\_}e\%20\textasciitilde{}f") == "http://a.example/~b--c_d_e%20~f"


def entry(key: str, abstract: str = "We count.") -> str:
    return f"@misc{{{key}, title={{Counting {key}}}, abstract={{{abstract}}}}}"


LONG_ONE = "sheep " * (MAX_RECORD // 6 + 20_000)
ON_ONE_LINE: list[tuple[str, list[str], list[str]]] = [
    (" ".join(entry(f"k{i}") for i in range(3)), ["k0", "k1", "k2"], []),
    ("".join(entry(f"k{i}", "sheep " * 5_000) for i in range(9)), [f"k{i}" for i in range(9)], []),
    (
        entry("a") + entry("b", LONG_ONE) + entry("c") + "\n" + entry("d"),
        ["a", "c", "d"],
        ["a line of more than 4,000,000 bytes"],
    ),
    (entry("a") + "\n" + entry("b", LONG_ONE), ["a"], ["a line of more than 4,000,000 bytes"]),
    (
        entry("a") + "\n@misc{b, title={Counting},\nabstract={" + LONG_ONE + "}}" + entry("c") + "\n" + entry("d"),
        ["a", "c", "d"],
        ["a line of more than 4,000,000 bytes (b)"],
    ),
    (LONG_ONE + "\n" + entry("a"), ["a"], ["a line of more than 4,000,000 bytes"]),
    (
        "".join(entry(f"k{i}") for i in range(3)).replace("Counting k1", "\udcff"),
        ["k0", "k2"],
        ["bytes that are not UTF-8 (save the file as UTF-8) (k1)"],
    ),
    (entry("a", "An entry of BibTeX, (such as) @misc{b, title={Counting}}"), ["a"], []),
]


@pytest.mark.parametrize(("text", "keys", "reasons"), ON_ONE_LINE, ids=range(len(ON_ONE_LINE)))
def test_a_faulty_entry_costs_none_of_its_line(tmp_path: Path, text: str, keys: list[str], reasons: list[str]) -> None:
    found = read(tmp_path, text.encode(errors="surrogateescape"))
    assert [e.sources[0].entry for e in found if isinstance(e, Paper)] == keys
    assert [reason for _, reason in rejects(found)] == reasons


def test_a_line_of_any_length_is_read_an_entry_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "refs.bib"
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(entry(f"k{i}", "sheep " * 100) + " " for i in range(8_000))
    tracemalloc.start()
    try:
        count = sum(isinstance(e, Paper) for e in BibTeX().read(path, ReadOptions()))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 8_000
    assert peak < MAX_RECORD
