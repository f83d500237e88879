"""`python -m evals.training.rank`: trains the ranker on what our own search finds, and writes its weights file.

It needs PyTorch, which nothing else of this project does: install `requirements-train.lock` in an environment of its
own. The same seeds give the same groups; the weights differ a little between machines, as PyTorch's sums do.
"""

from __future__ import annotations

import hashlib
import logging
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from random import Random

import torch
from safetensors.torch import load

from assistant.embedding.pair_graph import write_reader
from assistant.embedding.weights import WEIGHTS_SHA256, model_folder, read_checked
from evals.training.model import Reader
from evals.training.ranking.loop import scores, train
from evals.training.ranking.measuring import shown
from evals.training.ranking.mining import Mined, mine
from evals.training.ranking.sources import sources

SEED = 20
THREADS = 2
RERANKED = 20
_log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, write, and say how well the held-out questions are ranked, the network having more and more of a say."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    torch.set_num_threads(THREADS)
    torch.manual_seed(SEED)
    learn, held_out = _mined(options)
    ranker = Reader(labels=1)
    ranker.load_published(load(read_checked(model_folder() / "model.safetensors", WEIGHTS_SHA256)))
    train(ranker, learn, Random(SEED))
    # Seven bits, so that the one file is right on processors with and without VNNI.
    write_reader(ranker.weights(), options.out, reduced_range=True)
    print(f"{options.out}: SHA-256 {hashlib.sha256(options.out.read_bytes()).hexdigest()}")
    for name, questions in held_out.items():
        print(shown(name, questions, [scores(ranker, question, RERANKED) for question in questions]))
    return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m evals.training.rank", description=__doc__)
    parser.add_argument("--scifact", type=Path, required=True, help="folder of the set in BEIR's layout")
    parser.add_argument("--check-covid", type=Path, required=True, help="folder of the set in BEIR's layout")
    parser.add_argument("--libraries", type=Path, required=True, help="folder for libraries of the papers; kept")
    parser.add_argument("--out", type=Path, required=True, help="the weights file to write")
    return parser


def _mined(options: Namespace) -> tuple[list[Mined], dict[str, list[Mined]]]:
    learn: list[Mined] = []
    held_out: dict[str, list[Mined]] = {}
    for source in sources(options.scifact, options.check_covid):
        mined, kept = mine(source, options.libraries)
        learn += mined
        if kept:
            held_out[source.name] = kept
    return learn, held_out


if __name__ == "__main__":
    sys.exit(main())
