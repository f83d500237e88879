"""What has changed, as a reader sees it."""

from __future__ import annotations

from dataclasses import replace

from assistant.bundles import compare
from assistant.commands.differences import MOST, short, told
from assistant.records import Answer
from tests.kept_answers import LATER, LIGHT, RAIN, SWARM, a_bundle, an_answer

HEAVIER = "A hive loses 2.5 kg before the bees swarm."


def test_nothing_has_changed() -> None:
    assert told(compare(a_bundle(), a_bundle())) == "Question: When do bees swarm?\nNothing has changed."


def test_the_answer_is_the_same() -> None:
    after = a_bundle(an_answer(evidence=(RAIN, SWARM)), program="9")
    assert told(compare(a_bundle(program="8"), after)) == (
        "Question: When do bees swarm?\n"
        "The answer is the same; what it rests on has changed.\n\n"
        "Evidence:\n  rank 2 → 1: Rain and \\x1b[31mFlight\n  rank 1 → 2: When Hives Grow Light\n\n"
        "Circumstances:\n  version: 8 → 9"
    )


def test_everything_has_changed() -> None:
    claims = ((HEAVIER, "contradicted", LIGHT[2]), ("New.", "supported", ((SWARM, "We weigh hives."),)))
    after: Answer = replace(an_answer(claims, (RAIN,)), status="answered", missing=())
    assert told(compare(a_bundle(), a_bundle(after), {})) == (
        "Question: When do bees swarm?\n"
        "The answer has changed: 0 sentences as before, 1 changed, 1 added, 1 lost.\n\n"
        "Answer:\n"
        f"  - {LIGHT[0]}\n"
        f"  + {HEAVIER}\n"
        "      verdict: supported → contradicted\n"
        "  + New.\n"
        f"  - {LATER[0]}\n"
        "  status: partial → answered\n"
        "  not covered: Why do they? → none\n\n"
        "Citations:\n"
        "  added: “We weigh hives.” (When Hives Grow Light)\n"
        "  lost: “Rain delays it.” (When Hives Grow Light)\n"
        "  lost: “They swarm later.” (Rain and \\x1b[31mFlight)\n\n"
        "Papers:\n"
        "  gone: When Hives Grow Light  [p1]\n"
        "  gone: Rain and \\x1b[31mFlight  [p2]\n\n"
        "Evidence:\n"
        "  rank 2 → 1: Rain and \\x1b[31mFlight\n"
        "  no longer found, was at rank 1: When Hives Grow Light"
    )


def test_the_same_words_with_another_verdict_and_paper() -> None:
    claims = (LIGHT, (LATER[0], "supported", LATER[2][:1]))
    assert told(compare(a_bundle(), a_bundle(an_answer(claims)))) == (
        "Question: When do bees swarm?\n"
        "The answer has changed: 1 sentence as before.\n\n"
        "Answer:\n"
        f"    {LATER[0]}\n"
        "      verdict: partial → supported\n"
        "      cites: p1, p2 → p1\n\n"
        "Citations:\n  lost: “They swarm later.” (Rain and \\x1b[31mFlight)"
    )


def test_a_quote_that_is_a_sentence_of_the_answer_is_told_once() -> None:
    shown = told(compare(a_bundle(an_answer([LATER])), a_bundle(an_answer([LATER, LIGHT]))))
    assert shown.count(LIGHT[0]) == 1


def test_long_values_are_cut() -> None:
    assert short("x" * 100_000) == "x" * (MOST - 1) + "…"
    assert short(" a\n b\u202e ") == r"a b\u202e"
