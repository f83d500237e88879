"""One measured run of ours in a process of its own: `python -m evals.speed_probe PAPERS QUESTIONS LIBRARY`.

What the splitter imports is imported before the clock starts, as the stock script imports its own.

PAPERS: {id, title, abstract} a line. QUESTIONS: {question} a line. Prints one JSON object.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

from assistant import terminal
from assistant.assistant import Assistant
from assistant.settings import Settings
from ingest.chunking import load_splitter
from ingest.load import LoadReport, Progress, load_paths


def main(papers: Path, questions: Path, library: Path) -> int:
    """Load papers, load them again, search; prints papers a second, seconds and milliseconds."""
    settings = Settings.load()
    load_splitter()
    first, searchable = _load(papers, library, settings)
    again_start = time.perf_counter()
    again, _ = _load(papers, library, settings)
    again_s = time.perf_counter() - again_start
    with Assistant.open(library, settings=settings) as assistant:
        asked = [json.loads(line)["question"] for line in questions.read_text(encoding="utf-8").splitlines()]
        times = [_timed(assistant, question) for question in asked]
    terminal.say_json(
        {
            "papers": first[0].papers,
            "searchable_papers_per_s": first[0].papers / searchable,
            "whole_papers_per_s": first[0].papers / first[1],
            "again_s": again_s,
            "again_embedded": again[0].embedded,
            "search_p50_ms": statistics.median(times),
            "search_p95_ms": sorted(times)[int(0.95 * len(times))],
        }
    )
    return terminal.DONE


def _load(papers: Path, library: Path, settings: Settings) -> tuple[tuple[LoadReport, float], float]:
    """The report with the seconds that everything took, and the seconds until all papers could be searched."""
    start = time.perf_counter()
    searchable = [0.0]

    def note(progress: Progress) -> None:
        if progress.stage == "papers":
            searchable[0] = time.perf_counter() - start

    report = load_paths(library, [papers], settings=settings, on_progress=note)
    return (report, time.perf_counter() - start), searchable[0]


def _timed(assistant: Assistant, question: str) -> float:
    start = time.perf_counter()
    assistant.search(question)
    return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:4])))
