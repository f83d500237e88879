"""The words of a question and their weights."""

from __future__ import annotations

import math
import re

import pytest

from assistant.assistant import Assistant
from assistant.library import Changes
from assistant.terms import Terms, question_terms
from tests import small_library


def terms(assistant: Assistant, question: str) -> Terms:
    return question_terms(assistant.library.snapshot(), question)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How do the bees and a Bee swarm?", {"bee", "swarm"}),
        ("What is it?", set()),
        ("", set()),
        ("MICROBES, microbe; microbes!", {"microb"}),
        ("zygotes of 2024", {"zygot", "2024"}),
        ('title:"bee" AND (tide OR *)^3 \\', {"titl", "bee", "tide", "3"}),
        ("Élise's sourdough", {"élise", "sourdough"}),
        ("\x00\x1b[31m \ud800 bees", {"31m", "bee"}),
    ],
)
def test_the_terms_of_a_question(small: Assistant, question: str, expected: set[str]) -> None:
    assert set(terms(small, question).weights) == expected


def test_a_term_weighs_by_how_few_papers_have_it(small: Assistant) -> None:
    found = terms(small, "beehives train zygotes")
    papers = [f"{row['title']} {row['abstract']}".lower() for row in small_library.PAPERS]
    frequency = {
        "beehiv": sum("beehive" in text for text in papers),
        "train": sum(re.search(r"\btrain", text) is not None for text in papers),
        "zygot": 0,
    }
    n = len(papers)
    assert found.weights == pytest.approx(
        {term: math.log(1 + (n - df + 0.5) / (df + 0.5)) for term, df in frequency.items()}
    )
    assert frequency["train"] > frequency["beehiv"] == 1
    assert found.unknown == {"zygot"}


@pytest.mark.parametrize(
    ("held", "share"),
    [(set(), 0.0), ({"bee"}, 0.75), ({"tide"}, 0.25), ({"bee", "tide", "ice"}, 1.0), ({"ice"}, 0.0)],
)
def test_coverage_is_a_share_of_the_weight(held: set[str], share: float) -> None:
    assert Terms({"bee": 3.0, "tide": 1.0}, frozenset(), wants_number=False).coverage(frozenset(held)) == share


def test_no_terms_cover_nothing() -> None:
    assert Terms({}, frozenset(), wants_number=False).coverage(frozenset({"bee"})) == 0.0


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("How many bees are there?", True),
        ("HOW MUCH honey", True),
        ("what percentage of bees", True),
        ("By what factor does it grow?", True),
        ("the number of hives", True),
        ("how large is the swarm", True),
        ("How do bees swarm?", False),
        ("What do bees number among their foes?", False),
        ("show many bees", False),
        ("somehow large", False),
    ],
)
def test_whether_a_number_is_asked_for(small: Assistant, question: str, *, wants: bool) -> None:
    assert terms(small, question).wants_number is wants


def test_in_an_empty_library_every_term_is_unknown(tmp_path_factory: pytest.TempPathFactory) -> None:
    with small_library.opened(small_library.build(tmp_path_factory.mktemp("empty"))) as assistant:
        ids = tuple(paper.id for paper in assistant.papers())
        assistant.library.write(lambda _: Changes(removed=ids))
        found = terms(assistant, "bees and tides")
    assert found.unknown == {"bee", "tide"}
    assert all(weight > 0 for weight in found.weights.values())
