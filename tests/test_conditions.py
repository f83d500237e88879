"""What a question says of the papers it wants, and what is left of it."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.conditions import Conditions, read_conditions
from assistant.records import Filters

TODAY = date(2026, 11, 21)
AUTHORS = {"Mira Oktett", "Oktett", "Li", "Jan van der Berg"}
VENUES = {"Annals of Apiculture", "NeurIPS"}


def known(kind: str, name: str) -> bool:
    return name in (AUTHORS if kind == "authors" else VENUES)


def read(question: str) -> Conditions:
    return read_conditions(question, known, TODAY)


@pytest.mark.parametrize(
    ("question", "rest", "filters"),
    [
        ("What is known of bees since 2018?", "What is known of bees?", Filters(year_from=2018)),
        ("What is known of bees from 2018 onwards?", "What is known of bees?", Filters(year_from=2018)),
        ("bees, after 2018", "bees", Filters(year_from=2019)),
        ("bees, published on or before 2018", "bees", Filters(year_to=2018)),
        ("bees in or before 2018", "bees", Filters(year_to=2018)),
        ("bees on or after March 2018", "bees", Filters(date_from="2018-03")),
        ("bees in 2018 or earlier", "bees", Filters(year_to=2018)),
        ("papers of 2018 and 2019 on bees", "papers on bees", Filters(year_from=2018, year_to=2019)),
        ("papers from 2019, 2018 on bees", "papers on bees", Filters(year_from=2018, year_to=2019)),
        ("bees before 2018", "bees", Filters(year_to=2017)),
        ("bee papers from before 2018", "bee papers", Filters(year_to=2017)),
        ("How do bees sleep, published until 2018?", "How do bees sleep?", Filters(year_to=2018)),
        ("bees between 2018 and 2020", "bees", Filters(year_from=2018, year_to=2020)),
        ("bees from 2018 to 2020", "bees", Filters(year_from=2018, year_to=2020)),
        ("bees 2018-2020", "bees", Filters(year_from=2018, year_to=2020)),
        ("since 2018 and before 2021, what of bees?", "and, what of bees?", Filters(year_from=2018, year_to=2020)),
        (
            "Which surveys of bees appeared in 2018?",
            "Which surveys of bees appeared?",
            Filters(year_from=2018, year_to=2018),
        ),
        ("What do papers of 2018 say?", "What do papers say?", Filters(year_from=2018, year_to=2018)),
        ("a 2018 study of bees", "a study of bees", Filters(year_from=2018, year_to=2018)),
        ("bees since March 2018", "bees", Filters(date_from="2018-03")),
        ("bees before January 2018", "bees", Filters(date_to="2017-12")),
        ("bees, no later than 2018", "bees", Filters(year_to=2018)),
        ("bees not after 2018", "bees", Filters(year_to=2018)),
        ("papers no newer than 2018 on bees", "papers on bees", Filters(year_to=2018)),
        ("papers no older than 2018 on bees", "papers on bees", Filters(year_from=2018)),
        ("papers published in 2018 on bees", "papers published on bees", Filters(year_from=2018, year_to=2018)),
        ("papers from 2018 on bees", "papers on bees", Filters(year_from=2018, year_to=2018)),
        ("papers from 2018 on, about bees", "papers, about bees", Filters(year_from=2018)),
        ("bees in 2018 or later", "bees", Filters(year_from=2018)),
        ("bee papers from last year", "bee papers", Filters(year_from=2025, year_to=2025)),
        ("this year's papers on bees", "papers on bees", Filters(year_from=2026, year_to=2026)),
        ("bees since 2018-03-09", "bees", Filters(date_from="2018-03-09")),
        ("bees newer than 2018-06-01", "bees", Filters(date_from="2018-06-02")),
        ("bees before 2018-01", "bees", Filters(date_to="2017-12")),
        ("bees after June 1, 2018", "bees", Filters(date_from="2018-06-02")),
        ("bees until 3rd of March 2018", "bees", Filters(date_to="2018-03-03")),
        ("bees since 31 June 2018", "bees", Filters(date_from="2018-06")),
        ("bees since June, 2018", "bees", Filters(date_from="2018-06")),
        ("articles in summer 2018", "articles", Filters(date_from="2018-06", date_to="2018-08")),
        ("work on bees in the last three years", "work on bees", Filters(year_from=2023)),
        ("work on bees within the past year", "work on bees", Filters(year_from=2025)),
        ("work of the last six months on bees", "work on bees", Filters(date_from="2026-05")),
        ("papers from the past 2 weeks", "papers", Filters(date_from="2026-11-07")),
        ("papers from the last 40 days", "papers", Filters(date_from="2026-10-12")),
        ("Anything by a single author on bees?", "Anything on bees?", Filters(n_authors_min=1, n_authors_max=1)),
        ("bee papers by single authors", "bee papers", Filters(n_authors_min=1, n_authors_max=1)),
        ("bee papers with a single author", "bee papers", Filters(n_authors_min=1, n_authors_max=1)),
        ("bee papers with just one author", "bee papers", Filters(n_authors_min=1, n_authors_max=1)),
        ("single-author papers on bees", "papers on bees", Filters(n_authors_min=1, n_authors_max=1)),
        ("bees, by just two people", "bees", Filters(n_authors_min=2, n_authors_max=2)),
        ("bee papers with two authors", "bee papers", Filters(n_authors_min=2, n_authors_max=2)),
        ("bee papers with exactly 3 authors", "bee papers", Filters(n_authors_min=3, n_authors_max=3)),
        ("two-author papers on bees", "papers on bees", Filters(n_authors_min=2, n_authors_max=2)),
        ("bees with more than 9 authors", "bees", Filters(n_authors_min=10)),
        ("bees by at least three co-authors", "bees", Filters(n_authors_min=3)),
        ("bees by twelve or more researchers", "bees", Filters(n_authors_min=12)),
        ("bees with fewer than 5 authors", "bees", Filters(n_authors_max=4)),
        ("bees by at most two authors", "bees", Filters(n_authors_max=2)),
        ("bees by three or fewer authors", "bees", Filters(n_authors_max=3)),
        ("What did Mira Oktett et al. count?", "What did count?", Filters(authors=("Mira Oktett",))),
        ("papers by Oktett and colleagues on bees", "papers on bees", Filters(authors=("Oktett",))),
        ("What do Oktett's papers say of bees?", "What do papers say of bees?", Filters(authors=("Oktett",))),
        ("bees by Jan van der Berg", "bees", Filters(authors=("Jan van der Berg",))),
        ("bee work in Annals of Apiculture", "bee work", Filters(venues=("Annals of Apiculture",))),
        ("bees at NeurIPS since 2018", "bees", Filters(year_from=2018, venues=("NeurIPS",))),
    ],
)
def test_conditions_are_read_and_cut_out(question: str, rest: str, filters: Filters) -> None:
    found = read(question)
    assert found.filters == filters
    assert found.rest == rest


@pytest.mark.parametrize(
    "question",
    [
        "How large was the swarm in 2018?",
        "Does a context of up to 2000 tokens help?",
        "Are 1990 bees enough?",
        "Do models by Google sleep?",
        "What is written in English?",
        "Is GPT-2 older than BERT?",
        "Who will have swarmed by 2050?",
        "since 2095",
        "by the two largest hives",
        "",
    ],
)
def test_what_only_looks_like_one_is_left_alone(question: str) -> None:
    assert read(question) == Conditions(question, Filters(), read(question).stated)


def test_what_is_said_later_goes_before_what_was_said_earlier_of_the_same() -> None:
    found = read("What of bees since 2018 by two authors? And before 2015?")
    assert found.filters == Filters(year_to=2014, n_authors_min=2, n_authors_max=2)
    assert read("bees since March 2018? And since 2020?").filters == Filters(year_from=2020)


@pytest.mark.parametrize(
    ("question", "stated"),
    [
        ("bees since 2018", False),
        ("papers since 2018", True),
        ("published since 2018", True),
        ("a study of 2018", True),
    ],
)
def test_whether_publishing_is_meant(question: str, stated: bool) -> None:
    assert read(question).stated is stated


@pytest.mark.parametrize(
    ("question", "missed"),
    [
        ("What do papers by Nora Quill say of bees?", Filters(authors=("Nora Quill",))),
        ("How does Quill et al. count bees?", Filters(authors=("Quill",))),
        ("Bees, as Quill and colleagues saw them?", Filters(authors=("Quill",))),
        ("papers published at EurIPS on bees", Filters(venues=("EurIPS",))),
        ("Which was presented at the Congress of Bees? Which by Quill?", Filters(venues=("Congress of Bees",))),
        ("papers by Quill presented at EurIPS", Filters(authors=("Quill",), venues=("EurIPS",))),
        ("papers by Oktett presented at NeurIPS", Filters()),
        ("Which papers appeared in March 2018?", Filters()),
        ("Which papers appeared in March?", Filters()),
        ("Do models by Google sleep in Africa?", Filters()),
        ("What do papers by Mira Oktett say of Quill?", Filters()),
    ],
)
def test_names_that_the_library_does_not_know_are_told_apart(question: str, missed: Filters) -> None:
    assert read(question).missed == missed
