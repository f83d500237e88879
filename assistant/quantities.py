"""Numbers in running text: their value, unit and how exactly they are written, so that two can be compared.

Digits that belong to a name ("IL-10", "GPT-4", "3D") are no quantities.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

_UNITS = {
    "%": "% percent percents pct",
    "points": "points point pp",
    "fold": "fold x × times",
    "s": "s sec secs second seconds",
    "ms": "ms msec millisecond milliseconds",
    "min": "min mins minute minutes",
    "h": "h hr hrs hour hours",
    "day": "d day days",
    "week": "wk week weeks",
    "month": "mo month months",
    "year": "y yr yrs year years",
    "GB": "gb gib gigabyte gigabytes",
    "MB": "mb mib megabyte megabytes",
    "kB": "kib kilobyte kilobytes",
    "TB": "tb tib terabyte terabytes",
    "mg": "mg milligram milligrams",
    "g": "g gram grams",
    "kg": "kg kilogram kilograms",
    "μg": "ug µg μg mcg microgram micrograms",
    "ng": "ng nanogram nanograms",
    "ml": "ml millilitre millilitres milliliter milliliters",
    "l": "l litre litres liter liters",
    "nm": "nm nanometre nanometres nanometer nanometers",
    "μm": "um µm μm micrometre micrometres micrometer micrometers micron microns",
    "mm": "mm millimetre millimetres millimeter millimeters",
    "cm": "cm centimetre centimetres centimeter centimeters",
    "m": "m metre metres meter meters",
    "km": "km kilometre kilometres kilometer kilometers",
    "°C": "°c celsius",
    "Hz": "hz hertz",
    "kHz": "khz",
    "MHz": "mhz",
    "GHz": "ghz",
    "mmHg": "mmhg",
    "kDa": "kda",
    "bp": "bp",
    "μM": "µmol μmol umol",
    "mM": "mmol",
    "dB": "db",
}
_UNIT = {alias: unit for unit, aliases in _UNITS.items() for alias in aliases.split()}
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
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_LARGE = "hundred|thousand|million|billion|trillion"
_ALIASES = "|".join(sorted(map(re.escape, _UNIT), key=len, reverse=True))
_QUANTITY = re.compile(
    rf"""(?<![\w.])(?<![^\W\d][-\u2010\u2011])
    (?:
      (?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)
      (?:[eE](?P<e>[-+\u2212]?\d{{1,3}})|\s?[×x]\s?10\^?(?P<ten>[-\u2212]?\d{{1,3}})(?!\d))?
      (?:(?P<letter>[kKMBT])(?![\w/])|[\s-]?(?P<large>{_LARGE})\b)?
      (?:st|nd|rd|th)?
    | (?P<round>tens|dozens|hundreds|thousands|millions|billions)(?=\sof\b)
    | (?P<word>(?:(?:{_TENS})[\s-])?(?:{"|".join(_SMALL)})|(?:a|one)(?=\s(?:{_LARGE})\b))
      (?:[\s-](?P<scale>{_LARGE}))?
    )
    (?P<unit>\s?percentage\spoints?|\s?per\scent|[\s-]?(?:{_ALIASES})(?![\w/]))?
    (?![A-Za-z\d])""",
    re.VERBOSE | re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:about|approximately|nearly|almost|around|roughly|some|over|than|least|most|up to|close to|an estimated|under"
    r"|exceeding|exceeds|exceeded|[~≈<>≤≥≲≳])\s*(?:an?\s)?$",
    re.IGNORECASE,
)
_LOOK_BACK = 20
_NEAR = 0.1


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at [start, end) of a text. `unit` is canonical, "" where there is none; the sign is left out.

    `step` is what the last written digit counts ("12.6" has 0.1, "3 million" a million). `about` says that the text
    itself calls it a bound or an estimate, `spelled` that it is written as a word.
    """

    value: float
    unit: str
    step: float
    about: bool
    spelled: bool
    start: int
    end: int


def quantities(text: str) -> tuple[Quantity, ...]:
    """All quantities of a text in order.

    >>> [(q.value, q.unit) for q in quantities("GPT-4 took 12.6 GB, twenty-five hours and 79.8% of 3 million")]
    [(12.6, 'GB'), (25.0, 'h'), (79.8, '%'), (3000000.0, '')]
    """
    return tuple(_quantity(found) for found in _QUANTITY.finditer(text) if not _is_name(found))


def _is_name(found: re.Match[str]) -> bool:
    """Whether the unit is no unit but a letter of a name, as in "3D"."""
    unit = found["unit"] or ""
    return len(unit) == 1 and unit.isupper()


def _quantity(found: re.Match[str]) -> Quantity:
    value, step = _spelled(found) if found["digits"] is None else _written(found)
    before = found.string[max(0, found.start() - _LOOK_BACK) : found.start()]
    written = (found["unit"] or "").strip(" -\n")
    unit = "" if len(written) == 1 and written.isupper() else _unit(written.casefold())
    spelled = found["digits"] is None
    return Quantity(value, unit, step, _ABOUT.search(before) is not None, spelled, found.start(), found.end())


def _unit(written: str) -> str:
    if written.startswith("percentage"):
        return "points"
    return "%" if written.startswith("per") else _UNIT.get(written, "")


def _written(found: re.Match[str]) -> tuple[float, float]:
    digits = found["digits"].replace(",", "")
    exponent = int((found["e"] or found["ten"] or "0").replace("\u2212", "-"))
    factor = math.pow(10.0, exponent) * _magnitude(found["letter"] or found["large"])
    return float(digits) * factor, math.pow(10.0, -len(digits.partition(".")[2])) * factor


def _magnitude(name: str | None) -> float:
    if not name:
        return 1.0
    return _MAGNITUDES[name] if len(name) == 1 and name in _MAGNITUDES else _MAGNITUDES.get(name.casefold(), 1.0)


def _spelled(found: re.Match[str]) -> tuple[float, float]:
    if found["round"]:
        value = _ROUND[found["round"].casefold()]
        return value, value
    words = re.split(r"[\s-]", found["word"].casefold())
    factor = _magnitude(found["scale"])
    if words[0] in {"a", "one"}:
        return factor, factor / 2
    return float(sum(_SMALL[word] for word in words)) * factor, factor


def agrees(claimed: Quantity, given: Quantity) -> bool:
    """Whether a text that has `given` bears out `claimed`: the same unit, and the value, perhaps rounded.

    A unit that one side does not write is no difference. What the claim calls an estimate may be a tenth off.
    """
    if not same_unit(claimed, given):
        return False
    if {claimed.unit, given.unit} == {"%", ""} and min(claimed.value, given.value) <= 1:
        low, high = sorted((claimed.value, given.value))
        return math.isclose(low * 100, high, rel_tol=1e-6) or _close(claimed, given)
    return _close(claimed, given)


def same_unit(one: Quantity, other: Quantity) -> bool:
    """Whether the units are the same, or one is not written."""
    units = {one.unit, other.unit}
    return len(units) == 1 or "" in units


def _close(claimed: Quantity, given: Quantity) -> bool:
    if math.isclose(claimed.value, given.value, rel_tol=1e-9):
        return True
    near = abs(claimed.value - given.value) <= _NEAR * max(claimed.value, given.value)
    rounded = given.step < claimed.step and abs(claimed.value - given.value) <= claimed.step / 2 * (1 + 1e-9)
    return near and (rounded or claimed.about)
