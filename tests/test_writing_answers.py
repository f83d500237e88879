"""Answers written by a model, over real HTTP: text as it comes, quotes, verdicts, repairs, ranking, plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.prompts import load_prompt
from assistant.records import Answer, Done, Event, Filters, Revised, Step, Text, Turn
from tests.model_server import Call, says
from tests.scripted_writer import BEES, Script, key_of, writing

FORTY = "A sudden loss of 2.3 kg announces a swarm about forty minutes before the bees leave."
ALARM = "Our alarm catches 91% of the swarms and rings falsely twice a season."


@pytest.fixture(scope="module")
def opened(library: Path) -> Iterator[tuple[Assistant, Script]]:
    with writing(library) as (assistant, script, _):
        yield assistant, script


@pytest.fixture
def small(opened: tuple[Assistant, Script]) -> Assistant:
    return opened[0]


@pytest.fixture
def script(opened: tuple[Assistant, Script]) -> Script:
    fresh = opened[1]
    fresh.replies, fresh.asked, fresh.calls = {"check": "none"}, [], []
    return fresh


@pytest.fixture
def bees(small: Assistant) -> str:
    return key_of(small, "Hive")


def sound(answer: Answer) -> None:
    """Every quote stands where its citation says, every number is one paper's, nothing is cited that is not there."""
    for citation in answer.citations:
        assert citation.verbatim
        assert citation.quote == citation.paper.abstract[citation.start : citation.end]
    assert len({(c.number, c.paper.id) for c in answer.citations}) == len({c.number for c in answer.citations})
    cited = [i for sentence in answer.sentences for i in sentence.citations]
    assert set(cited) == set(range(len(answer.citations)))


def test_a_good_answer(small: Assistant, script: Script, bees: str) -> None:
    script.replies["write"] = (
        f'{FORTY}\n> [{bees}] "{FORTY}"\nMost swarms are noticed by the alarm.\n> [{bees}] "{ALARM}"\n'
    )
    script.replies["check"] = "1: supported - 91% are caught"
    events: list[Event] = []
    found = small.ask(BEES, on_event=events.append)
    assert (found.status, found.mode, found.missing, found.notices) == ("answered", "llm", (), ())
    assert found.text == f"{FORTY} [1] Most swarms are noticed by the alarm. [1]"
    assert [s.verdict for s in found.sentences] == ["supported", "supported"]
    assert [s.reason for s in found.sentences] == ["word for word", "91% are caught"]
    assert [c.quote for c in found.citations] == [FORTY, ALARM]
    sound(found)
    assert script.asked == ["write", "check"]
    assert (found.model, found.usage.calls) == ("scripted-model", 2)
    assert (found.usage.prompt_tokens, found.usage.completion_tokens) == (22, 14)
    names = ("write", "write_task", "check", "check_task")
    assert found.prompts == tuple((name, load_prompt(name).digest) for name in names)
    steps = [event.name for event in events if isinstance(event, Step)]
    assert steps == ["plan", "search", "read", "write", "check"] == [name for name, _ in found.timings]
    assert "".join(event.delta for event in events if isinstance(event, Text)) == found.text
    assert isinstance(events[-2], Revised)
    assert events[-1] == Done(found)


@pytest.mark.parametrize(
    ("pieces", "first"),
    [(("A sudden ", "loss."), "A sudden"), (("蜂群四十分钟后离开。", "警报。"), "蜂群四十分钟后离开。")],
)
def test_the_first_characters_are_seen_as_they_come(library: Path, pieces: tuple[str, str], first: str) -> None:
    """Nothing more comes before the reader has seen them: who waits for a line or a number is cut off."""
    with writing(library, llm_timeout_s="2") as (assistant, script, server):
        script.replies = {"write": replace(says(*pieces), hold_at=1)}
        told: list[str] = []

        def listen(event: Event) -> None:
            if isinstance(event, Text):
                told.append(event.delta)
                server.release.set()

        found = assistant.ask(BEES, on_event=listen)
        assert told[0] == first
        assert not [notice for notice in found.notices if "did not answer" in notice]


