"""`docs/evals.md` names all that there is, and its examples are read as they stand there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evals.answers import read_answers
from evals.baselines import BASELINES
from evals.commands.registry import COMMANDS
from evals.judges.registry import JUDGES
from evals.metrics.definitions import DEFINITIONS
from evals.metrics.retrieval import RANKERS
from evals.mutations.measuring import ORDER
from evals.read_cases import CASES, KINDS, read_cases

BLOCK = re.compile(r"```(json|)\n(.*?)```", re.DOTALL)
WHOLE = frozenset(name for name in DEFINITIONS if not name.endswith(RANKERS) and ", " not in name)
"""Measures but for those of each ranker, or of each kind of case."""


@pytest.fixture(scope="module")
def page(repo_root: Path) -> str:
    return (repo_root / "docs" / "evals.md").read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    return [block for found, block in BLOCK.findall(page) if found == language]


def objects(text: str) -> Iterator[Any]:
    """The JSON objects of a block, each written over several lines."""
    place, decoder = 0, json.JSONDecoder()
    while rest := text[place:].lstrip():
        value, end = decoder.raw_decode(rest)
        yield value
        place = len(text) - len(rest) + end


def test_every_measure_has_a_row(page: str) -> None:
    named = {
        name for row in re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE) for name in re.split(r", (?:and )?", row)
    }
    assert sorted(WHOLE - named) == []


@pytest.mark.parametrize(
    "names",
    [KINDS, JUDGES, BASELINES, COMMANDS.keys() - {"fit", "speed"}],
    ids=["kinds of cases", "judges", "systems", "commands"],
)
def test_everything_with_a_name_is_named(page: str, names: frozenset[str]) -> None:
    code = " ".join(re.findall(r"`([^`]+)`", BLOCK.sub("", page)))
    assert [name for name in sorted(names) if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", code)] == []


def test_every_kind_of_mutation_has_a_row(page: str) -> None:
    assert [kind for kind in ORDER if f"\n| {kind.partition(',')[0]} |" not in page] == []


def test_the_example_of_a_case_is_one(page: str, tmp_path: Path) -> None:
    (value,) = objects(blocks(page, "json")[0])
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(value) + "\n", encoding="utf-8")
    assert [case.id for case in read_cases(path)] == [value["id"]]


def test_the_example_of_answers_answers_cases_of_the_samples(page: str, tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text("".join(json.dumps(value) + "\n" for value in objects(blocks(page, "json")[1])), encoding="utf-8")
    known = {case.id: case.question for case in read_cases(CASES / "samples.jsonl")}
    outcomes = read_answers(path, known)
    assert [outcome.answer.question for outcome in outcomes if outcome.answer] == [
        known[outcome.case] for outcome in outcomes if outcome.answer
    ]
    assert [outcome.error for outcome in outcomes if not outcome.answer] == ["the model timed out"]


def test_every_command_can_be_read(page: str) -> None:
    lines = [line.partition("#")[0].split() for block in blocks(page, "") for line in block.splitlines()]
    ours = [words[3:] for words in lines if words[:3] == ["python", "-m", "evals"]]
    assert len(ours) >= 8
    for words in ours:
        COMMANDS[words[0]].parser().parse_args(words[1:])
