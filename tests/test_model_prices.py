"""The built-in table, the user's own file before it, and files that are none."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.model.prices import Price, Prices, load_prices

TABLE = Prices(
    "2026-01-01", {"gates": Price(1.0, 4.0), "gates-2026-01-31": Price(2.0, 8.0), "lab/own": Price(0.0, 0.0)}
)


@pytest.mark.parametrize(
    ("model", "price"),
    [
        ("gates", Price(1.0, 4.0)),
        ("openai/gates", Price(1.0, 4.0)),
        ("gates-2025-12-01", Price(1.0, 4.0)),
        ("openai/gates-2025-12-01", Price(1.0, 4.0)),
        ("gates-2026-01-31", Price(2.0, 8.0)),
        ("lab/own", Price(0.0, 0.0)),
        ("own", None),
        ("gates-mini", None),
        ("", None),
    ],
)
def test_names(model: str, price: Price | None) -> None:
    assert TABLE.price(model) == price


def test_costs() -> None:
    assert TABLE.cost_usd("gates", 500_000, 250_000) == 1.5
    assert TABLE.cost_usd("lab/own", 500_000, 250_000) == 0.0
    assert TABLE.cost_usd("unknown", 1, 1) is None


def test_the_built_in_table_is_dated_and_plausible() -> None:
    prices = load_prices(None)
    assert date.fromisoformat(prices.as_of) > date(2026, 1, 1)
    assert prices.price("gpt-4o-mini") == Price(0.15, 0.6)
    assert all(0 < price.input < price.output < 1000 for price in prices.models.values())


def test_the_users_own_prices_go_first(tmp_path: Path) -> None:
    file = tmp_path / "prices.json"
    file.write_text('{"models": {"gpt-4o-mini": {"input": 1, "output": 2.5}, "mine": {"output": 0, "input": 0}}}')
    prices = load_prices(file)
    assert prices.price("gpt-4o-mini") == Price(1.0, 2.5)
    assert prices.price("mine") == Price(0.0, 0.0)
    assert prices.price("gpt-4o") == load_prices(None).price("gpt-4o")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "cannot be read as JSON"),
        ("[" * 100_000, "cannot be read as JSON"),
        ("[]", "has no object `models`"),
        ('{"models": []}', "has no object `models`"),
        ('{"models": {"mine": 3}}', "no price for 'mine'"),
        ('{"models": {"mine": {"input": 1}}}', "no price for 'mine'"),
        ('{"models": {"mine": {"input": 1, "output": -1}}}', "no price for 'mine'"),
        ('{"models": {"mine": {"input": 1, "output": "2"}}}', "no price for 'mine'"),
        ('{"models": {"mine": {"input": true, "output": 2}}}', "no price for 'mine'"),
        ('{"models": {"mine": {"input": NaN, "output": 2}}}', "no price for 'mine'"),
        ('{"models": {"mine": {"input": 1, "output": 1e999}}}', "no price for 'mine'"),
        ('{"models": {"mine": {"input": 1, "output": 1' + "0" * 400 + "}}}", "no price for 'mine'"),
        ('{"models": {"mine": {"input": 1, "output": 2, "cached": 1}}}', "no price for 'mine'"),
    ],
)
def test_a_file_that_holds_no_prices_is_refused_by_name(tmp_path: Path, content: str, fault: str) -> None:
    file = tmp_path / "prices.json"
    file.write_text(content)
    with pytest.raises(SettingsError, match=rf"prices\.json .*{fault}.*LITASSIST_PRICES"):
        load_prices(file)


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=re.escape(str(tmp_path / "none.json"))):
        load_prices(tmp_path / "none.json")
