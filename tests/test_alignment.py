"""A claim laid word by word beside a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.alignment import Difference, compare
from assistant.claims import MOST_WORDS, read

KILNS = "In four towns the kilns reduced the firing time of Vienna glazes by 38% after 12 h of rest"


def compared(claim: str, sentence: str) -> Difference:
    return compare(read(claim), read(sentence))


@pytest.mark.parametrize(
    ("old", "new", "field", "wanted"),
    [
        ("38%", "39%", "numbers", (("39%", "38%"),)),
        ("38%", "38 percent", "numbers", ()),
        ("38%", "about 40%", "numbers", ()),
        ("38%", "40%", "numbers", (("40%", "38%"),)),
        ("four", "five", "numbers", (("five", "four"),)),
        ("reduced", "increased", "opposites", (("increased", "reduced"),)),
        ("reduced", "lowered", "opposites", ()),
        ("after", "before", "opposites", (("before", "after"),)),
        ("Vienna", "Lisbon", "names", (("Lisbon", "Vienna"),)),
        ("firing", "cooling", "words", (("cooling", "firing"),)),
        ("reduced", "did not reduce", "denials", ("not",)),
        ("the kilns", "no kilns", "denials", ("no",)),
        (" of rest", " of rest in winter", "added", ("winter",)),
        (" of rest", "", "added", ()),
    ],
)
def test_a_copy_with_one_change(old: str, new: str, field: str, wanted: tuple[object, ...]) -> None:
    found = compared(KILNS.replace(old, new), KILNS)
    assert getattr(found, field) == wanted
    assert found.order > 0.85


def test_a_copy_with_nothing_changed() -> None:
    assert compared(KILNS, KILNS) == Difference(order=1, kept=1, run=len(read(KILNS).tokens))


def test_words_that_changed_places_are_moved() -> None:
    found = compared(KILNS.replace("kilns", "GLAZE").replace("glazes", "kilns").replace("GLAZE", "glazes"), KILNS)
    assert found.moved == ("glazes", "kilns")
    assert (found.words, found.added) == ((), ())


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("After long rest at dawn, the kilns cool", "The kilns cool after long rest at dawn"),
        ("The kilns cool after long rest at dawn", "After long rest at dawn, the kilns cool"),
        ("The dataset grew", "The data set grew"),
        ("The data set grew", "The dataset grew"),
        ("We like RGF here", "We like rapid glaze firing here"),
        ("We like rapid glaze firing here", "We like RGF here"),
        ("pre-firing helps", "prefiring helps"),
    ],
)
def test_what_is_the_same_said_in_another_order_or_in_one_word(claim: str, sentence: str) -> None:
    found = compared(claim, sentence)
    assert found == Difference(order=1, kept=1, run=found.run)


@pytest.mark.parametrize(
    ("claim", "sentence", "denials"),
    [
        ("Salt melts ice", "Salt never melts ice", ("never",)),
        ("Salt never melts ice", "Salt melts ice", ("never",)),
        ("Salt never melts ice", "Salt does not melt ice", ()),
        ("Salt melts ice", "Not salt melts ice", ("Not",)),
        ("Salt melts ice", "Salt melts ice without harm", ()),
        ("Salt melts ice", "Salt melts ice, but not asphalt", ()),
        ("Salt melts ice", "Without sand salt melts ice", ()),
        ("Salt melts ice", "Salt with no sand in it melts ice", ()),
        ("Salt melts ice", "No such salt melts ice", ("No",)),
        ("Salt melts ice", "Salt melts ice not", ("not",)),
        ("Salt melts ice with harm", "Salt melts ice without harm", ("without",)),
        ("Salt melts ice without harm", "Salt melts ice", ("without",)),
        ("Salt melts ice", "Not that the old people of the harbour would mind, salt melts ice", ()),
    ],
)
def test_denials_count_beside_what_matches(claim: str, sentence: str, denials: tuple[str, ...]) -> None:
    assert compared(claim, sentence).denials == denials


@pytest.mark.parametrize(
    ("claim", "sentence"), [("", KILNS), (KILNS, ""), ("", ""), ("Moss grows", KILNS), ("\U0001f600", "\ud800")]
)
def test_nothing_in_common(claim: str, sentence: str) -> None:
    assert compared(claim, sentence) == Difference()


def test_stop_words_count_little() -> None:
    assert compared("the moss of the kilns", "the glaze of the kilns").order > 0.5
    assert compared("the moss of the wall", "the glaze of the kilns").order < 0.3


def test_half_of_a_sentence_keeps_all_between_its_ends() -> None:
    found = compared("the kilns reduced the firing time", KILNS)
    assert (found.order, found.kept, found.run) == (1, 1, 6)
    assert compared("the kilns reduced time", KILNS).kept < 1


WORDS = st.lists(st.sampled_from("salt melts ice not never 5 % 6 Vienna RGF the of increase reduces \ud800".split()))


@settings(max_examples=60, deadline=None)
@given(WORDS.map(" ".join), WORDS.map(" ".join))
def test_any_two_texts_can_be_compared(claim: str, sentence: str) -> None:
    found = compared(claim, sentence)
    assert 0 <= found.order <= 1
    assert 0 <= found.kept <= 1
    assert found.run <= len(read(claim).tokens)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("salt " * 700, "salt " * 700),
        (" ".join(f"a1 w{n}" for n in range(700)), " ".join(f"a1 z{n}" for n in range(700))),
        ("increase " * 700 + "salt", "reduce " * 300 + "salt " * 700),
        (" ".join(map(str, range(700))), " ".join(map(str, range(100, 800)))),
    ],
    ids=["one word", "every other word", "directions", "numbers"],
)
def test_long_texts_are_compared_up_to_a_point(claim: str, sentence: str) -> None:
    assert compared(claim, sentence).run <= MOST_WORDS
