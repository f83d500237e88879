"""`python -m evals speed --stock PYTHON`: ours against the stock pipeline, alternating, each in fresh processes.

Figures are medians over the rounds; what counts are the ratios, taken round by round in the same minutes.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from assistant import terminal
from assistant.embedding.weights import model_folder
from assistant.library import Library
from evals.processes import printed_json, run_timed
from evals.read_cases import Case, by_title, ids_of

BARE_IMPORTS = "import chromadb, onnxruntime"
PLAIN = ("env", "LITASSIST_RERANK=off")


@dataclass(frozen=True, slots=True)
class Row:
    """One measured thing: its median, and what it is held against."""

    what: str
    ours: str
    held_against: str


def measure(library: Path, cases: Sequence[Case], stock: tuple[Path, Path] | None, rounds: int) -> list[Row]:
    """Every row of the table. `stock` is the Python of the stock pipeline's environment and its script."""
    with tempfile.TemporaryDirectory() as folder:
        papers, questions = _inputs(library, cases, Path(folder))
        ours, theirs, starts, plain, bare, memory = [], [], [], [], [], []
        for i in range(rounds):
            terminal.note(f"round {i + 1} of {rounds}, load {os.getloadavg()[0]:.1f}")
            ours.append(
                printed_json([sys.executable, "-m", "evals.speed_probe", papers, questions, f"{folder}/library-{i}"])
            )
            if stock:
                theirs.append(printed_json([*stock, papers, model_folder(), questions]))
            bare.append(run_timed([sys.executable, "-c", BARE_IMPORTS])[0])
            question = cases[i % len(cases)].question
            ask = [sys.executable, "-m", "assistant", "ask", question, "--library", library, "--json"]
            seconds, peak = run_timed(ask)
            starts.append(seconds)
            plain.append(run_timed([*PLAIN, *ask])[0])
            memory.append(peak)
    return [*_rows(ours, theirs), *_start_rows(starts, plain, bare, memory)]


def _inputs(library: Path, cases: Sequence[Case], folder: Path) -> tuple[Path, Path]:
    """The library's papers and the cases' questions as files that both pipelines read."""
    papers = Library(library).snapshot().papers
    known = by_title(papers)
    rows = [{"id": p.id, "title": p.title, "abstract": p.abstract} for p in papers]
    asked = [{"question": c.question, "gold": sorted(ids_of(c.gold, known, c))} for c in cases if c.gold]
    for name, lines in (("papers", rows), ("questions", asked)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return folder / "papers.jsonl", folder / "questions.jsonl"


def _rows(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> list[Row]:
    def against(name: str, stock_name: str) -> str:
        pairs = [(o[name], t[stock_name]) for o, t in zip(ours, theirs, strict=False)]
        if not pairs:
            return "no --stock given"
        return f"{median(o / t for o, t in pairs):.2f} x stock ({median(t for _, t in pairs):.1f})"

    def mid(name: str) -> float:
        return float(median(run[name] for run in ours))

    searchable, whole = "searchable_papers_per_s", "whole_papers_per_s"
    return [
        Row("ingest until searchable, papers/s", f"{mid(searchable):.1f}", against(searchable, "ingest_papers_per_s")),
        Row("ingest with sentence vectors, papers/s", f"{mid(whole):.1f}", against(whole, "ingest_papers_per_s")),
        Row("ingest again, unchanged, s", f"{mid('again_s'):.2f}", f"{mid('again_embedded'):.0f} embedded"),
        Row("search, median, ms", f"{mid('search_p50_ms'):.1f}", against("search_p50_ms", "retrieve_p50_ms")),
        Row("search, 95th percentile, ms", f"{mid('search_p95_ms'):.1f}", against("search_p95_ms", "retrieve_p95_ms")),
        Row(
            "  without the ranker, median, ms", f"{mid('plain_p50_ms'):.1f}", against("plain_p50_ms", "retrieve_p50_ms")
        ),
        Row(
            "  the same, 95th percentile, ms", f"{mid('plain_p95_ms'):.1f}", against("plain_p95_ms", "retrieve_p95_ms")
        ),
        Row(
            "  with the ranker, median, ms",
            f"{mid('reread_p50_ms'):.1f}",
            f"{mid('reread_share'):.0%} of the questions",
        ),
    ]


def _start_rows(starts: list[float], plain: list[float], bare: list[float], memory: list[float]) -> list[Row]:
    def against(times: list[float]) -> str:
        ratio = median(ask / imports for ask, imports in zip(times, bare, strict=True))
        return f"{ratio:.2f} x importing chromadb and onnxruntime ({median(bare):.2f})"

    return [
        Row("ask, process start to answer, s", f"{median(starts):.2f}", against(starts)),
        Row("  without the ranker, s", f"{median(plain):.2f}", against(plain)),
        Row("ask, peak resident memory, MB", f"{median(memory):.0f}", "at most 600"),
    ]


def table(rows: Sequence[Row]) -> str:
    """The rows as lines of text."""
    return "\n".join(f"{row.what:40} {row.ours:>8}   {row.held_against}" for row in rows)
