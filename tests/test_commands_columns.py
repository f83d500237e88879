"""`python -m ingest PATH --column FIELD=NAME`."""

from pathlib import Path

import pytest

from ingest.__main__ import main

Captured = pytest.CaptureFixture[str]
TABLE = "Titel,Inhalt\nZiegen zählen,Wir zählen Ziegen. Sie klettern.\n"
CHOSEN = ["--column", "title=Titel", "--column", "abstract=Inhalt"]


@pytest.fixture(autouse=True)
def table(tmp_path: Path) -> None:
    """A table in the working folder whose columns nobody would guess."""
    (tmp_path / "ziegen.csv").write_text(TABLE, encoding="utf-8")


def test_columns_are_named(capsys: Captured) -> None:
    assert main(["ziegen.csv", *CHOSEN]) == 0
    assert "1 added" in capsys.readouterr().out


def test_without_names_the_message_says_how(capsys: Captured) -> None:
    assert main(["ziegen.csv"]) == 1
    told = capsys.readouterr().err
    assert "found: Titel, Inhalt; name them with --column title=NAME --column abstract=NAME" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--column", "titel=Titel"], "unknown field 'titel' for a column: the fields are id, title, abstract"),
        (["--column", "title=Titel", "--column", "title=Inhalt"], "'title' is named for two"),
    ],
)
def test_what_cannot_be_a_column(words: list[str], told: str, capsys: Captured) -> None:
    assert main(["ziegen.csv", *words]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("word", ["title", "title=", "=Titel"])
def test_what_names_no_column(word: str, capsys: Captured) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["ziegen.csv", "--column", word])
    assert stopped.value.code == 2
    assert "is not FIELD=NAME" in capsys.readouterr().err
