"""`python -m ingest duplicates`: what was merged and why, and what looks alike and was not."""

from __future__ import annotations

import argparse

from assistant import terminal
from assistant.codec import to_json
from ingest.commands.base import Command, library_of, new_parser
from ingest.duplicates import LikelyPair, Merged, likely_pairs, merged
from ingest.identity import Identities
from ingest.shelf import LibraryShelf

SHOWN = 20
"""How many pairs are shown for people; `--json` gives all."""


def _parser() -> argparse.ArgumentParser:
    return new_parser("duplicates", "List papers of several copies with what joined them, and pairs that look alike.")


def _run(arguments: argparse.Namespace) -> int:
    library = library_of(arguments)
    snapshot = library.snapshot()
    several: list[Merged] = []
    pairs: list[LikelyPair] = []
    known = Identities(shelf=LibraryShelf(library))
    for stored in snapshot.each(snapshot.catalogue.ids()):
        if len(stored.copies) > 1:
            several.append(merged(stored))
        pairs.extend(likely_pairs([stored], known))
    pairs.sort(key=lambda pair: (-pair.score, pair.ids))
    if arguments.json:
        terminal.say_json({"merged": to_json(tuple(several)), "likely": to_json(tuple(pairs))})
    else:
        terminal.say(_told(several, pairs))
    return terminal.DONE


def _told(several: list[Merged], pairs: list[LikelyPair]) -> str:
    lines = [f"{len(several)} papers of several copies; take one apart with: python -m ingest split ID"]
    for paper in several:
        lines.append(f"\n{paper.id}  {paper.title}")
        lines += [f"  {n}. {c.source}, {c.entry}: {c.why}" for n, c in enumerate(paper.copies, 1)]
    lines.append(f"\n{len(pairs)} pairs look alike and are kept as two; join them with: python -m ingest join ID ID")
    for pair in pairs[:SHOWN]:
        lines += [
            f"\n{pair.score:.2f}  {pair.why}",
            *(f"  {i}  {t}" for i, t in zip(pair.ids, pair.titles, strict=True)),
        ]
    if len(pairs) > SHOWN:
        lines.append(f"\nand {len(pairs) - SHOWN} more pairs: see --json")
    return "\n".join(lines)


COMMAND = Command(_parser, _run)