def test_the_reader_sees_text_before_the_reply_is_whole(library: Path) -> None:
    with writing(library) as (assistant, script, server):
        key = key_of(assistant, "Hive")
        reply = says(f'{FORTY}\n> [{key}] "{FORTY}"\n', "And more ", "follows here.\n")
        script.replies = {"write": replace(reply, hold_at=2)}
        told: list[str] = []

        def listen(event: Event) -> None:
            if isinstance(event, Text):
                told.append(event.delta)
                if len(told) == 3:  # the sentence, its number, the beginning of the next
                    server.release.set()

        assistant.ask(BEES, on_event=listen)
        assert told[:2] == [FORTY, " [1]"]


def test_what_the_model_is_shown(small: Assistant, script: Script, bees: str) -> None:
    script.replies["write"] = "!"
    small.ask(BEES)
    prompt = script.calls[0].prompt
    assert (
        f"[{bees}] Hive Scales Reveal When Bees Swarm (2021-05-14; 2 authors: Ada Imker, Jon Wachs; Annals of Apiculture)"
        in prompt
    )
    assert f"Question: {BEES}" in prompt
    assert prompt.count("<papers>") == prompt.count("</papers>") == 1
    assert script.calls[0].body["stream"] is True


def test_nothing_here_answers(small: Assistant, script: Script) -> None:
    script.replies["write"] = "!\n"
    found = small.ask(BEES)
    assert (found.status, found.mode, found.sentences, found.evidence) == ("abstained", "llm", (), ())
    assert found.nearest[0].paper.title.startswith("Hive")
    assert script.asked == ["write"]


def test_a_part_that_is_not_covered(small: Assistant, script: Script, bees: str) -> None:
    script.replies["write"] = f'{FORTY}\n> [{bees}] "{FORTY}"\n? what queens eat\n? trombones in pyjamas\n'
    found = small.ask(f"{BEES} And what do queens eat?")
    assert (found.status, found.missing) == ("partial", ("what queens eat",))
    assert "Not covered: what queens eat" in found.to_markdown()


def test_only_parts_that_are_not_covered(small: Assistant, script: Script) -> None:
    script.replies["write"] = "? what queens eat\n"
    assert small.ask(BEES).status == "abstained"


def test_a_question_far_from_the_library_asks_no_model(small: Assistant, script: Script) -> None:
    found = small.ask("Which antibiotic cures cholera in children?")
    assert (found.status, found.model, script.asked) == ("abstained", None, [])


def test_unknown_keys_never_reach_the_reader(small: Assistant, script: Script, bees: str) -> None:
    script.replies["write"] = f'{FORTY} [pffff]\n> [p0000] "bees"\n> [{bees}] "{FORTY}"\n'
    told: list[str] = []
    found = small.ask(BEES, on_event=lambda e: told.append(e.delta) if isinstance(e, Text) else None)
    assert found.text == "".join(told) == f"{FORTY} [1]"
    assert found.notices == ("2 times the model cited a paper that it was not given; that was left out.",)


def test_two_papers_keep_their_numbers(small: Assistant, script: Script, bees: str) -> None:
    mice, pace = key_of(small, "Glacier"), "They travel 2.5 cm a day in the same direction at the same speed."
    script.replies["write"] = (
        f'{pace}\n> [{mice}] "{pace}"\n{FORTY}\n> [{bees}] "{FORTY}"\n{ALARM}\n> [{bees}] "{ALARM}"\n'
        f'{pace}\n> [{mice}] "{pace}"'
    )
    found = small.ask(BEES)
    assert found.text == f"{pace} [1] {FORTY} [2] {ALARM} [2] {pace} [1]"
    assert len(found.citations) == 3
    sound(found)


