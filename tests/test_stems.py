"""Words cut to what their forms share."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.stems import stem

FAMILIES = [
    "inhibit inhibits inhibited inhibiting inhibitor inhibitory inhibition",
    "measure measures measured measuring",
    "tumour tumours tumor tumors",
    "normalise normalised normalising normalize normalization normalisation",
    "analysis analyses analyse analysed analyze analyzing",
    "mouse mice",
    "child children",
    "bacterium bacteria",
    "hypothesis hypotheses",
    "criterion criteria",
    "study studies",
    "run running",
    "control controlled controlling controls",
    "rise rose risen",
    "lower lowered lowering",
    "rapid rapidly",
    "anaemia anemia",
    "effective effectively effect effects",
    "train trained training trains",
    "activate activates activation activated",
    "colour color colours",
]
STRANGERS = [
    ("heat", "hear"),
    ("lower", "low"),
    ("better", "bet"),
    ("never", "nev"),
    ("under", "und"),
    ("differ", "diff"),
    ("mass", "mas"),
    ("virus", "viru"),
    ("basis", "basi"),
    ("train", "trail"),
    ("increase", "decrease"),
]


@pytest.mark.parametrize("family", FAMILIES)
def test_forms_of_one_word_are_one(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize(("one", "other"), STRANGERS)
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", ["", "a", "dna", "p53", "il-10", "\u03b1", "\u871c\u8702", "3", "\U0001f600\ud800x9"])
def test_what_is_no_english_word_stays_as_it_is(word: str) -> None:
    assert stem(word) == word


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_a_stem_is_never_empty_and_keeps_three_letters(word: str) -> None:
    assert len(stem(word)) >= min(3, len(word))


def test_a_long_word_is_cut_at_its_end_only() -> None:
    assert stem("x" * 50_000 + "ing") == "x" * 49_999
