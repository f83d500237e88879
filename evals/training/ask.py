"""`python -m evals.training.ask`: trains the question encoder's upper layers, and writes their weights file.

It needs PyTorch, which nothing else of this project does: install `requirements-train.lock` in an environment of its
own. It learns from what the ranker learns from; papers' vectors are the published network's and stay as they are, so no
library has to be embedded again. What is kept is the mean of several trainings' weights (Wortsman and others, "Model
soups", 2022). They differ a little between machines, as PyTorch's sums do.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence

from safetensors.numpy import save

from evals.training.asking.corpora import read_corpus
from evals.training.asking.encoder import averaged
from evals.training.asking.loop import ROUNDS, trained
from evals.training.asking.measuring import shown
from evals.training.network import SEED, begin
from evals.training.options import question_parser
from evals.training.ranking.sources import sources

SEEDS = (SEED, SEED + 1, SEED + 2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, write, and say how well held-out questions find their papers before and after."""
    options = question_parser("ask", __doc__, ROUNDS).parse_args(arguments)
    begin()
    corpora = [read_corpus(source, options.libraries) for source in sources(options.scifact, options.check_covid)]
    encoder = averaged([trained(corpora, seed, options.rounds) for seed in SEEDS])
    content = save(encoder.weights())
    options.out.write_bytes(content)
    print(f"{options.out}: SHA-256 {hashlib.sha256(content).hexdigest()}")
    for corpus in corpora:
        print(shown("published", corpus.held_out.vectors, corpus))
        print(shown("trained", encoder.vectors(corpus.held_out.pieces), corpus))
    return 0


if __name__ == "__main__":
    sys.exit(main())
