"""Simple systems over a small real library, and that the suite ranks them as anyone would."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from assistant.answering import Asked, answer
from assistant.assistant import Assistant
from assistant.errors import QuestionError, UsageError
from assistant.records import Answer, Filters, Turn
from assistant.sentences import split_sentences
from evals.baselines import BASELINES, CitesAtRandom, baseline
from evals.judges.exact import ExactJudge
from evals.outcomes import Outcome
from evals.read_cases import Case
from evals.running import run_cases
from evals.scores import RunInfo, Scores
from evals.scoring import score
from evals.systems import MODES, Bench, Extractive, assistant_in
from tests import small_library

CASES = (
    Case(
        "two-facts",
        "single_fact",
        question="By how much did the Wadden Sea rise a year, and on which record?",
        gold=("Tide Gauges and the Slow Rise of the Wadden Sea",),
        key_facts=("3.6 mm", "Eleven tide gauges"),
    ),
    Case(
        "both-forget",
        "several_papers",
        question="What does repeating text cost a language model, and how large is the replay share that halves forgetting?",
        gold=(
            "Repeating Training Text: How Often Is Too Often?",
            "Forgetting Less: Replay Buffers for Continued Pretraining",
        ),
        key_facts=("four repetitions", "5%"),
    ),
    Case(
        "moss",
        "single_fact",
        question="How fast do the balls of moss on a glacier travel?",
        gold=("Glacier Mice Move Together",),
        key_facts=("2.5 cm",),
    ),
    Case(
        "beds",
        "why_how",
        question="When does a night train earn its costs?",
        gold=("Night Trains Pay for Themselves above Six Hundred Kilometres",),
        key_facts=("two thirds of the beds",),
    ),
    Case(
        "talk",
        "follow_up",
        turns=("How much memory does the translation mixture of small experts need?", "and how fast is it?"),
        gold=("Mixtures of Small Experts for Translation on Phones",),
        key_facts=("45 ms",),
    ),
    Case("cholera", "absent_topic", question="Which antibiotic cures cholera in children?", should_abstain=True),
    Case("horace", "absent_topic", question="Who wrote the odes of Horace?", should_abstain=True),
    Case("pulsars", "absent_topic", question="How are neutron stars weighed by pulsar timing?", should_abstain=True),
)
INFO = RunInfo("r", "", "extractive", None, "", "", len(small_library.PAPERS), "", "none", "")
QUESTION = "How fast did the water level of the Wadden Sea rise?"


@pytest.fixture(scope="module")
def bench(small: Assistant) -> Bench:
    return Bench(small.library.snapshot(), small.embedding)


@pytest.fixture(scope="module")
def scored(bench: Bench) -> Mapping[str, Scores]:
    """The scores of each system by name."""
    found = {}
    for name, new_system in {"assistant": Extractive, **BASELINES}.items():
        outcomes: list[Outcome] = []
        run_cases(new_system(bench), CASES, outcomes.append)
        found[name] = score(outcomes, CASES, bench.snapshot.papers, ExactJudge(), INFO)
    return found


def value(scores: Scores, name: str) -> float:
    measure = scores.measure(name)
    assert measure is not None
    assert measure.value is not None
    return measure.value


@pytest.mark.parametrize("measure", ["right outcomes", "key facts", "cites gold"])
def test_the_suite_ranks_as_anyone_would(scored: Mapping[str, Scores], measure: str) -> None:
    ours, top1, random = (value(scored[name], measure) for name in ("assistant", "dense-top1", "random"))
    if measure == "key facts":  # the random one says what the assistant says, and cites something else
        assert ours > top1
    else:
        assert ours >= top1 > random


@pytest.mark.parametrize("measure", ["citation recall", "citation precision", "cited papers fit"])
def test_citing_at_random_is_found_out(scored: Mapping[str, Scores], measure: str) -> None:
    ours, top1, random = (value(scored[name], measure) for name in ("assistant", "dense-top1", "random"))
    assert min(ours, top1) >= 0.8
    assert random <= 0.3


def test_a_quote_that_is_exact_need_not_support(scored: Mapping[str, Scores]) -> None:
    assert value(scored["random"], "exact quotes") == 1.0


def test_who_never_abstains_misses_every_abstention(scored: Mapping[str, Scores]) -> None:
    assert value(scored["dense-top1"], "missed abstentions") == 1.0
    assert value(scored["assistant"], "missed abstentions") == 0.0
    assert value(scored["assistant"], "wrong answers") < value(scored["dense-top1"], "wrong answers")
    assert value(scored["dense-top1"], "wrong answers") < value(scored["random"], "wrong answers")


def test_who_always_abstains_refuses_all_and_has_no_citation_score(scored: Mapping[str, Scores]) -> None:
    refused = {name: value(scores, "false refusals") for name, scores in scored.items()}
    assert refused["abstain"] == 1.0
    assert max(of for name, of in refused.items() if name != "abstain") < 0.5
    assert value(scored["abstain"], "right outcomes") < value(scored["assistant"], "right outcomes")
    for name in ("citation recall", "citation precision", "cited papers fit"):
        measure = scored["abstain"].measure(name)
        assert measure is None or (measure.value, measure.n, measure.unscored) == (None, 0, 0)


def test_nothing_fails(scored: Mapping[str, Scores]) -> None:
    assert {value(scores, "failed") for scores in scored.values()} == {0.0}


def quotes(found: Answer) -> list[str]:
    return [citation.quote for citation in found.citations]


def check_whole(found: Answer) -> None:
    """Quotes stand where they say, are whole sentences, and numbers are of papers."""
    for citation in found.citations:
        abstract = citation.paper.abstract
        assert citation.quote == abstract[citation.start : citation.end]
        assert (citation.start, citation.end) in split_sentences(abstract)
    numbers = {citation.paper.id: citation.number for citation in found.citations}
    assert list(numbers.values()) == list(range(1, len(numbers) + 1))
    assert all(citation.number == numbers[citation.paper.id] for citation in found.citations)


def test_dense_top1_cites_one_sentence_of_the_nearest_paper(bench: Bench) -> None:
    system = baseline("dense-top1")(bench)
    given = system.answer(Asked(QUESTION))
    check_whole(given.answer)
    (citation,) = given.answer.citations
    assert citation.paper.title.startswith("Tide Gauges")
    assert "3.6 mm" in citation.quote
    rankings = {ranking.ranker: ranking for ranking in system.rankings(given)}
    assert rankings.keys() == {"search", "dense"}
    assert rankings["search"].papers == rankings["dense"].papers
    assert rankings["search"].papers[0] == citation.paper.id
    assert given.confidence is None


def test_filters_hold_for_dense_top1(bench: Bench) -> None:
    system = baseline("dense-top1")(bench)
    (citation,) = system.answer(Asked(QUESTION, filters=Filters(year_to=2020))).answer.citations
    assert (citation.paper.year or 9999) <= 2020
    nothing = system.answer(Asked(QUESTION, filters=Filters(year_from=2090))).answer
    assert (nothing.status, nothing.citations) == ("abstained", ())


def test_random_citations_change_nothing_else(bench: Bench) -> None:
    drawn = CitesAtRandom(bench).answer(Asked(QUESTION)).answer
    ours = answer(bench.snapshot, bench.embedder, Asked(QUESTION))
    assert replace(drawn, citations=(), timings=()) == replace(ours, citations=(), timings=())
    assert len(drawn.citations) == len(ours.citations)
    assert quotes(drawn) != quotes(ours)
    check_whole(drawn)


def test_what_is_drawn_depends_on_seed_and_question_alone(bench: Bench) -> None:
    first = CitesAtRandom(bench)
    once = quotes(first.answer(Asked(QUESTION)).answer)
    first.answer(Asked("When does a swarm of bees leave the hive?"))
    assert quotes(first.answer(Asked(QUESTION)).answer) == once
    seeds = [quotes(CitesAtRandom(bench, seed).answer(Asked(QUESTION)).answer) for seed in range(5)]
    assert len({tuple(drawn) for drawn in seeds}) > 1


@pytest.mark.parametrize("name", ["dense-top1", "abstain"])
def test_a_baseline_reads_a_conversation(bench: Bench, name: str) -> None:
    system = baseline(name)(bench)
    before = system.answer(Asked(CASES[4].turns[0])).answer
    found = system.answer(Asked(CASES[4].turns[1], (Turn(before.question, before),))).answer
    assert found.standalone_question == " ".join(CASES[4].turns)


def test_abstaining_searches_nothing(bench: Bench) -> None:
    system = baseline("abstain")(bench)
    given = system.answer(Asked(QUESTION))
    assert (given.answer.status, given.confidence, system.rankings(given)) == ("abstained", 0.0, ())


@pytest.mark.parametrize("name", BASELINES)
def test_an_empty_question_is_refused_by_all(bench: Bench, name: str) -> None:
    with pytest.raises(QuestionError):
        baseline(name)(bench).answer(Asked("  ?"))


def test_names_that_are_none_are_told(bench: Bench) -> None:
    with pytest.raises(UsageError, match="--system oracle is not known; use assistant, dense-top1, random, abstain"):
        baseline("oracle")
    with pytest.raises(UsageError, match="--mode llm needs answers written by a language model"):
        assistant_in("llm")(bench)
    with pytest.raises(UsageError, match="--mode oracle: there is no such mode; use extractive or llm"):
        assistant_in("oracle")
    assert assistant_in("extractive") is MODES["extractive"]