REPAIRS: list[tuple[str, str, str, str]] = [
    ("a quote that is not there", f'{ALARM}\n> [KEY] "the alarm never fails at all"', f'1:\n{ALARM}\n> [KEY] "{ALARM}"', ALARM),
    ("no citation", ALARM, f'1: {ALARM}\n> [KEY] "{ALARM}"', ALARM),
    ("another number", f'Our alarm catches 75% of the swarms and rings falsely twice a season.\n> [KEY] "{ALARM}"', f'**1.**\n{ALARM}\n> [KEY] "{ALARM}"', ALARM),
    ("a frame that claims", "~ Bees always swarm at noon.", f'1)\n{ALARM}\n> [KEY] "{ALARM}"\n', ALARM),
]  # fmt: skip


@pytest.mark.parametrize(("line", "repair", "text"), [row[1:] for row in REPAIRS], ids=[row[0] for row in REPAIRS])
def test_a_sentence_that_fails_is_written_anew(
    small: Assistant, script: Script, bees: str, line: str, repair: str, text: str
) -> None:
    script.replies["write"] = f'{FORTY}\n> [{bees}] "{FORTY}"\n{line.replace("KEY", bees)}\n'
    script.replies["repair"] = repair.replace("KEY", bees)
    events: list[Event] = []
    found = small.ask(BEES, on_event=events.append)
    assert found.text == f"{FORTY} [1] {text} [1]"
    revised = [event.answer for event in events if isinstance(event, Revised)]
    assert [a.sentences[1].verdict in ("unsupported", "contradicted") for a in revised] == [True, False]
    assert not [n for n in found.notices if "struck" in n]
    sound(found)


@pytest.mark.parametrize("repair", ['1:\n{ALARM}\n> [{KEY}] "{ALARM}"', "1:\nStill no evidence."])
def test_while_the_only_sentence_is_repaired_nobody_is_told_that_there_is_no_answer(
    small: Assistant, script: Script, bees: str, repair: str
) -> None:
    script.replies["write"] = ALARM
    script.replies["repair"] = repair.format(ALARM=ALARM, KEY=bees)
    events: list[Event] = []
    found = small.ask(BEES, on_event=events.append)
    revised = [event.answer for event in events if isinstance(event, Revised)]
    assert (revised[0].status, revised[0].sentences[0].verdict) == ("answered", "unsupported")
    assert "abstained" not in {answer.status for answer in (*revised, found)}


@pytest.mark.parametrize(
    "repair",
    [
        "1: drop",
        '1:\nBees swarm on 75% of Sundays.\n> [KEY] "bees swarm"',
        "1:\nStill no evidence.",
        "I cannot do that.",
        "7: Bees.",
    ],
)
def test_what_still_fails_is_struck_in_place(small: Assistant, script: Script, bees: str, repair: str) -> None:
    wrong = "Our alarm catches 75% of the swarms and rings falsely twice a season."
    script.replies["write"] = f'{wrong}\n> [{bees}] "{ALARM}"\n{FORTY}\n> [{bees}] "{FORTY}"\n'
    script.replies["repair"] = repair.replace("KEY", bees)
    found = small.ask(BEES)
    assert found.text == f"{FORTY} [1]"
    assert (found.sentences[0].text, found.sentences[0].verdict) == (wrong, "contradicted")
    assert "75%" in found.sentences[0].reason or "91%" in found.sentences[0].reason
    assert "1 sentence failed the check against its abstracts and is struck through." in found.notices
    asked = script.calls[script.asked.index("repair")].prompt
    assert f"1: {wrong} (failed: " in asked
    assert f"- {FORTY}" in asked
    assert found.status == "answered"
    sound(found)


def test_where_nothing_stands_the_abstracts_speak(small: Assistant, script: Script) -> None:
    script.replies |= {"write": "Bees swarm at noon.\nThey like it.\n", "repair": "1: drop\n2: drop"}
    events: list[Event] = []
    found = small.ask(BEES, on_event=events.append)
    assert (found.mode, found.status) == ("extractive", "answered")
    assert found.notices[-1] == "The answer is made of the abstracts' own sentences instead."
    assert found.citations[0].paper.title.startswith("Hive")
    assert isinstance(events[-2], Revised)
    assert events[-2].answer == events[-1].answer == found  # type: ignore[union-attr]


