"""What the suite finds over the samples: the rates that a change of the scorer or of its weights must not lower."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant import terminal
from evals.__main__ import main
from evals.mutations.answers import SWAPPED
from evals.mutations.libraries import GOLD_REMOVED
from evals.mutations.made_up import KIND as MADE_UP
from evals.mutations.trials import PARAPHRASED, UNTOUCHED, VERBATIM

NUMBERS = "number changed"
DETECTED, FALSE_ALARMS = 0.95, 0.05
LEAST = 20

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rates(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], tuple[float, int]]:
    """The rate and the number of trials of each kind and base, over the sample library."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LITASSIST_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        said: list[Any] = []
        environment.setattr(terminal, "say_json", said.append)
        assert main(["mutations", "--json"]) == terminal.DONE
    found = json.loads(json.dumps(said[0]))
    return {(row["kind"], row["base"]): (row["value"], row["n"]) for row in found["suite"] if not row["variant"]}


@pytest.mark.parametrize("base", [VERBATIM, PARAPHRASED])
@pytest.mark.parametrize("kind", [SWAPPED, NUMBERS])
def test_changed_sentences_are_found(rates: dict[tuple[str, str], tuple[float, int]], kind: str, base: str) -> None:
    rate, n = rates[kind, base]
    assert n >= LEAST
    assert rate >= DETECTED


def test_made_up_sentences_are_found(rates: dict[tuple[str, str], tuple[float, int]]) -> None:
    rate, n = rates[MADE_UP, VERBATIM]
    assert n >= LEAST
    assert rate >= DETECTED


def test_an_answer_without_its_paper_is_found(rates: dict[tuple[str, str], tuple[float, int]]) -> None:
    rate, n = next(value for (kind, _), value in rates.items() if kind == GOLD_REMOVED)
    assert n >= LEAST
    assert rate >= DETECTED


@pytest.mark.parametrize("base", [VERBATIM, PARAPHRASED])
def test_good_sentences_are_left_alone(rates: dict[tuple[str, str], tuple[float, int]], base: str) -> None:
    rate, n = rates[UNTOUCHED, base]
    assert n >= LEAST
    assert rate <= FALSE_ALARMS
