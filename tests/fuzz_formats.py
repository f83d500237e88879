"""Spoil files of every format at random for as long as you like, and see what the parsers make of them.

    python -m tests.fuzz_formats --seconds 600 [--seed 1] [--format bibtex] [--keep FOLDER]

Prints a line a format: files, entries, the longest time and the most memory that one file took. Each kind of failure is
printed once, its file cut down and kept in FOLDER. Exits with 1 where there was one. Memory is measured on Linux only.
"""

import argparse
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from assistant.records import Paper
from tests.fuzz_checks import read_whole, within
from tests.fuzz_seeds import SEEDS
from tests.fuzz_steps import random_step, spoilt

SECONDS = 20.0
"""Processor time that one file, of which the seed is some kilobytes and the largest some megabytes, may take."""
MEGABYTES = 400.0
"""What memory one file may take beyond what the process has anyway."""
_SHRINKING_S = 30.0
_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")


@dataclass
class Tally:
    """What came of the files of one format."""

    files: int = 0
    entries: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int] = (0.0, 0)
    largest: float = 0.0


@dataclass
class Run:
    """A fuzz run: `kept` is where failing files go, `failures` counts them by kind."""

    scratch: Path
    kept: Path
    tallies: dict[str, Tally]
    failures: Counter[str] = field(default_factory=Counter)

    def one(self, form: str, content: bytes, suffix: str) -> None:
        """Read one file as a format, then as whatever claims it."""
        tally = self.tallies[form]
        tally.files += 1
        path = self.scratch / f"file{suffix}"
        path.write_bytes(content)
        for forced in (form, None):
            begin, before = time.process_time(), _restart_peak()
            try:
                with within(SECONDS):
                    found = read_whole(path, forced)
                tally.entries.update("paper" if isinstance(entry, Paper) else "rejected" for entry in found)
                taken = _megabytes("VmHWM") - before
                assert taken < MEGABYTES, f"{taken:.0f} MB"
                tally.largest = max(tally.largest, taken)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what this run is for
                self._keep(form, forced, path, content, error)
            tally.slowest = max(tally.slowest, (time.process_time() - begin, len(content)))

    def _keep(self, form: str, forced: str | None, path: Path, content: bytes, error: Exception) -> None:
        kind = f"{form if forced else 'claimed'}: {_kind(error)}"
        self.failures[kind] += 1
        if self.failures[kind] > 1:
            return

        def fails(shorter: bytes) -> bool:
            path.write_bytes(shorter)
            try:
                with within(SECONDS):
                    read_whole(path, forced)
            except Exception as other:  # noqa: BLE001 - as above
                return _kind(other) == _kind(error)
            return False

        small = shrunk(content, fails)
        kept = self.kept / f"{len(self.failures):03}-{form}{'' if forced else '-claimed'}{path.suffix}"
        kept.write_bytes(small)
        trace = "".join(traceback.format_exception(error)[-4:])
        sys.stdout.write(f"\n{kind}\n{kept} ({len(small)} bytes): {small[:300]!r}\n{trace[-1500:]}\n")
        sys.stdout.flush()


def shrunk(content: bytes, fails: Callable[[bytes], bool]) -> bytes:
    """A shorter file that still fails, found by leaving out parts, halved again and again."""
    end = time.perf_counter() + _SHRINKING_S
    size = max(1, len(content) // 2)
    while size and time.perf_counter() < end:
        at = 0
        while at < len(content) and time.perf_counter() < end:
            shorter = content[:at] + content[at + size :]
            if fails(shorter):
                content = shorter
            else:
                at += size
        size //= 2
    return content


def _kind(error: Exception) -> str:
    """The error and the function it was raised in, without what differs from file to file."""
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if "tests" not in Path(frame.filename).parts] or frames
    return f"{type(error).__name__} in {Path(inside[-1].filename).name}: {inside[-1].name}"


def _restart_peak() -> float:
    """The memory in use, from which on the peak is counted anew."""
    if _CLEAR.exists():
        _CLEAR.write_text("5")
    return _megabytes("VmRSS")


def _megabytes(name: str) -> float:
    if not _STATUS.exists():
        return 0.0
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


def main() -> int:
    """Run for the time asked for; 1 where anything failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz_formats")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", choices=sorted(SEEDS))
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "fuzz-formats")
    chosen = parser.parse_args()
    chosen.keep.mkdir(parents=True, exist_ok=True)
    names = [chosen.format] if chosen.format else list(SEEDS)
    with tempfile.TemporaryDirectory() as scratch:
        run = Run(Path(scratch), chosen.keep, {name: Tally() for name in names})
        random = Random(chosen.seed)
        end = time.perf_counter() + chosen.seconds
        while time.perf_counter() < end:
            name = random.choice(names)
            steps = tuple(random_step(random) for _ in range(random.choice((1, 1, 2, 3, 5))))
            suffix = random.choice(("", ".txt", ".json", ".jsonl", ".csv", ".xml", ".gz", ".bib"))
            run.one(name, spoilt(SEEDS[name], steps), suffix)
    report(run)
    return 1 if run.failures else 0


def report(run: Run) -> None:
    """Print what came of it."""
    for name, tally in run.tallies.items():
        seconds, size = tally.slowest
        counts = ", ".join(f"{tally.entries[kind]:,} {kind}" for kind in ("paper", "rejected"))
        sys.stdout.write(
            f"{name:16} {tally.files:6,} files  {counts:36} "
            f"longest {seconds:5.1f} s ({size / 1e6:.1f} MB)  most {tally.largest:4.0f} MB\n"
        )
    sys.stdout.writelines(f"FAILED {times:,} times: {kind}\n" for kind, times in run.failures.items())


if __name__ == "__main__":
    sys.exit(main())