def test_a_number_once_shown_keeps_its_paper_where_the_abstracts_speak_instead(
    small: Assistant, script: Script, bees: str
) -> None:
    mice, pace = key_of(small, "Glacier"), "They travel 2.5 cm a day in the same direction at the same speed."
    script.replies |= {
        "write": f'They travel 7 cm a day.\n> [{mice}] "{pace}"\nBees swarm at 75 degrees.\n> [{bees}] "{FORTY}"\n',
        "repair": "1: drop\n2: drop",
    }
    told: list[str] = []
    found = small.ask(BEES, on_event=lambda e: told.append(e.delta) if isinstance(e, Text) else None)
    assert "".join(told) == "They travel 7 cm a day. [1] Bees swarm at 75 degrees. [2]"
    assert found.mode == "extractive"
    numbers = {c.paper.title.partition(" ")[0]: c.number for c in found.citations}
    assert numbers["Hive"] == 2
    assert all(number > 2 for title, number in numbers.items() if title not in ("Hive", "Glacier"))
    assert "[2] Hive Scales" in found.to_markdown()
    sound(found)


CHECKS: list[tuple[str, str, str, tuple[str, ...]]] = [
    ("supported", "1: supported - it says so", "supported", ()),
    ("partly", "1: partial - no season", "partial", ()),
    ("other words", "**1.** Partially supported: no season", "partial", ()),
    ("both", "1: supported\n1: contradicted", "supported", ("Of 1 judgements of the model, 1 could not be read",)),
    ("no form", "The sentence is fine.", "supported", ("Of 1 judgements of the model, 1 could not be read",)),
    ("another number", "2: contradicted - no", "supported", ("Of 1 judgements of the model, 1 could not be read",)),
]


@pytest.mark.parametrize(("reply", "verdict", "notices"), [row[1:] for row in CHECKS], ids=[row[0] for row in CHECKS])
def test_the_models_judgement_counts_where_it_can_be_read(
    small: Assistant, script: Script, bees: str, reply: str, verdict: str, notices: tuple[str, ...]
) -> None:
    script.replies |= {"write": f'The alarm catches 91% of the swarms.\n> [{bees}] "{ALARM}"\n', "check": reply}
    found = small.ask(BEES)
    assert found.sentences[0].verdict == verdict
    assert [n[: len(told)] for n, told in zip(found.notices, notices, strict=True)] == list(notices)


def test_a_number_that_is_not_there_is_no_models_business(small: Assistant, script: Script, bees: str) -> None:
    script.replies |= {
        "write": f'The alarm catches 75% of the swarms.\n> [{bees}] "{ALARM}"\n{FORTY}\n> [{bees}] "{FORTY}"',
        "check": "1: supported - yes\n2: supported - yes",
        "repair": "1: drop",
    }
    found = small.ask(BEES)
    assert found.sentences[0].verdict in ("unsupported", "contradicted")
    assert script.asked == ["write", "repair"]


@pytest.mark.parametrize(("n", "stands"), [("12", True), ("twelve", True), ("13", False)])
def test_how_many_wrote_a_paper_is_known(small: Assistant, script: Script, n: str, *, stands: bool) -> None:
    experts, quote = key_of(small, "Mixtures of Small"), "We split one translation model into 32 small experts"
    script.replies |= {
        "write": f'A paper by {n} authors splits a translation model into experts.\n> [{experts}] "{quote}"',
        "check": "1: supported - yes",
        "repair": "1: drop",
    }
    found = small.ask("How do small experts translate on phones?")
    assert found.mode == ("llm" if stands else "extractive")


@pytest.mark.parametrize(("who", "verdict"), [("Ada Imker and Jon Wachs", "supported"), ("Jon McQuill", "partial")])
def test_who_wrote_a_paper_is_known(small: Assistant, script: Script, who: str, verdict: str) -> None:
    bees, quote = key_of(small, "Hive Scales"), "We weigh 214 beehives every minute for three years."
    script.replies |= {
        "write": f'It was {who} who weighed beehives every minute.\n> [{bees}] "{quote}"',
        "check": "1: supported - yes",
    }
    assert [one.verdict for one in small.ask(BEES).sentences] == [verdict]


