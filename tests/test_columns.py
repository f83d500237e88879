"""Which column stands for which field."""

import pytest

from assistant.errors import UsageError
from ingest.formats.columns import GUESSED, Columns, listed


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("title", ("title", 0)),
        (" Title ", ("title", 0)),
        ("Article Title", ("title", 1)),
        ("SUMMARY", ("abstract", 1)),
        ("Source title", ("venue", 3)),
        ("titles", None),
        ("", None),
    ],
)
def test_guesses(name: str, field: tuple[str, int] | None) -> None:
    assert GUESSED.field_of(name) == field
    assert GUESSED.field_of(name) == field


def test_a_chosen_column_takes_the_place_of_the_guesses() -> None:
    columns = Columns([("title", "Titel"), ("abstract", "Title")])
    assert columns.field_of("titel") == ("title", 0)
    assert columns.field_of("title") == ("abstract", 0)
    assert columns.field_of("summary") is None
    assert columns.field_of("year") == ("year", 0)


@pytest.mark.parametrize(
    ("chosen", "names", "holds", "lacking"),
    [
        ([], ["Title", "text"], True, ""),
        ([], ["Title"], False, ""),
        ([("abstract", "Inhalt")], ["title", "INHALT "], True, ""),
        ([("abstract", "Inhalt")], ["title", "abstract"], False, "Inhalt"),
        ([("venue", "Blatt")], ["title", "abstract"], True, "Blatt"),
    ],
)
def test_what_a_table_holds(chosen: list[tuple[str, str]], names: list[str], holds: bool, lacking: str) -> None:
    columns = Columns(chosen)
    assert columns.hold_papers(names) is holds
    assert columns.lacking(names) == lacking
    assert bool(columns) is bool(chosen)


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ([("titel", "Titel")], "unknown field 'titel' for a column: the fields are id, title, abstract, "),
        ([("title", "A"), ("title", "B")], "'title' is named for two"),
        ([("title", "A"), ("abstract", "a")], "'a' is named for two"),
    ],
)
def test_what_cannot_be_chosen(chosen: list[tuple[str, str]], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Columns(chosen)


def test_names_for_a_message() -> None:
    assert listed([" a ", "", "b"]) == "a, b"
    assert listed([]) == "none"
    assert len(listed(["column"] * 100)) == 201
