"""The Compare tab without a browser: aspects, tables as HTML and as files, whatever stands in a paper."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from assistant.aspects import MOST
from assistant.errors import Stopped, UsageError
from assistant.records import Citation, Evidence, Filters, Paper, Passage, Scores
from assistant.tables import NOT_STATED, Row, Table
from assistant.ui.comparing import (
    MAX_ASPECT,
    Comparison,
    OneAtATime,
    compared,
    comparison_of,
    with_aspects,
    without_aspect,
    written,
)
from assistant.ui.markup import problem_html
from assistant.ui.running import MAX_QUESTION_CHARACTERS
from assistant.ui.table_html import aspects_html, filters_html, table_html
from tests.hostile import FORTY
from tests.test_ui_markup import marks, read

ABSTRACT = "We weigh bees. Bees weigh little. A bee costs nothing."
HARMLESS = {"section", "div", "h2", "h3", "h4", "p", "span", "button", "table", "caption", "thead", "tbody", "tr", "th"}
HARMLESS |= {"td", "ul", "li", "mark", "a", "strong", "em"}


def evidence(number: int, title: str = "Weights of bees", abstract: str = ABSTRACT) -> Evidence:
    paper = Paper(f"p{number}", title, abstract, year=2023)
    passage = Passage(f"p{number}:0", paper.id, abstract, 0, len(abstract), "sentence")
    return Evidence(f"k{number}", paper, passage, 1.0, Scores(1.0, 1.0, 1.0, None))


def row(number: int, *quotes: str | None, **named: str) -> Row:
    found = evidence(number, **named)
    text = found.paper.abstract
    cells = tuple(
        None if q is None else Citation(number, found.paper, q, text.index(q), text.index(q) + len(q), verbatim=True)
        for q in quotes
    )
    return Row(number, found, cells)


def table(**changes: Any) -> Table:
    made = Table(
        "How heavy is a bee?",
        "partial",
        "extractive",
        ("weight", "cost", "colour"),
        rows=(row(1, "Bees weigh little.", "A bee costs nothing.", None), row(2, "Bees weigh little.", None, None)),
        silent=(evidence(3, "Wasps"),),
        missing=("colour",),
        notices=("One paper has no year.",),
    )
    return replace(made, **changes)


def test_every_cell_opens_its_quote_in_its_own_abstract() -> None:
    html = table_html(table())
    seen = read(html)
    opens = [attrs["value"] for tag, attrs in seen.elements if "la-quoted" in (attrs.get("class") or "")]
    assert opens == ["abstract 1 0", "abstract 1 1", "abstract 2 0"]
    held = html.split('<div class="la-held" id="compare-1"')[1].split('<div class="la-held"')[0]
    assert [(css, text.strip()) for css, text in marks(held)] == [
        ("la-quote la-q0", "Bees weigh little."),
        ("la-quote la-q1", "A bee costs nothing."),
    ]
    assert seen.text.count(NOT_STATED) == 3


def test_what_has_no_quote_is_listed_and_notices_are_told() -> None:
    seen = read(table_html(table()))
    assert "No sentence was found for" in seen.text
    assert "Found too, but with nothing to quote" in seen.text
    assert "Wasps" in seen.text
    assert "One paper has no year." in seen.text


@pytest.mark.parametrize(("missing", "told"), [((), True), (("weight",), False)])
def test_a_table_without_rows_says_why(missing: tuple[str, ...], *, told: bool) -> None:
    seen = read(table_html(table(rows=(), status="abstained", missing=missing)))
    assert ("does not answer" in seen.text) is told
    assert "The nearest papers" in seen.text
    assert "table" not in {tag for tag, _ in seen.elements}


@pytest.mark.parametrize("hostile", FORTY)
def test_hostile_text_is_only_text(hostile: str) -> None:
    quote = f"{hostile} Bees weigh little."
    made = table(
        question=hostile,
        aspects=(hostile, "cost", "colour"),
        rows=(row(1, quote, None, None, title=hostile, abstract=f"We weigh. {quote} So."),),
        silent=(evidence(3, hostile),),
        missing=(hostile,),
        notices=(hostile,),
    )
    for html in (
        table_html(made),
        aspects_html([hostile]),
        problem_html(hostile),
        filters_html(Filters(authors=(hostile,))),
    ):
        seen = read(html)
        assert {tag for tag, _ in seen.elements} <= HARMLESS
        assert not [name for _, attrs in seen.elements for name in attrs if name.startswith("on") or name == "style"]
        assert all((attrs.get("href") or "https:").startswith("https:") for _, attrs in seen.elements)
        verbs = [str(attrs["value"]).split(" ")[0] for tag, attrs in seen.elements if tag == "button"]
        assert set(verbs) <= {"table", "abstract", "choose", "unaspect"}


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        ((), "cost", ("cost",)),
        (("cost",), " training   time ", ("cost", "training time")),
        (("cost",), "cost", ("cost",)),
        ((), "cost; speed ;; size\nweight", ("cost", "speed", "size", "weight")),
        (("cost",), "", ("cost",)),
        (("cost",), None, ("cost",)),
        (("cost",), ["speed"], ("cost",)),
    ],
)
def test_aspects_are_added_once_each(before: tuple[str, ...], text: object, after: tuple[str, ...]) -> None:
    assert with_aspects(Comparison(aspects=before), text).aspects == after


@pytest.mark.parametrize(
    "text", ["?!", "x" * (MAX_ASPECT + 1), ";".join(f"a{n}" for n in range(MOST + 1)), "w " * 50_000]
)
def test_aspects_out_of_bounds_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        with_aspects(Comparison(), text)


@pytest.mark.parametrize(("position", "left"), [("0", ("b",)), ("1", ("a",)), ("2", ("a", "b")), ("x", ("a", "b"))])
def test_an_aspect_is_removed_by_its_place(position: str, left: tuple[str, ...]) -> None:
    assert without_aspect(Comparison(aspects=("a", "b")), position).aspects == left


@dataclass
class FakeAssistant:
    """Gives one table, and keeps what it was asked."""

    calls: list[tuple[str, tuple[str, ...], Filters | None]] = field(default_factory=list)
    go: threading.Event = field(default_factory=threading.Event)

    def table(
        self,
        question: str,
        aspects: Sequence[str] = (),
        *,
        filters: Filters | None = None,
        stop: threading.Event | None = None,
    ) -> Table:
        assert stop is not None
        self.calls.append((question, tuple(aspects), filters))
        if question == "hangs":
            stop.set()
            self.go.wait(10)
        return table()


def test_a_question_is_asked_with_aspects_and_filters() -> None:
    fake, filters = FakeAssistant(), Filters(year_from=2020)
    made = compared(fake, Comparison(aspects=("cost",)), " How heavy? ", filters, threading.Event())
    assert fake.calls == [("How heavy?", ("cost",), filters)]
    assert made.table == table()


@pytest.mark.parametrize("question", ["", "  ", None, 7, "x" * (MAX_QUESTION_CHARACTERS + 1)])
def test_a_question_out_of_bounds_is_never_asked(question: object) -> None:
    fake = FakeAssistant()
    with pytest.raises(UsageError):
        compared(fake, Comparison(), question, Filters(), threading.Event())
    assert fake.calls == []


def test_a_table_that_is_stopped_is_not_waited_for() -> None:
    fake = FakeAssistant()
    with pytest.raises(Stopped):
        compared(fake, Comparison(), "hangs", Filters(), threading.Event())
    fake.go.set()


def test_a_table_is_written_under_its_question() -> None:
    file = written(Comparison(table=table(question="How heavy / light is a bee?")), "csv")
    assert (file.name, file.kind) == ("How-heavy-light-is-a-bee.csv", "text/csv")
    rows = list(csv.reader(io.StringIO(file.text)))
    assert rows[1][-3:] == ["Bees weigh little.", "A bee costs nothing.", NOT_STATED]
    assert written(Comparison(table=table()), "markdown").text.startswith("| Paper | weight |")


@pytest.mark.parametrize(("held", "form"), [(Comparison(), "csv"), (Comparison(table=table()), "../etc/passwd")])
def test_nothing_else_is_written(held: Comparison, form: str) -> None:
    with pytest.raises(UsageError):
        written(held, form)


def test_what_another_began_is_never_handed_out() -> None:
    ada = Comparison("ada", ("cost",), table())
    assert comparison_of(ada, "ada") is ada
    assert comparison_of(ada, "ben") == Comparison("ben")
    assert comparison_of({"owner": "ben"}, "ben") == Comparison("ben")


def test_a_session_does_one_thing_at_a_time() -> None:
    turns = OneAtATime("wait")
    turns.stop("ada")
    with turns.turn("ada") as stop:
        turns.stop("ben")
        assert not stop.is_set()
        turns.stop("ada")
        assert stop.is_set()
        with pytest.raises(UsageError, match="wait"), turns.turn("ada"):
            pass
        with turns.turn("ben"):
            pass
    with turns.turn("ada"):
        pass
