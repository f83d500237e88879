"""Every command of the README, and its Python, run as they stand there on a small library."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.small_library import write_rows

BLOCK = re.compile(r"```(sh|python)\n(.*?)```", re.DOTALL)


def blocks(repo_root: Path, language: str) -> list[str]:
    text = (repo_root / "README.md").read_text(encoding="utf-8")
    return [block for found, block in BLOCK.findall(text) if found == language]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A working folder with some papers and a library of them, as the README's reader has."""
    (tmp_path / "papers").mkdir()
    write_rows(tmp_path / "papers" / "mine.jsonl")
    subprocess.run([sys.executable, "-m", "ingest", "papers"], check=True, cwd=tmp_path, capture_output=True)
    return tmp_path


def test_commands(repo_root: Path, home: Path) -> None:
    lines = [line for block in blocks(repo_root, "sh") for line in block.splitlines() if line.strip()]
    assert lines
    for line in lines:
        words = shlex.split(line)
        if words[0] == "make":
            command, cwd = [*words, "--dry-run"], repo_root
        else:
            assert words[0] == ".venv/bin/python"
            command, cwd = [sys.executable, *words[1:]], home
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{line}: {done.stderr}"


def test_python(repo_root: Path, home: Path) -> None:
    for block in blocks(repo_root, "python"):
        subprocess.run([sys.executable, "-c", block], check=True, cwd=home, capture_output=True)


def test_links_and_folders_exist(repo_root: Path) -> None:
    text = (repo_root / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(((?!http)[^)]+)\)", text) + re.findall(r"^\| `([a-z/]+/)`", text, re.MULTILINE):
        assert (repo_root / target).exists(), target
