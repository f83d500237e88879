"""Fits `title_weights` on entries whose titles are known, by maximum a posteriori conditional logit.

    python -m ingest.formats.title_fit PAGE... PAPERS.jsonl...

Pages are listing pages of layouts a and b, where title and abstract stand on lines of their own; one-line entries are
left out, so that a page of layout c stays unseen for reporting. JSONL files hold `title` and `text` or `abstract`.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np

from assistant.records import Paper
from ingest.formats.base import ReadOptions
from ingest.formats.jsonl import Jsonl
from ingest.formats.listing import Listing
from ingest.formats.listing_lines import kind_of
from ingest.formats.text import read_lines
from ingest.formats.title_features import features
from ingest.formats.title_line import Words, candidates

Pair: TypeAlias = tuple[str, str]

PRIOR: dict[str, float] = {
    "ends in clause opener": -4.0,
    "ends in function word": -4.0,
    "splits model phrase": -3.0,
    "splits a definition": -3.0,
    "sentence inside": -3.0,
    "ends in a sentence": -5.0,
    "open quote": -3.0,
    "we inside": -3.0,
    "ends in label": -3.0,
    "opens label": 2.0,
    "ends in two gerunds": -1.5,
    "gerund before definition": -1.5,
    "ends dangling": -1.0,
    "verb inside": -0.5,
    "no verb": -1.0,
    "opens small": -1.0,
    "opens we": 2.0,
    "opens this paper": 2.0,
    "opens model phrase": 2.0,
    "opens acronym": 1.5,
    "defines at once": 1.5,
}
"""What is known of English before any fitting, for signs too rare in a thousand entries to be learned from them."""

_PULL = 0.3
_STEPS = 400
_RATE = 0.1
# Labels and markup that some exports put before an abstract; they would be learned as openings of abstracts.
_UNCLEAN = re.compile(r"[^A-Z0-9]|Background|Objective|Introduction|Article|Purpose|Importance|Abstract|ABSTRACT")


def training_pairs(paths: Sequence[Path]) -> list[Pair]:
    """Distinct titles and abstracts of the files, in their order."""
    pairs: list[Pair] = []
    for path in paths:
        if path.suffix == ".jsonl":
            papers = [p for p in _papers(Jsonl(), path) if not _UNCLEAN.match(p.abstract)]
        else:
            rows = {f"line {line.number}" for line in read_lines(path) if kind_of(line.text.strip()) == "row"}
            papers = [p for p in _papers(Listing(), path) if p.sources[0].entry not in rows]
        pairs.extend((p.title, p.abstract) for p in papers if " " in p.title and len(p.abstract.split()) > 30)
    return list(dict.fromkeys(pairs))


def fingerprint(pairs: Iterable[Pair]) -> str:
    """A short digest of what is fitted on, and of the prior."""
    return hashlib.sha256(repr((sorted(pairs), sorted(PRIOR.items()))).encode()).hexdigest()[:16]


def fitted(pairs: Sequence[Pair]) -> dict[str, float]:
    """The weights, rounded, of every feature that occurs."""
    choices = [choice for pair in pairs if (choice := _choice(pair))]
    names = sorted({name for options, _ in choices for option in options for name in option})
    column = {name: at for at, name in enumerate(names)}
    sizes = np.array([len(options) for options, _ in choices])
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    table = np.zeros((int(sizes.sum()), len(names)))
    for at, option in enumerate(option for options, _ in choices for option in options):
        for name, count in option.items():
            table[at, column[name]] = count
    gold = starts + np.array([right for _, right in choices])
    prior = np.array([PRIOR.get(name, 0.0) for name in names])
    weights = _adam(table, starts, sizes, gold, prior)
    return {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)}


def _adam(table: np.ndarray, starts: np.ndarray, sizes: np.ndarray, gold: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Adam (Kingma and Ba, 2015) on the conditional log-likelihood with a Gaussian prior."""
    line = np.repeat(np.arange(len(sizes)), sizes)
    weights, mean, square = prior.copy(), np.zeros_like(prior), np.zeros_like(prior)
    for step in range(1, _STEPS + 1):
        scores = table @ weights
        powers = np.exp(scores - np.maximum.reduceat(scores, starts)[line])
        chance = powers / np.add.reduceat(powers, starts)[line]
        slope = table.T @ chance - table[gold].sum(axis=0) + _PULL * (weights - prior)
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope * slope
        weights = weights - _RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return weights


def _choice(pair: Pair) -> tuple[list[Counter[str]], int] | None:
    """The features of each candidate cut and which one is right; None where the right one is no candidate."""
    title, abstract = pair
    words, right = Words(tuple(f"{title} {abstract}".split())), len(title.split())
    found = candidates(words)
    return ([Counter(features(words, n)) for n in found], found.index(right)) if right in found else None


def _papers(form: Jsonl | Listing, path: Path) -> list[Paper]:
    return [entry for entry in form.read(path, ReadOptions()) if isinstance(entry, Paper)]


def _main(paths: list[str]) -> None:
    pairs = training_pairs([Path(path) for path in paths])
    weights = fitted(pairs)
    lines = "".join(f'    "{name}": {weight},\n' for name, weight in weights.items())
    target = Path(__file__).with_name("title_weights.py")
    head = target.read_text(encoding="utf-8").split("\nFITTED_ON", 1)[0]
    target.write_text(
        f'{head}\nFITTED_ON = "{fingerprint(pairs)}"\n\nWEIGHTS: dict[str, float] = {{\n{lines}}}\n', encoding="utf-8"
    )
    sys.stderr.write(f"{len(pairs)} entries, {len(weights)} weights, written to {target}\n")


if __name__ == "__main__":
    _main(sys.argv[1:])
