"""Units of measurement as texts write them, each with the one name that stands for all its forms."""

from __future__ import annotations

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
    "kB": "kb kib kilobyte kilobytes",
    "TB": "tb tib terabyte terabytes",
    "byte": "byte bytes",
    "bit": "bit bits",
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

UNITS = {alias: unit for unit, aliases in _UNITS.items() for alias in aliases.split()}
"""The canonical unit of each form, all forms without case."""

_SIZES: dict[str, dict[str, float]] = {
    "time": {"ms": 0.001, "s": 1, "min": 60, "h": 3600, "day": 86400, "week": 604800},
    "calendar": {"month": 1, "year": 12},
    "data": {"byte": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12},
    "mass": {"ng": 1e-9, "μg": 1e-6, "mg": 1e-3, "g": 1, "kg": 1e3},
    "volume": {"ml": 1e-3, "l": 1},
    "length": {"nm": 1e-9, "μm": 1e-6, "mm": 1e-3, "cm": 1e-2, "m": 1, "km": 1e3},
    "frequency": {"Hz": 1, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9},
}
_SIZE = {unit: (kind, size) for kind, sizes in _SIZES.items() for unit, size in sizes.items()}


def ratio(one: str, other: str) -> float | None:
    """How many of another unit one is; None where they do not measure the same.

    >>> ratio("kg", "g"), ratio("kg", "h"), ratio("dB", "dB")
    (1000.0, None, 1.0)
    """
    if one == other:
        return 1.0
    (kind, size), (other_kind, other_size) = _SIZE.get(one, ("", 1.0)), _SIZE.get(other, ("", 1.0))
    return size / other_size if kind and kind == other_kind else None