SPEAKS_AGAINST: list[tuple[str, str, str]] = [
    ("in other words", "Nine in ten swarms set off the alarm, or 91%.", "supported"),
    ("a denial", "Our alarm never catches 91% of the swarms and rings falsely twice a season.", "partial"),
    ("an opposite", "A sudden gain of 2.3 kg announces a swarm about forty minutes before the bees leave.", "partial"),
    ("a name", "Nine in ten swarms, or 91%, set off the alarm that HiveTech built.", "partial"),
    ("a short answer first", f"Not all of them: our {ALARM[4:]}", "supported"),
]


@pytest.mark.parametrize(
    ("line", "verdict"), [row[1:] for row in SPEAKS_AGAINST], ids=[row[0] for row in SPEAKS_AGAINST]
)
def test_a_model_that_says_yes_is_believed_unless_something_speaks_against_it(
    small: Assistant, script: Script, bees: str, line: str, verdict: str
) -> None:
    script.replies["write"] = f'{line}\n> [{bees}] "{ALARM}"\n> [{bees}] "{FORTY}"\n'
    script.replies["check"] = f"1: supported - [{bees}] and {bees} say so, p0fff does not"
    (sentence,) = small.ask(BEES).sentences
    assert sentence.verdict == verdict
    assert bees not in sentence.reason
    if verdict == "supported":
        assert sentence.reason == "and [1] say so, the paper does not"


def test_the_check_sees_question_title_date_and_the_sentences_between(
    small: Assistant, script: Script, bees: str
) -> None:
    script.replies["write"] = (
        f'The alarm catches 91% of swarms.\n> [{bees}] "{ALARM}"\n{FORTY}\n> [{bees}] "{FORTY}"\n'
        f'It rings falsely twice a season.\n> [{bees}] "{ALARM}"\n'
    )
    small.ask(BEES)
    prompt = script.calls[-1].prompt
    assert f"Question: {BEES}" in prompt
    assert f"[{bees}] Hive Scales Reveal When Bees Swarm (2021-05-14;" in prompt
    listed = prompt.partition("<sentences>")[2].split("\n")[1:4]
    assert [line[:2] for line in listed] == ["1:", "- ", "2:"]
    assert listed[1] == f"- {FORTY}"


def test_sentences_on_one_line_are_checked_one_by_one(small: Assistant, script: Script, bees: str) -> None:
    script.replies |= {
        "write": f'Yes. {FORTY} {ALARM} Bees never sting at night.\n> [{bees}] "{FORTY}"\n> [{bees}] "{ALARM}"',
        "check": "1: supported - yes\n2: unsupported - nothing of it",
        "repair": "1: drop",
    }
    found = small.ask(BEES)
    assert [s.text for s in found.sentences] == [f"Yes. {FORTY}", ALARM, "Bees never sting at night."]
    assert [[found.citations[i].quote for i in s.citations] for s in found.sentences[:2]] == [[FORTY], [ALARM]]
    assert "Bees never sting at night." not in found.text


def test_keys_without_words_get_the_nearest_sentence(small: Assistant, script: Script, bees: str) -> None:
    script.replies["write"] = f"The alarm catches 91% of the swarms [{bees}].\n"
    found = small.ask(BEES)
    assert [c.quote for c in found.citations] == [ALARM]
    assert found.text == "The alarm catches 91% of the swarms. [1]"


def test_a_follow_up_is_read_by_the_model(small: Assistant, script: Script) -> None:
    before = Turn("How much memory does the translation mixture need?", small_answer(small, script))
    asked = '{"question": "How fast did the water level of the Wadden Sea rise?", "sub_questions": [], "filters": {"year_from": 2022}}'
    script.replies |= {"plan": f"Here:\n```json\n{asked}\n```", "write": "!"}
    found = small.ask("and how fast did that rise?", history=(before,))
    assert found.standalone_question == "How fast did the water level of the Wadden Sea rise?"
    assert found.plan.filters == Filters(year_from=2022)
    assert found.nearest[0].paper.title.startswith("Tide Gauges")
    assert "Only papers from 2022 on were searched, as the question says." in found.notices
    assert script.asked == ["plan", "write"]


