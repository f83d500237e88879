"""Every prompt file holds to its declaration, and what is filled in is never read as a placeholder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.prompts import FOLDER, load_prompt, parsed

FILES = sorted(FOLDER.glob("*.txt"))


def test_there_are_prompts(repo_root: Path) -> None:
    assert repo_root / "prompts" == FOLDER
    assert {"write", "write_task", "check", "repair_task"} <= {file.stem for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_prompt_holds_to_its_declaration(file: Path) -> None:
    prompt = load_prompt(file.stem)
    filled = prompt.filled(dict.fromkeys(prompt.placeholders, "VALUE"))
    assert filled.count("VALUE") >= len(prompt.placeholders)
    assert not re.search(r"\$[a-z]", filled)
    assert prompt.text == prompt.text.strip() != ""
    assert re.fullmatch(r"[0-9a-f]{64}", prompt.digest)


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_prompt_is_used_or_listed(file: Path, repo_root: Path) -> None:
    page = (repo_root / "prompts" / "README.md").read_text(encoding="utf-8")
    assert f"`{file.name}`" in page


GOOD: list[tuple[str, tuple[str, ...], dict[str, str], str]] = [
    ("Say it.\n", (), {}, "Say it."),
    ("placeholders:\n---\nSay it.", (), {}, "Say it."),
    ("placeholders: a b\n---\n$a, ${b} for 5 $$\n", ("a", "b"), {"a": "$b", "b": "${a} $$"}, "$b, ${a} $$ for 5 $"),
    ("placeholders: a\n---\n$a $a", ("a",), {"a": "x"}, "x x"),
]


@pytest.mark.parametrize(("content", "declared", "values", "filled"), GOOD)
def test_a_prompt_is_filled(content: str, declared: tuple[str, ...], values: dict[str, str], filled: str) -> None:
    prompt = parsed("p", content)
    assert (prompt.placeholders, prompt.filled(values)) == (declared, filled)


@pytest.mark.parametrize(
    "content",
    [
        "It is $a.",
        "placeholders: a\n---\nIt is.",
        "placeholders: a\n---\n$a $b",
        "placeholders: a\n$a",
        "5 $ only",
        "$",
    ],
)
def test_what_is_not_declared_is_refused(content: str) -> None:
    with pytest.raises(InputError, match="prompt p"):
        parsed("p", content)


@pytest.mark.parametrize("values", [{}, {"a": "x"}, {"a": "x", "b": "y", "c": "z"}])
def test_exactly_the_declared_values_are_taken(values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="prompt p takes"):
        parsed("p", "placeholders: a b\n---\n$a $b").filled(values)


def test_another_text_has_another_digest() -> None:
    assert parsed("p", "Say it.").digest != parsed("p", "Say it!").digest


def test_a_prompt_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match=r"no_such\.txt"):
        load_prompt("no_such")
