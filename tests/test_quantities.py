"""Numbers in running text: what they are, and when one bears out another."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.quantities import Sense, agrees, is_measure, quantities, same_unit

FOUND: list[tuple[str, list[tuple[float, str]]]] = [
    ("The kiln ran 12.6 hours", [(12.6, "h")]),
    ("1,250 tiles and 12 glazes", [(1250, ""), (12, "")]),
    ("1,2 and so on", [(1, ""), (2, "")]),
    ("um 3,6 mm und 12,25 % mehr als 1,250 g", [(3.6, "mm"), (12.25, "%"), (1250, "g")]),
    ("10 of 10 kilns", [(10, ""), (10, "")]),
    ("one in 5", [(5, "")]),
    ("3-5 % of tiles", [(3, ""), (5, "%")]),
    ("0.5\u20131.0 mg", [(0.5, ""), (1, "mg")]),
    ("between 5 and 10 kg", [(5, ""), (10, "kg")]),
    ("p < 0.05", [(0.05, "")]),
    ("40 \u00b1 2.5 ms", [(40, ""), (2.5, "ms")]),
    ("1.5e-3 and 2E6", [(0.0015, ""), (2e6, "")]),
    ("4 \u00d7 10^5 and 4x10-5", [(4e5, ""), (4e-5, "")]),
    ("about 1/3", [(1, ""), (3, "")]),
    ("-5 or \u22125 \u00b0C", [(5, ""), (5, "\u00b0C")]),
    ("7 billion, 7-million, 7B, 7k", [(7e9, ""), (7e6, ""), (7e9, ""), (7e3, "")]),
    ("5 M is no million", [(5, "")]),
    ("twenty-five tiles, twenty five hundred", [(25, ""), (2500, "")]),
    ("a hundred, one million, a dozen", [(100, ""), (1e6, ""), (12, "")]),
    ("dozens of kilns, hundreds", [(12, ""), (100, "")]),
    ("half of it, a third, one quarter", [(0.5, ""), (1 / 3, ""), (0.25, "")]),
    ("it doubled, then tripled, then halved", [(2, "fold"), (3, "fold"), (0.5, "fold")]),
    ("twice as fast, 2x, 2\u00d7, 2-fold, twofold", [(2, "fold")] * 5),
    ("8 bits, 8-bit, 4 bytes", [(8, "bit"), (8, "bit"), (4, "byte")]),
    ("5 percent, 5 per cent, 5%", [(5, "%")] * 3),
    ("5 points, 5 percentage points", [(5, "points")] * 2),
    ("5 ug, 5 \u00b5g, 5 \u03bcg, 5 micrograms", [(5, "\u03bcg")] * 4),
    ("the 3rd and 21st", [(3, ""), (21, "")]),
    (".5 of it, 0\u00b75", [(0.5, ""), (0.5, "")]),
    ("12\u2009500 and 12\u00a0500 tiles", [(12_500, ""), (12_500, "")]),
    ("0 tiles, 0%", [(0, ""), (0, "%")]),
    ("\u0661\u0662 and \uff12\uff13", [(12, ""), (23, "")]),
    ("5 mg/kg is no weight", [(5, "")]),
    ("2.5 GB (3bit/weight), 7 hours/model", [(2.5, "GB"), (3, "bit"), (7, "h")]),
    ("\U0001f6005\U0001f600 and 6\ud800", [(5, ""), (6, "")]),
]


@pytest.mark.parametrize(("text", "wanted"), FOUND, ids=[text.encode("ascii", "replace").decode() for text, _ in FOUND])
def test_what_is_found(text: str, wanted: list[tuple[float, str]]) -> None:
    found = quantities(text)
    assert [quantity.unit for quantity in found] == [unit for _, unit in wanted]
    assert [quantity.value for quantity in found] == pytest.approx([value for value, _ in wanted])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "IL-10 binds p53 in H2O",
        "GPT-4 and COVID\u201119",
        "a 3D view",
        "v1.2.3 of x5",
        "the half-life, quarterly",
        "one kiln",
        "\u4e94\u5341",
        "1e400 and 1e-400",
        "9" * 400,
        "0e999",
        "1e308 million",
        "0." + "0" * 400 + "1",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    assert quantities(text) == ()


@pytest.mark.parametrize(
    ("text", "sense", "spelled"),
    [
        ("12 tiles", "exact", False),
        ("about 12 tiles", "about", False),
        ("approx. 12", "about", False),
        ("~12", "about", False),
        ("\u2248 12", "about", False),
        ("close to a third", "about", True),
        ("over 12", "over", False),
        ("more than twice", "over", True),
        ("at least 12", "over", False),
        ("\u226512", "over", False),
        ("no fewer than 12", "over", False),
        ("under 12", "under", False),
        ("less than 12", "under", False),
        ("p < 0.05", "under", False),
        ("no more than 12", "under", False),
        ("not greater than 12", "under", False),
        ("takeover 12", "exact", False),
        ("over the 12", "exact", False),
    ],
)
def test_how_exactly_it_is_written(text: str, sense: Sense, spelled: bool) -> None:
    (quantity,) = quantities(text)
    assert (quantity.sense, quantity.spelled) == (sense, spelled)


@pytest.mark.parametrize(
    ("text", "step", "grain"),
    [
        ("12.6", 0.1, 0.1),
        ("12", 1, 1),
        ("75", 1, 5),
        ("70", 1, 10),
        ("15,000", 1, 5000),
        ("20,000", 1, 10_000),
        ("3 million", 1e6, 1e6),
        ("0", 1, 1),
        ("dozens of", 12, 12),
    ],
)
def test_how_coarse_it_is(text: str, step: float, grain: float) -> None:
    (quantity,) = quantities(text)
    assert (quantity.step, quantity.grain) == pytest.approx((step, grain))


def test_it_is_where_it_says() -> None:
    text = "In 79.8 % of cases, twenty-five hours or 3 million"
    assert [text[q.start : q.end] for q in quantities(text)] == ["79.8 %", "twenty-five hours", "3 million"]


AGREES = [
    ("the same", "12 h", "12 hours", True),
    ("other digits", "12 h", "13 h", False),
    ("another unit", "12 h", "12 min", False),
    ("a smaller unit of the kind", "2,300 g", "2.3 kg", True),
    ("a larger unit of the kind", "2.3 kg", "2,312 g", True),
    ("a larger unit, rounded wrongly", "2.4 kg", "2,312 g", False),
    ("years for months", "three years", "36 months", True),
    ("hours for minutes", "1.5 h", "90 minutes", True),
    ("another thing measured", "12 kg", "12 GB", False),
    ("a unit that has no size", "12 dB", "12 GB", False),
    ("a unit left out", "12", "12 h", True),
    ("words for digits", "twelve", "12", True),
    ("rounded as it shows", "80%", "79.8%", True),
    ("rounded wrongly", "79%", "79.8%", False),
    ("more exact than the text", "79.8%", "80%", False),
    ("a share for per cent", "0.8", "80%", True),
    ("per cent for a share", "80%", "0.8", True),
    ("another share", "0.7", "80%", False),
    ("percent and points", "5%", "5 points", False),
    ("doubled for 2x", "it doubled", "2x", True),
    ("half for 50%", "half", "50%", True),
    ("a third for 33.3%", "a third", "33.3%", False),
    ("about, to fives", "about 75", "73.2", True),
    ("about, too far", "about 75", "71", False),
    ("about, to thousands", "about 15,000", "14,210", True),
    ("exact, to thousands", "15,000", "14,210", False),
    ("an order, borne out", "millions of", "5 million", True),
    ("an order, at its end", "hundreds of", "2,500", False),
    ("an order near another", "dozens of", "hundreds of", False),
    ("another order", "millions of", "billions of", False),
    ("thousands reach far", "thousands of", "120,000", True),
    ("over, and the text has more", "over 500", "506", True),
    ("over, and the text has less", "over 506", "500", False),
    ("over, and the text has far more", "over 500", "900", False),
    ("over the same", "over 500", "over 500", True),
    ("under, and the text has less", "under 10", "9.4", True),
    ("under, and the text has more", "under 9", "9.4", False),
    ("at most", "no more than 10", "9.4", True),
    ("a word for its own number", "dozens of", "12", True),
    ("nothing", "0", "0%", True),
    ("nearly nothing", "0", "0.3", False),
]


@pytest.mark.parametrize(("claimed", "given_", "wanted"), [row[1:] for row in AGREES], ids=[row[0] for row in AGREES])
def test_one_bears_out_the_other(claimed: str, given_: str, wanted: bool) -> None:
    (ours,), (theirs,) = quantities(claimed), quantities(given_)
    assert agrees(ours, theirs) is wanted


def test_a_unit_that_is_not_written_is_the_same() -> None:
    hours, minutes, bare = quantities("12 h, 12 min, 12")
    assert same_unit(hours, bare)
    assert not same_unit(hours, minutes)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("5 %", True),
        ("2 h", True),
        ("0.5", True),
        ("10 tiles", True),
        ("2050 tiles", False),
        ("2150 tiles", True),
        ("in 1999", False),
        ("type 2", False),
        ("twelve tiles", False),
        ("half of them", False),
    ],
)
def test_what_tells_how_much_or_how_many(text: str, wanted: bool) -> None:
    (quantity,) = quantities(text)
    assert is_measure(quantity) is wanted


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80))
@example("1e308 million billion 5e-320 0.0e-308")
def test_any_text_has_numbers_in_order_that_bear_themselves_out(text: str) -> None:
    end = 0
    for quantity in quantities(text):
        assert end <= quantity.start < quantity.end <= len(text)
        assert math.isfinite(quantity.value)
        assert quantity.grain > 0
        assert agrees(quantity, quantity)
        end = quantity.end


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 1e9), st.floats(0, 1e9), st.sampled_from(["exact", "about", "over", "under"]))
def test_what_agrees_is_near(one: float, other: float, sense: Sense) -> None:
    claimed = replace(quantities("7")[0], value=one, sense=sense)
    given_ = replace(claimed, value=other, step=0.1, sense="exact")
    if agrees(claimed, given_) and min(one, other) > 1:
        assert abs(one - other) <= 0.1 * max(one, other) + 1e-6


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (" ".join(map(str, range(10_000))), 10_000),
        ("9" * 50_000 + "a", 0),
        ("1." * 25_000, 1),
        ("twenty, " * 5000, 5000),
        ("over " * 5000 + "3", 1),
    ],
    ids=["numbers", "digits", "stops", "words", "senses"],
)
def test_a_long_text_is_read_to_its_end(text: str, count: int) -> None:
    assert len(quantities(text)) == count
