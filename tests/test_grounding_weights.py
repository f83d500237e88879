"""The fitted numbers of grounding, and the file that they stand in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.codec import to_json
from assistant.embedding import open_embedder
from assistant.embedding.cross_encoder import CrossEncoder
from assistant.errors import InputError
from assistant.grounding_weights import FILE, READ_SIGNS, Kind, Linear, Model, probability, read_weights
from assistant.settings import Settings
from assistant.support import SIGNS
from evals.labelled import read_labelled

DATA = Path(__file__).parents[2] / "shared" / "data"
WEIGHTS = read_weights()
MODELS: list[tuple[str, Model]] = [
    *((f"signs, {kind}", WEIGHTS.signs.of(kind)) for kind in ("copied", "sentences", "abstract")),
    *((f"read, {kind}", WEIGHTS.read.of(kind)) for kind in ("sentences", "abstract") if WEIGHTS.read),
]
AGAIN = "; run python -m evals fit-grounding --scifact DIR --check-covid DIR"


def changed(tmp_path: Path, change: Callable[[Any], None]) -> Path:
    path, content = tmp_path / "grounding.json", json.loads(FILE.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content))
    return path


def swap(weights: list[object]) -> None:
    weights[0], weights[1] = weights[1], weights[0]


def test_the_file_holds_what_is_loaded() -> None:
    assert json.loads(FILE.read_text(encoding="utf-8")) == to_json(WEIGHTS)


def test_it_was_fitted_with_this_embedder_and_this_reader() -> None:
    embedder = open_embedder("minilm", Settings.load({}))
    assert embedder.fingerprint == WEIGHTS.fitted_on.embedder, AGAIN
    assert CrossEncoder().fingerprint == WEIGHTS.fitted_on.reader, AGAIN


@pytest.mark.skipif(not DATA.is_dir(), reason="the labelled sets are not here")
def test_it_was_fitted_on_these_claims() -> None:
    assert {name: read_labelled(DATA / name).digest for name, _ in WEIGHTS.fitted_on.data} == dict(
        WEIGHTS.fitted_on.data
    ), AGAIN


@pytest.mark.parametrize(("name", "model"), MODELS, ids=[name for name, _ in MODELS])
def test_thresholds_are_probabilities_in_order(name: str, model: Model) -> None:
    assert 0 < model.partial <= model.supported < 1, name
    assert 0 < model.contradicted < 1, name


@pytest.mark.parametrize("kind", ["sentences", "abstract"])
def test_what_signs_and_reader_say_weighs_the_way_they_say_it(kind: Kind) -> None:
    assert WEIGHTS.read
    model = WEIGHTS.read.of(kind)
    support, contradiction = dict(model.support.weights), dict(model.contradiction.weights)
    assert min(support["support"], support["read support"]) > 0
    assert min(contradiction["contradiction"], contradiction["read contradiction"]) > 0


@pytest.mark.parametrize(
    "change",
    [
        lambda w: swap(w["signs"]["copied"]["support"]["weights"]),
        lambda w: w["signs"]["abstract"]["contradiction"]["weights"].pop(),
        lambda w: w["signs"]["sentences"]["support"]["weights"].append(["moss", 0.5]),
        lambda w: w.update(read={kind: w["signs"][kind] for kind in ("sentences", "abstract")}),
    ],
    ids=["another order", "one less", "one more", "signs for the reader"],
)
def test_weights_that_are_not_those_of_the_signs(tmp_path: Path, change: Callable[[Any], None]) -> None:
    with pytest.raises(InputError, match=r"grounding.json: .*; run python -m evals fit-grounding"):
        read_weights(changed(tmp_path, change))


def test_no_reader_is_needed(tmp_path: Path) -> None:
    found = read_weights(changed(tmp_path, lambda w: w.update(read=None)))
    assert (found.read, found.signs) == (None, WEIGHTS.signs)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"kinds": {"order": "high"}}'])
def test_a_file_that_is_damaged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "grounding.json"
    path.write_bytes(content)
    with pytest.raises(InputError):
        read_weights(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be read .*; install this project again"):
        read_weights(tmp_path / "grounding.json")


def test_log_odds() -> None:
    model = Linear(-1.0, (("heat", 2.0), ("moss", -0.5)))
    assert model.log_odds([3.0, 4.0]) == 3.0
    with pytest.raises(ValueError, match="shorter"):
        model.log_odds([3.0])


@pytest.mark.parametrize(
    ("log_odds", "wanted"),
    [(0.0, 0.5), (2.0, 0.880797), (-2.0, 0.119203), (1e9, 1.0), (-1e9, 0.0), (float("inf"), 1.0)],
)
def test_log_odds_as_a_probability(log_odds: float, wanted: float) -> None:
    assert probability(log_odds) == pytest.approx(wanted, abs=1e-6)


def test_the_inputs_are_named() -> None:
    assert len(set(SIGNS)) == len(SIGNS)
    assert len(READ_SIGNS) == 4
