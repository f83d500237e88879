"""What models cost: a small dated table, `prices.json`, and a file of the user's own that goes before it.

List prices, without discounts for cached or batched tokens: a cost may be lower than computed. Prices change; the table
says of which day it is. The user's file has the same form, and needs `models` only:
`{"as_of": "2026-11-01", "models": {"my-model": {"input": 0.2, "output": 0.8}}}`, in US dollars for a million tokens.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from assistant.errors import SettingsError

FILE = Path(__file__).with_name("prices.json")
_SNAPSHOT = re.compile(r"-\d{4}-\d{2}-\d{2}$")
_MILLION = 1_000_000
_HIGHEST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens read and written."""

    input: float
    output: float


@dataclass(frozen=True, slots=True)
class Prices:
    """Model names to prices. `as_of` is the day of the built-in ones, `own` names those that the user priced."""

    as_of: str
    models: Mapping[str, Price]
    own: frozenset[str] = frozenset()

    def price(self, model: str) -> Price | None:
        """The price of a model, None where it is not known.

        A gateway's `openai/` before the name and the date of a snapshot behind it are left out where the name with them
        is not in the table.
        """
        plain = model.rpartition("/")[2]
        names = (model, plain, _SNAPSHOT.sub("", plain))
        return next((self.models[name] for name in names if name in self.models), None)

    def cost_usd(self, model: str, prompt_tokens: int, completion_tokens: int) -> float | None:
        """What so many tokens cost, None for a model whose price is not known."""
        price = self.price(model)
        if price is None:
            return None
        return (prompt_tokens * price.input + completion_tokens * price.output) / _MILLION


def load_prices(own: Path | None) -> Prices:
    """The built-in table, with the user's own prices before it.

    Raises:
        SettingsError: the user's file cannot be read, or holds something else than prices; the message names the place.
    """
    day, models = _read(FILE)
    mine = {} if own is None else _read(own)[1]
    return Prices(day, MappingProxyType({**models, **mine}), frozenset(mine))


def _read(file: Path) -> tuple[str, dict[str, Price]]:
    try:
        table = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _wrong(file, f"cannot be read as JSON ({error})") from error
    models = table.get("models") if isinstance(table, dict) else None
    if not isinstance(models, dict):
        raise _wrong(file, "has no object `models`")
    return str(table.get("as_of", "")), {name: _price(file, name, entry) for name, entry in models.items()}


def _price(file: Path, name: str, entry: object) -> Price:
    given = entry if isinstance(entry, dict) else {}
    numbers = [n for n in given.values() if isinstance(n, int | float) and not isinstance(n, bool)]
    if set(given) != {"input", "output"} or len(numbers) < len(given) or not all(0 <= n <= _HIGHEST for n in numbers):
        raise _wrong(file, f"gives no price for {name!r}")
    return Price(float(given["input"]), float(given["output"]))


def _wrong(file: Path, what: str) -> SettingsError:
    return SettingsError(
        f'{file} {what}; write {{"models": {{"NAME": {{"input": 0.2, "output": 0.8}}}}}}, in US dollars for a million '
        "tokens, or leave LITASSIST_PRICES unset"
    )
