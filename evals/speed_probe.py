"""One measured run of ours in a process of its own: `python -m evals.speed_probe PAPERS QUESTIONS LIBRARY`.

What the splitter imports is imported before the clock starts, as the stock script imports its own.

PAPERS: {id, title, abstract} a line. QUESTIONS: {question} a line. Prints one JSON object.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant import terminal
from assistant.assistant import Assistant
from assistant.settings import Settings
from ingest.chunking import load_splitter
from ingest.load import LoadReport, Progress, load_paths

WARMING = 5


def main(papers: Path, questions: Path, library: Path) -> int:
    """Load papers, load them again, search; prints papers a second, seconds and milliseconds."""
    settings = Settings.load()
    load_splitter()
    first, searchable = _load(papers, library, settings)
    again_start = time.perf_counter()
    again, _ = _load(papers, library, settings)
    again_s = time.perf_counter() - again_start
    asked = [json.loads(line)["question"] for line in questions.read_text(encoding="utf-8").splitlines()]
    searched = _searched(library, settings, asked)
    plain = _searched(library, replace(settings, rerank=False), asked)
    terminal.say_json(
        {
            "papers": first[0].papers,
            "searchable_papers_per_s": first[0].papers / searchable,
            "whole_papers_per_s": first[0].papers / first[1],
            "again_s": again_s,
            "again_embedded": again[0].embedded,
            **_figures("search", [one.milliseconds for one in searched]),
            **_figures("plain", [one.milliseconds for one in plain]),
            **_figures("reread", [one.milliseconds for one in searched if one.read_again]),
            "reread_share": sum(one.read_again for one in searched) / len(searched),
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


@dataclass(frozen=True, slots=True)
class _Search:
    """How long one took, and whether the ranker read papers for it."""

    milliseconds: float
    read_again: bool


def _searched(library: Path, settings: Settings, questions: Sequence[str]) -> list[_Search]:
    with Assistant.open(library, settings=settings) as assistant:
        for question in questions[:WARMING]:  # the ranker is loaded when it is first asked
            assistant.search(question)
        return [_timed(assistant, question) for question in questions]


def _timed(assistant: Assistant, question: str) -> _Search:
    start = time.perf_counter()
    found = assistant.search(question)
    took = 1000 * (time.perf_counter() - start)
    return _Search(took, any(hit.scores.rerank is not None for hit in found))


def _figures(name: str, times: Sequence[float]) -> dict[str, float]:
    return {
        f"{name}_p50_ms": statistics.median(times) if times else 0.0,
        f"{name}_p95_ms": sorted(times)[int(0.95 * len(times))] if times else 0.0,
    }


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:4])))
