"""JSON of no known service: arrays, and objects that hold a list, with guessed key names."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.codec import to_json
from assistant.records import Paper, Source
from ingest.formats import ReadOptions, Rejected
from ingest.formats.plain_json import PlainJson
from ingest.reading import read_paths

ROW: dict[str, Any] = {"title": "Counting Bees", "summary": "We count bees.", "Journal": "Annals of Bees", "legs": 6}
BEES = Paper(
    id="",
    title="Counting Bees",
    abstract="We count bees.",
    venue="Annals of Bees",
    sources=(Source("bees.json", "json", "line 1"),),
    extra=(("legs", "6"),),
)


def read(tmp_path: Path, value: Any, **options: Any) -> list[Paper | Rejected]:
    path = tmp_path / "bees.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return list(PlainJson().read(path, ReadOptions(**options)))


@pytest.mark.parametrize(
    "value",
    [
        [ROW],
        {"papers": [ROW]},
        {"count": 1, "message": {"items": [ROW]}},
        {"data": []} | {"records": [ROW]},
        ROW,
    ],
)
def test_shapes(tmp_path: Path, value: Any) -> None:
    assert read(tmp_path, value) == [BEES]


def test_columns_that_the_user_names(tmp_path: Path) -> None:
    value = [{"Titel": "Bienen zählen", "Inhalt": "Wir zählen.", "title": "no"}, {"title": "Bees", "Inhalt": "We."}]
    good, bad = read(tmp_path, value, columns=(("title", "Titel"), ("abstract", "Inhalt")))
    assert isinstance(good, Paper)
    assert (good.title, good.abstract, good.extra) == ("Bienen zählen", "Wir zählen.", (("title", "no"),))
    assert isinstance(bad, Rejected)
    assert bad.reason == "no title: there is no column 'Titel'; the columns are: title, Inhalt"


def test_a_list_of_papers_as_the_command_prints_them(tmp_path: Path) -> None:
    paper = Paper("p1", "Counting Bees", "We count bees.", authors=("Ada Ram",), date="2024-03", year=2024)
    (found,) = read(tmp_path, {"papers": to_json((paper,))})
    assert isinstance(found, Paper)
    assert (found.title, found.authors, found.date, found.sources[0].entry) == (
        *("Counting Bees", ("Ada Ram",)),
        "2024-03",
        "p1",
    )


@pytest.mark.parametrize(
    ("head", "claimed"),
    [
        ('[{"title": "x"', True),
        ("[\n\n  {", True),
        ("[]", True),
        ('{"papers": [', True),
        ('{"meta": {"a": [1]}, "results": [{"title"', True),
        ('{\n  "title": "x",\n  "abstract": "y"\n}', True),
        ('{"title": "x", "abstract": "y"}\n{"title": "z"', False),
        ('{"title": "x", "data": [1, 2]}\n', False),
        ('{\n "scripts": {"test": "x"}\n}', False),
        ("[1] We count bees, as others did.", False),
        ("Counting Bees\n\nWe count bees.", False),
    ],
)
def test_claims(head: str, claimed: bool) -> None:
    assert PlainJson().claims(head, Path("x.json")) is claimed


ONE, TWO = (json.dumps({"title": title, "abstract": "We."}) for title in ("One", "Two"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (ONE + TWO, ["One", "Two"]),
        (f"{ONE} {TWO}\n\n", ["One", "Two"]),
        (f'{ONE}{{"title": }}{TWO}', ["One", 1, "Two"]),
        (ONE + '{"summary": "' + "x" * 9_000_000 + '"}' + TWO, ["One", 1, "Two"]),
        (f'{{"papers": [{ONE}]}}{{"papers": [{TWO}]}}', ["One", "Two"]),
        (ONE + ONE.replace("One", "x" * 20_000) + TWO, ["One", "x" * 20_000, "Two"]),
    ],
)
@pytest.mark.parametrize("name", ["bees.jsonl", "bees.json"])
def test_records_one_behind_the_other_on_one_line(tmp_path: Path, text: str, found: list[str | int], name: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert [e.title if isinstance(e, Paper) else getattr(e, "line", 0) for e in read_paths([path])] == found
