"""Numbers in running text: their value, unit and how exactly they are written, so that two can be compared.

Digits that belong to a name ("IL-10", "GPT-4", "3D") are no quantities.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Literal

from assistant.units import UNITS, ratio

Sense = Literal["exact", "about", "over", "under"]

_MAGNITUDES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "k": 1e3,
    "K": 1e3,
    "M": 1e6,
    "B": 1e9,
    "T": 1e12,
}
_SMALL = dict(
    zip(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split(),
        range(2, 21),
        strict=True,
    )
) | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12}
_ROUND = {"tens": 10.0, "dozens": 12.0, "hundreds": 1e2, "thousands": 1e3, "millions": 1e6, "billions": 1e9}
_ROUND["trillions"] = 1e12
_PARTS = {"half": 0.5, "a third": 1 / 3, "one third": 1 / 3, "a quarter": 0.25, "one quarter": 0.25, "quarter": 0.25}
_TIMES = dict.fromkeys("twice double doubles doubled doubling".split(), 2.0)
_TIMES |= dict.fromkeys("thrice triple triples tripled tripling".split(), 3.0)
_TIMES |= dict.fromkeys("halve halves halved halving".split(), 0.5)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_LARGE = "hundred|thousand|million|billion|trillion"
_ALIASES = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_POINT = "[.\u00b7]"
"""Some journals print the decimal point at middle height."""
_BETWEEN = re.compile(r"[,\s]")
"""What parts thousands."""
_DECIMAL = re.compile(r"(?<=\d),(?=\d{1,2}$)")
"""Some languages write "3,6 mm"; before a unit only, as "1,2" may be two numbers."""
_QUANTITY = re.compile(
    rf"""(?<![\w.])(?<![^\W\d][-\u2010\u2011])
    (?:
      (?P<digits>\d{{1,3}}(?:[,\xa0\u2009\u202f]\d{{3}})+(?!\d)(?:{_POINT}\d+)?|\d+,\d{{1,2}}(?=\s?(?:{_ALIASES})(?!\w))|\d+(?:{_POINT}\d+)?|{_POINT}\d+)
      (?:[eE](?P<e>[-+\u2212]?\d{{1,3}})|\s?[×x]\s?10\^?(?P<ten>[-\u2212]?\d{{1,3}})(?!\d))?
      (?:(?P<letter>[kKMBT])(?![\w/])|[\s-]?(?P<large>{_LARGE})\b)?
      (?:st|nd|rd|th)?
    | (?P<round>(?:tens|dozens)(?=\sof\b)|hundreds|thousands|millions|billions|trillions)
    | (?P<part>half|(?:a|one)\s(?:third|quarter)|quarter)(?![\w-])
    | (?P<times>{"|".join(_TIMES)})(?![\w-])
    | (?P<word>(?:(?:{_TENS})[\s-])?(?:{"|".join(_SMALL)})|(?:a|one)(?=\s(?:{_LARGE})\b))
      (?:[\s-](?P<scale>{_LARGE}))?
    )
    (?P<unit>\s?percentage\spoints?|\s?per\scent|[\s-]?(?:{_ALIASES})(?!\w|/(?:{_ALIASES})(?!\w)))?
    (?![A-Za-z\d])""",
    re.VERBOSE | re.IGNORECASE,
)
_MORE, _LESS = "more|greater|higher|larger|longer", "less|fewer|lower|smaller|shorter"
_SENSES: dict[Sense, str] = {
    "about": "about|approximately|approx\\.|nearly|almost|around|roughly|some|close to|an estimated|[~≈]",
    "over": f"over|(?<!no )(?<!not )(?:{_MORE}) than|not? (?:{_LESS}) than|at least|above|beyond|exceed(?:s|ed|ing)?|[>≥≳]",
    "under": f"under|not? (?:{_MORE}) than|(?:{_LESS}) than|at most|below|within|[<≤≲]",
}
_SENSE = {sense: re.compile(rf"(?<![\w-])(?:{words})\s*(?:an?\s)?$", re.IGNORECASE) for sense, words in _SENSES.items()}
_YEARS = range(1900, 2100)
_COUNTED = 10
"""Smaller numbers without a unit often belong to a name."""
_TEN, _THOUSAND = 10, 1000
_LOOK_BACK = 20
_NEAR = 0.1


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at [start, end) of a text. `unit` is canonical, "" where there is none; the sign is left out.

    `step` is what the last written digit counts ("12.6" has 0.1, "3 million" a million). `sense` says whether the text
    itself calls it an estimate or a bound, `spelled` that it is written as a word.
    """

    value: float
    unit: str
    step: float
    sense: Sense
    spelled: bool
    start: int
    end: int

    @property
    def grain(self) -> float:
        """How coarsely it was rounded if it was: "about 15,000" to thousands, "about 75" to fives."""
        grain = self.step
        while self.value and math.isclose(self.value / grain % 10, 0, abs_tol=1e-9):
            grain *= 10
        return grain * 5 if math.isclose(self.value / grain % 10, 5) else grain


