"""Simple systems to hold the assistant against: a suite that does not rank them below it measures nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

from assistant.answering import Asked
from assistant.candidates import Candidate, read_found
from assistant.errors import UsageError
from assistant.extractive import cite
from assistant.finding import select_papers
from assistant.legs import Query, dense_leg
from assistant.library import Snapshot
from assistant.questions import checked, standalone
from assistant.records import Answer, Citation, Evidence, Paper, Scores, SearchPlan
from assistant.sentences import split_sentences
from evals.outcomes import Ranking
from evals.rankings import POOL, rank
from evals.systems import Bench, Extractive, Given, NewSystem

SEED = 20251


class DenseTop1:
    """The sentence nearest to the question in the paper whose passage is nearest; never abstains for want of fit."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def answer(self, asked: Asked) -> Given:
        """One sentence, cited; an abstention only where the filters leave no paper."""
        blank = _blank(asked, self._bench.snapshot)
        query = Query(blank.standalone_question, self._bench.embedder.embed_questions([blank.standalone_question])[0])
        selection = select_papers(self._bench.snapshot, asked.filters)
        near = dense_leg(self._bench.snapshot, query, POOL, selection)
        if not near:
            return Given(blank)
        best = max(near, key=lambda paper_id: (near[paper_id][0], paper_id))
        evidence = _evidence(self._bench.snapshot, best, *near[best])
        (found,) = read_found(self._bench.snapshot, self._bench.embedder, query, [evidence])
        sentences, citations = cite([max(found.sentences, key=_nearness)])
        return Given(
            replace(blank, status="answered", sentences=sentences, citations=citations, evidence=(evidence,)),
        )

    def rankings(self, given: Given) -> tuple[Ranking, ...]:
        """Its search is the vector leg alone."""
        legs = {r.ranker: r for r in rank(self._bench.snapshot, self._bench.embedder, given.answer.plan)}
        return (replace(legs["dense"], ranker="search"), legs["dense"])


class CitesAtRandom:
    """The assistant's answers, each citation replaced by a sentence of a paper drawn at random, quoted word for word.

    What is drawn depends on the question and the seed, not on the order in which questions are asked.
    """

    def __init__(self, bench: Bench, seed: int = SEED) -> None:
        self._assistant = Extractive(bench)
        self._papers = bench.snapshot.papers
        self._seed = seed

    def answer(self, asked: Asked) -> Given:
        """The assistant's answer with other citations."""
        given = self._assistant.answer(asked)
        random = Random(f"{self._seed} {given.answer.standalone_question}")
        drawn: list[Citation] = []
        for _ in given.answer.citations:
            drawn.append(_drawn(random, self._papers, drawn))
        return replace(given, answer=replace(given.answer, citations=tuple(drawn)))

    def rankings(self, given: Given) -> tuple[Ranking, ...]:
        """The assistant's: only the citations are drawn."""
        return self._assistant.rankings(given)


class Abstains:
    """Refuses every question."""

    def __init__(self, bench: Bench) -> None:
        self._snapshot = bench.snapshot

    def answer(self, asked: Asked) -> Given:
        """An abstention."""
        return Given(_blank(asked, self._snapshot), 0.0)

    def rankings(self, given: Given) -> tuple[Ranking, ...]:  # noqa: ARG002 - it does not search
        """None."""
        return ()


BASELINES: Mapping[str, NewSystem] = {
    "dense-top1": DenseTop1,
    "random": CitesAtRandom,
    "abstain": Abstains,
}


def baseline(name: str) -> NewSystem:
    """How to make a baseline.

    Raises:
        UsageError: none is called so.
    """
    if name not in BASELINES:
        raise UsageError(f"--system {name} is not known; use assistant, {', '.join(BASELINES)}")
    return BASELINES[name]


def _blank(asked: Asked, snapshot: Snapshot) -> Answer:
    """An abstention, with the question as it stands alone."""
    question = checked(asked.question)
    alone = standalone(question, asked.history)
    return Answer(
        question=question,
        standalone_question=alone,
        status="abstained",
        mode="extractive",
        plan=SearchPlan(alone, filters=asked.filters),
        fingerprint=str(snapshot.manifest.fingerprint),
    )


def _evidence(snapshot: Snapshot, paper_id: str, similarity: float, passage_id: str) -> Evidence:
    stored = snapshot.get([paper_id])[paper_id]
    passage = next(p for p in stored.passages if p.id == passage_id)
    return Evidence(paper_id[:5], stored.paper, passage, similarity, Scores(dense=similarity))


def _nearness(sentence: Candidate) -> tuple[float, int]:
    return sentence.similarity, -sentence.start


def _drawn(random: Random, papers: tuple[Paper, ...], before: list[Citation]) -> Citation:
    """A sentence of some paper; a paper drawn again keeps its number."""
    paper = random.choice(papers)
    start, end = random.choice(split_sentences(paper.abstract))
    numbers = {citation.paper.id: citation.number for citation in before}
    number = numbers.get(paper.id, len(numbers) + 1)
    return Citation(number, paper, paper.abstract[start:end], start, end, verbatim=True)
