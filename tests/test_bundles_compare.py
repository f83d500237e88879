"""What has changed between two answers: a table of changes, each found and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from assistant.bundles import Bundle, Today, compare, digest
from assistant.bundles.differences import (
    CitationDifference,
    Claim,
    Difference,
    EvidenceDifference,
    Fact,
    PaperDifference,
    SentenceDifference,
)
from assistant.records import Answer, SearchPlan
from tests.kept_answers import LATER, LIGHT, RAIN, STATE, SWARM, a_bundle, an_answer

BEFORE = a_bundle()
LIGHT_NOW, LATER_NOW = Claim(LIGHT[0], "supported", ("p1",)), Claim(LATER[0], "partial", ("p1", "p2"))
SAME = (SentenceDifference("same", LIGHT_NOW, LIGHT_NOW), SentenceDifference("same", LATER_NOW, LATER_NOW))
NOTHING = Difference("When do bees swarm?", (), SAME, (), (), ())
HEAVIER = "A hive loses 2.5 kg before the bees swarm."
LONGER = replace(SWARM, abstract=f"In May. {SWARM.abstract}")


def now(*claims: Any, evidence: Any = (SWARM, RAIN), **changes: Any) -> Answer:
    return replace(an_answer(claims or (LIGHT, LATER), evidence), **changes)


def fact(name: str, before: str, after: str, *, seen: bool = False) -> dict[str, Any]:
    return {"facts": (Fact(name, before, after, seen),)}


LOST_LATER: dict[str, Any] = {
    "sentences": (SAME[0], SentenceDifference("lost", LATER_NOW, None)),
    "citations": (
        CitationDifference("lost", "p1", SWARM.title, "Rain delays it."),
        CitationDifference("lost", "p2", RAIN.title, "They swarm later."),
    ),
}
CHANGES: list[tuple[str, Bundle, dict[str, Any], bool]] = [
    ("nothing", a_bundle(), {}, False),
    ("times", a_bundle(now(timings=(("plan", 9.0),))), {}, False),
    ("status", a_bundle(now(status="answered")), fact("status", "partial", "answered", seen=True), True),
    ("not covered", a_bundle(now(missing=())), fact("not covered", "Why do they?", "", seen=True), True),
    ("model", a_bundle(now(model=None)), fact("model", "small-model", ""), False),
    ("prompt", a_bundle(now(prompts=(("write", "cd34"),))), fact("prompt write", "ab12", "cd34"), False),
    ("prompt gone", a_bundle(now(prompts=())), fact("prompt write", "ab12", ""), False),
    ("prompt new", a_bundle(now(prompts=(("write", "ab12"), ("x", "y")))), fact("prompt x", "", "y"), False),
    ("mode", a_bundle(now(mode="extractive")), fact("mode", "llm", "extractive"), False),
    ("fingerprint", a_bundle(now(fingerprint="b")), fact("fingerprint", "fake/1/32/s", "b"), False),
    ("program", a_bundle(program="9"), fact("version", BEFORE.program, "9"), False),
    ("library", a_bundle(library=replace(STATE, id="lib-2")), fact("library", "lib-1", "lib-2"), False),
    ("size", a_bundle(library=replace(STATE, papers=13)), fact("papers in the library", "12", "13"), False),
    ("notices", a_bundle(now(notices=())), fact("notices", "No paper mentions: combs.", ""), False),
    (
        "plan",
        a_bundle(now(plan=SearchPlan("q"))),
        fact("searched for", "When do bees swarm?; When?; Why?", "q"),
        False,
    ),
    (
        "question",
        a_bundle(question="q?"),
        {"question": "q?", **fact("question", "When do bees swarm?", "q?", seen=True)},
        True,
    ),
    ("a sentence lost", a_bundle(now(LIGHT)), LOST_LATER, True),
    (
        "a verdict",
        a_bundle(now((LIGHT[0], "contradicted", LIGHT[2]), LATER)),
        {
            "sentences": (
                SentenceDifference("same", LIGHT_NOW, replace(LIGHT_NOW, verdict="contradicted"), verdict_changed=True),
                SAME[1],
            )
        },
        True,
    ),
    (
        "other words",
        a_bundle(now((HEAVIER, "supported", LIGHT[2]), LATER)),
        {"sentences": (SentenceDifference("changed", LIGHT_NOW, replace(LIGHT_NOW, text=HEAVIER)), SAME[1])},
        True,
    ),
    (
        "another paper",
        a_bundle(now(LIGHT, (LATER[0], "partial", LATER[2][:1]))),
        {
            "sentences": (
                SAME[0],
                SentenceDifference("same", LATER_NOW, replace(LATER_NOW, papers=("p1",)), papers_changed=True),
            ),
            "citations": (CitationDifference("lost", "p2", RAIN.title, "They swarm later."),),
        },
        True,
    ),
    (
        "papers change places",
        a_bundle(now(evidence=(RAIN, SWARM))),
        {"evidence": (EvidenceDifference("p2", RAIN.title, 2, 1), EvidenceDifference("p1", SWARM.title, 1, 2))},
        False,
    ),
    (
        "a longer abstract",
        a_bundle(now(LIGHT, evidence=(LONGER, RAIN), citations=an_answer([LIGHT]).citations)),
        LOST_LATER | {"papers": (PaperDifference("abstract changed", "p1", SWARM.title),)},
        True,
    ),
]


@pytest.mark.parametrize(("after", "changed", "answer"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_changes(after: Bundle, changed: dict[str, Any], answer: bool) -> None:
    found = compare(BEFORE, after)
    assert found == replace(NOTHING, **changed)
    assert (found.answer_changed, found.anything_changed) == (answer, bool(changed))


def test_a_paper_that_comes_and_one_that_goes() -> None:
    one, other = a_bundle(now(LIGHT, evidence=(SWARM,))), a_bundle(now(LIGHT, evidence=(RAIN, SWARM)))
    assert compare(one, other).evidence == (
        EvidenceDifference("p2", RAIN.title, None, 1),
        EvidenceDifference("p1", SWARM.title, 1, 2),
    )
    assert compare(other, one).evidence == (
        EvidenceDifference("p1", SWARM.title, 2, 1),
        EvidenceDifference("p2", RAIN.title, 1, None),
    )


def test_a_quote_at_another_place_has_moved() -> None:
    moved = replace(an_answer([LIGHT]).citations[0], paper=LONGER, start=23, end=65)
    after = a_bundle(now(LIGHT, evidence=(LONGER, RAIN), citations=(moved,)))
    found = compare(a_bundle(now(LIGHT)), after)
    assert found.citations == (CitationDifference("moved", "p1", SWARM.title, LIGHT[0]),)
    assert found.papers == (PaperDifference("abstract changed", "p1", SWARM.title),)


HERE = {"p1": Today("p1", digest(SWARM.abstract)), "p2": Today("p2", digest(RAIN.abstract))}


@pytest.mark.parametrize(
    ("library", "papers"),
    [
        (HERE, ()),
        ({}, (PaperDifference("gone", "p1", SWARM.title), PaperDifference("gone", "p2", RAIN.title))),
        ({"p1": HERE["p1"]}, (PaperDifference("gone", "p2", RAIN.title),)),
        (HERE | {"p2": Today("p2", "other")}, (PaperDifference("abstract changed", "p2", RAIN.title),)),
    ],
)
def test_papers_are_looked_up_in_todays_library(
    library: Mapping[str, Today], papers: tuple[PaperDifference, ...]
) -> None:
    assert compare(BEFORE, a_bundle(), library).papers == papers


def test_a_paper_under_another_id_is_still_itself() -> None:
    joined = replace(RAIN, id="p3")
    after = a_bundle(
        now(LIGHT, (LATER[0], "partial", (LATER[2][0], (joined, LATER[2][1][1]))), evidence=(SWARM, joined))
    )
    found = compare(BEFORE, after, HERE | {"p2": Today("p3", digest(RAIN.abstract))})
    assert (found.citations, found.evidence) == ((), ())
    assert found.papers == (PaperDifference("joined to another", "p2", RAIN.title),)
    assert not found.answer_changed


def test_abstentions_compare_too() -> None:
    before, after = a_bundle(an_answer((), (RAIN,))), a_bundle()
    found = compare(before, after)
    assert Fact("status", "abstained", "partial", seen=True) in found.facts
    assert [sentence.change for sentence in found.sentences] == ["added", "added"]
    assert [change.change for change in found.citations] == ["added"] * 3
