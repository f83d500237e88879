"""What anybody may send to the page, read into bounded acts; formulas found in text; filters from a panel."""

from __future__ import annotations

import pytest

from assistant.records import Filters
from assistant.ui.acts import MAX_ID, MAX_TEXT, Act, act_of
from assistant.ui.conditions import MAX_CHOSEN, chips_html, chosen, conditions, from_panel, without
from assistant.ui.maths import shown
from tests.test_ui_markup import read

FULL = Filters(year_from=2020, year_to=2022, authors=("Ada",), sources=("a.bib",), paper_ids=("p1", "p2"))


@pytest.mark.parametrize(
    ("sent", "act"),
    [
        ({"do": "why", "at": "turn-2-c3"}, Act("why", "turn-2-c3", 2, 3)),
        ({"do": "like", "at": "turn-2-n1"}, Act("like", "turn-2-n1", 2, 1)),
        ({"do": "wrong", "at": "turn-1-s0-2", "text": "no"}, Act("wrong", "turn-1-s0-2", 1, 2, 0, text="no")),
        ({"do": "up", "at": "turn-12"}, Act("up", "turn-12", 12)),
        ({"do": "open", "id": "f" * 32}, Act("open", id="f" * 32)),
        ({"do": "open", "id": "x" * 999}, Act("open", id="x" * MAX_ID)),
        ({"do": "follow", "text": "y" * 99_999}, Act("follow", text="y" * MAX_TEXT)),
        ({"do": "up", "at": "turn-0"}, Act("up")),
        ({"do": "up", "at": "turn-1-c0"}, Act("up")),
        ({"do": "up", "at": "turn-1 onclick"}, Act("up")),
        ({"do": "up", "at": "turn-99999"}, Act("up")),
        ({"do": "up", "at": ["turn-1"], "id": 7, "text": None}, Act("up")),
        ({"do": "UP"}, Act()),
        ({"do": ""}, Act()),
        ({}, Act()),
        ([], Act()),
        (None, Act()),
        ("up", Act()),
    ],
)
def test_what_is_sent_is_bounded(sent: object, act: Act) -> None:
    assert act_of(sent) == act


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("loss falls as $N^{-0.5}$ here", ["N^{-0.5}"]),
        ("with $k$ experts", ["k"]),
        ("$$a < b$$ and \\(x_1\\) and \\[y\\]", ["a < b", "x_1", "y"]),
        ("from $5 to $10", []),
        ("costs $5-$10 a site", []),
        ("US$5 and $6$7", []),
        ("$ x $", []),
        ("\\$x^2$", []),
        ("$one two$", []),
        ("$\\href{javascript:alert(1)}{x}$", ["\\href{javascript:alert(1)}{x}"]),
        ("$<img src=x>_1$", ["<img src=x>_1"]),
        ("$" + "x" * 500 + "_1$", []),
        ("no formula", []),
    ],
)
def test_formulas_are_told_from_prices(text: str, formulas: list[str]) -> None:
    html = shown(text)
    seen = read(html)
    assert {tag for tag, _ in seen.elements} <= {"span"}
    assert len(seen.having("la-tex")) == len(formulas)
    assert all(formula in seen.text for formula in formulas)
    if not formulas:
        assert seen.text == text


@pytest.mark.parametrize(
    ("fields", "filters"),
    [
        (("2020", "2022", [], ""), Filters(year_from=2020, year_to=2022)),
        (("2022", "2020", [], ""), Filters(year_from=2020, year_to=2022)),
        ((" 2020 ", "", [], ""), Filters(year_from=2020)),
        (("202", "x", None, None), Filters()),
        (("3020", "99999", [], ""), Filters()),
        ((None, {}, "a.bib", 3), Filters()),
        (("", "", ["a.bib", "b.bib", "a.bib", 7], ""), Filters(sources=("a.bib",))),
        (("", "", [], " Ada  Ram ;; Li;Li "), Filters(authors=("Ada Ram", "Li"))),
        (("", "", [], ";".join(map(str, range(99)))), Filters(authors=tuple(map(str, range(20))))),
    ],
)
def test_the_panel_is_read_with_care(fields: tuple[object, object, object, object], filters: Filters) -> None:
    assert from_panel(Filters(), fields, ("a.bib",)) == filters


def test_the_panel_leaves_chosen_papers_alone() -> None:
    assert from_panel(FULL, ("", "", [], ""), ()) == Filters(paper_ids=("p1", "p2"))
    assert chosen(FULL, ["p3", "p3"]).paper_ids == ("p3",)
    assert len(chosen(FULL, map(str, range(999))).paper_ids) == MAX_CHOSEN


@pytest.mark.parametrize(
    ("part", "left"),
    [
        ("years", ["author Ada", "source a.bib", "2 chosen papers"]),
        ("authors", ["2020 to 2022", "source a.bib", "2 chosen papers"]),
        ("sources", ["2020 to 2022", "author Ada", "2 chosen papers"]),
        ("papers", ["2020 to 2022", "author Ada", "source a.bib"]),
        ("all", []),
        ("nothing", ["2020 to 2022", "author Ada", "source a.bib", "2 chosen papers"]),
    ],
)
def test_each_part_can_be_taken_away(part: str, left: list[str]) -> None:
    assert conditions(without(FULL, part)) == left


def test_every_chip_can_be_removed() -> None:
    seen = read(chips_html(FULL, {"p1": "Bees"}))
    values = [button["value"] for button in seen.having("la-act")]
    assert values == ["unfilter years", "unfilter authors", "unfilter sources", "unfilter papers"]
    assert "only 2 papers: Bees; p2" in seen.text
    assert chips_html(Filters(), {}) == ""
