"""`python -m evals.training.train`: makes the pairs, trains the reader on them and writes its weights file.

It needs PyTorch, which nothing else of this project does: install `requirements-train.lock` in an environment of its
own. The same seeds give the same pairs; the weights differ a little between machines, as PyTorch's sums do.
"""

from __future__ import annotations

import logging
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from random import Random

from assistant.embedding.cross_encoder import CrossEncoder
from assistant.embedding.minilm import MiniLM, open_tokenizer
from assistant.settings import Settings
from evals.training.data import STAGES, as_judged, stage
from evals.training.encoding import encoded
from evals.training.loop import train
from evals.training.measuring import Quality, quality
from evals.training.nearness import Nearness
from evals.training.network import SEED, begin, published, written
from evals.training.pairs import LABELS, Pair
from evals.training.reading import DEV, read_abstracts, read_check_covid, read_scifact

_log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, write, and say how good what was written is on check_covid's `dev`."""
    options = _parser().parse_args(arguments)
    begin()
    stages, judged = _pairs(options, Random(SEED))
    tokenizer = open_tokenizer()
    reader = published(len(LABELS))
    train(reader, [[encoded(pair, tokenizer) for pair in pairs] for pairs in stages], Random(SEED))
    digest = written(reader, options.out)
    print(f"check_covid dev, against the sentences given: {_quality(CrossEncoder(options.out, digest), judged)}")
    return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m evals.training.train", description=__doc__)
    parser.add_argument("--scifact", type=Path, required=True, help="folder with claims.jsonl and corpus.jsonl")
    parser.add_argument("--check-covid", type=Path, required=True, help="folder with claims.jsonl and corpus.jsonl")
    parser.add_argument("--out", type=Path, required=True, help="the weights file to write")
    return parser


def _pairs(options: Namespace, rng: Random) -> tuple[list[list[Pair]], list[Pair]]:
    """The stages, and what to measure on."""
    claims = [*read_scifact(options.scifact), *read_check_covid(options.check_covid)]
    dev = read_check_covid(options.check_covid, DEV)
    abstracts = read_abstracts(options.scifact)
    known = {abstract.id: abstract for abstract in [*abstracts, *(claim.abstract for claim in [*claims, *dev])]}
    _log.info("embedding the sentences of %d abstracts", len(known))
    nearness = Nearness(MiniLM(Settings.load().cache_dir), list(known.values()))
    stages = [stage(sizes, claims, abstracts, nearness, rng) for sizes in STAGES]
    _log.info("made %s pairs", " + ".join(str(len(pairs)) for pairs in stages))
    return stages, as_judged(dev, nearness)


def _quality(reader: CrossEncoder, pairs: Sequence[Pair]) -> Quality:
    probabilities = reader.read([(pair.claim, pair.premise) for pair in pairs])
    return quality(probabilities.astype(float), [LABELS.index(pair.label) for pair in pairs])


if __name__ == "__main__":
    sys.exit(main())
