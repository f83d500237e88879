"""The newest paper, where a question without a model behind it asks for that."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from assistant.records import Answer, Filters, Turn
from tests import small_library

BUZZ = {
    "title": "Hive Microphones Hear Bees Swarm",
    "abstract": "Microphones in 40 hives listen for the piping of queens. A swarm is heard two days before the bees leave.",
    "date": "2023-02-01",
}
BEARS = {
    "title": "Electric Fences against Bears",
    "abstract": "Fences keep bears from hives. Bees swarm no less often behind a fence.",
    "date": "2025-02-01",
}
OLD = {"title": "How Bees Swarm", "abstract": "Bees swarm in May. A swarm seeks a hollow tree.", "n_authors": 1}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    rows = (*small_library.PAPERS, BUZZ, BEARS, OLD)
    with small_library.opened(small_library.build(tmp_path_factory.mktemp("small"), rows)) as assistant:
        yield assistant


def cited(answer: Answer) -> set[str]:
    return {citation.paper.title for citation in answer.citations}


@pytest.mark.parametrize(
    "question",
    [
        "What is the most recent paper on how bees swarm?",
        "What does the newest study of how bees swarm say?",
        "the latest paper on how bees swarm",
        "Which paper on how bees swarm is the newest?",
    ],
)
def test_the_newest_with_the_words_in_its_title_answers(small: Assistant, question: str) -> None:
    found = small.ask(question)
    assert cited(found) == {BUZZ["title"]}
    assert found.plan.filters.date_from == "2023-02-01"
    assert found.notices[0] == "Of 2 dated papers on this the newest is of 2023-02-01; only that was searched."


def test_where_no_title_has_the_words_abstracts_do(small: Assistant) -> None:
    found = small.ask("What is the most recent paper on beehives that swarm?")
    assert found.plan.filters.date_from == "2021-05-14"


def test_filters_that_were_set_hold(small: Assistant) -> None:
    found = small.ask("What is the most recent paper on how bees swarm?", filters=Filters(year_to=2022))
    assert found.plan.filters.date_from == "2021-05-14"
    assert found.plan.filters.year_to == 2022


def test_what_no_dated_paper_speaks_of_has_no_newest(small: Assistant) -> None:
    found = small.ask("What is the newest paper on how bees swarm in hollow trees?")
    assert found.plan.filters == Filters()
    assert "so the newest could not be told" in found.notices[0]


@pytest.mark.parametrize(
    "question", ["What do the latest hives weigh?", "How old is the newest hive?", "How new is it?"]
)
def test_what_only_looks_like_it_is_left_alone(small: Assistant, question: str) -> None:
    assert small.ask(question).plan.filters == Filters()


def test_which_of_those_cited_is_newer(small: Assistant) -> None:
    old, new = (small.ask(q) for q in ("When do bees swarm by hive scales?", "How do hive microphones hear a swarm?"))
    turns = (Turn("a", old), Turn("b", new))
    assert {BUZZ["title"], "Hive Scales Reveal When Bees Swarm"} <= cited(old) | cited(new)
    found = small.ask("Which of the two papers is newer?", turns)
    assert cited(found) == {BUZZ["title"]}
    none = small.ask("Which of the two papers is newer?", turns, filters=Filters(year_from=2024))
    assert none.plan.filters == Filters(year_from=2024)
    after = small.ask("And what of glacier mice?", (*turns, Turn("c", found)))
    assert after.plan.filters == Filters()


def test_a_follow_up_that_is_only_a_condition_is_put_behind_the_question_before(small: Assistant) -> None:
    before = Turn("When do bees swarm?", small.ask("When do bees swarm?"))
    found = small.ask("Since 2023?", (before,))
    assert found.standalone_question == "When do bees swarm? Since 2023?"
    assert found.plan.filters == Filters(year_from=2023)
    assert BUZZ["title"] in cited(found)
