"""How the local judgement of a sentence and a model's go together, and what a model's reply is read as."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import EmbeddingError, ModelError, ModelFault
from assistant.grounding import Grounder, Grounding
from assistant.model import Budget, Message, OnText, Reply, Request, load_prices
from assistant.reasons import VERBATIM
from assistant.records import Citation, Evidence, Paper, Passage, Usage, Verdict
from assistant.writing.calls import Calls
from assistant.writing.checking import Checker, combined, in_numbers, premise
from assistant.writing.entailment import ModelJudge, Pair, judgements, request
from assistant.writing.records import Claim

OBJECTED = Grounding("unsupported", 0.1, "the number 75% is in none of the cited sentences", objected=True)
HALF = Grounding("partial", 0.5, "only part", objected=True)
COPY = Grounding("supported", 1.0, VERBATIM)
SUPPORTED, PARTIAL = Grounding("supported", 0.9, "ours"), Grounding("partial", 0.4, "ours")
AGAINST, HOPELESS = Grounding("unsupported", 0.2, "ours"), Grounding("unsupported", 0.005, "ours")
DOUBTED = Grounding("supported", 0.9, "ours", doubt="turned round")
OPEN = Grounding("unchecked", None, "not its language")


def model(verdict: Verdict) -> Grounding:
    return Grounding(verdict, 0.5, "theirs")


COMBINED: list[tuple[str, Grounding, Grounding | None, Verdict, str]] = [
    ("no model", AGAINST, None, "unsupported", "ours"),
    ("a missing number stands", OBJECTED, model("supported"), "unsupported", OBJECTED.reason),
    ("by half too", HALF, model("supported"), "partial", "only part"),
    ("a copy stands", COPY, model("contradicted"), "supported", VERBATIM),
    ("the model against", SUPPORTED, model("unsupported"), "unsupported", "theirs"),
    ("the model for", AGAINST, model("supported"), "supported", "theirs"),
    ("the model in part", AGAINST, model("partial"), "partial", "theirs"),
    ("the model for what we hold unlikely", HOPELESS, model("supported"), "supported", "theirs"),
    ("the model for what something speaks against", DOUBTED, model("supported"), "partial", "turned round"),
    ("the model in part for such a thing", DOUBTED, model("partial"), "partial", "theirs"),
    ("the model against it, too", DOUBTED, model("contradicted"), "contradicted", "theirs"),
    ("where we cannot tell", OPEN, model("supported"), "supported", "theirs"),
    ("both for", PARTIAL, model("supported"), "supported", "theirs"),
]


@pytest.mark.parametrize(
    ("own", "theirs", "verdict", "reason"), [row[1:] for row in COMBINED], ids=[row[0] for row in COMBINED]
)
def test_two_judgements_are_one(own: Grounding, theirs: Grounding | None, verdict: Verdict, reason: str) -> None:
    found = combined(own, theirs)
    assert (found.verdict, found.reason) == (verdict, reason)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("p7f3a says so, pc3d4 does not, p9f9f neither", "[1] says so, the paper does not, the paper neither"),
        ("P7F3A says so", "[1] says so"),
        ("the padded input of a faded pace-maker", "the padded input of a faded pace-maker"),
        ("p110a and p1234 are kinases", "p110a and p1234 are kinases"),
        ("p7f3a(a) says so, p7f3a: no", "[1] (a) says so, [1] : no"),
    ],
)
def test_a_reason_names_papers_by_number(reason: str, told: str) -> None:
    assert in_numbers(reason, {"p7f3a": 1, "pc3d4": None}, frozenset({"p110a"})) == told


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("see http://a.example/x?q=1 there", "see there"),
        ("![x](http://a.example/y.png) no", "no"),
        ("[so](http://a.example) it is", "so it is"),
        ("see evil.example.com/x", "see evil. example. com/x"),
        ("ask me@a.example", "ask me@a. example"),
        ("see 192.168.0.1:80/x now", "see now"),
        ("<img src=x>3.5 of 4, e.g. in mice", "3.5 of 4, e.g. in mice"),
    ],
)
def test_nothing_in_a_reason_is_live(reason: str, told: str) -> None:
    found = judgements(f"1: partial - {reason}", 1).found[1].reason
    assert " ".join(found.split()) == told


REPLIES: list[tuple[str, int, dict[int, Verdict]]] = [
    ("1: supported - yes", 1, {1: "supported"}),
    ("1. unsupported", 1, {1: "unsupported"}),
    ("- **2** — Contradicted: no", 2, {2: "contradicted"}),
    ("1) partly supported (half)\n2: not supported", 2, {1: "partial", 2: "unsupported"}),
    ("Sure!\n1: supported\nThat is all.", 1, {1: "supported"}),
    ("1: supported\n1: supported", 1, {1: "supported"}),
    ("1: supported\n1: partial", 1, {}),
    ("0: supported\n3: supported", 2, {}),
    ("1: supported - no, in fact contradicted", 1, {}),
    ("1: supported - actually not supported by either", 1, {}),
    ("1: supported \u2014 No. The paper says 8.", 1, {}),
    ("1: supported - not quite: mice only", 1, {}),
    ("1: supported - wait, unsupported", 1, {}),
    ("1: supported (partially)", 1, {}),
    ("1: unsupported - or rather contradicted", 1, {}),
    ("1: contradicted - sorry, supported\n2: partial", 2, {2: "partial"}),
    ("1: supported - no other paper says otherwise", 1, {1: "supported"}),
    ("1: supported - not only in mice", 1, {1: "supported"}),
    ("1: supported - no-cost trials say so", 1, {1: "supported"}),
    ("1: supported - in fact both say so", 1, {1: "supported"}),
    ("1: partial - supported for mice only", 1, {1: "partial"}),
    ("1: partial - not quite: mice only", 1, {1: "partial"}),
    ("1: partial - partly supported", 1, {1: "partial"}),
    ("1: contradicted - no, the paper says 8", 1, {1: "contradicted"}),
    ("1: unsupported - not supported by the abstract", 1, {1: "unsupported"}),
    ("1: unsupported - no mention of rain", 1, {1: "unsupported"}),
    ("```text\n1: supported - yes\n```", 1, {1: "supported"}),
    ("1: supportive", 1, {}),
    ("supported", 1, {}),
    ("", 3, {}),
]


@pytest.mark.parametrize(("reply", "n", "expected"), REPLIES)
def test_a_reply_is_read_line_by_line(reply: str, n: int, expected: dict[int, Verdict]) -> None:
    found = judgements(reply, n)
    assert {number: one.verdict for number, one in found.found.items()} == expected
    assert found.unreadable == n - len(expected)


@given(st.text(max_size=300), st.integers(0, 9))
def test_any_reply_is_read(reply: str, n: int) -> None:
    found = judgements(reply, n)
    assert all(1 <= number <= n for number in found.found)


def test_a_reason_is_for_the_reader() -> None:
    found = judgements(f"1: supported - see [p7f3a] at https://a.example/x {'so ' * 100}", 1).found[1]
    assert found.reason.startswith("see at so")
    assert len(found.reason) <= 160


class Model:
    """Gives one reply, or fails; keeps what it was asked."""

    def __init__(self, reply: str, fault: ModelFault | None = None) -> None:
        self.requests: list[Request] = []
        self._reply = reply
        self._fault = fault

    def complete(self, request: Request, *, on_text: OnText | None, stop: threading.Event | None) -> Reply:
        assert on_text is None
        assert stop is None or not stop.is_set()
        self.requests.append(request)
        if self._fault:
            raise ModelError("it failed", kind=self._fault, partial=self._reply)
        return Reply(self._reply, "stop", Usage(1, 1, 1), "m")


JUDGED: list[tuple[str, Sequence[str], ModelFault | None, Verdict]] = [
    ("1: supported", ("text",), None, "supported"),
    ("fine", ("text",), None, "unchecked"),
    ("1: contradicted", ("text", "more"), "cut_off", "contradicted"),
    ("", ("text",), "garbage", "unchecked"),
    ("1: supported", (), None, "unsupported"),
    ("1: supported", (" ",), None, "unsupported"),
]


@pytest.mark.parametrize(("reply", "premises", "fault", "verdict"), JUDGED)
def test_a_model_is_a_judge(reply: str, premises: Sequence[str], fault: ModelFault | None, verdict: Verdict) -> None:
    asked = Model(reply, fault)
    assert ModelJudge(asked).judge("Bees dance.", premises).verdict == verdict
    assert len(asked.requests) == bool([text for text in premises if text.strip()])


def test_a_judge_that_cannot_be_reached_is_no_verdict() -> None:
    with pytest.raises(ModelError):
        ModelJudge(Model("", "refused")).judge("Bees dance.", ["Bees dance often."])


def test_each_text_is_sent_once() -> None:
    pairs = [Pair("One.", ("t1", "t2")), Pair("So.", ()), Pair("Two.", ("t2",))]
    made = request(pairs, {"t1": "[t1] a", "t2": "[t2] b", "t3": "[t3] c"}, "Why?")
    task = made.messages[1].content
    assert [task.count(text) for text in ("[t1] a", "[t2] b", "[t3] c")] == [1, 1, 0]
    assert "Question: Why?" in task
    assert "1: One. ([t1] [t2])\n- So.\n2: Two. ([t2])" in task
    assert isinstance(made.messages[0], Message)


def test_a_check_that_cannot_run_leaves_quotes_that_stand() -> None:
    paper = Paper("p7f3abc", "Bees", "Bees dance in the hive.")
    evidence = Evidence("p7f3a", paper, Passage("p7f3abc:0", "p7f3abc", paper.abstract, 0, 23), 1.0)

    def broken() -> Grounder:
        raise EmbeddingError("the weights are gone; install them")

    calls = Calls(Model(""), "m", load_prices(None), Budget(), threading.Event())
    claims = [Claim("Bees do dance.", (Citation(1, paper, "Bees dance", 0, 10, verbatim=True),)), Claim("x", flaw="f")]
    found = Checker(broken, "Do bees dance?", (evidence,), lambda: None).checked(claims, calls, by_model=False)
    assert [one.sentence.verdict for one in found] == ["unchecked", "unsupported"]
    assert "the weights are gone" in calls.notices[0]


@pytest.mark.parametrize("where", ["venue", "authors"])
def test_a_sentence_in_a_name_is_none_of_the_paper(where: str) -> None:
    sly = "Annals. Bees never swarm in June. Apiculture"
    paper = Paper("p1", "Hive Scales", "We weigh hives.", venue="Annals of Apiculture", authors=("Ada Imker",))
    other = replace(paper, venue=sly) if where == "venue" else replace(paper, authors=(sly,))
    assert "Ada Imker" in premise(paper)
    assert "Annals of Apiculture" in premise(paper)
    assert "swarm" not in premise(other)
    assert premise(replace(paper, title="Who Weighs? Hives Do")).count("?") == 0
