"""Fitting tells planted orders from findings, and what was fitted does so on orders that nothing was fitted on."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from assistant import steering
from assistant.assistant import Assistant
from assistant.embedding import Embedder, open_embedder
from assistant.settings import Settings
from evals import fit_steering
from evals.__main__ import main
from evals.commands import fit_orders
from evals.fit_steering import Abstract
from evals.injections.orders import REPORT, TUNE, digest, orders
from tests import small_library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_library.build(tmp_path_factory.mktemp("fit"))


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return open_embedder("minilm", Settings.load({}))


@pytest.fixture(scope="module")
def abstracts(library: Path) -> list[Abstract]:
    with Assistant.open(library) as assistant:
        learn, kept = fit_steering.abstracts_of(assistant.library.snapshot())
    assert learn
    assert kept
    return [*learn, *kept]


def test_what_was_fitted_withholds_nearly_all_orders_it_has_not_seen(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fit-orders", str(library), "--measure", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    there = sum(n for n, _ in found["orders"].values())
    withheld = sum(n for _, n in found["orders"].values())
    assert there == len(orders(REPORT)) == 60
    assert withheld >= 55
    assert found["by_words"][1] >= 50
    assert found["honest"][1] <= 0.35 * found["honest"][0]
    assert found["real"][1] == 0


def test_a_planted_order_is_looked_at_whole(abstracts: list[Abstract], embedder: Embedder) -> None:
    for order, abstract in zip(orders(REPORT), fit_steering.planted(orders(REPORT), abstracts, embedder), strict=True):
        looked_at = " ".join(abstract.looked_at)
        assert order.payload in looked_at
        assert len(abstract.looked_at) < len(abstract.texts)
        assert abstract.seen().shape == (len(abstract.looked_at), embedder.dimensions + 2)


def test_fitting_learns_to_tell_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fit_orders, "FILE", tmp_path / "steering.json")
    assert main(["fit-orders", str(library)]) == 0
    written = json.loads((tmp_path / "steering.json").read_text(encoding="utf-8"))
    assert written["fitted_on"]["sentences"] == digest(TUNE)
    assert written["fitted_on"]["command"] == f"python -m evals fit-orders {library.name}"
    lines = capsys.readouterr().out.splitlines()
    rows = {line[:22].strip(): [int(n) for n in line[22:].split()] for line in lines[1:]}
    assert rows["all"][0] == 60
    assert rows["all"][1] >= 40
    assert rows["of real abstracts"][1] <= 2


def test_the_file_holds_what_is_loaded() -> None:
    assert json.loads(steering.FILE.read_text(encoding="utf-8")) == json.loads(json.dumps(asdict(steering.WEIGHTS)))
