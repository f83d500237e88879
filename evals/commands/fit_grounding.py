"""`python -m evals fit-grounding`: fit the weights of grounding to labelled claims, and write them."""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant import terminal
from assistant.codec import to_json
from assistant.embedding import open_embedder
from assistant.embedding.cross_encoder import CrossEncoder
from assistant.grounding_weights import FILE, FittedOn, GroundingWeights
from assistant.sentence_vectors import SentenceVectors
from assistant.settings import Settings
from evals.commands.base import Command, new_parser
from evals.fit_grounding import GATE, fit_models, fit_read_models, write
from evals.grounding_examples import Part, examples_of, made_claims, swapped_claims
from evals.labelled import LabelledClaim, read_labelled
from evals.training.pairs import Abstract
from evals.training.reading import DEV, for_weighing, read_check_covid

ABSTRACT_SHARE = 0.3
"""What a claim counts whose label is about sentences, where it is judged against the whole abstract."""


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("fit-grounding", "Fit the weights of grounding to labelled claims and write them.")
    parser.add_argument("--scifact", type=Path, required=True, metavar="DIR", help="its train split is used")
    parser.add_argument("--check-covid", type=Path, required=True, metavar="DIR", help="its train and dev splits are")
    parser.add_argument("--out", type=Path, default=FILE, help="(default: where grounding reads them)")
    return parser


def _run(arguments: argparse.Namespace) -> int:
    embedder = open_embedder("minilm", Settings.load())
    scifact, covid = read_labelled(arguments.scifact), read_labelled(arguments.check_covid)
    abstracts = read_labelled(arguments.check_covid, "abstract")
    vectors = SentenceVectors(embedder)
    train = scifact.split("train")
    made = tuple(made_claims(arguments.scifact, {claim.source for claim in train}, embedder))
    parts = (
        Part("scifact", train),
        Part("check_covid", covid.split("train")),
        Part("check_covid, abstracts", _decided(abstracts.split("train")), ABSTRACT_SHARE),
        Part("made", made, made=True),
    )
    unread = (
        Part("scifact, kept from the reader", tuple(claim for claim in train if for_weighing(claim.source))),
        Part("check_covid, dev", covid.split("dev")),
        Part("check_covid, dev, swapped", tuple(swapped_claims(_of_dev(arguments.check_covid), embedder)), made=True),
    )
    reader = CrossEncoder()
    models = fit_models([example for part in parts for example in examples_of(part, GATE, vectors, None)])
    read = fit_read_models([e for part in unread for e in examples_of(part, GATE, vectors, reader)], models)
    sets = (scifact.name, scifact.digest), (covid.name, covid.digest)
    fitted_on = FittedOn(_command(arguments), sets, embedder.fingerprint, reader.fingerprint)
    weights = GroundingWeights(GATE, models, read, fitted_on)
    write(weights, arguments.out)
    terminal.say_json(to_json(weights)) if arguments.json else terminal.say(f"written: {arguments.out}")
    return terminal.DONE


def _of_dev(check_covid: Path) -> list[Abstract]:
    """The abstracts that its dev split is about, which neither signs nor reader were fitted to."""
    return list({claim.abstract.id: claim.abstract for claim in read_check_covid(check_covid, DEV)}.values())


def _decided(claims: tuple[LabelledClaim, ...]) -> tuple[LabelledClaim, ...]:
    """Those whose label holds against the abstract too."""
    return tuple(claim for claim in claims if claim.label != "neither")


def _command(arguments: argparse.Namespace) -> str:
    return (
        f"python -m evals fit-grounding --scifact {arguments.scifact.name} --check-covid {arguments.check_covid.name}"
    )


COMMAND = Command(_parser, _run)
