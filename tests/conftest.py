"""What every test starts from: an empty working folder, and nothing of the developer's own settings."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from assistant.assistant import Assistant
from tests import small_library
from tests.browser import launched

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"

KEPT = "LITASSIST_CACHE_DIR"
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(scope="session", autouse=True)
def clean_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hide settings, proxies, `.env` and `./library` of whoever runs the tests, subprocesses included.

    The cache folder stays the user's own, so that the embedding model is built once and not for every run.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            ours = name.startswith(("LITASSIST_", "OPENAI_")) and name != KEPT
            if ours or name.upper() in PROXIES:
                patch.delenv(name)
        if KEPT in os.environ:
            patch.setenv(KEPT, str(Path(os.environ[KEPT]).resolve()))
        patch.setenv("PYTHONPATH", str(ROOT))
        patch.chdir(tmp_path_factory.mktemp("cwd"))
        yield


@pytest.fixture(autouse=True)
def own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each test works in its own folder and keeps its chats there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LITASSIST_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_corpus() -> Path:
    """The folder of real listing pages; it is no part of the project."""
    if not CORPUS.is_dir():
        pytest.skip(f"the listing pages are not at {CORPUS}")
    return CORPUS


@pytest.fixture(scope="session")
def small_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library of `small_library`'s papers that `library` copies."""
    return small_library.build(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="module")
def library(small_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of invented papers for the tests of one file."""
    return Path(shutil.copytree(small_template, tmp_path_factory.mktemp("small") / "library"))


@pytest.fixture(scope="module")
def small(library: Path) -> Iterator[Assistant]:
    """The assistant over that library."""
    with small_library.opened(library) as assistant:
        yield assistant


@pytest.fixture
def here(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have that library be the user's own."""
    monkeypatch.setenv("LITASSIST_LIBRARY", str(library))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for the tests of one file."""
    with launched() as browser:
        yield browser
