"""Under which names a copy is found: copies of one paper share one, and there are few of them."""

import pytest

from assistant.library.folding import spelled, title_key, title_words
from assistant.library.names import FUZZY, copy_names, heads_of, id_name, key_name, names_of
from assistant.records import Paper
from tests.fakes import a_paper, stored

WORDS = "we fill a bathtub with cold water and watch how slowly the surface settles under lamps of various colours"
ELSEWHERE = "seven glaciers were weighed by tired surveyors who kept careful logbooks during every stormy autumn night"
TITLE = "Settling Surfaces of Cold Bathtub Water Under Coloured Lamps"

SPELLINGS = {
    "behaviour": "behavior", "modelling": "modeling", "anaemia": "anemia", "oestrogen": "estrogen", "fibre": "fiber",
    "analysed": "analyzed", "analyses": "analyzes", "organisation": "organization", "catalogue": "catalog",
    "four": "4", "hour": "hour", "ångström": "ångström", "søren": "soren", "ii": "2", "noise": "noise",
}  # fmt: skip


@pytest.mark.parametrize(("word", "folded"), SPELLINGS.items())
def test_one_spelling(word: str, folded: str) -> None:
    assert spelled(word) == folded


SAME_KEY = [
    ("Data-Driven Tides", "data driven tides"),
    ("Data-Driven Tides", "Datadriven Tides"),
    ("The Tides & the Moon", "Tides and the moon"),
    (r"{T}ides of {\alpha}-Kettles", "Tides of α-kettles"),  # noqa: RUF001 - Greek is meant
    (r"Schr{\"o}dinger and his bathtub", "Schrödinger and his Bathtub"),
    ("Colour of modelling, Part II", "Color of Modeling: Part 2"),
    ("Three kettles", "3 kettles"),
]


@pytest.mark.parametrize(("one", "two"), SAME_KEY)
def test_titles_of_one_key(one: str, two: str) -> None:
    assert title_key(one) == title_key(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [("Vitamin A in kettles", "Vitamin in kettles"), ("Tides I", "Tides II"), ("Tides in C", "Tides in D")],
)
def test_titles_of_two_keys(one: str, two: str) -> None:
    assert title_key(one) != title_key(two)


def test_words_are_never_all_left_out() -> None:
    assert title_words("The") == ("the",)


@pytest.mark.parametrize(
    ("title", "heads"),
    [
        ("Deep Tides: Why They Come", ("Deep Tides",)),
        ("Deep Tides - Why They Come: A Note", ("Deep Tides", "Deep Tides - Why They Come")),
        ("Tides: Why They Come", ()),
        ("Deep tides? Perhaps so", ("Deep tides",)),
        ("Deep Tides:", ()),
    ],
)
def test_what_a_subtitle_may_be_cut_from(title: str, heads: tuple[str, ...]) -> None:
    assert heads_of(title) == heads


MEET: dict[str, tuple[Paper, Paper]] = {
    "one letter wrong": (a_paper(TITLE, WORDS), a_paper(TITLE.replace("Surfaces", "Surfcaes"), ELSEWHERE)),
    "a word left out": (a_paper(TITLE, WORDS), a_paper(TITLE.replace("Cold ", ""), ELSEWHERE)),
    "a short title with a letter wrong": (a_paper("Deep Bathtubs", WORDS), a_paper("Deep Bathtbus", ELSEWHERE)),
    "a subtitle cut": (a_paper(f"Deep Bathtubs: {TITLE}", WORDS), a_paper("Deep bathtubs", ELSEWHERE)),
    "another title, the same abstract": (a_paper(TITLE, WORDS), a_paper("Lamps and What They Do", WORDS)),
    "another title, the abstract cut": (a_paper(TITLE, f"{ELSEWHERE} {WORDS}"), a_paper("Lamps", ELSEWHERE)),
    "an arXiv id and its DOI": (
        a_paper(TITLE, WORDS, arxiv_id="2401.00001v2"),
        a_paper("Lamps", ELSEWHERE, doi="10.48550/arXiv.2401.00001"),
    ),
}


@pytest.mark.parametrize(("one", "two"), MEET.values(), ids=MEET.keys())
def test_copies_worth_comparing_share_a_name(one: Paper, two: Paper) -> None:
    assert not set(copy_names(one)).isdisjoint(copy_names(two))


def test_copies_of_nothing_in_common_share_no_name() -> None:
    assert set(copy_names(a_paper(TITLE, WORDS))).isdisjoint(copy_names(a_paper("Logbooks of Glaciers", ELSEWHERE)))


def test_a_title_that_many_have_is_found_by_its_author_too() -> None:
    one, two = (a_paper("Introduction", "Short.", authors=(name,)) for name in ("A. Brandt", "B. Ortiz"))
    assert set(copy_names(one)).isdisjoint(copy_names(two))
    assert set(copy_names(one)) == set(copy_names(a_paper("INTRODUCTION.", "Other.", authors=("Brandt, Anna",))))


def test_names_are_few_and_short() -> None:
    long = a_paper(
        f"{TITLE}: {TITLE} - {TITLE}", f"{WORDS} {ELSEWHERE}", doi="10.1/a", arxiv_id="1", extra=(("pmid", "1"),)
    )
    names = names_of(stored("p1", long))
    assert len(names) <= 16 + 1
    assert all(len(name) < 40 for name in names)


def test_a_paper_is_found_by_ids_and_keys() -> None:
    kept = stored("p1", a_paper(name="a.jsonl", entry="r1"), aliases=("p0",))
    assert {id_name("p0"), id_name("p1"), key_name("a.jsonl#=r1")} <= names_of(kept)
    assert not id_name("p1").startswith(FUZZY)


def test_odd_texts_have_names() -> None:
    for title in ("", "???", "\ud83d", "深度学习", "a" * 10_000):
        assert copy_names(a_paper(title, title))
