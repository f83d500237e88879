"""What `app.py` makes of its arguments and settings, before any page is served."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

import app
from assistant import LitAssistError, Settings, SettingsError, UsageError
from ingest.demo import for_demo


def given(tmp_path: Path, **changes: str) -> Settings:
    return Settings(library=tmp_path / "none", data_dir=tmp_path / "data", **changes)  # type: ignore[arg-type]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.mark.parametrize(
    ("password", "users", "expected"),
    [
        (None, None, ()),
        ("secret", None, (("reader", "secret"),)),
        (None, "ada:one,ben:t:wo", (("ada", "one"), ("ben", "t:wo"))),
        (None, " ada : one ", (("ada", "one"),)),
        ("secret", "ada:one", (("reader", "secret"), ("ada", "one"))),
    ],
)
def test_who_may_open_the_page(
    tmp_path: Path, password: str | None, users: str | None, expected: tuple[tuple[str, str], ...]
) -> None:
    settings = Settings(data_dir=tmp_path, password=password, users=users)
    assert app.page_users(settings) == expected


@pytest.mark.parametrize("users", ["ada", "ada:", ":one", "ada:one,,ben:two", "ada:one,ada:two"])
def test_users_that_cannot_be_read_open_nothing(tmp_path: Path, users: str) -> None:
    with pytest.raises(SettingsError) as caught:
        app.page_users(given(tmp_path, users=users))
    assert "one" not in str(caught.value).replace("one of them", "")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])  # noqa: S104 - refused
def test_other_hosts_need_a_password(host: str) -> None:
    with pytest.raises(UsageError):
        app.check_host(host, ())
    app.check_host(host, (("reader", "secret"),))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_this_machine_needs_none(host: str) -> None:
    app.check_host(host, ())


def test_an_open_host_without_password_exits_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--host", "0.0.0.0"], given(tmp_path)) == 2  # noqa: S104 - refused
    assert "LITASSIST_PASSWORD" in capsys.readouterr().err


def test_bad_users_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main([], given(tmp_path, users="ada")) == 2
    assert "LITASSIST_USERS" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["0", "70000", "x", "-1"])
def test_a_port_that_is_none_exits_2(port: str) -> None:
    with pytest.raises(SystemExit) as caught:
        app.main(["--port", port])
    assert caught.value.code == 2


def test_a_taken_port_is_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert app.main(["--port", str(port)], given(tmp_path)) == 1
        with pytest.raises(LitAssistError):
            app.check_port("127.0.0.1", port)
    assert f"port {port}" in capsys.readouterr().err


def test_a_missing_library_says_how_to_make_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (*app.QUIET, "NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    assert app.main(["--port", str(free_port())], given(tmp_path)) == 1
    told = capsys.readouterr().err
    assert "python -m ingest" in told
    assert "--demo" in told
    assert len(told.splitlines()) == 1


def test_the_demo_is_embedded_here_whatever_the_settings_say(tmp_path: Path) -> None:
    settings = for_demo(given(tmp_path, embedder="openai:x", chroma_url="http://chroma.example"))
    assert (settings.embedder, settings.chroma_url) == (None, None)


def test_nothing_is_reported_and_loopback_needs_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in app.QUIET:
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "intranet.example")
    app.stay_local()
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert os.environ["NO_PROXY"].split(",")[0] == "intranet.example"
    assert "127.0.0.1" in os.environ["no_proxy"].split(",")
