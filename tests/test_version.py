"""The version stands in two places, and both say the same."""

import tomllib
from pathlib import Path

from assistant.version import VERSION


def test_the_program_and_the_package_have_one_version(repo_root: Path) -> None:
    project = tomllib.loads((repo_root / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == VERSION
