"""What speaks for and against a claim, as numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.claims import read
from assistant.support import MANY, SIGNS, Compared, beside, signs

KILNS = "In four towns the kilns reduced the firing time of Vienna glazes by 38%"
MOSS = "Moss never grows on warm walls"
SALT = "Salt melts ice"


def compared(claim: str, sentences: list[str], cosines: list[float] | None = None) -> Compared:
    given_ = np.array(cosines or [0.5] * len(sentences), np.float32)
    return beside(read(claim), [read(sentence) for sentence in sentences], given_)


def signed(claim: str, sentences: list[str], cosines: list[float] | None = None) -> dict[str, float]:
    return dict(zip(SIGNS, signs(compared(claim, sentences, cosines)), strict=True))


@pytest.mark.parametrize(
    ("claim", "cosines", "places"),
    [
        ("Salt melts ice", [0.1, 0.1, 0.1], (2, 0, 1)),
        ("Salt melts ice", [0.9, 0.2, 0.8], (2, 0, 1)),
        ("Fog", [0.1, 0.9, 0.5], (1, 2, 0)),
        ("Fog", [0.5, 0.5, 0.5], (0, 1, 2)),
        ("Moss grows", [0.9, 0.2, 0.1], (1, 0, 2)),
    ],
)
def test_sentences_are_ranked_by_cosine_and_coverage(claim: str, cosines: list[float], places: tuple[int, ...]) -> None:
    found = compared(claim, [KILNS, MOSS, SALT], cosines)
    assert found.places == places
    assert [reading.plain for reading in found.ranked] == [read([KILNS, MOSS, SALT][i]).plain for i in places]
    assert found.cosines.tolist() == pytest.approx(sorted(cosines, reverse=True))


def test_the_sentence_with_most_in_order_is_compared_with_word_by_word() -> None:
    found = compared(KILNS.replace("38%", "39%"), [MOSS, KILNS, SALT], [0.99, 0.98, 0.97])
    assert found.difference.numbers == (("39%", "38%"),)
    assert [token.text for token in found.numbers] == ["39%"]
    assert found.words == ()


@pytest.mark.parametrize(
    ("claim", "sign", "wanted"),
    [
        (KILNS, "coverage", 1),
        (KILNS, "order", 1),
        (KILNS, "missing", 0),
        (KILNS, "direction agrees", 1),
        (KILNS, "bound differs", 0),
        (KILNS, "denied there", 0),
        ("Moss grows on warm walls", "denied there", 1),
        ("Moss grows on warm walls", "denial, in order", 1),
        ("Moss never grows on warm walls", "denied there", 0),
        ("Salt never melts ice", "denied here", 1),
        ("Fog fog", "missing", 0.4),
        ("Fog over Lisbon", "missing name", 1),
        ("Fog over towns", "missing name", 0),
        ("Fog in 5 h", "missing number", 1),
        ("Fog in 38% or 5 h", "missing number", 0.5),
        ("Fog", "missing number", 0),
        (KILNS.replace("reduced", "increased"), "direction differs", 1),
        (KILNS.replace("reduced", "increased"), "bound agrees", 0),
        (KILNS.replace("reduced", "increased"), "turned", 1),
        (KILNS.replace("reduced", "did not increase"), "turned", 0),
        (KILNS, "turned", 0),
    ],
)
def test_a_sign(claim: str, sign: str, wanted: float) -> None:
    assert signed(claim, [KILNS, MOSS, SALT])[sign] == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("old", "new", "sign"),
    [
        ("38%", "39%", "number, in order"),
        ("reduced", "increased", "opposite, in order"),
        ("Vienna", "Lisbon", "name, in order"),
        ("reduced", "did not reduce", "denial, in order"),
        ("firing", "cooling", "words, in order"),
        ("38%", "38% in winter", "added, in order"),
    ],
)
def test_one_change_shows_in_its_sign_and_not_in_a_text_in_other_words(old: str, new: str, sign: str) -> None:
    assert signed(KILNS, [KILNS])[sign] == 0
    assert signed(KILNS.replace(old, new), [KILNS])[sign] > 0.25
    assert signed(new + " everywhere, as the old potters say", [KILNS])[sign] < 0.1


def test_cosines_are_signs() -> None:
    found = signed("Fog", [KILNS, MOSS, SALT], [0.2, 0.6, 0.4])
    wanted = {"cosine": 0.6, "cosine of the second": 0.4, "cosine, mean": 0.4}
    assert {name: found[name] for name in wanted} == pytest.approx(wanted)
    alone = signed("Fog", [MOSS], [0.6])
    assert alone["cosine of the second"] == alone["cosine"] == pytest.approx(0.6)


def test_two_sentences_cover_what_neither_does() -> None:
    found = signed("Salt melts moss", [KILNS, MOSS, SALT])
    assert found["coverage"] == pytest.approx(2 / 3)
    assert found["coverage by two"] == found["coverage by all"] == 1
    assert found["neighbours"] == 0.5
    three = signed("Salt melts moss towns", [KILNS, MOSS, SALT])
    assert (three["coverage by two"], three["coverage by all"]) == (0.75, 1)


@pytest.mark.parametrize("claim", ["", "of the", "\U0001f600", "5 h", "not", "\u871c\u8702", "\ud800"])
@pytest.mark.parametrize("sentence", ["", KILNS, "\U0001f600", "\ud800"])
def test_hostile_text_has_signs(claim: str, sentence: str) -> None:
    assert np.isfinite(signs(compared(claim, [sentence]))).all()


WORDS = st.lists(st.sampled_from("salt melts ice not 5 % 7 Vienna reduces raises the \ud800".split())).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(WORDS, st.lists(WORDS, min_size=1, max_size=5))
def test_signs_are_between_0_and_1(claim: str, sentences: list[str]) -> None:
    found = signed(claim, sentences)
    assert {name: value for name, value in found.items() if not -1e-9 <= value <= 1 + 1e-9} == {}


def test_differences_are_counted_up_to_a_point() -> None:
    found = compared(KILNS, [KILNS])
    assert [found.by_order(count) for count in (0, 1, MANY, MANY + 9)] == pytest.approx([0, 1 / MANY, 1, 1])
