"""A sentence as the words that carry its meaning."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.claims import MOST_WORDS, Kind, even, joined_key, name_key, plain, read

WORDS: list[tuple[str, str, Kind, str]] = [
    ("Glazes crack in kilns", "crack", "word", "crack"),
    ("Glazes crack in kilns", "Glazes", "word", "glaz"),
    ("the Vienna kiln", "Vienna", "name", "vienna"),
    ("Potters use clay. Vienna does not", "Vienna", "word", "vienna"),
    ("We show that GPT-4 melts", "GPT-4", "name", "gpt4"),
    ("p53 melts", "p53", "name", "p53"),
    ("we use LLMs", "LLMs", "name", "llm"),
    ("the TNF-\u03b1 gene", "TNF-\u03b1", "name", "tnfalpha"),
    ("a \u03b2-glaze", "\u03b2-glaze", "name", "betaglaze"),
    ("the CD4+ cells", "CD4+", "name", "cd4+"),
    ("the kiln's clay", "kiln's", "word", "kiln"),
    ("the kiln\u2019s clay", "kiln\u2019s", "word", "kiln"),
    ("clay-based slip", "based", "stop", "based"),
    ("salt-based slip", "salt", "word", "salt"),
    ("it was fired", "was", "stop", "was"),
    ("it is not fired", "not", "negation", "not"),
    ("it isn't fired", "isn't", "negation", "not"),
    ("no kiln", "no", "negation", "not"),
    ("it never cracks", "never", "negation", "never"),
    ("it hardly melts", "hardly", "negation", "hardly"),
    ("it took 5 %", "5 %", "number", "#5%"),
    ("twenty-five kilns", "twenty-five", "number", "#25"),
    ("in 1.5e-3 s", "1.5e-3 s", "number", "#0.0015s"),
    ("version v1.2.3 melts", "v1.2.3", "name", "v123"),
    ("about 1e400 kilns", "1e400", "name", "1e400"),
    ("\u871c\u8702 dance", "\u871c\u8702", "word", "\u871c\u8702"),
]


@pytest.mark.parametrize(("text", "word", "kind", "key"), WORDS, ids=[f"{row[0]!a}: {row[1]!a}" for row in WORDS])
def test_a_word(text: str, word: str, kind: Kind, key: str) -> None:
    assert [(token.kind, token.key) for token in read(text).tokens if token.text == word] == [(kind, key)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GPT4 melts", "GPT-4 melts"),
        ("two LLMs", "two LLM"),
        ("the TNF-\u03b1 gene", "the TNF-alpha gene"),
        ("12 hours of firing", "twelve h of firing"),
        ("$\\alpha$-glaze \\textbf{melts}", "alpha-glaze melts"),
        ("glaze <i>melts</i>", "glaze melts"),
        ("\ufb01red clay", "fired clay"),
        ("it's not", "it\u2019s not"),
        ("the tumour", "the tumor"),
        ("clay\ud800 melts", "clay melts"),
    ],
)
def test_ways_of_writing_are_read_as_one(one: str, other: str) -> None:
    assert read(one).keys == read(other).keys


@pytest.mark.parametrize("text", ["", " ", "...", "\U0001f600\U0001f600", "\ud800", "of the", "\u0301", "\\"])
def test_what_says_nothing(text: str) -> None:
    assert read(text).keys == frozenset()
    assert read(text).pairs == frozenset()


def test_neighbours_acronyms_and_joined_words() -> None:
    found = read("Rapid glaze firing of the data set")
    assert ("rapid", "glaz") in found.pairs
    assert ("fir", "datum") in found.pairs
    assert {"rgf", "rg", "gfd"} <= found.acronyms
    assert joined_key(*found.tokens[-2:]) in found.joined
    assert joined_key(*found.tokens[-2:]) == read("dataset").tokens[0].key


def test_acronyms_are_of_two_to_five_words() -> None:
    assert read("Rapid glaze firing").acronyms == {"rg", "gf", "rgf"}
    assert max(map(len, read("Salt and ash and bone and clay and moss and fog").acronyms)) == 5


def test_a_number_keeps_what_it_is() -> None:
    (number,) = read("over 12 h").of("number")
    assert number.quantity
    assert (number.quantity.value, number.quantity.unit, number.quantity.sense) == (12, "h", "over")


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("it melts", False),
        ("it does not melt", True),
        ("nothing melts", True),
        ("a notable knot", False),
        ("it melts not only ice", False),
        ("it doesn't just melt ice", False),
        ("no more than 4 of them melt", False),
        ("it melts no more", True),
        ("not only does it not melt", True),
        ("it only melts, not", True),
        ("it does not solely melt ice", True),
    ],
)
def test_whether_it_denies(text: str, denied: bool) -> None:
    assert read(text).denied is denied


def test_directions_in_order() -> None:
    found = read("Heat increases strength and reduces weight")
    assert [d.word for d in found.directions] == ["increases", "reduces"]
    assert [dict(d.signs)["amount"] for d in found.directions] == [1, -1]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("  It  Melts. ", "it melts"),
        ("\u201cIt\u201d \u2014 melts;", "'it' - melts"),
        ("Stra\u00dfe", "strasse"),
        ("...", ""),
        ("1.5", "1.5"),
    ],
)
def test_plain(text: str, wanted: str) -> None:
    assert plain(text) == wanted


def test_even_keeps_the_stop() -> None:
    assert even(" It\u00a0melts. ") == "it melts."


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("GPT-4", "gpt4"),
        ("LLMs", "llm"),
        ("LoRAs", "lora"),
        ("GANs", "gan"),
        ("Gas", "gas"),
        ("TNF-\u03b1", "tnfalpha"),
        ("CD4+", "cd4+"),
        ("Vienna", "vienna"),
        ("Glazes", "glaz"),
        ("A", "a"),
        ("", ""),
    ],
)
def test_the_key_of_a_name(name: str, key: str) -> None:
    assert name_key(name) == key


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    found = read(text)
    assert all(token.text and token.lower and token.key for token in found.tokens if token.kind != "name")
    assert found.keys == {token.key for token in found.tokens if token.carries}
    assert len(found.pairs) < max(1, len(found.tokens))


@pytest.mark.parametrize(
    "text",
    [" ".join(map(str, range(10_000))), "glaze " * 10_000, "a-" * 20_000 + "a", "\u871c" * 20_000, "not " * 10_000],
    ids=["numbers", "words", "hyphens", "Chinese", "negations"],
)
def test_a_long_text_is_read_up_to_a_point(text: str) -> None:
    assert 1 <= len(read(text).tokens) <= MOST_WORDS
