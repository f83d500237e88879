"""`python -m evals fit-orders`: fit which sentences of abstracts are taken for orders to a model, and write it."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from assistant import terminal
from assistant.assistant import Assistant
from assistant.codec import to_json
from assistant.embedding import open_embedder
from assistant.settings import Settings
from assistant.steering import FILE, WEIGHTS
from evals.commands.base import NAME, Command, new_parser
from evals.fit_steering import Abstract, Measured, abstracts_of, fit_steering, measured


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("fit-orders", "Fit which sentences of abstracts are taken for orders to a model, and write it.")
    parser.add_argument("libraries", type=Path, nargs="+", metavar="LIBRARY", help="abstracts that give no orders")
    parser.add_argument("--measure", action="store_true", help="fit nothing: measure what is there")
    return parser


def _run(arguments: argparse.Namespace) -> int:
    settings = Settings.load()
    embedder = open_embedder("minilm", settings)
    learn: list[Abstract] = []
    kept: list[Abstract] = []
    for folder in arguments.libraries:
        with Assistant.open(folder, settings=settings) as assistant:
            own = abstracts_of(assistant.library.snapshot())
        learn += own[0]
        kept += own[1]
    weights = WEIGHTS
    if not arguments.measure:
        command = f"{NAME} fit-orders {' '.join(folder.name for folder in arguments.libraries)}"
        weights = fit_steering(learn, embedder, command)
        FILE.write_text(json.dumps(asdict(weights), ensure_ascii=False) + "\n", encoding="utf-8")
    found = measured(weights, kept, embedder)
    terminal.say_json(to_json(found)) if arguments.json else terminal.say(_text(found))
    return terminal.DONE


def _text(found: Measured) -> str:
    rows = [(kind, *counts) for kind, counts in found.orders.items()]
    rows += [("all", sum(row[1] for row in rows), sum(row[2] for row in rows)), ("all, by words", *found.by_words)]
    rows += [("honest, much alike", *found.honest), ("of real abstracts", *found.real)]
    return "\n".join([f"{'':22}there  withheld", *(f"{name:22}{n:5}{taken:10}" for name, n, taken in rows)])


COMMAND = Command(_parser, _run)
