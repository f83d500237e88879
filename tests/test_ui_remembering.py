"""Filters as a browser hands them back: what was told is read again, what anybody else wrote asks nothing."""

from __future__ import annotations

import json

import pytest

from assistant.errors import PaperMissing
from assistant.records import Filters, Paper
from assistant.ui.conditions import MAX_CHOSEN
from assistant.ui.remembering import GONE, MAX_CHARACTERS, remembered, remembered_html
from assistant.ui.sessions import Limits
from tests.test_ui_markup import paper, read

HELD = {"p1": paper(id="p1", title="Bees & <b>wasps</b>"), "p2": paper(id="p2", title="Wax")}
FULL = Filters(year_from=2020, year_to=2022, authors=("Ada Li", "<script>"), sources=("a.bib",), paper_ids=("p2", "p1"))


def of(paper_id: str) -> Paper:
    if paper_id not in HELD:
        raise PaperMissing(paper_id)
    return HELD[paper_id]


def back(sent: object) -> tuple[Limits, str]:
    return remembered(sent, "ada", ("a.bib", "b.bib"), of)


@pytest.mark.parametrize("filters", [FULL, Filters(), Filters(year_to=1999), Filters(paper_ids=("p1",))])
def test_what_the_page_tells_comes_back_as_it_was(filters: Filters) -> None:
    limits, notice = back(read(remembered_html(filters)).text)
    titles = tuple((i, HELD[i].title) for i in filters.paper_ids)
    assert (limits, notice) == (Limits("ada", filters, titles), "")


def test_a_chosen_paper_that_has_gone_is_told() -> None:
    limits, notice = back(json.dumps({"papers": ["p1", "gone"]}))
    assert (limits.filters, notice) == (Filters(paper_ids=("p1",)), GONE)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "",
        "{",
        "[" * 9_000,
        "[]",
        "3",
        json.dumps({"years": "2020", "sources": "a.bib", "authors": {"x": 1}, "papers": 7}),
        json.dumps({"years": [{}, []], "sources": ["c.bib", None], "authors": [1, None, " ; "], "papers": [None, {}]}),
        json.dumps({"years": [2020]}) + " " * MAX_CHARACTERS,
        {"years": [2020]},
    ],
)
def test_what_nobody_told_asks_nothing(sent: object) -> None:
    assert back(sent) == (Limits("ada"), "")


def test_no_more_papers_are_looked_for_than_can_be_chosen() -> None:
    looked: list[str] = []

    def noting(paper_id: str) -> Paper:
        looked.append(paper_id)
        raise PaperMissing(paper_id)

    remembered(json.dumps({"papers": [f"p{n}" for n in range(900)]}), None, (), noting)
    assert len(looked) == MAX_CHOSEN