def quantities(text: str) -> tuple[Quantity, ...]:
    """All quantities of a text in order.

    >>> [(q.value, q.unit) for q in quantities("GPT-4 took 12.6 GB, twenty-five hours and 79.8% of 3 million")]
    [(12.6, 'GB'), (25.0, 'h'), (79.8, '%'), (3000000.0, '')]
    """
    found = (_quantity(match) for match in _QUANTITY.finditer(text) if not _is_name(match))
    return tuple(quantity for quantity in found if _is_in_range(quantity))


def _is_name(found: re.Match[str]) -> bool:
    """Whether the unit is no unit but a letter of a name, as in "3D"."""
    unit = found["unit"] or ""
    return len(unit) == 1 and unit.isupper()


def _is_in_range(quantity: Quantity) -> bool:
    """Whether value and step can be reckoned with: "1e400" is read as a word."""
    return math.isfinite(quantity.value) and 0 < quantity.step < math.inf


def _quantity(found: re.Match[str]) -> Quantity:
    value, step = _spelled(found) if found["digits"] is None else _written(found)
    before = found.string[max(0, found.start() - _LOOK_BACK) : found.start()]
    sense: Sense = next((name for name, words in _SENSE.items() if words.search(before)), "exact")
    return Quantity(value, _unit_of(found), step, sense, found["digits"] is None, found.start(), found.end())


def _unit_of(found: re.Match[str]) -> str:
    if found["times"]:
        return "fold"
    written = (found["unit"] or "").strip(" -\n")
    return "" if len(written) == 1 and written.isupper() else _unit(written.casefold())


def _unit(written: str) -> str:
    if written.startswith("percentage"):
        return "points"
    return "%" if written.startswith("per") else UNITS.get(written, "")


def _written(found: re.Match[str]) -> tuple[float, float]:
    written = _DECIMAL.sub(".", found["digits"])
    digits = _BETWEEN.sub("", written).replace("\u00b7", ".")
    exponent = int((found["e"] or found["ten"] or "0").replace("\u2212", "-"))
    factor = float(f"1e{exponent}") * _magnitude(found["letter"] or found["large"])
    return float(digits) * factor, math.pow(10.0, -len(digits.partition(".")[2])) * factor


def _magnitude(name: str | None) -> float:
    if not name:
        return 1.0
    return _MAGNITUDES[name] if len(name) == 1 and name in _MAGNITUDES else _MAGNITUDES.get(name.casefold(), 1.0)


def _spelled(found: re.Match[str]) -> tuple[float, float]:
    for name, values in (("round", _ROUND), ("part", _PARTS), ("times", _TIMES)):
        if found[name]:
            value = values[" ".join(found[name].casefold().split())]
            return value, value if name == "round" else 0.01
    words = re.split(r"[\s-]", found["word"].casefold())
    factor = _magnitude(found["scale"])
    if words[0] in {"a", "one"}:
        return factor, factor / 2
    return float(sum(_SMALL[word] for word in words)) * factor, factor


def agrees(claimed: Quantity, given: Quantity) -> bool:
    """Whether a text that has `given` bears out `claimed`: a unit of the same kind, and the value, perhaps rounded.

    A unit that one side does not write is no difference, and 2.3 kg are 2,300 g. A claim may round, and no more than it
    shows; its bound must be near what it bounds.
    """
    if not same_unit(claimed, given):
        size = ratio(claimed.unit, given.unit)
        return size is not None and _close(
            replace(claimed, value=claimed.value * size, step=claimed.step * size), given
        )
    if {claimed.unit, given.unit} == {"%", ""} and min(claimed.value, given.value) <= 1:
        low, high = sorted((claimed.value, given.value))
        return math.isclose(low * 100, high, rel_tol=1e-6) or _close(claimed, given)
    return _close(claimed, given)


def is_measure(quantity: Quantity) -> bool:
    """Whether a number tells how much or how many, in digits or as "millions"; a year, or a "type 2", does not."""
    if quantity.spelled:
        return _is_order(quantity)
    is_year = not quantity.unit and quantity.step == 1 and quantity.value in _YEARS
    return bool(quantity.unit) or quantity.step < 1 or (quantity.value >= _COUNTED and not is_year)


def _is_order(quantity: Quantity) -> bool:
    """Whether it is "hundreds" or "millions", which says no more than between what."""
    return quantity.spelled and quantity.value == quantity.step >= _TEN


def same_unit(one: Quantity, other: Quantity) -> bool:
    """Whether the units are the same, or one is not written."""
    units = {one.unit, other.unit}
    return len(units) == 1 or "" in units


def _close(claimed: Quantity, given: Quantity) -> bool:
    if math.isclose(claimed.value, given.value, rel_tol=1e-9):
        return True
    if _is_order(claimed):
        return not _is_order(given) and claimed.value < given.value < claimed.value * (
            _THOUSAND if claimed.value >= _THOUSAND else _TEN
        )
    gap = abs(claimed.value - given.value)
    if gap > _NEAR * max(claimed.value, given.value):
        return False
    if claimed.sense in ("over", "under"):
        return (claimed.value < given.value) == (claimed.sense == "over")
    grain = claimed.grain if claimed.sense == "about" else claimed.step
    return given.step < grain and gap <= grain / 2 * (1 + 1e-9)
