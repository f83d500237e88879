"""`python -m evals run`: search and answers over a set of cases, and what came of them, in one table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from assistant.answering import Asked, answer
from assistant.embedding import Embedder
from assistant.library import Snapshot
from assistant.records import Answer, Turn
from evals.rankings import Rankings, rank, recall_at, reciprocal_rank
from evals.read_cases import Case, by_title, ids_of


@dataclass(frozen=True, slots=True)
class Result:
    """One case, its rankings, its answer, and the papers that were to be found."""

    case: Case
    gold: frozenset[str]
    also_ok: frozenset[str]
    rankings: Rankings
    answer: Answer


def run_cases(snapshot: Snapshot, embedder: Embedder, cases: Sequence[Case]) -> tuple[Result, ...]:
    """Search and answer every case; of a conversation the last turn, with those before it as history.

    Raises:
        InputError: a case names a paper that the library does not have; before anything is run.
    """
    known = by_title(snapshot.papers)
    golds = [(ids_of(case.gold, known, case), ids_of(case.also_ok, known, case)) for case in cases]
    results = []
    for case, (gold, also_ok) in zip(cases, golds, strict=True):
        found = _answer(snapshot, embedder, case)
        rankings = rank(snapshot, embedder, found.standalone_question)
        results.append(Result(case, gold, also_ok, rankings, found))
    return tuple(results)


def _answer(snapshot: Snapshot, embedder: Embedder, case: Case) -> Answer:
    *before, question = case.turns or (case.question,)
    history: tuple[Turn, ...] = ()
    for earlier in before:
        history += (Turn(earlier, answer(snapshot, embedder, Asked(earlier, history, case.filters))),)
    return answer(snapshot, embedder, Asked(question, history, case.filters))


@dataclass(frozen=True, slots=True)
class Score:
    """One measure: its value, over how many cases, and what it says."""

    name: str
    value: float
    n: int
    meaning: str


def scores(results: Sequence[Result]) -> tuple[Score, ...]:
    """Every measure of a run."""
    answerable = [r for r in results if not r.case.should_abstain]
    absent = [r for r in results if r.case.should_abstain]
    answered = [r for r in answerable if r.answer.status != "abstained"]
    return (
        *_retrieval(answerable),
        *_answers(answerable, answered),
        *_abstention(answerable, absent),
        *_quotes(results),
    )


def _retrieval(answerable: Sequence[Result]) -> Iterable[Score]:
    for ranker in ("search", "dense", "bm25"):
        rankings = [(getattr(r.rankings, ranker), r.gold) for r in answerable]
        for k in (1, 5):
            values = [recall_at(ranking, gold, k) for ranking, gold in rankings]
            yield _mean(f"recall@{k} {ranker}", values, f"gold papers among the first {k}")
        yield _mean(
            f"MRR@10 {ranker}", [reciprocal_rank(*pair) for pair in rankings], "one over the first gold's place"
        )


def _answers(answerable: Sequence[Result], answered: Sequence[Result]) -> Iterable[Score]:
    cited = [bool(_cited(r) & r.gold) for r in answerable]
    fine = [len(_cited(r) & (r.gold | r.also_ok)) / len(_cited(r)) for r in answered]
    facts = [_facts(r) for r in answerable if r.case.key_facts]
    yield _mean("cites gold", cited, "answers that cite a gold paper, of all answerable questions")
    yield _mean("citation precision", fine, "cited papers that are gold or also fit, of answers given")
    yield _mean("key facts", facts, "facts found in the answer's text, of questions that have some")


def _abstention(answerable: Sequence[Result], absent: Sequence[Result]) -> Iterable[Score]:
    refused = [r.answer.status == "abstained" for r in answerable]
    missed = [r.answer.status != "abstained" for r in absent]
    yield _mean("false refusals", refused, "answerable questions that got no answer")
    yield _mean("missed abstentions", missed, "unanswerable questions that got an answer")
    for kind in ("near_miss", "absent_topic"):
        of_kind = [m for m, r in zip(missed, absent, strict=True) if r.case.kind == kind]
        yield _mean(f"missed abstentions, {kind}", of_kind, "the same, of this kind")


def _quotes(results: Sequence[Result]) -> Iterable[Score]:
    exact = [c.quote == c.paper.abstract[c.start : c.end] for r in results for c in r.answer.citations]
    yield _mean("exact quotes", exact, "quotes equal to abstract[start:end], of all citations")


def _cited(result: Result) -> frozenset[str]:
    return frozenset(citation.paper.id for citation in result.answer.citations)


def _facts(result: Result) -> float:
    facts = result.case.key_facts
    return sum(fact in result.answer.text for fact in facts) / len(facts)


def _mean(name: str, values: Sequence[float], meaning: str) -> Score:
    return Score(name, fmean(values) if values else 0.0, len(values), meaning)


def table(results: Sequence[Score]) -> str:
    """The scores as lines of text."""
    return "\n".join(f"{s.name:34} {s.value:6.3f}  of {s.n:4}  {s.meaning}" for s in results)
