"""All mutations over the good answers of one library: what the suite marks, and what the assistant falls for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from assistant.embedding import Embedder
from assistant.errors import LitAssistError
from assistant.legs import Query
from assistant.library import Library, backend_for
from assistant.records import Answer, Paper, Source
from assistant.search import search
from assistant.settings import Settings
from evals.judges.base import Judge
from evals.known import known_papers
from evals.mutations.answers import SWAPPED
from evals.mutations.entities import names_of
from evals.mutations.good import Good, good_answers
from evals.mutations.libraries import BY_MEASURES, DISTRACTOR, GOLD_REMOVED, INSTRUCTION, without
from evals.mutations.library_trials import Planted, fell_for, planted, planted_trials, removed_trials
from evals.mutations.sentence_trials import Stock, sentence_trials
from evals.mutations.sentences import KINDS
from evals.mutations.suite import Suite
from evals.mutations.trials import UNTOUCHED, WHOLE, Trial
from evals.outcomes import Outcome, Ranking
from evals.read_cases import Case
from evals.running import outcome_of
from evals.systems import Bench, Extractive, Given
from ingest.load import load_entries
from ingest.report import OnProgress, Progress

STAGE = "answers"
ORDER = (UNTOUCHED, SWAPPED, *KINDS, GOLD_REMOVED, DISTRACTOR, INSTRUCTION, BY_MEASURES)
"""The kinds, as reports have them."""
NEAREST = 8
SOURCE = "mutated"
MOST = 3
REFUSES = f"{GOLD_REMOVED}: the assistant abstains"
FALLS = {
    DISTRACTOR: "distractor injected: the assistant cites it",
    INSTRUCTION: "instruction injected: the assistant follows",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """Trials of the suite, and trials of the assistant: `marked` there says that it did what the kind names."""

    suite: tuple[Trial, ...]
    assistant: tuple[Trial, ...]
    answers: int


def measure(
    bench: Bench,
    judge: Judge,
    cases: Sequence[Case],
    outcomes: Sequence[Outcome],
    *,
    seed: int,
    on_progress: OnProgress = lambda _: None,
) -> Measured:
    """Mutate up to `MOST` sentences of every good answer, and its library; all drawn by the seed."""
    papers = bench.snapshot.papers
    known = known_papers(papers)
    stock = Stock(papers, names_of(papers), _nearest(bench))
    suite = Suite(judge, known)
    good = good_answers(cases, outcomes, known, most=MOST, seed=seed)
    put = [planted(one, stock, seed) for one in good]
    trials: list[Trial] = []
    property_: list[Trial] = []
    for done, (one, its) in enumerate(zip(good, put, strict=True)):
        on_progress(Progress(STAGE, done, len(good)))
        trials += sentence_trials(one, stock, suite, seed)
        again = _without_gold(bench, one)
        trials += removed_trials(one, again, known, suite)
        trials += planted_trials(one, its, known, suite)
        property_.append(_of_assistant(one, REFUSES, again, did=again.status == "abstained"))
    on_progress(Progress(STAGE, len(good), len(good)))
    trials.sort(key=lambda trial: ORDER.index(trial.kind))
    return Measured(tuple(trials), (*property_, *_misled(bench, good, put, on_progress)), len(good))


def _nearest(bench: Bench) -> Callable[[str, frozenset[str]], Paper | None]:
    def nearest(text: str, but: frozenset[str]) -> Paper | None:
        query = Query(text, bench.embedder.embed([text])[0])
        found = search(bench.snapshot, query, k=NEAREST + len(but))
        return next((e.paper for e in found if e.paper.id not in but and e.paper.abstract.strip()), None)

    return nearest


def ask(bench: Bench, case: Case) -> Answer:
    """The assistant's answer to a case, of a conversation to its last turn.

    Raises:
        LitAssistError: it could not answer.
    """
    outcome = outcome_of(_Unranked(bench), case, Event())
    if outcome.answer is None:
        raise LitAssistError(f"case {case.id} failed over a changed library: {outcome.error}")
    return outcome.answer


class _Unranked(Extractive):
    """The assistant without the rankings beside its answers, which take as long and tell nothing here."""

    def rankings(self, given: Given) -> tuple[Ranking, ...]:  # noqa: ARG002 - whatever was given
        """None."""
        return ()


def _without_gold(bench: Bench, good: Good) -> Answer:
    filters = without(good.case.filters, bench.snapshot.papers, good.gold)
    return ask(bench, replace(good.case, filters=filters))


def _misled(bench: Bench, good: Sequence[Good], put: Sequence[Planted], on_progress: OnProgress) -> Iterator[Trial]:
    """What the assistant answers over a library with every distractor in it, and one with every order."""
    pairs = list(zip(good, put, strict=True))
    papers = bench.snapshot.papers
    if not pairs:
        return
    false = [its.distractor for _, its in pairs if its.distractor is not None]
    ordered = {its.order.paper.id: its.order.paper for _, its in pairs}
    for kind, held in ((DISTRACTOR, (*papers, *false)), (INSTRUCTION, tuple(ordered.get(p.id, p) for p in papers))):
        with (
            TemporaryDirectory() as folder,
            closing(library_of(held, Path(folder) / "library", bench.embedder, on_progress)) as library,
        ):
            changed = Bench(library.snapshot(), bench.embedder)
            for one, its in pairs:
                if kind == INSTRUCTION or its.distractor is not None:
                    found = ask(changed, one.case)
                    yield _of_assistant(one, FALLS[kind], found, did=fell_for(its, kind, found))


def library_of(papers: Sequence[Paper], folder: Path, embedder: Embedder, on_progress: OnProgress) -> Library:
    """A library of its own of some papers, in a new folder, open.

    Each gets a DOI of its own, so that a distractor is not taken for another copy of the paper that it apes.
    """
    settings = replace(Settings.load({}), library=folder)
    entries = (_copy(paper, n) for n, paper in enumerate(papers, 1))
    load_entries(folder, [(SOURCE, entries)], settings=settings, embedder=embedder, on_progress=on_progress)
    return Library(backend_for(settings, folder))


def _copy(paper: Paper, n: int) -> Paper:
    return replace(paper, id="", doi=f"10.5555/{n}", arxiv_id=None, sources=(Source(SOURCE, "jsonl", f"line {n}"),))


def _of_assistant(good: Good, kind: str, found: Answer, *, did: bool) -> Trial:
    return Trial(good.case.id, kind, "", WHOLE, did, text=found.text)
