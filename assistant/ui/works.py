"""Long work on the library, one at a time: who began it, how far it is, stopping it, and what came of it. No Gradio."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.errors import LitAssistError, Stopped, UsageError
from assistant.records import Paper
from ingest.doctor import Health
from ingest.formats import Rejected, Skipped
from ingest.report import LoadReport, Progress

BUSY = "The library is being changed already ({}); try again when that is done."
INSIDE = "Something went wrong inside the program. The terminal it runs in says what; trying again may help."
Entry = Paper | Rejected | Skipped
Result = LoadReport | Health | None


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work as it stands. `what` is said to everybody, `label` to whoever began it.

    `read`, `refused` and `stored` count papers, `sentences` is done and total; `most` bounds `read` where it is known.
    """

    number: int
    owner: str | None
    what: str
    label: str
    most: int | None = None
    read: int = 0
    refused: int = 0
    stored: int = 0
    sentences: tuple[int, int] | None = None
    note: str = ""
    stopping: bool = False
    ended: bool = False
    result: Result = None
    problem: str = ""


class Works:
    """At most one job at a time, in a thread of its own. Safe for any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._job: Job | None = None
        self._hand = Hand(self, 0)

    def job(self) -> Job | None:
        """The job that is under way, or else the last one."""
        return self._job

    def begin(self, job: Job, work: Callable[[Hand], Result]) -> Job:
        """Begin a job in a thread; its number is given here.

        Raises:
            UsageError: another one is under way.
        """
        hand = self._claim(job)
        threading.Thread(target=self._run, args=(hand, work), name="library-job", daemon=True).start()
        assert self._job is not None
        return self._job

    @contextmanager
    def alone(self, job: Job) -> Iterator[None]:
        """Do something short on this thread while no other job can begin; no trace of it is kept.

        Raises:
            UsageError: a job is under way.
        """
        before = self._job
        hand = self._claim(job)
        try:
            yield
        finally:
            self.change(hand.number, lambda now: replace(now, ended=True))
            self._job = before

    def stop(self, owner: str | None) -> None:
        """Ask the job under way to stop; what is in stays.

        Raises:
            UsageError: somebody else began it.
        """
        job = self._job
        if job is None or job.ended:
            return
        if job.owner != owner:
            raise UsageError("Somebody else began this; they alone can stop it.")
        self._hand.stop.set()
        self.change(job.number, lambda now: replace(now, stopping=True))

    def change(self, number: int, how: Callable[[Job], Job]) -> None:
        """Note how far a job is."""
        with self._lock:
            if self._job is not None and self._job.number == number:
                self._job = how(self._job)

    def _claim(self, job: Job) -> Hand:
        with self._lock:
            if self._job is not None and not self._job.ended:
                raise UsageError(BUSY.format(self._job.what))
            self._hand = Hand(self, self._hand.number + 1)
            self._job = replace(job, number=self._hand.number)
            return self._hand

    def _run(self, hand: Hand, work: Callable[[Hand], Result]) -> None:
        result, problem = None, ""
        try:
            result = work(hand)
        except Stopped:
            pass
        except LitAssistError as error:
            problem = str(error)
        except Exception:  # the thread's last word: it is told to the reader, and to the terminal in full
            logging.getLogger(__name__).exception("a job on the library failed")
            problem = INSIDE
        stopped = hand.stop.is_set()
        self.change(
            hand.number, lambda now: replace(now, ended=True, stopping=stopped, result=result, problem=problem, note="")
        )


class Hand:
    """What a job holds: whether it shall stop, and where it says how far it is."""

    def __init__(self, works: Works, number: int) -> None:
        self.number = number
        self.stop = threading.Event()
        self._works = works

    def watched(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Entries counted as they pass, files called by their names alone, to their end or until stopped."""
        for entry in entries:
            if self.stop.is_set():
                return
            refused = isinstance(entry, Rejected)
            self._works.change(
                self.number,
                lambda job, n=refused: replace(job, read=job.read + 1, refused=job.refused + n),  # type: ignore[misc]
            )
            yield entry if isinstance(entry, Paper) else replace(entry, file=Path(entry.file).name)

    def progress(self, progress: Progress) -> None:
        """How far the run is.

        Raises:
            Stopped: it shall stop, and all papers that were read are in.
        """
        if progress.stage == "papers":
            self._works.change(self.number, lambda job: replace(job, stored=progress.done))
            return
        if self.stop.is_set():
            raise Stopped("stopped")
        self._works.change(self.number, lambda job: replace(job, sentences=(progress.done, progress.total or 0)))

    def note(self, text: str) -> None:
        """A line about what is being done, less what it says of the command line."""
        self._works.change(self.number, lambda job: replace(job, note=text.partition(";")[0]))
