"""The plain form in which facts and wordings are compared: one spelling of numbers, one case, single blanks."""

from __future__ import annotations

import re
import unicodedata

# Between thousands: a comma, or a blank that does not break. An ordinary blank may as well part two numbers.
_THOUSANDS = re.compile("(?<=[0-9])[,\u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))")
_PERCENT = re.compile(r"(?<=[0-9])\s*(?:%|per\s?cent\b)")
_TIMES = re.compile(r"(?<=[0-9])\s*(?:\u00d7|times\b|x\b)")
_DASHES = re.compile("[\u2010-\u2015\u2212]")


def plain(text: str) -> str:
    r"""A text without case, with 1,000 as 1000, "per cent" and "percent" as %, 2.7 times as 2.7x.

    >>> plain("Up to 15,000 runs,\n3.5 per cent of  them")
    'up to 15000 runs, 3.5% of them'
    """
    folded = unicodedata.normalize("NFKC", _THOUSANDS.sub("", text)).casefold()
    folded = _TIMES.sub("x", _PERCENT.sub("%", folded))
    return " ".join(_DASHES.sub("-", folded).split())
