"""Why a claim got its verdict, in one clause that names what decided."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.claims import read
from assistant.reasons import LONGEST, reason
from assistant.records import Verdict
from assistant.support import Compared, beside

KILNS = "In four towns the kilns reduced the firing time of Vienna glazes by 38% after 12 h"
MOSS = "Moss never grows on warm walls"


def compared(claim: str, *sentences: str) -> Compared:
    texts = sentences or (KILNS,)
    return beside(read(claim), [read(text) for text in texts], np.full(len(texts), 0.5, np.float32))


COPIES = [
    ("38%", "39%", "the text says 38% where the sentence says 39%"),
    ("reduced", "increased", "the text says reduced where the sentence says increased"),
    ("reduced", "did not reduce", "the sentence denies what the text says"),
    ("Vienna", "Lisbon", "the text says Vienna where the sentence says Lisbon"),
    ("firing", "cooling", "the text says firing where the sentence says cooling"),
    ("12 h", "12 h in winter", "the text does not say winter"),
]


@pytest.mark.parametrize(("old", "new", "wanted"), COPIES)
def test_a_copy_with_one_change(old: str, new: str, wanted: str) -> None:
    found = compared(KILNS.replace(old, new))
    assert [reason(verdict, found, copied=True) for verdict in ("unsupported", "contradicted")] == [wanted, wanted]


def test_a_copy_with_words_that_changed_places() -> None:
    claim = KILNS.replace("kilns", "towns", 1).replace("four towns", "four kilns")
    assert reason("unsupported", compared(claim), copied=True) == "the text has towns in another place"


def test_a_copy_of_what_the_text_denies() -> None:
    found = compared("Moss grows on warm walls", MOSS)
    assert reason("contradicted", found, copied=True) == "the text denies what the sentence says"


TOLD: list[tuple[str, str, Verdict, str]] = [
    ("Firing was quicker", KILNS, "supported", "the text says so in other words"),
    ("Firing took 5 h", KILNS, "unsupported", "the number 5 h is in none of the cited sentences"),
    ("Firing took 5 h", KILNS, "contradicted", "the number 5 h is in none of the cited sentences"),
    ("Lisbon fires", KILNS, "unsupported", "none of the cited sentences speaks of Lisbon"),
    ("We fire in Lisbon", KILNS, "partial", "Lisbon is named in none of the cited sentences"),
    ("We fire in Lisbon, Porto", KILNS, "partial", "Lisbon and Porto are named in none of the cited sentences"),
    ("We fire fog", KILNS, "unsupported", "none of the cited sentences speaks of fog"),
    (
        "We fire fog, rain, hail, snow and dew",
        KILNS,
        "unsupported",
        "none of the cited sentences speaks of fog, rain, hail and 2 more",
    ),
    ("We fire fog, rain, hail", KILNS, "unsupported", "none of the cited sentences speaks of fog, rain and hail"),
    ("Kilns increased the firing time", KILNS, "contradicted", "the text goes the other way"),
    ("Walls grow moss", MOSS, "contradicted", "the text denies what the sentence says"),
    ("Kilns never fire glazes", KILNS, "contradicted", "the sentence denies what the text says"),
    ("Glazes fire kilns", KILNS, "contradicted", "the text says something that does not go with it"),
    ("Glazes fire kilns", KILNS, "partial", "the text says only part of it"),
    ("Glazes fire kilns", KILNS, "unsupported", "the text does not say this"),
    ("", KILNS, "unsupported", "the text does not say this"),
]


@pytest.mark.parametrize(("claim", "text", "verdict", "wanted"), TOLD)
def test_a_claim_in_other_words(claim: str, text: str, verdict: Verdict, wanted: str) -> None:
    assert reason(verdict, compared(claim, text), copied=False) == wanted


def test_a_copy_with_nothing_changed() -> None:
    assert reason("supported", compared(KILNS), copied=True) == "almost word for word"


def test_a_name_that_is_told_twice_is_named_once() -> None:
    said = reason("unsupported", compared("We like Lisbon as Lisbon is"), copied=False)
    assert said == "Lisbon is named in none of the cited sentences"


@pytest.mark.parametrize("word", ["x" * 3999, "9" * 3999, "X-" * 1999 + "X", "\u871c" * 3999])
@pytest.mark.parametrize("copied", [True, False])
def test_a_long_word_is_cut(word: str, copied: bool) -> None:
    said = reason("unsupported", compared(KILNS.replace("Vienna", word)), copied=copied)
    assert "\u2026" in said
    assert len(said) < 3 * LONGEST
