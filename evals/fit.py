"""`python -m evals fit`: chooses every number of `assistant/fitted.json` on the cases of the tuning split.

Search first, then the choice of sentences among what search finds, then when to abstain and when to ask a model.
Nothing of the report split is read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from assistant.embedding import Embedder
from assistant.embedding.question_layers import FINGERPRINT
from assistant.fitted import FILE, FITTED, Fitted, FittedOn, WritingThreshold
from assistant.library import Snapshot
from assistant.reranking import RANKER
from evals.examples import found_for, read_examples
from evals.fit_abstention import fit_abstention
from evals.fit_groups import questions_digest
from evals.fit_search import Group, Judged, fit_search
from evals.fit_sentences import fit_extractive
from evals.fit_writing import Worth, fit_writing
from evals.read_cases import Case
from evals.run_setup import chosen_cases, default_cases, digest_of_cases

COMMAND = "python -m evals fit-abstention"
"""Chooses again from which probability on a model is asked, and nothing else."""


def fit(
    snapshot: Snapshot, embedder: Embedder, cases: Sequence[Case], fitted_on: FittedOn, *, also: Sequence[Group] = ()
) -> Fitted:
    """All fitted numbers, one kind after the other; the questions of `also` count for the weights of search."""
    examples = read_examples(snapshot, embedder, cases)
    asked = [Judged(example.query, example.gold) for example in examples if example.gold]
    weights = fit_search([(snapshot, asked), *also])
    found = {e.case.id: found_for(snapshot, embedder, e, weights) for e in examples}
    extractive = fit_extractive(examples, found)
    abstention = fit_abstention(snapshot, embedder, examples, found, weights)
    fitted = Fitted(weights, extractive, abstention, FITTED.writing, fitted_on, questions_digest())
    asked_of_model = chosen_cases(default_cases(Path())[0], "tune")
    worth = fit_writing(snapshot, embedder, asked_of_model, fitted)
    return replace(fitted, writing=writing_on(worth, asked_of_model, embedder))


def writing_on(worth: Worth, cases: Sequence[Case], embedder: Embedder) -> WritingThreshold:
    """The threshold with what it was chosen on."""
    return WritingThreshold(worth.threshold, fitted_on(COMMAND, digest_of_cases(cases), embedder))


def fitted_on(command: str, cases: str, embedder: Embedder) -> FittedOn:
    """What numbers are fitted on that a command chooses, given the digest of its cases."""
    return FittedOn(command, cases, embedder.fingerprint, FINGERPRINT, RANKER.fingerprint)


def write(fitted: Fitted) -> None:
    """Write `assistant/fitted.json`."""
    FILE.write_text(json.dumps(asdict(fitted), indent=1) + "\n")
