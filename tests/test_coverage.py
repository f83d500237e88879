"""How many of a claim's words a text has."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.claims import read
from assistant.coverage import coverage, missing, missing_numbers

KILNS = "Rapid glaze firing reduced the cost of Vienna tiles by 38% within 12 h"

MISSING: list[tuple[str, list[str], list[str]]] = [
    ("Firing reduces costs", [KILNS], []),
    ("Firing reduces smoke", [KILNS], ["smoke"]),
    ("Firing reduces smoke", [KILNS, "Smoke rose"], []),
    ("The Vienna tiles and the Lisbon tiles", [KILNS], ["Lisbon"]),
    ("We used RGF", [KILNS], []),
    ("We used XGF", [KILNS], ["XGF"]),
    ("Rapid glaze firing", ["RGF works"], []),
    ("Rapid salt firing", ["RGF works"], ["Rapid", "salt", "firing"]),
    ("The dataset", ["The data set"], []),
    ("The data set", ["The dataset"], []),
    ("electrochemical", ["electrochemistry"], []),
    ("heat", ["heather"], ["heat"]),
    ("of the", [KILNS], []),
    ("not 5 %", [KILNS], []),
    ("", [KILNS], []),
    ("Moss", [], ["Moss"]),
    ("Moss", [""], ["Moss"]),
    ("\u871c\u8702", ["\u871c\u8702 dance"], []),
]


@pytest.mark.parametrize(("claim", "texts", "wanted"), MISSING)
def test_words_that_no_text_has(claim: str, texts: list[str], wanted: list[str]) -> None:
    assert [token.text for token in missing(read(claim), [read(text) for text in texts])] == wanted


@pytest.mark.parametrize(
    ("claim", "texts", "wanted"),
    [
        ("Firing reduces costs", [KILNS], 1),
        ("Firing reduces smoke", [KILNS], 2 / 3),
        ("kilns in Lisbon", ["kilns"], 1 / 3),
        ("kilns in Lisbon", ["the Lisbon road"], 2 / 3),
        ("kilns in Lisbon", ["kilns", "the Lisbon road"], 1),
        ("of the", [KILNS], 1),
        ("5 %", [KILNS], 1),
        ("Moss grows", [KILNS], 0),
        ("Moss grows", [], 0),
    ],
)
def test_the_share_of_words_names_counting_twice(claim: str, texts: list[str], wanted: float) -> None:
    assert coverage(read(claim), [read(text) for text in texts]) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("claim", "texts", "wanted"),
    [
        ("by 38% within 12 hours", [KILNS], []),
        ("by 39% within 12 hours", [KILNS], ["39%"]),
        ("by 39% within 12 min", [KILNS], ["39%", "12 min"]),
        ("by 39%", [KILNS, "39 percent"], []),
        ("over 30%", ["31%"], []),
        ("over 31%", ["30%"], ["31%"]),
        ("more than half", ["50%"], []),
        ("10 of 10", ["10"], []),
        ("no number", [KILNS], []),
        ("38%", [], ["38%"]),
    ],
)
def test_numbers_that_no_text_bears_out(claim: str, texts: list[str], wanted: list[str]) -> None:
    assert [token.text for token in missing_numbers(read(claim), [read(text) for text in texts])] == wanted


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=3))
def test_a_text_has_all_of_itself_and_more_texts_have_no_less(claim: str, texts: list[str]) -> None:
    own, others = read(claim), [read(text) for text in texts]
    assert coverage(own, [own, *others]) == 1
    assert missing_numbers(own, [own]) == ()
    assert 0 <= coverage(own, others[:1]) <= coverage(own, others) <= 1


def test_a_thousand_words_and_numbers() -> None:
    claim, text = read("moss " + "kilnwork9 " * 1000), read(" ".join(f"glazework{n} {n}" for n in range(1000)))
    assert len(missing(claim, [text])) == len(claim.tokens)
    assert coverage(claim, [text]) == 0
