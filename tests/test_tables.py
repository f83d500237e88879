"""Tables over a small real library: cells are quotes of their own paper, and empty where it says nothing."""

from __future__ import annotations

import json

import pytest

from assistant.assistant import MODEL_UNUSED, Assistant
from assistant.codec import from_json, to_json
from assistant.errors import QuestionError, UsageError
from assistant.records import Filters
from assistant.settings import Settings
from assistant.tables import NEAREST, NOT_ALL_SEEN, Table

TWO = "How often can training text be repeated and how much caffeine does cold brew coffee hold?"
ABSENT = "Who painted the ceiling of the Sistine chapel?"
MODELS = "How are language models trained?"


def quotes(table: Table) -> dict[str, tuple[str | None, ...]]:
    """The beginning of a title to what the cells quote."""
    return {
        row.evidence.paper.title[:12]: tuple(None if cell is None else cell.quote for cell in row.cells)
        for row in table.rows
    }


def test_parts_of_a_question_are_columns(small: Assistant) -> None:
    table = small.table(TWO)
    assert table.aspects == small.ask(TWO).plan.sub_questions
    assert (table.status, table.missing) == ("answered", ())
    found = quotes(table)
    assert found["Repeating Tr"][0] is not None
    assert found["Cold Brew Co"][1] is not None
    assert "caffeine" in found["Cold Brew Co"][1].casefold()
    assert found["Repeating Tr"][1] is None


def test_named_aspects_are_columns(small: Assistant) -> None:
    table = small.table("When does a swarm of bees leave the hive?", ["season alarm", "capture"])
    assert quotes(table)["Hive Scales "] == (
        "Our alarm catches 91% of the swarms and rings falsely twice a season.",
        None,
    )
    assert table.missing == ("capture",)
    assert table.status == "partial"


@pytest.mark.parametrize(
    ("question", "aspect", "quoted"),
    [
        ("How do phones translate?", "memory", "The mixture needs 210 MB of memory and answers in 45 ms on a phone of 2019."),
        ("When do bees swarm?", "sudden loss", "A sudden loss of 2.3 kg announces a swarm about forty minutes before the bees leave."),
        ("How do models read bytes?", "training", "Training takes 18% longer."),
        ("What have tide gauges shown?", "tide gauges", None),
        ("How are starters made?", "age of the starter", None),
        ("How are phones frugal?", "frugal", None),
    ],
)  # fmt: skip
def test_a_number_beside_the_words_fills_a_cell(
    small: Assistant, question: str, aspect: str, quoted: str | None
) -> None:
    cells = [cell for row in small.table(question, [aspect], k=1).rows for cell in row.cells]
    assert [cell.quote for cell in cells if cell] == [quoted] * (quoted is not None)


def test_a_question_alone_is_the_one_column(small: Assistant) -> None:
    question = "How fast did the water level of the Wadden Sea rise?"
    table = small.table(question)
    assert table.aspects == (question,)
    assert [row.evidence.paper.title[:10] for row in table.rows] == ["Tide Gauge"]


def test_listed_aspects_are_columns(small: Assistant) -> None:
    table = small.table("How are language models trained in terms of corpora, memory and general facts?", k=12)
    assert table.aspects == ("corpora", "memory", "general facts")
    found = quotes(table)
    assert found["Repeating Tr"] == (
        "We train 120 models on corpora that are repeated between one and sixty times.",
        None,
        None,
    )


@pytest.mark.parametrize("aspects", [(), ("memory", "corpora"), ("parameters", "text", "phone")])
def test_every_cell_is_a_quote_of_its_own_paper(small: Assistant, aspects: tuple[str, ...]) -> None:
    table = small.table(MODELS, aspects, k=12)
    assert [row.number for row in table.rows] == list(range(1, len(table.rows) + 1))
    for row in table.rows:
        assert any(row.cells)
        assert len(row.cells) == len(table.aspects)
        for cell in filter(None, row.cells):
            assert (cell.number, cell.paper, cell.verbatim) == (row.number, row.evidence.paper, True)
            assert cell.quote == cell.paper.abstract[cell.start : cell.end]


