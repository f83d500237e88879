"""When the page answers its first request, beside a bare Gradio: `python -m tests.first_request [--runs 5]`.

Each is a fresh process, timed from its start to the first answer to a request for its page; they take turns, so that
whatever else the machine does meets both. The page is served over a small library of made-up papers.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from tests.browser import PAPERS, ROOT, page_over

BARE = (
    "import sys, threading, gradio as gr\n"
    "with gr.Blocks() as bare: pass\n"
    "bare.launch(server_port=int(sys.argv[1]), quiet=True, prevent_thread_lock=True); threading.Event().wait()"
)
PATIENCE_S = 120.0
POLL_S = 0.02
MOST_S = 2.0
"""How much later the page may be than a bare Gradio."""


def seconds_to_answer(command: Sequence[str], port: int, environment: dict[str, str]) -> float:
    """From the start of a server to its first answer; then it is ended.

    Raises:
        TimeoutError: it ends, or does not answer within two minutes.
    """
    began = time.monotonic()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            while time.monotonic() - began < PATIENCE_S and server.poll() is None:
                if _answers(port):
                    return time.monotonic() - began
                time.sleep(POLL_S)
        finally:
            server.kill()
    raise TimeoutError(f"no answer from {' '.join(command[:3])}")


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/", timeout=PATIENCE_S, trust_env=False).is_success
    except httpx.TransportError:
        return False


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def measured(folder: Path, runs: int) -> tuple[list[float], list[float]]:
    """Seconds of a bare Gradio and of the page in turn, `runs` times each after one of each that is not counted."""
    with page_over(folder, PAPERS):
        pass  # makes the library, and compiles what is compiled once
    quiet = {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1", "NO_PROXY": "127.0.0.1,localhost"}
    environment = {**os.environ, **quiet, "LITASSIST_DATA_DIR": str(folder / "data")}
    bare, ours = [], []
    for run in range(runs + 1):
        port = free_port()
        bare.append(seconds_to_answer([sys.executable, "-c", BARE, str(port)], port, environment))
        port = free_port()
        served = [sys.executable, "app.py", "--library", str(folder / "library"), "--port", str(port)]
        ours.append(seconds_to_answer(served, port, environment))
        sys.stderr.write(f"run {run}: bare Gradio {bare[-1]:.2f} s, the page {ours[-1]:.2f} s\n")
    return bare[1:], ours[1:]


def main() -> int:
    """Measure and tell. Returns 1 where the page is too late."""
    parser = argparse.ArgumentParser(prog="python -m tests.first_request", description="Seconds to the first answer.")
    parser.add_argument("--runs", type=int, default=5)
    with tempfile.TemporaryDirectory() as folder:
        bare, ours = (statistics.median(seconds) for seconds in measured(Path(folder), parser.parse_args().runs))
    sys.stdout.write(f"first answer, medians: bare Gradio {bare:.2f} s, the page {ours:.2f} s, {ours - bare:+.2f} s\n")
    return int(ours - bare > MOST_S)


if __name__ == "__main__":
    sys.exit(main())
