"""Turns of the chat as HTML: verdicts, steps, filters, what is missing, and what may be asked next."""

from __future__ import annotations

import pytest

from assistant.records import Evidence, Filters, Passage, SearchPlan, Sentence, Step, Turn, Verdict
from assistant.ui.answers import Draft, draft_html, turn_html, turns_html
from assistant.ui.cards import nearest_cards
from assistant.ui.steps import Begun
from tests.test_ui_cards import answered, cited
from tests.test_ui_markup import ABSTRACT, paper, read


@pytest.mark.parametrize(
    ("verdict", "struck", "sign"),
    [
        ("supported", False, "✓"),
        ("partial", False, "◐"),
        ("unsupported", True, "✕"),
        ("contradicted", True, "✕"),
        ("unchecked", False, "○"),
    ],
)
def test_a_verdict_shows_by_a_sign_and_its_reason(verdict: Verdict, *, struck: bool, sign: str) -> None:
    seen = read(turn_html("?", answered(Sentence("Bees count to four.", (), verdict, "because")), "turn-1"))
    assert any(tag == "s" for tag, _ in seen.elements) is struck
    (mark,) = seen.having("la-verdict")
    assert str(mark["title"]).endswith(": because")
    assert bool(seen.having("la-reason")) is struck
    assert "Bees count to four." in seen.text
    assert sign in seen.text


def test_a_long_written_answer_has_paragraphs() -> None:
    seen = read(turn_html("?", answered(*[Sentence(f"Bees count to {n}.") for n in range(9)]), "turn-1"))
    assert len(seen.having("la-text")) == 3


def test_steps_are_told_with_their_times() -> None:
    answer = answered(Sentence("Bees count."), timings=(("plan", 0.02), ("search", 1.24), ("read", 0.3)))
    seen = read(turn_html("?", answer, "turn-1"))
    assert "3 steps in 1.6 s" in seen.text
    assert "Searching the library 1.2 s" in seen.text


def test_follow_ups_stand_below_the_last_turn_only() -> None:
    turns = (Turn("One?", answered(Sentence("Bees."))), Turn("Two?", answered(Sentence("Wasps."))))
    seen = read(turns_html(turns, ("Three?",)))
    assert len(seen.having("la-offer")) == 1
    assert [section["id"] for section in seen.having("la-turn")] == ["turn-1", "turn-2"]


def test_filters_of_an_answer_are_said() -> None:
    plan = SearchPlan("?", filters=Filters(year_from=2020, authors=("Ada",)))
    seen = read(turn_html("?", answered(Sentence("Bees."), plan=plan), "turn-1"))
    assert "Searched only: from 2020 on; author Ada." in seen.text


def test_ids_of_two_turns_never_meet() -> None:
    answer = answered(Sentence("Bees count.", (0,), "supported"), citations=cited((0, 19)))
    ids = [
        attrs["id"]
        for _, attrs in read(turn_html("?", answer, "a1") + turn_html("?", answer, "a2")).elements
        if "id" in attrs
    ]
    assert len(ids) == len(set(ids))


def test_an_abstention_shows_the_closest_papers_as_no_evidence() -> None:
    found = Evidence("k", paper(), Passage("k", "p1", ABSTRACT, 0, 10), 1.0)
    seen = read(turn_html("?", answered(status="abstained", nearest=(found,)), "a1"))
    assert "The library does not answer this." in seen.text
    assert "not evidence" in seen.text
    assert not seen.having("la-chip")
    assert not seen.having("la-quote")
    assert len(read(nearest_cards((found, found), "a1")).having("la-near")) == 2


def test_a_partial_answer_says_what_is_missing() -> None:
    seen = read(turn_html("?", answered(Sentence("Bees count."), status="partial", missing=("wasps",)), "a1"))
    assert "Not covered by the library:wasps" in seen.text


def test_a_number_still_streaming_leads_nowhere() -> None:
    seen = read(draft_html(Draft("?", (Begun(Step("write", "writing"), 1.0),), "Bees count [1] <b>"), "turn-1", 3.5))
    assert not [tag for tag, _ in seen.elements if tag == "a"]
    assert len(seen.having("la-pending")) == 1
    assert "Writing 2.5 s" in seen.text
