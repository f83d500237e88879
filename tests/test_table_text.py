"""Tables as text: for a terminal, in Markdown, as CSV; what papers wrote shows and does nothing."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from markdown_it import MarkdownIt

from assistant.records import Citation, Evidence, Paper, Passage
from assistant.table_text import FACTS, csv_text, markdown, plain
from assistant.tables import NOT_ALL_SEEN, Row, Table

HOSTILE = '=cmd|calc ![x](https://a.example/?q)\n| <img src=x> "said"'


def paper(n: int, title: str = "Hives", abstract: str = "We weigh hives. It takes a year.") -> Paper:
    return Paper(f"p{n}", f"{title} {n}", abstract, ("Ada Imker", "Jon Wachs"), year=2020 + n, doi=f"10.1/{n}")


def evidence(found: Paper) -> Evidence:
    passage = Passage(f"{found.id}:0", found.id, found.abstract, 0, len(found.abstract))
    return Evidence(found.id, found, passage, 1.0)


def cell(number: int, found: Paper, quote: str) -> Citation:
    start = found.abstract.index(quote)
    return Citation(number, found, quote, start, start + len(quote), verbatim=True)


ONE, TWO, THREE = paper(1), paper(2), paper(3)
TABLE = Table(
    question="How are hives weighed?",
    status="partial",
    mode="extractive",
    aspects=("scale", "time", "cost"),
    rows=(
        Row(1, evidence(ONE), (cell(1, ONE, "We weigh hives."), cell(1, ONE, "It takes a year."), None)),
        Row(2, evidence(TWO), (None, cell(2, TWO, "It takes a year."), None)),
    ),
    silent=(evidence(THREE),),
    missing=("cost",),
    notices=(NOT_ALL_SEEN,),
)
NOTHING = replace(TABLE, status="abstained", rows=(), missing=(), notices=())
UNSAID = replace(NOTHING, missing=TABLE.aspects)


def test_to_read_on_a_terminal() -> None:
    assert plain(TABLE).splitlines() == [
        "[1] Hives 1 (2021)  [p1]",
        '    scale: "We weigh hives."',
        '    time: "It takes a year."',
        "    cost: not stated",
        "",
        "[2] Hives 2 (2022)  [p2]",
        "    scale: not stated",
        '    time: "It takes a year."',
        "    cost: not stated",
        "",
        "No sentence was found for: cost",
        "",
        "Also found, but nothing to quote:",
        "  Hives 3 (2023)  [p3]",
        "",
        NOT_ALL_SEEN,
    ]


def test_in_markdown() -> None:
    assert markdown(TABLE).splitlines() == [
        "| Paper | scale | time | cost |",
        "| --- | --- | --- | --- |",
        '| Hives 1 (2021) [1] | "We weigh hives." [1] | "It takes a year." [1] | not stated |',
        '| Hives 2 (2022) [2] | not stated | "It takes a year." [2] | not stated |',
        "",
        "[1] Hives 1. Ada Imker, Jon Wachs. 2021. 10.1/1",
        "",
        "[2] Hives 2. Ada Imker, Jon Wachs. 2022. 10.1/2",
        "",
        "No sentence was found for: cost",
        "",
        "Also found, but nothing to quote:",
        "- Hives 3 (2023)",
        "",
        NOT_ALL_SEEN,
    ]


def test_as_csv() -> None:
    rows = list(csv.reader(io.StringIO(csv_text(TABLE))))
    assert rows[0] == [*FACTS, "scale", "time", "cost"]
    facts = ["1", "p1", "Hives 1", "Ada Imker; Jon Wachs", "2021", "", "10.1/1", ""]
    assert rows[1] == [*facts, "We weigh hives.", "It takes a year.", "not stated"]
    assert [row[-3:] for row in rows[2:]] == [["not stated", "It takes a year.", "not stated"]]


def test_no_answer_is_said() -> None:
    for text in (plain(NOTHING), markdown(NOTHING)):
        assert text.startswith("The library does not answer this question.\n\nClosest papers:\n")
        assert "not stated" not in text
    assert list(csv.reader(io.StringIO(csv_text(NOTHING)))) == [[*FACTS, "scale", "time", "cost"]]


def test_a_question_that_is_the_only_aspect_is_not_said_again() -> None:
    row = Row(1, evidence(ONE), (cell(1, ONE, "It takes a year."),))
    lone = replace(
        TABLE, question="How are\nhives weighed?", aspects=("How are hives weighed?",), rows=(row,), missing=()
    )
    assert plain(lone).splitlines()[:2] == ["[1] Hives 1 (2021)  [p1]", '    "It takes a year."']
    assert plain(replace(lone, aspects=("scale",))).splitlines()[1] == '    scale: "It takes a year."'


def test_aspects_that_nobody_speaks_of_are_named() -> None:
    for text in (plain(UNSAID), markdown(UNSAID)):
        assert text.startswith("No sentence was found for: scale, time, cost\n\nClosest papers:\n")


def test_what_papers_wrote_does_nothing() -> None:
    wrote = replace(paper(1, HOSTILE, f"We count. {HOSTILE}"), is_digest=True)
    row = Row(1, evidence(wrote), (cell(1, wrote, HOSTILE), None, None))
    table = replace(TABLE, aspects=("a | b", "=1+1", "<b>"), rows=(row,), silent=(evidence(wrote),))
    html = MarkdownIt("gfm-like", {"linkify": False}).render(markdown(table))
    assert (html.count("<td>"), html.count("<th>")) == (4, 4)
    assert not {"<img", "<a ", "<b>"} & {tag for tag in ("<img", "<a ", "<b>") if tag in html}
    assert html.count("(a digest, not the paper") == 3
    assert all(line.strip() for line in plain(table).split("\n\n"))
    for cells in csv.reader(io.StringIO(csv_text(table))):
        assert not any(text.startswith(("=", "+", "@")) for text in cells)
    assert list(csv.reader(io.StringIO(csv_text(table))))[1][-3] == f"'{HOSTILE}"
