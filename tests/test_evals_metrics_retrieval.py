"""Retrieval measures: equal to ir_measures over whole random runs, and by hand where runs are odd."""

from __future__ import annotations

import random
from dataclasses import replace

import ir_measures
import pytest
from ir_measures import RR, Qrel, R, ScoredDoc, nDCG

from evals.metrics.retrieval import DEFINITIONS, ranked, values
from evals.outcomes import Outcome, Ranking
from tests.scored_answers import ABSENT, ABSTAINED, CASE, KNOWN, subject

MEASURES = {"nDCG@10": nDCG @ 10, "recall@1": R @ 1, "recall@5": R @ 5, "recall@10": R @ 10, "MRR@10": RR @ 10}


@pytest.mark.parametrize("seed", range(5))
def test_as_ir_measures_has_them_over_a_random_run(seed: int) -> None:
    """Scores here are any that fall; there a whole run of forty questions goes in at once."""
    rng = random.Random(seed)
    papers = [f"p{n}" for n in range(30)]
    rankings = {f"q{n}": tuple(rng.sample(papers, rng.randint(0, 20))) for n in range(40)}
    gold = {query: frozenset(rng.sample(papers, rng.randint(1, 4))) for query in rankings}
    run = [
        ScoredDoc(query, paper, 5.0 - 3 * rng.random() - 3 * place)
        for query, ranking in rankings.items()
        for place, paper in enumerate(ranking)
    ]
    qrels = [Qrel(query, paper, 1) for query, wanted in gold.items() for paper in wanted]
    expected = {(m.query_id, str(m.measure)): m.value for m in ir_measures.iter_calc(MEASURES.values(), qrels, run)}
    ours = {query: ranked(rankings[query], gold[query]) for query in rankings}
    assert len(expected) == len(MEASURES) * len(rankings)
    for query, found in ours.items():
        for name, measure in MEASURES.items():
            assert found[name] == pytest.approx(expected[query, str(measure)])


@pytest.mark.parametrize(
    ("ranking", "gold", "expected"),
    [
        ("abc", "a", {"recall@1": 1, "recall@5": 1, "MRR@10": 1, "nDCG@10": 1}),
        ("abc", "b", {"recall@1": 0, "recall@5": 1, "MRR@10": 1 / 2, "nDCG@10": 0.6309}),
        ("abc", "z", {"recall@10": 0, "MRR@10": 0, "nDCG@10": 0}),
        ("", "a", {"recall@10": 0, "MRR@10": 0, "nDCG@10": 0, "capped recall@5": 0}),
        ("abc", "cb", {"recall@1": 0, "recall@5": 1, "MRR@10": 1 / 2}),
        ("abc", "axyz", {"recall@1": 1 / 4, "recall@5": 1 / 4, "capped recall@1": 1, "capped recall@5": 1 / 4}),
        ("abcdefghijk", "k", {"recall@10": 0, "MRR@10": 0, "nDCG@10": 0}),
        ("bcdefghija", "a", {"recall@10": 1, "MRR@10": 1 / 10}),
        ("bbba", "a", {"MRR@10": 1 / 2}),
        ("aab", "a", {"MRR@10": 1}),
        ("abcdef", "abcdef", {"recall@5": 5 / 6, "capped recall@5": 1, "nDCG@10": 1}),
    ],
)
def test_by_hand(ranking: str, gold: str, expected: dict[str, float]) -> None:
    found = ranked(tuple(ranking), frozenset(gold))
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("ranking", "gold", "k", "expected"),
    [
        ("abc", "a", 1, 1.0),
        ("abc", "b", 1, 0.0),
        ("abc", "ab", 1, 1.0),
        ("abc", "ac", 5, 1.0),
        ("abc", "axyz", 5, 1 / 4),
        ("abcde", "abcdefg", 5, 1.0),
    ],
)
def test_capped_recall_is_of_the_gold_papers_that_could_be_there(
    ranking: str, gold: str, k: int, expected: float
) -> None:
    assert ranked(tuple(ranking), frozenset(gold))[f"capped recall@{k}"] == pytest.approx(expected)


def test_each_ranker_that_ran_has_its_measures() -> None:
    outcome = Outcome("c1", ABSTAINED, (Ranking("search", ("b", "a")), Ranking("bm25", ())))
    found = values(subject(CASE, outcome))
    assert (found["MRR@10 search"], found["MRR@10 bm25"]) == (0.5, 0)
    assert {name.split()[-1] for name in found} == {"search", "bm25"}
    assert found.keys() <= {definition.name for definition in DEFINITIONS}


def test_a_ranking_may_call_papers_by_title() -> None:
    found = values(subject(CASE, Outcome("c1", ABSTAINED, (Ranking("search", ("On f", "on A")),))))
    assert found["MRR@10 search"] == 0.5


def test_a_ranking_counts_though_answering_failed() -> None:
    failed = Outcome("c1", None, (Ranking("search", ("a",)),), error="the model is down")
    assert values(subject(CASE, failed))["recall@1 search"] == 1


def test_what_no_paper_answers_has_no_retrieval() -> None:
    outcome = Outcome("c2", ABSTAINED, (Ranking("search", ("a",)),))
    assert values(subject(ABSENT, outcome)) == {}


def test_several_gold_papers() -> None:
    case = replace(CASE, kind="several_papers", gold=("a", "b", "c"))
    found = values(subject(case, ABSTAINED, search="adb"))
    assert found["recall@5 search"] == pytest.approx(2 / 3)
    assert found["recall@1 search"] == pytest.approx(1 / 3)
    assert KNOWN.named("a") == "a"
