"""The library as a list: search, order and pages over a small real library, and what of it becomes HTML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from assistant.assistant import Assistant
from assistant.ui import shelf as listed
from assistant.ui.glance import counts, glance_html
from assistant.ui.shelf import Looking, Shelf, at_page, found, looking_of, sorted_by
from assistant.ui.shelf_html import paper_html, shelf_html
from tests.hostile import FORTY
from tests.small_library import build, opened

GATES = tuple(
    {
        "title": f"{'Émile ' if n == 3 else ''}Gates of river {n:02}",
        "abstract": f"We open gate {n} of a river. The water falls by {n} centimetres in an hour.",
        "authors": [f"Ada Wehr{n}", "Zoë Fluß"],
        **({"date": f"{1990 + n}"} if n % 3 else {}),
        **({"venue": f"Journal {chr(90 - n % 5)}"} if n % 2 else {}),
    }
    for n in range(60)
)


@pytest.fixture(scope="module")
def gates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with opened(build(tmp_path_factory.mktemp("gates"), GATES)) as assistant:
        yield assistant


def titles(assistant: Assistant, looking: Looking) -> list[str]:
    """The titles of one page."""
    return [paper.title for _, paper in Shelf(assistant).leaf(looking).papers]


def test_pages_have_every_paper_once(gates: Assistant) -> None:
    shelf = Shelf(gates)
    leaves = [shelf.leaf(Looking(page=page)) for page in (1, 2, 3)]
    ids = [paper.id for leaf in leaves for _, paper in leaf.papers]
    assert [len(leaf.papers) for leaf in leaves] == [25, 25, 10]
    assert len(set(ids)) == 60
    assert {(leaf.total, leaf.pages) for leaf in leaves} == {(60, 3)}


def test_a_page_behind_the_last_is_the_last(gates: Assistant) -> None:
    assert Shelf(gates).leaf(Looking(page=999_999)).looking.page == 3


@pytest.mark.parametrize("down", [True, False])
@pytest.mark.parametrize("sort", listed.SORTS)
def test_each_order_is_kept_over_all_pages_with_the_unknown_last(gates: Assistant, sort: str, down: bool) -> None:
    shelf = Shelf(gates)
    papers = [p for page in (1, 2, 3) for p in shelf.leaf(Looking(sort=sort, down=down, page=page)).papers]
    columns: dict[str, list[Any]] = {
        "added": [n for n, _ in papers],
        "title": [p.title.casefold() for _, p in papers],
        "year": [p.year for _, p in papers],
        "venue": [p.venue for _, p in papers],
        "source": [p.sources[0].name for _, p in papers],
    }
    values = columns[sort]
    known = [value for value in values if value is not None]
    assert len(papers) == 60
    assert known == sorted(known, reverse=down)
    assert values[len(known) :] == [None] * (60 - len(known))


@pytest.mark.parametrize(
    ("words", "n"),
    [
        ("gates", 60),
        ("GATES river", 60),
        ("river 07", 1),
        ("wehr1", 11),
        ("zoe fluß", 60),
        ("Émile", 1),
        ("%", 0),
        ("_", 0),
        ("\\", 0),
        ("' OR 1=1 --", 0),
        ("  ", 60),
    ],
)
def test_words_of_titles_and_authors(gates: Assistant, words: str, n: int) -> None:
    assert Shelf(gates).leaf(found(Looking(), words, "words")).total == n


def test_a_search_by_meaning_has_the_best_first_and_can_be_sorted(gates: Assistant) -> None:
    looking = found(Looking(), "water falls by 17 centimetres", "meaning")
    assert titles(gates, looking)[0] == "Gates of river 17"
    years = [p.year for _, p in Shelf(gates).leaf(sorted_by(looking, "year")).papers if p.year]
    assert years == sorted(years, reverse=True)


def test_what_is_looked_at_is_its_owners() -> None:
    held = Looking("ada", "secret", page=4)
    assert looking_of(held, "ada") is held
    assert looking_of(held, "ben") == Looking("ben")
    assert looking_of("nonsense", None) == Looking()


@pytest.mark.parametrize("sent", ["", "x", "-1", "1e9", None, 7.5, ["2"], "9" * 30, "²"])
def test_a_page_that_is_none_changes_nothing(sent: object) -> None:
    assert at_page(Looking(page=2), sent).page == 2


@pytest.mark.parametrize("sent", ["", "abstract", None, 3, "match"])
def test_an_order_that_is_none_changes_nothing(sent: object) -> None:
    assert sorted_by(Looking(), sent) == Looking()


def test_pressing_again_turns_the_order(gates: Assistant) -> None:
    once = sorted_by(Looking(), "title")
    assert (once.down, sorted_by(once, "title").down) == (False, True)
    assert 'aria-sort="ascending"' in shelf_html(Shelf(gates).leaf(once))


def test_what_is_looked_for_is_bounded() -> None:
    assert len(found(Looking(), "x" * 9_999, "words").words) == listed.MAX_WORDS
    assert found(Looking(), 5, "other") == Looking()


def test_a_new_paper_is_in_the_list_at_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("grows")
    library = build(folder, GATES[:3])
    with opened(library) as assistant:
        shelf = Shelf(assistant)
        assert shelf.leaf(Looking(sort="title")).total == 3
        build(folder, GATES[:5])
        assert shelf.leaf(Looking(sort="title")).total == 5


def test_counts_by_year_and_source(gates: Assistant) -> None:
    held = counts(gates.library.snapshot())
    assert (held.total, held.undated) == (60, 20)
    assert sum(n for _, n in held.years) == 40
    assert held.sources == (("papers.jsonl", 60),)
    html = glance_html(held)
    assert html.count("<rect") == 40
    assert 'aria-label="Papers by year, 1991 to 2049' in html


def test_hostile_titles_are_text(tmp_path_factory: pytest.TempPathFactory) -> None:
    rows = [
        {"title": f"{bad} {n}", "abstract": f"{bad} says number {n}.", "venue": bad, "authors": [bad]}
        for n, bad in enumerate(FORTY)
    ]
    with opened(build(tmp_path_factory.mktemp("hostile"), rows)) as assistant:
        shelf, snapshot = Shelf(assistant), assistant.library.snapshot()
        html = "".join(shelf_html(shelf.leaf(Looking(page=page))) for page in (1, 2))
        html += "".join(paper_html(stored) for stored in snapshot.each(snapshot.catalogue.ids()))
    for tag in (
        "<script",
        "<img",
        "<svg",
        "<iframe",
        "<style",
        "<form",
        "<input",
        "<a href='",
        "<base",
        "\x1b",
        "\u202e",
    ):
        assert tag not in html
