"""Which program made a run: its version and a digest of what answers come from."""

from __future__ import annotations

import tomllib
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

NAME = "literature-assistant"
ROOT = Path(__file__).parent.parent
MADE_OF = (("assistant", "*.py"), ("assistant", "*.json"), ("prompts", "*.txt"))


def program_version() -> str:
    """The version with a digest of sources, fitted numbers and prompts: "0.1.0+3f2a91c07d41"."""
    digest = sha256()
    for folder, pattern in MADE_OF:
        for path in sorted((ROOT / folder).rglob(pattern)):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return f"{_released()}+{digest.hexdigest()[:12]}"


def _released() -> str:
    """The version of the checkout, or of the installed package."""
    project = ROOT / "pyproject.toml"
    if project.is_file():
        found: str = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
        return found
    try:
        return version(NAME)
    except PackageNotFoundError:
        return "unknown"
