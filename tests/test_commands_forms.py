"""`python -m assistant ask` with --table, --format review and --export, as a script sees them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from assistant import review_text, table_text
from assistant.__main__ import main
from assistant.codec import from_json, to_json
from assistant.export import WRITERS
from assistant.records import Paper
from assistant.review import Review
from assistant.tables import Table
from tests import small_library

QUESTION = "How often can training text be repeated and how much caffeine does cold brew coffee hold?"
ABSENT = "Who painted the ceiling of the Sistine chapel?"
Captured = pytest.CaptureFixture[str]


def table(library: Path, *aspects: str) -> Table:
    with small_library.opened(library) as assistant:
        return assistant.table(QUESTION, aspects)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("aspects", [(), ("caffeine", "corpora")])
def test_a_table_is_one_json_object(library: Path, aspects: tuple[str, ...], capsys: Captured) -> None:
    named = [word for aspect in aspects for word in ("--aspect", aspect)]
    assert main(["ask", QUESTION, "--table", "--json", *named]) == 0
    printed = capsys.readouterr()
    assert from_json(Table, json.loads(printed.out)) == table(library, *aspects)
    assert (printed.out.count("\n"), printed.err) == (1, "")


@pytest.mark.usefixtures("here")
def test_a_table_to_read_and_in_markdown(library: Path, capsys: Captured) -> None:
    made = table(library)
    for options, expected in (([], table_text.plain(made)), (["--markdown"], table_text.markdown(made))):
        assert main(["ask", QUESTION, "--table", *options]) == 0
        assert capsys.readouterr().out == f"{expected.rstrip()}\n"


@pytest.mark.usefixtures("here")
def test_a_table_as_csv(library: Path, capsys: Captured) -> None:
    assert main(["ask", QUESTION, "--table", "--csv"]) == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert [row[1] for row in rows[1:]] == [paper.id for paper in table(library).papers]


@pytest.mark.usefixtures("here")
def test_a_review(library: Path, capsys: Captured) -> None:
    with small_library.opened(library) as assistant:
        review = assistant.review(QUESTION)
    assert main(["ask", QUESTION, "--format", "review"]) == 0
    assert capsys.readouterr().out == review_text.markdown(review)
    assert main(["ask", QUESTION, "--format", "review", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found.pop("text") == review_text.markdown(review).rstrip()
    assert from_json(Review, found) == review
    assert found == to_json(review)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("options", [[], ["--table"], ["--format", "review"]])
@pytest.mark.parametrize("suffix", [".bib", ".ris", ".json"])
def test_cited_papers_are_exported(options: list[str], suffix: str, tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / f"cited{suffix}"
    assert main(["ask", QUESTION, "--json", "--export", str(file), *options]) == 0
    printed = capsys.readouterr()
    papers = cited(json.loads(printed.out))
    assert len(papers) > 1
    written = io.StringIO()
    next(writer for writer in WRITERS.values() if writer.suffix == suffix).write(papers, written)
    assert file.read_text(encoding="utf-8") == written.getvalue()
    assert printed.err == f"{len(papers)} cited papers written to {file}\n"


def cited(found: dict[str, Any]) -> list[Paper]:
    """The papers of a printed form, by number."""
    rows = [(row["number"], row["evidence"]["paper"]) for row in found.get("rows", ())]
    papers = dict(rows or [(citation["number"], citation["paper"]) for citation in found["citations"]])
    return [from_json(Paper, papers[number]) for number in sorted(papers)]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("options", [[], ["--table"], ["--format", "review"]])
def test_nothing_cited_writes_no_file(options: list[str], tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "cited.bib"
    assert main(["ask", ABSENT, "--export", str(file), *options]) == 0
    assert capsys.readouterr().err == f"nothing is cited, so {file} was not written\n"
    assert not file.exists()


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--table", "--format", "review"], "choose one"),
        (["--aspect", "cost"], "go with --table; add it"),
        (["--csv"], "go with --table; add it"),
        (["--markdown", "--format", "review"], "go with --table; add it"),
        (["--table", "--csv", "--json"], "three ways to print a table; choose one"),
        (["--table", "--csv", "--markdown"], "not allowed with argument"),
        (["--table", "--aspect", " "], "has no words; name what to compare"),
        (["--export", "cited.docx"], "no format has the suffix '.docx'; use one of: .bib, .ris"),
        (["--export", "none/cited.bib"], "its folder does not exist; name a file"),
        (["--format", "poem"], "invalid choice"),
        (["--table", "--save", "a.json"], "--save keeps an answer; leave out --table"),
        (["--format", "review", "--save", "a.json"], "--save keeps an answer; leave out --table"),
        (["--save", "none/a.json"], "its folder does not exist; name a file"),
    ],
)
def test_wrong_usage(words: list[str], told: str, capsys: Captured) -> None:
    try:
        code: Any = main(["ask", QUESTION, *words])
    except SystemExit as stopped:
        code = stopped.code
    printed = capsys.readouterr()
    assert (code, printed.out) == (2, "")
    assert told in printed.err