def small_answer(small: Assistant, script: Script) -> Answer:
    script.replies["write"] = "!"
    answer = small.ask(BEES)
    script.asked.clear()
    return answer


PLANS = [
    "no JSON at all",
    "{",
    "[]",
    '{"question": ""}',
    '{"question": "x", "more": 1}',
    '{"question": 3}',
    '{"question": "When?", "filters": {"year_from": "2022"}}',
    '{"question": "When?", "filters": {"paper_ids": ["p1"]}}',
    '{"question": "When?", "filters": {"date_from": "soon"}}',
    '{"question": "When?", "filters": {"year_from": 99999}}',
    '{"question": "When?", "filters": []}',
    '{"question": "When?", "sub_questions": "a"}',
    '{"question": "When?", "sub_questions": ["a b", "b c", "c d", "d e", "e f"]}',
    '{"question": "When?", "sub_questions": [""]}',
]


@pytest.mark.parametrize("plan", PLANS)
def test_a_plan_that_is_no_plan_leaves_it_to_the_rules(small: Assistant, script: Script, plan: str) -> None:
    history = (Turn(BEES, small_answer(small, script)),)
    script.replies |= {"plan": plan, "write": "!"}
    found = small.ask("and how large is it?", history=history)
    assert found.standalone_question == f"{BEES} and how large is it?"
    assert found.notices == ("What the model made of the question could not be read; rules alone read it.",)


def test_parts_that_a_model_finds_are_searched_each(small: Assistant, script: Script) -> None:
    question = "When do bees swarm and how much did the mean water level of the Wadden Sea rise?"
    parts = '["When do bees swarm?", "How much did the Wadden Sea rise?"]'
    script.replies |= {"plan": f'{{"question": "{question}", "sub_questions": {parts}}}', "write": "!"}
    found = small.ask(question)
    assert found.plan.sub_questions == ("When do bees swarm?", "How much did the Wadden Sea rise?")
    assert "How much did the Wadden Sea rise?" in script.calls[1].prompt


def test_conditions_that_no_paper_meets_are_left_out(small: Assistant, script: Script) -> None:
    question = "What was published since 2023 about replay of old text in continued pretraining?"
    script.replies |= {"plan": f'{{"question": "{question}", "filters": {{"venues": ["Nowhere"]}}}}', "write": "!"}
    found = small.ask(question)
    assert found.plan.filters == Filters(year_from=2023)
    assert "No paper of this library that may be searched is in Nowhere; that was left aside." in found.notices


def test_a_name_that_no_paper_has_is_told_once(small: Assistant, script: Script) -> None:
    question = "What was published since 2023 by Quill et al. about replay of old text?"
    told = "No author here is called Quill; that was left aside."
    script.replies |= {"plan": f'{{"question": "{question}"}}', "write": "!"}
    assert small.ask(question).notices.count(told) == 1
    script.replies |= {"plan": f'{{"question": "{question}", "filters": {{"authors": ["Quill"]}}}}'}
    notices = small.ask(question).notices
    assert told not in notices
    assert "No paper of this library that may be searched is by Quill; that was left aside." in notices


@pytest.mark.parametrize(("said", "kept"), [('"sub_questions": []', 0), ('"filters": {}', 2)])
def test_a_question_that_a_model_takes_for_one_is_searched_as_one(
    small: Assistant, script: Script, said: str, kept: int
) -> None:
    question = "When do bees swarm and how much did the mean water level of the Wadden Sea rise?"
    script.replies |= {"plan": f'{{"question": "{question}", {said}}}', "write": "!"}
    assert len(small.ask(question).plan.sub_questions) == kept
    assert script.calls[1].prompt.count("It asks for:") == min(kept, 1)


