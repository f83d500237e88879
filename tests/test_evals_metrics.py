"""Measures as tables, and the scores of a run made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assistant.records import Answer, Citation, Paper, Sentence
from evals.fit_abstention import logistic
from evals.rankings import Rankings, recall_at, reciprocal_rank
from evals.read_cases import Case
from evals.run import Result, Score, scores, table


@pytest.mark.parametrize(
    ("ranking", "gold", "k", "expected"),
    [
        ("abc", "a", 1, 1.0),
        ("abc", "b", 1, 0.0),
        ("abc", "b", 2, 1.0),
        ("abc", "z", 3, 0.0),
        ("", "a", 5, 0.0),
        ("abc", "ab", 1, 1.0),
        ("abc", "ac", 2, 0.5),
        ("abc", "ac", 5, 1.0),
        ("abc", "axyz", 3, 1 / 3),
        ("abc", "axyz", 10, 1 / 4),
    ],
)
def test_recall_is_of_the_gold_papers_that_could_be_there(ranking: str, gold: str, k: int, expected: float) -> None:
    assert recall_at(tuple(ranking), frozenset(gold), k) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("ranking", "gold", "expected"),
    [("abc", "a", 1.0), ("abc", "b", 0.5), ("abc", "cb", 0.5), ("abc", "z", 0.0), ("", "a", 0.0), ("abc", "", 0.0)],
)
def test_the_reciprocal_rank_is_of_the_first_gold_paper(ranking: str, gold: str, expected: float) -> None:
    assert reciprocal_rank(tuple(ranking), frozenset(gold)) == pytest.approx(expected)


def answered(text: str, *paper_ids: str) -> Answer:
    """An answer of one sentence, citing papers whose abstract it is."""
    papers = [Paper(paper_id, paper_id, text) for paper_id in paper_ids]
    citations = tuple(Citation(n, p, text, 0, len(text), verbatim=True) for n, p in enumerate(papers, 1))
    sentence = Sentence(text, tuple(range(len(papers))), "supported")
    return Answer("q", "q", "answered", "extractive", (sentence,), citations)


ABSTAINED = Answer("q", "q", "abstained", "extractive")
CASE = Case("c", "single_fact", question="q", gold=("a",))
ABSENT = Case("d", "absent_topic", question="q", should_abstain=True)


def result(case: Case, answer: Answer, *, search: str = "abc", also_ok: str = "") -> Result:
    """The result of a case, whose gold paper is "a"; papers are single letters."""
    rankings = Rankings(search=tuple(search), dense=tuple("bac"), bm25=())
    return Result(case, frozenset(case.gold), frozenset(also_ok), rankings, answer)


RUN = (
    result(replace(CASE, key_facts=("9 bees", "5 wasps")), answered("There are 9 bees.", "a")),
    result(CASE, answered("Words.", "b", "c"), search="bca", also_ok="b"),
    result(CASE, ABSTAINED, search="bcd"),
    result(ABSENT, ABSTAINED),
    result(ABSENT, answered("Words.", "a")),
    result(replace(ABSENT, kind="near_miss"), answered("Words.", "a")),
)


def of(results: tuple[Result, ...]) -> dict[str, tuple[float, int]]:
    return {score.name: (score.value, score.n) for score in scores(results)}


@pytest.mark.parametrize(
    ("name", "value", "n"),
    [
        ("recall@1 search", 1 / 3, 3),
        ("recall@5 search", 2 / 3, 3),
        ("MRR@10 search", (1 + 1 / 3) / 3, 3),
        ("recall@1 dense", 0.0, 3),
        ("MRR@10 dense", 0.5, 3),
        ("recall@5 bm25", 0.0, 3),
        ("cites gold", 1 / 3, 3),
        ("citation precision", (1 + 0.5) / 2, 2),
        ("key facts", 0.5, 1),
        ("false refusals", 1 / 3, 3),
        ("missed abstentions", 2 / 3, 3),
        ("missed abstentions, near_miss", 1.0, 1),
        ("missed abstentions, absent_topic", 0.5, 2),
        ("exact quotes", 1.0, 5),
    ],
)
def test_the_scores_of_a_run(name: str, value: float, n: int) -> None:
    assert of(RUN)[name] == pytest.approx((value, n))


def test_every_score_of_nothing_is_of_no_cases() -> None:
    assert set(of(()).values()) == {(0.0, 0)}
    assert of(()).keys() == of(RUN).keys()


def test_a_quote_that_is_not_in_its_place_is_seen() -> None:
    answer = answered("There are 9 bees.", "a")
    moved = replace(answer, citations=(replace(answer.citations[0], start=1),))
    assert of((result(CASE, moved), RUN[0]))["exact quotes"] == (0.5, 2)


def test_the_table_shows_value_count_and_meaning() -> None:
    assert table([Score("recall", 0.5, 12, "what it is")]).split() == [
        "recall",
        "0.500",
        "of",
        "12",
        "what",
        "it",
        "is",
    ]
    assert len(table(scores(RUN)).splitlines()) == len(scores(RUN))


@pytest.mark.parametrize("seed", range(3))
def test_logistic_regression_finds_the_weights_that_made_the_data(seed: int) -> None:
    rng = np.random.default_rng(seed)
    weights = np.array([-1.0, 2.0, -3.0, 0.0])  # bias first
    x = rng.normal(size=(20_000, 3)) * [1.0, 0.5, 4.0] + [0.0, 2.0, 0.1]
    x[:, 1] *= 0.5
    z = weights[0] + x @ weights[1:]
    y = (rng.random(len(x)) < 1 / (1 + np.exp(-z))).astype(float)
    assert logistic(x, y, np.ones(len(x))) == pytest.approx(weights, abs=0.35)


def test_rows_count_by_their_share() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(400, 2))
    y = (rng.random(400) < 1 / (1 + np.exp(-x[:, 0]))).astype(float)
    shares = np.where(np.arange(400) < 100, 2.0, 1.0)
    twice = np.concatenate([x, x[:100]]), np.concatenate([y, y[:100]])
    # Doubling a row and giving it twice the share differ in how columns are standardised for the penalty only.
    assert logistic(x, y, shares) == pytest.approx(logistic(*twice, np.ones(500)), abs=0.02)


def test_separable_data_has_finite_weights() -> None:
    x = np.array([[0.0, 1.0], [0.1, 1.0], [0.9, 1.0], [1.0, 1.0]])
    found = logistic(x, np.array([0.0, 0.0, 1.0, 1.0]), np.ones(4))
    assert np.isfinite(found).all()
    assert found[1] > 0
