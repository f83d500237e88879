"""Processes of their own to measure: what they print, how long they take, how much memory they need.

`python -m evals.processes COMMAND...` runs a command and prints its seconds and megabytes as a JSON list.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any


def printed_json(command: Sequence[object]) -> Any:
    """What a process prints on its last line, read as JSON.

    Raises:
        CalledProcessError: it failed.
    """
    done = subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


def run_timed(command: Sequence[object]) -> tuple[float, float]:
    """Wall seconds and peak resident megabytes of one process.

    A process between measures it: to the system, the peak of who starts a process counts as that process's own.

    Raises:
        CalledProcessError: it failed.
    """
    seconds, megabytes = printed_json([sys.executable, "-m", "evals.processes", *command])
    return seconds, megabytes


def _main(command: Sequence[str]) -> int:
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    print(json.dumps([time.perf_counter() - start, usage.ru_maxrss / 1024]))
    return child.returncode


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
