"""The fitted numbers of grounding, from `grounding.json`, with what they were fitted on.

`python -m evals fit-grounding` writes that file. A test fails when the signs are no longer those it was made with.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.codec import from_json
from assistant.errors import InputError
from assistant.support import SIGNS

FILE = Path(__file__).with_name("grounding.json")

Kind = Literal["copied", "sentences", "abstract"]

READ_SIGNS = ("support", "contradiction", "read support", "read contradiction")
"""The inputs of a model with a reader: log-odds by the signs alone, and by the reader, of support and contradiction."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A logistic model: the log-odds are `bias` and the weighted sum of the inputs, each weight with its name."""

    bias: float
    weights: tuple[tuple[str, float], ...]

    def log_odds(self, values: Sequence[float]) -> float:
        """The log-odds for inputs in the order of the weights."""
        return self.bias + sum(weight * value for (_, weight), value in zip(self.weights, values, strict=True))


@dataclass(frozen=True, slots=True)
class Model:
    """Of one kind of claim: two logistic models, and from which probability on a verdict is given.

    A claim is supported from `supported` on. Else it is contradicted if its probability of that is `contradicted` or
    more, else partly supported from `partial` on, else unsupported.
    """

    support: Linear
    contradiction: Linear
    supported: float
    contradicted: float
    partial: float


@dataclass(frozen=True, slots=True)
class Gate:
    """What kind a claim is.

    It counts as copied if the share `order` of it stands in order in one sentence, `run` words in a row. Any other is
    told: of sentences where it cites up to so many, else of a whole abstract.
    """

    order: float
    run: int
    sentences: int


@dataclass(frozen=True, slots=True)
class Models:
    """A model for claims copied from a sentence with little changed, and two for claims in words of their own.

    Few sentences and a whole abstract are two things: one sentence that speaks of nothing else must say it, of an
    abstract any may.
    """

    copied: Model
    sentences: Model
    abstract: Model

    def of(self, kind: Kind) -> Model:
        """The model for one kind of claim."""
        return {"copied": self.copied, "sentences": self.sentences, "abstract": self.abstract}[kind]


@dataclass(frozen=True, slots=True)
class ReadModels:
    """The models with a reader, for claims in words of their own."""

    sentences: Model
    abstract: Model

    def of(self, kind: Kind) -> Model:
        """The model for one kind of claim; there is none for copies."""
        return {"sentences": self.sentences, "abstract": self.abstract}[kind]


@dataclass(frozen=True, slots=True)
class FittedOn:
    """The command, the digests of the labelled sets by name, and the fingerprints of embedder and reader."""

    command: str
    data: tuple[tuple[str, str], ...]
    embedder: str
    reader: str | None = None


@dataclass(frozen=True, slots=True)
class GroundingWeights:
    """The content of `grounding.json`.

    `read` is None where no reader was fitted.
    """

    kinds: Gate
    signs: Models
    read: ReadModels | None
    fitted_on: FittedOn


def probability(log_odds: float) -> float:
    """Log-odds as a probability."""
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, log_odds))))


def read_weights(path: Path = FILE) -> GroundingWeights:
    """The weights of a file.

    Raises:
        InputError: it is not what this version writes.
    """
    try:
        weights = from_json(GroundingWeights, json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, InputError) as error:
        raise InputError(f"{path}: cannot be read ({error}); install this project again") from error
    by_signs = (weights.signs.copied, weights.signs.sentences, weights.signs.abstract)
    by_reading = (weights.read.sentences, weights.read.abstract) if weights.read else ()
    if not (_take(by_signs, tuple(SIGNS)) and _take(by_reading, READ_SIGNS)):
        raise InputError(f"{path}: its weights are not those of the signs; run python -m evals fit-grounding")
    return weights


def _take(models: Iterable[Model], names: tuple[str, ...]) -> bool:
    """Whether these are the inputs of the models, in this order."""
    linears = (linear for model in models for linear in (model.support, model.contradiction))
    return all(tuple(name for name, _ in linear.weights) == names for linear in linears)