def test_papers_found_are_rows_or_silent_in_the_order_of_search(small: Assistant) -> None:
    table = small.table(MODELS, ["corpora", "memory"], k=6)
    found = [e.paper.id for e in small.search(MODELS, k=6)]
    rows, silent = ([e.paper.id for e in part] for part in ([r.evidence for r in table.rows], table.silent))
    assert sorted(rows + silent) == sorted(found)
    assert rows == [i for i in found if i in rows]
    assert silent == [i for i in found if i in silent]
    assert [paper.id for paper in table.papers] == rows


@pytest.mark.parametrize("aspects", [(), ("method", "experts agree")])
def test_what_the_library_does_not_answer_has_no_rows(small: Assistant, aspects: tuple[str, ...]) -> None:
    table = small.table(ABSENT, aspects)
    assert (table.status, table.rows, table.missing, table.notices) == ("abstained", (), (), ())
    assert [e.paper.id for e in table.silent] == [e.paper.id for e in small.search(ABSENT)]


def test_aspects_of_which_nothing_is_said_are_missing(small: Assistant) -> None:
    table = small.table(MODELS, ["zoology"])
    assert (table.status, table.rows, table.missing) == ("abstained", (), ("zoology",))
    assert table.silent


def test_a_table_says_how_far_it_can_be_trusted(small: Assistant) -> None:
    assert small.table(TWO).notices == (NEAREST, NOT_ALL_SEEN)
    assert small.table("How fast did the water level of the Wadden Sea rise?").notices == (NEAREST,)
    assert small.table(MODELS, ["zoology"]).notices == (NOT_ALL_SEEN,)
    assert small.table(MODELS, ["corpora"]).notices == ()


def test_papers_that_a_filter_cannot_judge_are_counted(small: Assistant) -> None:
    filters = Filters(authors=("Imker",))
    (told,) = small.ask(ABSENT, filters=filters).notices
    assert "do not state what the filters ask for" in told
    assert small.table(ABSENT, filters=filters).notices == (told,)
    assert small.table("When do bees swarm?", ["alarm"], filters=filters).notices[0] == told


def test_what_the_question_says_of_papers_chooses_them(small: Assistant) -> None:
    table = small.table("How are language models trained, since 2024?", ["training"])
    assert {found.paper.year for found in (*(row.evidence for row in table.rows), *table.silent)} == {2024}
    assert table.notices[0] == "Only papers from 2024 on were searched, as the question says."


def test_a_model_that_is_not_used_is_told(small: Assistant) -> None:
    library = small.library.folder
    with Assistant.open(
        library,
        settings=Settings.load({"LITASSIST_LLM_MODEL": "some-model", "LITASSIST_LLM_BASE_URL": "http://127.0.0.1:9"}),
    ) as named:
        assert named.table(ABSENT).notices == (MODEL_UNUSED,)


def test_a_number_that_is_asked_for_is_in_the_quote(small: Assistant) -> None:
    """The nearest sentence on coffee says that nothing differed; numbers spelled out are numbers."""
    assert quotes(small.table("How often can the text of a language model be repeated in training?")) == {
        "Repeating Tr": ("We train 120 models on corpora that are repeated between one and sixty times.",)
    }


def test_filters_hold(small: Assistant) -> None:
    table = small.table(MODELS, ["corpora", "text"], filters=Filters(venues=("data limits",)))
    assert {e.paper.venue for e in (*table.silent, *(r.evidence for r in table.rows))} == {"Workshop on Data Limits"}
    assert small.table(MODELS, filters=Filters(year_from=2090)).rows == ()


def test_a_table_survives_json(small: Assistant) -> None:
    table = small.table(TWO)
    assert from_json(Table, json.loads(json.dumps(to_json(table)))) == table


def test_what_cannot_be_asked(small: Assistant) -> None:
    with pytest.raises(QuestionError):
        small.table(" ")
    with pytest.raises(UsageError, match="has no words"):
        small.table(MODELS, ["…"])
    with pytest.raises(UsageError, match="k=0"):
        small.table(MODELS, k=0)
