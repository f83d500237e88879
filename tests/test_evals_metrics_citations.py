"""Citation recall and precision, worked by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.grounding import Grounding
from assistant.records import Citation, Paper, Verdict
from evals.judging import Remembering, judged_sentences
from evals.metrics import citations
from evals.metrics.citations import of_sentences, precise, recalled
from evals.metrics.support import share
from evals.outcomes import Outcome
from tests.scored_answers import ABSENT, ABSTAINED, CASE, KNOWN, TableJudge, answer, citation, subject

# What is cited; which sets of papers support the sentence and of which the judge cannot tell; the sentence's recall;
# and whether each citation is precise. "x" is a paper that the library does not hold.
SENTENCES: list[tuple[str, str, str, str, bool | None, list[bool | None]]] = [
    ("uncited", "", "a b", "", False, []),
    ("one that supports", "a", "a", "", True, [True]),
    ("one that does not", "a", "", "", False, [False]),
    ("one of which nobody can tell", "a", "", "a", None, [None]),
    ("two, one irrelevant", "ab", "a ab", "", True, [True, False]),
    ("two, the first irrelevant", "ab", "b ab", "", True, [False, True]),
    ("two, both needed", "ab", "ab", "", True, [True, True]),
    ("two, each enough", "ab", "a b ab", "", True, [True, True]),
    ("two, none helps", "ab", "", "", False, [False, False]),
    ("two, one supports and the other spoils it", "ab", "a", "", False, [True, False]),
    ("three, the last irrelevant", "abc", "ab abc", "", True, [True, True, False]),
    ("three, all needed", "abc", "abc", "", True, [True, True, True]),
    ("three, one enough", "abc", "a ab ac abc", "", True, [True, False, False]),
    ("three, any two enough", "abc", "ab ac bc abc", "", True, [False, False, False]),
    ("one cited twice", "aa", "a", "", True, [True]),
    ("both needed, one cited twice", "aba", "ab", "", True, [True, True]),
    ("needed, alone nobody can tell", "ab", "ab", "a", True, [True, None]),
    ("neither can be told alone", "ab", "ab", "a b", True, [None, None]),
    ("together nobody can tell", "ab", "", "ab", None, [None, None]),
    ("together nobody can tell, one is enough", "ab", "a", "ab", None, [True, False]),
    ("irrelevant, the rest cannot be told", "ab", "ab b", "a", True, [None, True]),
    ("alone unknown, together not", "ab", "", "a", False, [None, False]),
    ("a paper that is not in the library", "x", "x", "", False, [False]),
    ("one that supports and one not in the library", "ax", "a ax", "", True, [True, False]),
    ("one that does not and one not in the library", "ax", "x ax", "", False, [False, False]),
]


@pytest.mark.parametrize(
    ("cited", "supporting", "unknown", "recall", "relevant"), [r[1:] for r in SENTENCES], ids=[r[0] for r in SENTENCES]
)
def test_a_sentence_and_its_citations(
    cited: str, supporting: str, unknown: str, recall: bool | None, relevant: list[bool | None]
) -> None:
    table: dict[str, Verdict] = dict.fromkeys(supporting.split(), "supported")
    table |= dict.fromkeys(unknown.split(), "unchecked")
    (judged,) = judged_sentences(answer(("It is so.", cited)), KNOWN, TableJudge(table))
    assert recalled(judged) is recall
    assert [c.relevant for c in judged.citations] == relevant


@pytest.mark.parametrize("verdict", ["partial", "contradicted", "unsupported"])
def test_anything_less_than_support_is_none(verdict: Verdict) -> None:
    (judged,) = judged_sentences(answer(("It is so.", "a")), KNOWN, TableJudge({"a": verdict}))
    assert (recalled(judged), judged.citations[0].relevant, judged.judged.verdict) == (False, False, verdict)


SUPPORTS_A = TableJudge({"a": "supported", "b": "unchecked", "ab": "supported"})
# Sentences as (text, papers cited, verdict shown); and what the measures of the answer are.
ANSWERS: list[tuple[str, list[tuple[str, str, Verdict]], dict[str, float | None]]] = [
    ("no sentences", [], {}),
    (
        "one that holds",
        [("One.", "a", "supported")],
        {"citation recall": 1, "citation precision": 1, "uncited sentences": 0, "unchecked sentences": 0},
    ),
    (
        "an uncited one inherits nothing from the one before",
        [("One.", "a", "supported"), ("It follows.", "", "supported")],
        {"citation recall": 0.5, "citation precision": 1, "uncited sentences": 0.5},
    ),
    (
        "a short one is not skipped",
        [("One.", "a", "supported"), ("Yes.", "", "unchecked")],
        {"citation recall": 0.5, "uncited sentences": 0.5},
    ),
    (
        "a struck one is not said",
        [("One.", "a", "supported"), ("Two.", "c", "unsupported"), ("Three.", "c", "contradicted")],
        {"citation recall": 1, "citation precision": 1, "struck sentences": 2 / 3, "uncited sentences": 0},
    ),
    ("all are struck", [("Two.", "c", "unsupported")], {"struck sentences": 1}),
    (
        "one shown as partly supported is said",
        [("Two.", "c", "partial")],
        {"citation recall": 0, "citation precision": 0, "struck sentences": 0},
    ),
    (
        "one that cannot be told is left out and counted",
        [("One.", "a", "supported"), ("Two.", "b", "supported"), ("Three.", "c", "supported")],
        {"citation recall": 0.5, "citation precision": 0.5, "unchecked sentences": 1 / 3},
    ),
    (
        "none can be told",
        [("Two.", "b", "supported")],
        {"citation recall": None, "citation precision": None, "unchecked sentences": 1},
    ),
    (
        "citations count one by one",
        [("One.", "a", "supported"), ("Two.", "acd", "supported")],
        {"citation recall": 0.5, "citation precision": 0.5},
    ),
]


@pytest.mark.parametrize(("sentences", "expected"), [r[1:] for r in ANSWERS], ids=[r[0] for r in ANSWERS])
def test_an_answer(sentences: list[tuple[str, str, Verdict]], expected: dict[str, float | None]) -> None:
    found = of_sentences(judged_sentences(answer(*sentences), KNOWN, SUPPORTS_A))
    assert {name: found[name] for name in expected} == pytest.approx(expected)
    if not expected:
        assert found == {}


def test_an_answer_of_struck_sentences_only_has_no_recall() -> None:
    found = of_sentences(judged_sentences(answer(("Two.", "c", "unsupported")), KNOWN, SUPPORTS_A))
    assert found.keys() == {"struck sentences"}


# The case's gold is "a"; "b" would do too.
CITED: list[tuple[str, list[tuple[str, str, Verdict]], dict[str, float]]] = [
    ("gold", [("One.", "a", "supported")], {"cites gold": 1, "cited papers fit": 1}),
    ("also fine", [("One.", "b", "supported")], {"cites gold": 0, "cited papers fit": 1}),
    ("neither", [("One.", "c", "supported")], {"cites gold": 0, "cited papers fit": 0}),
    ("papers count once", [("One.", "ac", "supported"), ("Two.", "a", "partial")], {"cited papers fit": 0.5}),
    ("gold in a struck sentence", [("One.", "a", "unsupported")], {"cites gold": 0}),
    ("none", [("One.", "", "supported")], {"cites gold": 0}),
    ("one that the library does not hold", [("One.", "ax", "supported")], {"cites gold": 1, "cited papers fit": 0.5}),
]


@pytest.mark.parametrize(("sentences", "expected"), [r[1:] for r in CITED], ids=[r[0] for r in CITED])
def test_the_papers_cited(sentences: list[tuple[str, str, Verdict]], expected: dict[str, float]) -> None:
    found = citations.values(subject(CASE, answer(*sentences), also_ok="b"))
    assert {name: found[name] for name in expected} == pytest.approx(expected)
    assert ("cited papers fit" in found) == (sentences[0][1] != "" and sentences[0][2] == "supported")


def test_a_paper_of_another_id_is_known_by_its_title() -> None:
    given = answer(("One.", "a"))
    renamed = replace(given.citations[0], paper=replace(given.citations[0].paper, id="W1", title="ON A"))
    found = citations.values(subject(CASE, replace(given, citations=(renamed,)), TableJudge({"a": "supported"})))
    assert (found["cites gold"], found["citation recall"]) == (1, 1)


def test_what_applies_to_whom() -> None:
    assert citations.values(subject(CASE, ABSTAINED)) == {"cites gold": 0}
    assert citations.values(subject(ABSENT, ABSTAINED)) == {}
    assert citations.values(subject(CASE, Outcome("c1", error="it broke"))) == {"cites gold": None}
    unwanted = citations.values(subject(ABSENT, answer(("One.", "a"))))
    assert "citation recall" in unwanted
    assert "cites gold" not in unwanted


def test_two_quotes_of_one_paper_are_two_citations() -> None:
    given = answer(("It is so.", "aa"))
    second = replace(given.citations[1], quote="It is a.", start=9, end=17)
    (judged,) = judged_sentences(
        replace(given, citations=(given.citations[0], second)), KNOWN, TableJudge({"Ia": "supported"})
    )
    assert [(c.quote, c.premise, c.relevant) for c in judged.citations] == [
        ("a grows.", "a grows.", True),
        ("It is a.", "It is a.", True),
    ]
    assert {c.number for c in judged.citations} == {1}


def test_precision_of_any_verdicts_is_told_only_where_it_follows() -> None:
    """Every way to fill in what is unknown must lead to the same, and only then it is told."""
    words: dict[bool | None, Verdict] = {True: "supported", False: "unsupported", None: "unchecked"}
    options = {True: [True], False: [False], None: [True, False]}
    for alone in words:
        for together in words:
            for rest in words:
                found = precise(*(Grounding(words[known], None, "") for known in (alone, together, rest)))
                ways = {a or (t and not r) for a in options[alone] for t in options[together] for r in options[rest]}
                assert found == (ways.pop() if len(ways) == 1 else None)


def test_a_share_of_what_is_told() -> None:
    assert share([True, True, False, None]) == pytest.approx(2 / 3)


def test_nothing_is_judged_twice() -> None:
    table = TableJudge({"a": "supported", "ab": "supported"})
    remembering = Remembering(table)
    given = answer(("It is so.", "ab"), ("It is so.", "ab"), ("It is so.", "a"))
    for _ in range(2):
        judged_sentences(given, KNOWN, remembering)
    assert sorted(table.asked) == [("It is so.", "a"), ("It is so.", "ab"), ("It is so.", "b")]
    assert remembering.name == "table"


def test_a_sentence_that_is_there_word_for_word_needs_no_judge() -> None:
    table = TableJudge()
    (judged,) = judged_sentences(answer(("a grows.", "ab")), KNOWN, Remembering(table))
    assert judged.judged.verdict == "supported"
    assert [c.alone.verdict for c in judged.citations] == ["supported", "unsupported"]
    assert table.asked == [("a grows.", "b")]


def test_a_paper_that_is_not_held_is_not_judged_by_the_answers_own_words() -> None:
    made_up = Citation(1, Paper("x", "On x", "It is so."), "It is so.", 0, 9, verbatim=True)
    table = TableJudge({"x": "supported", "I": "supported"})
    (judged,) = judged_sentences(replace(answer(("It is so.", "x")), citations=(made_up,)), KNOWN, table)
    assert (judged.judged.verdict, judged.judged.reason) == ("unsupported", "the library holds no such paper")
    assert table.asked == []


def test_citations_keep_their_order_and_quotes() -> None:
    (judged,) = judged_sentences(answer(("It is so.", "cab")), KNOWN, TableJudge())
    assert [(c.number, c.title, c.quote) for c in judged.citations] == [
        (citation(letter).number, f"On {letter}", f"{letter} grows.") for letter in "cab"
    ]
