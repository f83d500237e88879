"""What every command does alike: print safely, turn errors into exit codes, one JSON object for `--json`."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from typing import Any

from assistant.errors import LitAssistError, SettingsError, UsageError

DONE, FAILED, USAGE, PARTLY = 0, 1, 2, 3
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def printable(text: str) -> str:
    r"""The text with control characters written out, as \x1b: a title must not steer the terminal."""
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def say(text: str) -> None:
    """One line, or several, on stdout."""
    sys.stdout.write(printable(text) + "\n")


def note(text: str) -> None:
    """One line on stderr: progress, warnings, errors."""
    sys.stderr.write(printable(text) + "\n")


def say_json(value: Any) -> None:
    """One JSON object on stdout, in ASCII: it reads the same in every encoding, and steers no terminal."""
    sys.stdout.write(json.dumps(value) + "\n")


def run(command: Callable[[], int]) -> int:
    """Run a command and turn what it raises into an exit code and one line on stderr."""
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = command()
        sys.stdout.flush()
        return code  # noqa: TRY300 - what the flush raises is caught here too
    except (UsageError, SettingsError) as error:
        note(f"error: {error}")
        return USAGE
    except LitAssistError as error:
        note(f"error: {error}")
        return FAILED
    except KeyboardInterrupt:
        note("stopped; what was stored is kept, and the next run goes on from there")
        return FAILED
    except BrokenPipeError:
        # Whoever read our output has gone; keep the interpreter from complaining when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
