"""How well each method finds the papers, how long it takes, and how sure a difference between two is."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

import ir_measures
from ir_measures import RR, Measure, Qrel, R, ScoredDoc, nDCG

from assistant.embedding import Embedder
from assistant.legs import Query
from assistant.library import Snapshot
from evals.bootstrap import interval, paired
from evals.retrieval.methods import Method
from evals.retrieval.questions import Question
from ingest.report import OnProgress, Progress

STAGE = "questions"
TOP, DEPTH = 10, 100
"""What answering asks for, which is timed; a ranking goes on with what asking for more finds."""
MEASURES: dict[str, Measure] = {
    "nDCG@10": nDCG @ 10,
    "recall@1": R @ 1,
    "recall@5": R @ 5,
    "recall@10": R @ 10,
    "recall@100": R @ 100,
    "MRR@10": RR @ 10,
}
CHANGE = "nDCG@10"
"""The measure whose differences are given."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One method: the values of every measure, the seconds and how many papers are right, question by question.

    `read` says for which questions the ranker read; it is empty where that was not kept.
    """

    method: str
    values: Mapping[str, tuple[float, ...]]
    seconds: tuple[float, ...]
    golds: tuple[int, ...] = ()
    read: tuple[bool, ...] = ()

    @property
    def milliseconds(self) -> float:
        """The median time of a question, with its embedding where the method needs it."""
        return 1000 * median(self.seconds)

    @property
    def mean_milliseconds(self) -> float:
        """The mean time of a question: where the ranker reads for some only, the median does not show it."""
        return 1000 * fmean(self.seconds)

    def mean(self, measure: str) -> float:
        """The mean over all questions."""
        return fmean(self.values[measure])

    @property
    def single(self) -> list[int]:
        """The places of the questions that one paper answers: elsewhere recall@1 cannot be 1."""
        return [place for place, n in enumerate(self.golds) if n == 1]

    def single_mean(self, measure: str) -> tuple[float, float, float]:
        """The mean over these, with its 95% bootstrap interval."""
        values = [self.values[measure][place] for place in self.single]
        return (fmean(values), *interval(values))

    def interval(self, measure: str) -> tuple[float, float]:
        """The 95% bootstrap interval of the mean."""
        return interval(self.values[measure])

    def more_than(self, other: Measured, measure: str) -> tuple[float, float, float]:
        """What this method has more than another, with the 95% interval of the paired bootstrap."""
        return paired(other.values[measure], self.values[measure])


def measured(
    snapshot: Snapshot,
    embedder: Embedder,
    questions: Sequence[Question],
    methods: Mapping[str, Method],
    on_progress: OnProgress,
) -> tuple[Measured, ...]:
    """Every method on every question; one question after another, so that nothing is timed against itself."""
    rankings: dict[str, list[tuple[str, ...]]] = {name: [] for name in methods}
    seconds: dict[str, list[float]] = {name: [] for name in methods}
    read: dict[str, list[bool]] = {name: [] for name in methods}
    for done, question in enumerate(questions):
        on_progress(Progress(STAGE, done, len(questions)))
        asked = _Asked(embedder)
        for name, method in methods.items():
            query, embedding = asked.query(method.asks(question.text), as_text=method.embeds == "text")
            began = time.perf_counter()
            top = method.rank(snapshot, query, TOP)
            seconds[name].append(time.perf_counter() - began + (0.0 if method.embeds == "nothing" else embedding))
            read[name].append(top.read)
            rankings[name].append(tuple(dict.fromkeys((*top.ids, *method.rank(snapshot, query, DEPTH).ids)))[:DEPTH])
    on_progress(Progress(STAGE, len(questions), len(questions)))
    golds = tuple(len(question.gold) for question in questions)
    return tuple(
        Measured(name, values_of(rankings[name], questions), tuple(seconds[name]), golds, tuple(read[name]))
        for name in methods
    )


class _Asked:
    """A question, and others asked in its place, each embedded once."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[tuple[str, bool], tuple[Query, float]] = {}

    def query(self, text: str, *, as_text: bool) -> tuple[Query, float]:
        """What is searched for, embedded as papers are or as questions are, and the seconds that this took."""
        if (text, as_text) not in self._known:
            embed = self._embedder.embed if as_text else self._embedder.embed_questions
            began = time.perf_counter()
            vector = embed([text])[0]
            self._known[text, as_text] = Query(text, vector), time.perf_counter() - began
        return self._known[text, as_text]


def values_of(rankings: Sequence[Sequence[str]], questions: Sequence[Question]) -> dict[str, tuple[float, ...]]:
    """Every measure of each question's ranking, best first, computed by ir_measures; an empty ranking has 0.

    >>> questions = [Question("q", "?", frozenset({"a"}))]
    >>> values_of([("b", "a")], questions)["MRR@10"]
    (0.5,)
    """
    places = {question.id: n for n, question in enumerate(questions)}
    found = {name: [0.0] * len(questions) for name in MEASURES}
    names = {measure: name for name, measure in MEASURES.items()}
    for metric in ir_measures.iter_calc(MEASURES.values(), _qrels(questions), _run(rankings, questions)):
        found[names[metric.measure]][places[metric.query_id]] = float(metric.value)
    return {name: tuple(values) for name, values in found.items()}


def _qrels(questions: Iterable[Question]) -> list[Qrel]:
    return [Qrel(question.id, paper, 1) for question in questions for paper in question.gold]


def _run(rankings: Sequence[Sequence[str]], questions: Sequence[Question]) -> list[ScoredDoc]:
    # Scores that fall strictly, as ir_measures sorts by score and breaks ties by the paper's name.
    return [
        ScoredDoc(question.id, paper, float(len(ranking) - place))
        for question, ranking in zip(questions, rankings, strict=True)
        for place, paper in enumerate(ranking)
    ]
