"""Kill a real ingest at random moments, run it again, and compare the library with one that nobody disturbed.

    python -m tests.kill_ingest PATH... [--times 20] [--seed 1] [--growing]

Each time in a fresh library; with --growing, in one that is killed again and again. Prints one line a kill and exits
with 1 on the first difference.
"""

import argparse
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from assistant.library import Library, Stored

QUERIES = ("how long do trials last", "language models trained on repeated data", "otters", "what fails at scale")


@dataclass(frozen=True)
class Contents:
    """What a library holds: papers, passage vectors by row, words, and how many papers lack sentence vectors."""

    papers: dict[str, Stored]
    vectors: dict[str, np.ndarray[tuple[int], np.dtype[np.float32]]]
    found: dict[str, dict[str, float]]
    unread_sentences: int
    rows: int


def contents(folder: Path) -> Contents:
    """Read everything, by asking Chroma's vectors and the nearest neighbours of each."""
    snapshot = Library(folder).snapshot()
    ids = [passage.id for stored in snapshot.all.values() for passage in stored.passages]
    vectors = {
        i: v for start in range(0, len(ids), 500) for i, v in snapshot.store.vectors(ids[start : start + 500]).items()
    }
    return Contents(
        papers=snapshot.all,
        vectors=vectors,
        found={query: dict(snapshot.lexical.search(query, len(ids) + 1)) for query in QUERIES},
        unread_sentences=len(snapshot.without_sentence_vectors()),
        rows=snapshot.store.count(),
    )


def differences(ours: Contents, whole: Contents) -> list[str]:
    """What of `ours` is not as in `whole`, in words; nothing where both are the same."""
    told = []
    if ours.papers != whole.papers:
        wrong = [i for i in whole.papers | ours.papers if ours.papers.get(i) != whole.papers.get(i)]
        told.append(f"{len(wrong)} papers differ, such as {wrong[:3]}")
    if ours.rows != whole.rows or ours.vectors.keys() != whole.vectors.keys():
        told.append(f"{ours.rows} rows with {len(ours.vectors)} vectors, not {whole.rows} with {len(whole.vectors)}")
    apart = [
        i for i, v in ours.vectors.items() if i in whole.vectors and not np.allclose(v, whole.vectors[i], atol=1e-4)
    ]
    if apart:
        told.append(f"{len(apart)} vectors differ, such as {apart[:3]}")
    for query, hits in whole.found.items():
        if ours.found[query].keys() != hits.keys():
            told.append(f"words find other papers for {query!r}")
        elif (off := max((abs(score / ours.found[query][i] - 1) for i, score in hits.items()), default=0)) > 1e-4:
            told.append(f"words score otherwise for {query!r}, by up to {off:.1%}")
    if ours.unread_sentences:
        told.append(f"{ours.unread_sentences} papers lack sentence vectors")
    return told


def ingest(paths: Sequence[Path], library: Path) -> subprocess.Popen[bytes]:
    """A real ingest, under way."""
    words = [sys.executable, "-m", "ingest", *map(str, paths), "--library", str(library), "--json"]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finished(process: subprocess.Popen[bytes]) -> None:
    """Wait for an ingest; what it said is in the error if it failed."""
    _, said = process.communicate()
    if process.returncode:
        raise RuntimeError(f"ingest ended with {process.returncode}: {said.decode()[-2000:]}")


def killed_after(seconds: float, process: subprocess.Popen[bytes]) -> bool:
    """Kill a process when the time has come; whether it was still running then."""
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return True
    return False


def undisturbed(paths: Sequence[Path], folder: Path) -> tuple[Contents, float]:
    """The library as it should be, and how long making it takes."""
    started = time.monotonic()
    finished(ingest(paths, folder))
    return contents(folder), time.monotonic() - started


def moments(times: int, seconds: float, seed: int) -> list[float]:
    """One random moment in each of `times` equal stretches of a run, in random order."""
    random = Random(seed)
    found = [(n + random.random()) * seconds / times for n in range(times)]
    random.shuffle(found)
    return found


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--growing", action="store_true", help="kill one library again and again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        whole, seconds = undisturbed(arguments.paths, Path(folder) / "whole")
        print(f"undisturbed: {len(whole.papers)} papers, {whole.rows} rows, {seconds:.1f} s")  # noqa: T201
        for n, moment in enumerate(moments(arguments.times, seconds, arguments.seed)):
            library = Path(folder) / ("growing" if arguments.growing else f"kill{n}")
            killed = killed_after(moment, ingest(arguments.paths, library))
            before = Library(library).snapshot().catalogue.count() if (library / "library.json").exists() else 0
            last = n + 1 == arguments.times
            if last or not arguments.growing:
                finished(ingest(arguments.paths, library))
            wrong = differences(contents(library), whole) if last or not arguments.growing else []
            state = f"killed at {moment:.2f} s with {before} papers in" if killed else f"over before {moment:.2f} s"
            end = "" if arguments.growing and not last else f": {'; '.join(wrong) or 'same library'}"
            print(f"{n + 1}. {state}{end}", flush=True)  # noqa: T201
            if wrong:
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
