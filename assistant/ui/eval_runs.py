"""The runs of `python -m evals run` that the page may show: those in one folder, by checked names and nothing else.

This module and those that show runs are imported when the Evaluation tab is first opened: they bring the evaluation
with them, which no question needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import InputError, UsageError
from evals.compare import Comparison, compare
from evals.run_folder import RUN, SCORES, read_scores, read_setup
from evals.scores import RunInfo, Scores

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,79}")
"""What a run's folder may be called to be shown; nothing in it leads out of the folder of runs."""

MOST = 200
"""Runs that are listed, the newest first."""

LARGEST = 64 * 2**20
"""Bytes of a file that is read."""


@dataclass(frozen=True, slots=True)
class Found:
    """A run's folder: what the run is, None where it cannot be read, as `problem` says. `done`: it has scores."""

    name: str
    info: RunInfo | None
    done: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs in a folder."""

    folder: Path

    def listing(self) -> tuple[Found, ...]:
        """The runs, the one begun last first; none where there is no such folder."""
        found = [self._found(name) for name in self._names()]
        return tuple(sorted(found, key=lambda run: (run.info.started if run.info else "", run.name), reverse=True))

    def scores(self, name: str) -> Scores:
        """The scores of a run.

        Raises:
            UsageError: there is no such run here, or it was not finished.
            InputError: another version wrote it, it is damaged, or it is too large.
        """
        path = self._inside(name, SCORES, RUN)
        try:
            return read_scores(path)
        except (UsageError, InputError) as error:
            raise type(error)(self._shown(error)) from error

    def compared(self, before: str, after: str) -> Comparison:
        """What the second run does otherwise than the first; raises as `scores`, and where they share no case."""
        return compare(self.scores(before), self.scores(after))

    def _names(self) -> Iterator[str]:
        try:
            names = sorted((path.name for path in self.folder.iterdir()), reverse=True)
        except OSError:
            return
        known = [name for name in names if NAME.fullmatch(name) and (self.folder / name / RUN).is_file()]
        yield from known[:MOST]

    def _found(self, name: str) -> Found:
        try:
            info = read_setup(self._inside(name, RUN)).info
        except (UsageError, InputError) as error:
            return Found(name, None, done=False, problem=self._shown(error))
        return Found(name, info, done=(self.folder / name / SCORES).is_file())

    def _inside(self, name: str, *files: str) -> Path:
        """A run's folder, if these of its files may be read: none leads out of the folder, none is too large."""
        if not NAME.fullmatch(name):
            raise UsageError("There is no run of this name; choose one of the list.")
        home, folder = self.folder.resolve(), self.folder / name
        if not folder.is_dir() or folder.resolve() != home / name:
            raise UsageError(f"There is no run {name} any more; look at the list again.")
        for file in files:
            path = folder / file
            if path.exists() and path.resolve() != home / name / file:
                raise UsageError(f"{name}/{file} leads out of the folder of runs; it is not read.")
            if path.exists() and path.stat().st_size > LARGEST:
                raise InputError(f"{name}/{file} is larger than {LARGEST >> 20} MB; open its report.html instead.")
        return folder

    def _shown(self, error: Exception) -> str:
        """An error without the path to the folder, which is nobody's business on a page for several users."""
        return str(error).replace(f"{self.folder}/", "")
