"""`python -m evals.training.rank`: trains the ranker on what our own search finds, and writes its weights file.

It needs PyTorch, which nothing else of this project does: install `requirements-train.lock` in an environment of its
own. The same seeds give the same groups; the weights differ a little between machines, as PyTorch's sums do.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from random import Random

from evals.training.network import SEED, begin, published, written
from evals.training.options import question_parser
from evals.training.ranking.loop import ROUNDS, scores, train
from evals.training.ranking.measuring import shown
from evals.training.ranking.mining import Mined, mine
from evals.training.ranking.sources import sources

RERANKED = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, write, and say how well the held-out questions are ranked, the network having more and more of a say."""
    options = question_parser("rank", __doc__, ROUNDS).parse_args(arguments)
    begin()
    learn, held_out = _mined(options)
    ranker = published(labels=1)
    train(ranker, learn, Random(SEED), options.rounds)
    written(ranker, options.out)
    for name, questions in held_out.items():
        print(shown(name, questions, [scores(ranker, question, RERANKED) for question in questions]))
    return 0


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
