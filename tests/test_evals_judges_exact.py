"""The judge without a model: what words and numbers tell, and that it is silent on the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import UsageError
from assistant.records import Verdict
from assistant.settings import Settings
from evals.judges.exact import ExactJudge, numbers_missing, overlap
from evals.judges.registry import JUDGES, open_judge
from tests.fakes import FakeEmbedder

BEES = "We counted bees in 40 hives. Nobody found that wasps dance. In 97.3% of the hives the bees danced at dawn."

CLAIMS: list[tuple[str, str, list[str], Verdict]] = [
    ("word for word", "Nobody found that wasps dance.", [BEES], "supported"),
    ("case, blanks and quotation marks aside", "we counted \u201cbees\u201d  in 40 hives", [BEES], "supported"),
    ("two sentences in a row", "We counted bees in 40 hives. Nobody found that wasps dance.", [BEES], "supported"),
    ("in the second premise", "It rains.", [BEES, "It rains."], "supported"),
    ("half a sentence that turns round", "wasps dance", [BEES], "unchecked"),
    ("nearly all words in one sentence", "At dawn the bees danced in 97.3% of hives.", [BEES], "supported"),
    ("a changed number", "In 97.8% of the hives the bees danced at dawn.", [BEES], "unsupported"),
    ("a number from nowhere", "We counted bees in 40 hives in 3 years.", [BEES], "unsupported"),
    ("a number written otherwise", "In 97.3 percent of the hives the bees danced at dawn.", [BEES], "supported"),
    ("a negation put in", "In 97.3% of the hives the bees never danced at dawn.", [BEES], "unchecked"),
    ("the words are spread over sentences", "Wasps were counted in hives at dawn.", [BEES], "unchecked"),
    ("half of the words", "Bees in hives prefer sugar syrup.", [BEES], "unchecked"),
    ("hardly a word", "Translation models grow with more training text.", [BEES], "unsupported"),
    ("no premises", "Bees dance.", [], "unsupported"),
    ("an empty premise", "Bees dance.", [""], "unsupported"),
    ("no claim", "", [BEES], "unsupported"),
]


@pytest.mark.parametrize(("claim", "premises", "verdict"), [r[1:] for r in CLAIMS], ids=[r[0] for r in CLAIMS])
def test_a_claim(claim: str, premises: list[str], verdict: Verdict) -> None:
    found = ExactJudge().judge(claim, premises)
    assert (found.verdict, found.reason != "") == (verdict, True)
    assert (found.support is None) == (verdict == "unchecked")


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=3))
def test_any_text_is_judged(claim: str, premises: list[str]) -> None:
    found = ExactJudge().judge(claim, premises)
    assert found.support is None or 0 <= found.support <= 1


def test_numbers_are_named_as_the_claim_writes_them() -> None:
    assert numbers_missing("1,000 runs of 12 h took 3 days", ["1000 runs", "took 3 days"]) == ("12 h",)


def test_overlap_is_of_words_in_any_form() -> None:
    assert overlap("The dancing bee counts", ["Bees danced; we counted."]) == 1.0
    assert overlap("Dancing bees and wasps, flying", ["bees danced"]) == pytest.approx(0.5)
    assert overlap("of the", ["of the"]) == 0.0


def test_judges_by_name() -> None:
    assert {"none", "signs", "embedded", "llm"} == set(JUDGES)
    assert [open_judge(name, FakeEmbedder, Settings()).name for name in ("none", "signs", "embedded")] == [
        "none",
        "signs",
        "embedded",
    ]


def test_the_embedder_is_opened_only_where_it_is_needed() -> None:
    opened: list[FakeEmbedder] = []

    def opening() -> FakeEmbedder:
        opened.append(FakeEmbedder())
        return opened[-1]

    open_judge("none", opening, Settings())
    assert opened == []
    open_judge("embedded", opening, Settings())
    assert len(opened) == 1


@pytest.mark.parametrize(
    ("name", "says"),
    [("llm", "none is set; set LITASSIST_LLM_MODEL"), ("oracle", "there is no such judge; use one of")],
)
def test_judges_that_are_not_there(name: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        open_judge(name, FakeEmbedder, Settings())