def test_a_conversation_is_told_in_whole_sentences_and_without_keys(
    small: Assistant, script: Script, bees: str
) -> None:
    script.replies["write"] = "".join(f'{text}\n> [{bees}] "{text}"\n' for text in (FORTY, ALARM) * 5)
    before = Turn(BEES, small.ask(BEES))
    script.replies |= {"plan": "x", "write": "!"}
    small.ask("and how large is it?", history=(before,))
    (told,) = (call.prompt for call, kind in zip(script.calls, script.asked, strict=True) if kind == "plan")
    assert f"Answer: {FORTY} (1) {ALARM} (1)" in told
    assert told.count(" (1) \u2026\nPapers: 1: Hive Scales Reveal When Bees Swarm (2021-05-14)") == 1
    assert bees not in told


@pytest.fixture(scope="module")
def ranking(library: Path) -> Iterator[tuple[Assistant, Script]]:
    with writing(library, rerank="on") as (assistant, script, _):
        yield assistant, script


def judged(call: Call, marks: dict[str, int]) -> str:
    """A mark for every paper that the call shows, 0 but for those named."""
    keys = [line[1:].partition("]")[0] for line in call.prompt.splitlines() if line.startswith("[p")]
    return "\n".join(f"[{key}] {marks.get(key, 0)}" for key in sorted(keys, key=lambda k: -marks.get(k, 0)))


def test_papers_that_do_not_help_are_not_shown(ranking: tuple[Assistant, Script]) -> None:
    small, script = ranking
    bees, mice = key_of(small, "Hive"), key_of(small, "Glacier")
    script.replies = {"rank": lambda call: judged(call, {mice: 3, bees: 2}), "write": "!", "check": ""}
    script.calls, script.asked = [], []
    events: list[Event] = []
    found = small.ask(BEES, on_event=events.append)
    shown = script.calls[1].prompt
    assert shown.index(f"[{mice}]") < shown.index(f"[{bees}]")
    assert shown.count("\n[p") + shown.startswith("[p") == 2
    assert [e.name for e in events if isinstance(e, Step)] == ["plan", "search", "read", "rank", "write"]
    assert (found.status, script.asked) == ("abstained", ["rank", "write"])


def test_evidence_is_in_the_order_of_the_ranking(ranking: tuple[Assistant, Script]) -> None:
    small, script = ranking
    bees, mice = key_of(small, "Hive"), key_of(small, "Glacier")
    script.replies = {
        "rank": lambda call: judged(call, {mice: 3, bees: 2}),
        "write": f'{FORTY}\n> [{bees}] "{FORTY}"',
    }
    found = small.ask(BEES)
    assert [(e.key, e.scores.rerank) for e in found.evidence] == [(mice, 3.0), (bees, 2.0)]
    assert found.evidence[0].score > found.evidence[1].score


def test_where_no_paper_helps_nothing_is_written(ranking: tuple[Assistant, Script]) -> None:
    small, script = ranking
    script.replies, script.asked = {"rank": lambda call: judged(call, {})}, []
    found = small.ask(BEES)
    assert (found.status, found.mode, script.asked) == ("abstained", "llm", ["rank"])
    assert found.nearest[0].paper.title.startswith("Hive")


@pytest.mark.parametrize("reply", ["", "fine", "[pffff] 3", "[KEY] 9", "[KEY] 3\n[KEY] 1"])
def test_a_ranking_that_is_none_leaves_the_order(ranking: tuple[Assistant, Script], reply: str) -> None:
    small, script = ranking
    script.replies = {"rank": reply.replace("KEY", key_of(small, "Hive")) or says("nothing"), "write": "!"}
    found = small.ask(BEES)
    assert found.notices == (
        "The model's judgement of the papers could not be read; they stand as the search found them.",
    )


def test_what_the_model_replied_is_kept(small: Assistant, script: Script, bees: str) -> None:
    script.replies["write"] = f'{FORTY}\n> [{bees}] "{FORTY}"'
    kept = small.answered(BEES)
    assert [(said.call, said.text, said.finish) for said in kept.said] == [("write", script.replies["write"], "stop")]
    assert len(kept.said[0].prompt) == 64
