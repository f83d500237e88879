"""The page on this machine: `python app.py [--library DIR] [--host 127.0.0.1] [--port 7860] [--demo]`."""

from __future__ import annotations

import argparse
import os
import socket
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.request import getproxies

from assistant import Assistant, LibraryMissing, LitAssistError, Settings, SettingsError, UsageError

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "DO_NOT_TRACK": "1",
}


def main(arguments: Sequence[str] | None = None, settings: Settings | None = None) -> int:
    """Serve the page until interrupted. Returns the exit code: 1 it could not be opened, 2 wrong usage or setting."""
    asked = parser().parse_args(arguments)
    try:
        settings = settings or Settings.load()
        users = page_users(settings)
        check_host(asked.host, users)
        check_port(asked.host, asked.port)
        library, opened_with = _demo(settings) if asked.demo else (asked.library or settings.library, settings)
        stay_local()
        with Assistant.open(library, settings=opened_with) as assistant:
            serve(assistant, asked, settings, users)
    except (UsageError, SettingsError) as error:
        sys.stderr.write(f"app.py: {error}\n")
        return 2
    except LitAssistError as error:
        hint = "; or see the samples: python app.py --demo" if isinstance(error, LibraryMissing) else ""
        sys.stderr.write(f"app.py: {error}{hint}\n")
        return 1
    return 0


def parser() -> argparse.ArgumentParser:
    """The command line of the page."""
    made = argparse.ArgumentParser(prog="app.py", description="Ask a library of paper abstracts, in the browser.")
    made.add_argument(
        "--library", type=Path, metavar="DIR", help="the library's folder (default: LITASSIST_LIBRARY or ./library)"
    )
    made.add_argument(
        "--host", default="127.0.0.1", help="address to listen on; others than this machine need a password"
    )
    made.add_argument("--port", type=_port, default=7860, help="port to listen on (default: 7860)")
    made.add_argument("--demo", action="store_true", help="show the sample library, kept in a folder of its own")
    return made


def _port(text: str) -> int:
    port = int(text)
    if not 0 < port < 2**16:
        raise argparse.ArgumentTypeError(f"{text} is no port; use 1 to 65535")
    return port


def page_users(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Names and passwords that open the page; none means that it is open to whoever reaches it.

    Raises:
        SettingsError: LITASSIST_USERS is not `name:password,name:password`, or names somebody twice.
    """
    users = [("reader", settings.password)] if settings.password else []
    for position, entry in enumerate((settings.users or "").split(",") if settings.users else (), 1):
        name, colon, password = (part.strip() for part in entry.partition(":"))
        if not (name and colon and password):
            raise SettingsError(
                f"LITASSIST_USERS: entry {position} is not name:password; write name:password,name:password"
            )
        users.append((name, password))
    if len({name for name, _ in users}) < len(users):
        raise SettingsError(
            "LITASSIST_USERS names somebody twice (LITASSIST_PASSWORD is for the user `reader`); keep one of them"
        )
    return tuple(users)


def check_host(host: str, users: Sequence[tuple[str, str]]) -> None:
    """Refuse to be reachable from other machines without a password.

    Raises:
        UsageError: the host is not this machine's own and nobody has a password.
    """
    if host not in LOOPBACK and not users:
        raise UsageError(
            f"--host {host} would open the page to other machines; set LITASSIST_PASSWORD or LITASSIST_USERS first"
        )


def check_port(host: str, port: int) -> None:
    """Tell at once when the page cannot listen there.

    Raises:
        LitAssistError: the port is taken, or the host is not an address of this machine.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise LitAssistError(f"port {port} of {host} is taken or cannot be used; choose another with --port") from error


def _demo(settings: Settings) -> tuple[Path, Settings]:
    """The sample library, and the settings that it is opened with."""
    from ingest.demo import ensure_demo, for_demo  # noqa: PLC0415 - a page over the user's own library needs no ingest

    return ensure_demo(settings), for_demo(settings)


def serve(
    assistant: Assistant, asked: argparse.Namespace, settings: Settings, users: Sequence[tuple[str, str]]
) -> None:
    """Serve the page of an open library until interrupted.

    Raises:
        LitAssistError: it cannot listen on that address.
    """
    from assistant.ui.page import create_page, launch_options  # noqa: PLC0415 - Gradio takes seconds, and reads QUIET
    from assistant.ui.questions import DEMO_QUESTIONS, suggested  # noqa: PLC0415 - as above
    from assistant.ui.served import Served  # noqa: PLC0415 - as above

    questions = DEMO_QUESTIONS if asked.demo else suggested(assistant.papers())
    named = settings.users is not None
    page = create_page(Served(assistant, settings.data_dir, questions, named=named, settings=settings))
    host = f"[{asked.host}]" if ":" in asked.host else asked.host
    address = {"server_name": host, "server_port": asked.port, "auth": list(users) or None}
    try:
        _, url, _ = page.launch(**address, prevent_thread_lock=True, **launch_options())
    except OSError as error:
        raise LitAssistError(f"port {asked.port} of {asked.host} is taken; choose another with --port") from error
    sys.stdout.write(f"Literature Assistant is ready: {url} (Ctrl-C stops it)\n")
    sys.stdout.flush()
    with suppress(KeyboardInterrupt):
        threading.Event().wait()
    page.close(verbose=False)


def stay_local() -> None:
    """Switch off what Gradio and its Hugging Face client would send, and keep our own address off any proxy."""
    for name, value in QUIET.items():
        os.environ[name] = value
    unproxied = ",".join(part for part in (getproxies().get("no"), *sorted(LOOPBACK)) if part)
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = unproxied


if __name__ == "__main__":
    sys.exit(main())
