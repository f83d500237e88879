"""The newest paper, where a question without a model behind it asks for that."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from assistant.newest import newest
from assistant.planning import Planned
from assistant.records import Answer, Filters, SearchPlan, Turn
from tests import small_library
from tests.scripted_writer import Script, key_of, writing

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
    assert "so the search was not narrowed to the newest" in found.notices[0]
    assert found.plan.question == "What is the paper on how bees swarm in hollow trees?"


@pytest.mark.parametrize(
    "question", ["What do the latest hives weigh?", "How old is the newest hive?", "How new is it?"]
)
def test_what_only_looks_like_it_is_left_alone(small: Assistant, question: str) -> None:
    assert small.ask(question).plan.filters == Filters()


TWO = "Hive Scales Reveal When Bees Swarm"


@pytest.mark.parametrize(
    "question",
    [
        "What are the two most recent papers on how bees swarm?",
        "the latest 2 studies of how bees swarm",
        "Which two papers on how bees swarm are the newest?",
    ],
)
def test_as_many_as_are_asked_for_are_searched(small: Assistant, question: str) -> None:
    found = small.ask(question)
    assert {e.paper.title for e in found.evidence} == {BUZZ["title"], TWO}
    assert found.plan.filters.date_from == "2021-05-14"
    assert (
        found.notices[0] == "Of 2 dated papers on this the 2 newest are from 2021-05-14 on; only these were searched."
    )


def test_more_than_one_paper_are_three(small: Assistant) -> None:
    assert len(small.ask("What do the latest papers on bees say?").plan.filters.paper_ids) == 3
    assert len(small.ask("What does the latest research on bees say?").plan.filters.paper_ids) == 3
    assert len(small.ask("What does the latest work on bees say?").plan.filters.paper_ids) == 1


@pytest.mark.parametrize(
    "question", ["What is the most recent paper?", "Summarise the newest study in this library.", "the latest paper"]
)
def test_without_a_subject_the_newest_of_all_answers(small: Assistant, question: str) -> None:
    found = small.ask(question)
    assert cited(found) == {BEARS["title"]}
    assert found.standalone_question == question
    assert (
        found.notices[0]
        == "Of all dated papers that may be searched the newest is of 2025-02-01; only that was searched."
    )
    assert cited(small.ask(question, filters=Filters(date_to="2024-02"))) == {"Night Trains Pay for Themselves above Six Hundred Kilometres"}  # fmt: skip
    assert small.ask(question, filters=Filters(year_from=2090)).status == "abstained"


def test_conditions_are_no_subject(small: Assistant) -> None:
    found = small.ask("What is the most recent paper published in 2023?")
    assert cited(found) == {"Night Trains Pay for Themselves above Six Hundred Kilometres"}
    found = small.ask("What is the newest study of how bees swarm that came out before 2022?")
    assert cited(found) == {TWO}


def test_several_without_a_subject_answer_one_by_one(small: Assistant) -> None:
    found = small.ask("What are the three latest papers of the library?")
    assert cited(found) == {
        BEARS["title"],
        "Forgetting Less: Replay Buffers for Continued Pretraining",
        "Byte Windows: Language Models without a Tokenizer",
    }
    assert found.status == "answered"


REVIEWED = {
    "title": "Abstractive Summarization of Reviews",
    "abstract": "A network tells what reviews of a product have in common. It is trained on 900 reviews.",
    "date": "2019-05-02",
}


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    rows = (*small_library.PAPERS, BEARS, REVIEWED)
    with small_library.opened(small_library.build(tmp_path_factory.mktemp("reviewed"), rows)) as assistant:
        yield assistant


@pytest.mark.parametrize(
    "question",
    [
        "What is the newest paper on summarization?",
        "What is the newest paper on abstractive summarization in this library?",
        "What is the latest paper on the summarization of reviews?",
        "What does the latest paper on reviews say?",
        "What is the newest summarization paper?",
        "Which paper about reviews is the newest?",
        "Which is the newest of the papers on reviews?",
        "Who wrote the newest paper on reviews and what does it find?",
    ],
)
def test_a_subject_may_be_a_word_that_is_like_one_for_papers(reviewed: Assistant, question: str) -> None:
    found = reviewed.ask(question)
    assert found.plan.filters.date_from == "2019-05-02"
    assert {evidence.paper.title for evidence in (*found.evidence, *found.nearest)} == {REVIEWED["title"]}


@pytest.mark.parametrize(
    "question",
    [
        "What is the title of the newest paper?",
        "Who are the authors of the latest paper?",
        "Who wrote the newest paper?",
        "When was the newest paper published?",
        "In which journal did the latest study appear?",
        "Tell me about the most recent paper in your library.",
        "Please give me a summary of the newest article.",
        "What is the newest paper about and what does it find?",
        "Who wrote the newest paper and when was it published?",
        "Which is the newest of all papers?",
        "Which is the newest of all the papers in the library?",
        "Which is the newest one of your papers?",
        "What is the newest paper of all papers?",
        "the latest study of this collection",
    ],
)
def test_what_is_asked_of_any_paper_is_no_subject(small: Assistant, question: str) -> None:
    found = small.ask(question)
    assert (found.status, cited(found), found.plan.sub_questions) == ("answered", {BEARS["title"]}, ())


@pytest.mark.parametrize(
    "question",
    [
        "What is the newest paper on reviews about and what does it find?",
        "What does the newest study of reviews say and who wrote it?",
    ],
)
def test_several_things_asked_of_the_newest_on_a_subject_are_answered_by_it(reviewed: Assistant, question: str) -> None:
    found = reviewed.ask(question)
    assert (found.status, cited(found), found.plan.sub_questions) == ("answered", {REVIEWED["title"]}, ())


def test_behind_of_the_plural_is_not_how_many_are_asked_for(small: Assistant) -> None:
    assert len(small.ask("Which is the newest of the papers on bees?").plan.filters.paper_ids) == 1
    assert len(small.ask("Which are the newest of the papers on bees?").plan.filters.paper_ids) == 3
    assert len(small.ask("Name the two newest of the papers on bees.").plan.filters.paper_ids) == 2


def test_parts_with_a_subject_of_their_own_are_kept(small: Assistant) -> None:
    found = small.ask("What does the newest study on bees say and how much do hives with a swarm weigh?")
    assert found.plan.sub_questions == ("What does the study on bees say", "how much do hives with a swarm weigh?")


@pytest.mark.parametrize(
    "question",
    [
        "Which one is newer?",
        "Which is the newest of these?",
        "Which of the two is more recent?",
        "And which paper is the latest?",
        "What does the newest of them say?",
        "Which one came out later?",
    ],
)
def test_which_of_those_cited_is_newer_in_other_words(small: Assistant, question: str) -> None:
    turns = (
        Turn("a", small.ask("How much caffeine does cold brew hold?")),
        Turn("b", small.ask("When do bees swarm by hive scales?")),
        Turn("c", small.ask("How do hive microphones hear a swarm?", filters=Filters(year_to=2024))),
    )
    found = small.ask(question, turns)
    assert cited(found) == {BUZZ["title"]}


@pytest.mark.parametrize("question", ["Which one is newer, a hive or a tree?", "Which of the two methods is newer?"])
def test_what_asks_for_no_paper_is_not_narrowed_to_one(small: Assistant, question: str) -> None:
    turns = (Turn("b", small.ask("When do bees swarm by hive scales?")),)
    assert small.ask(question, turns).plan.filters == Filters()


def test_a_long_text_of_such_words_takes_no_time(small: Assistant) -> None:
    turns = (Turn("b", small.ask("When do bees swarm by hive scales?")),)
    for text in ("which of these " * 1300, ("which-" * 130 + "of these ") * 14):
        before = time.perf_counter()
        read = Planned(SearchPlan(text, (), Filters()), text)
        assert newest(small.library.snapshot(), small.embedding, text, read, turns) == read
        assert time.perf_counter() - before < 0.5


def test_papers_of_the_last_answer_come_before_those_of_earlier_ones(small: Assistant) -> None:
    before = small.ask("How do fences keep bears from hives?", filters=Filters(year_from=2025))
    last = small.ask("When do bees swarm?", filters=Filters(year_to=2024))
    assert (cited(before), len(cited(last)) > 1) == ({BEARS["title"]}, True)
    assert cited(small.ask("Which one is newer?", (Turn("a", before), Turn("b", last)))) == {BUZZ["title"]}


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


@pytest.fixture(scope="module")
def with_model(small: Assistant) -> Iterator[tuple[Assistant, Script]]:
    with writing(small.library.folder) as (assistant, script, _):
        yield assistant, script


def shown(script: Script) -> set[str]:
    """The titles that the model saw when it was to write."""
    (told,) = (call.prompt for call, kind in zip(script.calls, script.asked, strict=True) if kind == "write")
    return {row["title"] for row in (*small_library.PAPERS, BUZZ, BEARS, OLD) if row["title"] in told}


@pytest.fixture
def script(with_model: tuple[Assistant, Script]) -> Script:
    fresh = with_model[1]
    fresh.replies, fresh.asked, fresh.calls = {}, [], []
    return fresh


def test_a_model_sees_the_next_newest_too_and_without_it_the_newest_answers(
    with_model: tuple[Assistant, Script], script: Script
) -> None:
    found = with_model[0].ask("What is the most recent paper on how bees swarm?")
    assert shown(script) == {BUZZ["title"], TWO}
    assert (found.mode, cited(found)) == ("extractive", {BUZZ["title"]})
    assert found.notices[0] == "Of 2 dated papers on this the newest is of 2023-02-01; the 2 newest were searched."
    script.asked, script.calls = [], []
    found = with_model[0].ask("What is the latest paper?")
    assert BEARS["title"] in shown(script)
    assert len(shown(script)) == 5
    assert cited(found) == {BEARS["title"]}


@pytest.mark.parametrize(
    "question",
    [
        "What are the five newest papers?",
        "What are the newest papers on bees?",
        "Which are the newest of the papers on bees?",
        "What is the newest paper about and what does it find?",
        "What is the newest paper on how bees swarm?",
    ],
)
def test_where_a_model_does_not_write_the_answer_is_the_one_without_it(
    small: Assistant, with_model: tuple[Assistant, Script], script: Script, question: str
) -> None:
    alone, found = small.ask(question), with_model[0].ask(question)
    assert "write" in script.asked
    assert (found.mode, found.status, found.plan) == ("extractive", alone.status, alone.plan)
    assert (found.text, cited(found), found.evidence) == (alone.text, cited(alone), alone.evidence)


def test_parts_that_a_model_makes_of_the_newest_paper_are_not_asked_of_others(
    with_model: tuple[Assistant, Script], script: Script
) -> None:
    asked = ["What is the newest paper about?", "Who wrote the newest paper?"]
    script.replies["plan"] = json.dumps(
        {"question": "What is the newest paper, and who wrote it?", "sub_questions": asked}
    )
    found = with_model[0].ask("What is it that the newest paper is about, and who wrote it?")
    assert "plan" in script.asked
    assert (found.status, cited(found), found.plan.sub_questions) == ("answered", {BEARS["title"]}, ())


@pytest.mark.parametrize("reply", ["x", '{"question": "Which of the two papers on bees is newer?"}'])
def test_a_model_compares_those_that_were_cited(
    small: Assistant, with_model: tuple[Assistant, Script], script: Script, reply: str
) -> None:
    turns = (Turn("When do bees swarm?", small.ask("When do bees swarm?", filters=Filters(year_to=2024))),)
    script.replies["plan"] = reply
    found = with_model[0].ask("Which one is newer?", turns)
    assert shown(script) == {BUZZ["title"], TWO}
    assert (found.mode, cited(found)) == ("extractive", {BUZZ["title"]})


def test_an_answer_of_a_model_may_cite_all_that_it_saw(with_model: tuple[Assistant, Script], script: Script) -> None:
    said = "A sudden loss of 2.3 kg announces a swarm about forty minutes before the bees leave."
    script.replies |= {"write": f'{said}\n> [{key_of(with_model[0], "Hive Scales")}] "{said}"\n', "check": "none"}
    found = with_model[0].ask("What is the most recent paper on how bees swarm?")
    assert (found.mode, cited(found)) == ("llm", {TWO})
