"""Processes of their own to measure: what they print, how long they take, how much memory they need."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Sequence
from typing import Any


def printed_json(command: Sequence[object]) -> dict[str, Any]:
    """The JSON object on the last line that a process prints.

    Raises:
        CalledProcessError: it failed.
    """
    done = subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def run_timed(command: Sequence[object]) -> tuple[float, float]:
    """Wall seconds and peak resident megabytes of one process.

    Raises:
        CalledProcessError: it failed.
    """
    start = time.perf_counter()
    child = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, child.args)
    return time.perf_counter() - start, float(usage.ru_maxrss) / 1024
