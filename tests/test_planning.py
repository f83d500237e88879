"""What is searched for: the standalone question, its parts, and the filters that it words."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.assistant import Assistant
from assistant.planning import Planned, planned, together, told
from assistant.records import Answer, Filters, SearchPlan, Turn

TODAY = date(2026, 11, 21)


def plan(small: Assistant, question: str, *before: str, filters: Filters | None = None) -> Planned:
    history: list[Turn] = []
    for asked in before:
        history.append(Turn(asked, small.ask(asked, tuple(history))))
    return planned(small.library.snapshot(), question, history, filters or Filters(), TODAY)


def test_a_plain_question_is_searched_as_it_is(small: Assistant) -> None:
    assert plan(small, " When do\nbees swarm? ") == Planned(SearchPlan("When do bees swarm?"), "When do bees swarm?")


def test_what_a_question_says_of_papers_becomes_filters(small: Assistant) -> None:
    found = plan(small, "What slows language models in papers since 2024 by Mira Oktett?")
    assert found.plan == SearchPlan(
        "What slows language models in papers?", filters=Filters(year_from=2024, authors=("Mira Oktett",))
    )
    assert found.standalone_question == "What slows language models in papers since 2024 by Mira Oktett?"
    assert found.notices == ("Only papers from 2024 on by Mira Oktett were searched, as the question says.",)


def test_filters_that_were_set_hold_too(small: Assistant) -> None:
    given = Filters(year_from=2021, year_to=2022, sources=("papers.jsonl",))
    found = plan(small, "How fast does the sea rise, published since 2020 and before 2023?", filters=given)
    assert found.plan.filters == given
    assert plan(small, "When do bees swarm?", filters=given).plan.filters == given


def test_years_of_what_is_asked_about_are_no_years_of_papers(small: Assistant) -> None:
    question = "How fast did the Wadden Sea rise before 1990?"
    assert plan(small, question) == Planned(SearchPlan(question), question)
    nothing = plan(small, "What do papers from before 1990 say of the Wadden Sea?")
    assert nothing.plan.filters == Filters(year_to=1989)


def test_conditions_that_no_paper_meets_are_told(small: Assistant) -> None:
    found = plan(small, "How fast does the sea rise, by at least 50 authors?")
    assert found.plan.filters == Filters()
    assert found.notices == (
        "No paper of this library that may be searched is by 50 or more authors; that was left aside.",
    )


@pytest.mark.parametrize(
    ("given", "wording", "wanted"),
    [
        (Filters(year_to=2020), "since 2023", Filters(year_from=2023, year_to=2020)),
        (Filters(year_from=2025), "before 2021", Filters(year_from=2025, year_to=2020)),
        (Filters(date_to="2020"), "since March 2023", Filters(date_from="2023-03", date_to="2020")),
    ],
)
def test_years_beyond_those_that_were_set_are_met_by_no_paper(
    small: Assistant, given: Filters, wording: str, wanted: Filters
) -> None:
    question = f"When do bees swarm, in papers published {wording}?"
    found = plan(small, question, filters=given)
    assert (found.plan.filters, len(found.notices)) == (wanted, 1)
    answer = small.ask(question, filters=given)
    assert (answer.status, answer.plan.filters, answer.nearest) == ("abstained", wanted, ())
    assert small.table(question, ["swarms"], filters=given).rows == ()
    # What was kept of that answer can be asked again under its own plan.
    assert small.answered(question, filters=wanted).answer.status == "abstained"


def test_numbers_of_authors_beyond_those_that_were_set_are_left_aside(small: Assistant) -> None:
    given = Filters(n_authors_max=2)
    found = plan(small, "How fast does the sea rise, by at least 3 authors?", filters=given)
    assert found.plan.filters == given
    assert found.notices == (
        "No paper of this library that may be searched is by 3 or more authors; that was left aside.",
    )


def test_names_that_no_paper_has_are_told(small: Assistant) -> None:
    question = "What do papers by Nora Quill, published at EurIPS since 2020, say of the sea?"
    found = plan(small, question)
    assert found.plan.filters == Filters(year_from=2020)
    assert found.missed == (
        "No author here is called Nora Quill; that was left aside.",
        "No venue here is called EurIPS; that was left aside.",
    )
    assert found.notices == ("Only papers from 2020 on were searched, as the question says.", *found.missed)


def test_a_follow_up_may_change_the_years_alone(small: Assistant) -> None:
    found = plan(small, "And before 2022?", "Which models read bytes, published since 2023?")
    assert found.plan.filters == Filters(year_to=2021)
    assert found.plan.question.startswith("Which models read bytes?")
    assert "2023" not in found.plan.question


def test_a_part_of_which_nothing_is_left_without_them_is_none(small: Assistant) -> None:
    found = plan(small, "Which papers published since 2020 and when do the bees of the hive swarm?")
    assert all(part.strip(" ?") for part in found.plan.sub_questions)
    alone = plan(small, "Published since 2020; when do the bees of the hive swarm?")
    assert (alone.plan.sub_questions, alone.plan.filters) == ((), Filters(year_from=2020))


def test_each_part_is_searched_without_them(small: Assistant) -> None:
    found = plan(small, "When do the bees swarm in papers since 2020 and how fast does the sea rise?")
    assert [part.rstrip("?") for part in found.plan.sub_questions] == [
        "When do the bees swarm in papers",
        "how fast does the sea rise",
    ]
    assert found.plan.filters == Filters(year_from=2020)


def test_a_question_of_conditions_alone_is_searched_in_its_words(small: Assistant) -> None:
    found = plan(small, "Published since 2024?")
    assert found.plan == SearchPlan("Published since 2024?", filters=Filters(year_from=2024))


def test_venues_are_known_by_their_whole_names(small: Assistant) -> None:
    assert plan(small, "bees in Annals of Apiculture").plan.filters == Filters(venues=("Annals of Apiculture",))
    assert plan(small, "bees in Apiculture").plan.filters == Filters()


@pytest.mark.parametrize(
    ("given", "said", "both"),
    [
        (Filters(), Filters(year_from=2020), Filters(year_from=2020)),
        (
            Filters(year_from=2021, year_to=2024),
            Filters(year_from=2020, year_to=2022),
            Filters(year_from=2021, year_to=2022),
        ),
        (Filters(n_authors_min=2), Filters(n_authors_max=2), Filters(n_authors_min=2, n_authors_max=2)),
        (Filters(authors=("Li",)), Filters(authors=("Oktett",)), Filters(authors=("Li",))),
        (Filters(date_from="2020"), Filters(date_from="2020-05"), Filters(date_from="2020-05")),
        (Filters(paper_ids=("p1",)), Filters(), Filters(paper_ids=("p1",))),
    ],
)
def test_of_two_filters_the_narrower_holds(given: Filters, said: Filters, both: Filters) -> None:
    assert together(given, said) == both


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (Filters(year_to=2019), "up to 2019"),
        (Filters(year_from=2019, year_to=2019), "of 2019"),
        (Filters(date_from="2019-03", date_to="2019-05"), "from 2019-03 to 2019-05"),
        (Filters(n_authors_min=10), "by 10 or more authors"),
        (Filters(n_authors_min=2, n_authors_max=2), "by 2 authors"),
        (Filters(n_authors_max=4, venues=("NeurIPS",)), "by at most 4 authors in NeurIPS"),
    ],
)
def test_filters_are_told_in_words(filters: Filters, words: str) -> None:
    assert told(filters) == words


def test_the_answer_says_what_was_read(small: Assistant) -> None:
    answer: Answer = small.ask("What do papers since 2023 say about reading raw bytes?")
    assert answer.plan.filters == Filters(year_from=2023)
    assert answer.notices[0] == "Only papers from 2023 on were searched, as the question says."
    assert all((hit.paper.year or 0) >= 2023 for hit in answer.evidence or answer.nearest)
