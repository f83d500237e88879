"""Scores of a run: every outcome through every metric, then each measure over the cases with its interval.

A case whose answering failed counts in the measure "failed" and is unscored in all others that apply to it. A case
without outcome counts nowhere; its id stands in `RunInfo.missing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.errors import InputError
from assistant.records import Paper
from evals.bootstrap import SHARE, interval
from evals.judges.base import Judge
from evals.judging import Remembering, judged_points, judged_sentences
from evals.known import KnownPapers, known_papers
from evals.metrics.definitions import DEFINITIONS, METRICS
from evals.metrics.facts import facts_told, points_made
from evals.metrics.over_runs import over_run
from evals.metrics.subject import Subject
from evals.outcomes import Outcome
from evals.premises import PREMISES, QUOTED, Premises
from evals.read_cases import Case, ids_of
from evals.scores import CaseScores, Measure, RunInfo, Scores
from ingest.report import OnProgress, Progress

STAGE = "judging"


def score(
    outcomes: Iterable[Outcome],
    cases: Sequence[Case],
    papers: Iterable[Paper],
    judge: Judge,
    info: RunInfo,
    *,
    on_progress: OnProgress = lambda _: None,
) -> Scores:
    """The scores of a run over the papers of its library. Of two outcomes of one case the later counts.

    `on_progress` hears of what is judged by a judge that is asked for many claims at once.

    Raises:
        InputError: a case names a paper that is not among them, or an outcome is of none of the cases.
        ModelError: the model that judges failed.
    """
    known, remembering = known_papers(papers), Remembering(judge)
    by_case = {outcome.case: outcome for outcome in outcomes}
    if unknown := sorted(by_case.keys() - {case.id for case in cases}):
        raise InputError(f"{unknown[0]!r} is the id of an answer but of no case; score it with the cases it answers")
    premises = PREMISES[info.premise]

    def judged(by: Judge) -> list[Subject]:
        return [subject_of(case, by_case[case.id], known, by, premises) for case in cases if case.id in by_case]

    remembering.ahead(judged, lambda n, done: on_progress(Progress(STAGE, done, n)))
    subjects = judged(remembering)
    scored = tuple(case_scores(subject) for subject in subjects)
    missing = tuple(case.id for case in cases if case.id not in by_case)
    return Scores(replace(info, judge=judge.name, missing=missing), measures(scored), scored)


def measures(cases: Sequence[CaseScores]) -> tuple[Measure, ...]:
    """Every measure that applies to one of the cases, in the order of reports; those of unknown names come last."""
    table: dict[str, list[float | None]] = {}
    for case in cases:
        for name, value in case.values:
            table.setdefault(name, []).append(value)
    found = {name: _mean(name, values) for name, values in table.items()}
    found |= {measure.name: measure for measure in over_run(cases)}
    places = {name: place for place, name in enumerate(DEFINITIONS)}
    return tuple(found[name] for name in sorted(found, key=lambda name: (places.get(name, len(places)), name)))


def _mean(name: str, values: Sequence[float | None]) -> Measure:
    told = [value for value in values if value is not None]
    unscored = len(values) - len(told)
    if not told:
        return Measure(name, None, None, None, 0, unscored)
    definition = DEFINITIONS.get(name)
    low, high = interval(told, bounds=None if definition and definition.unit else SHARE)
    return Measure(name, sum(told) / len(told), low, high, len(told), unscored)


def case_scores(subject: Subject) -> CaseScores:
    """What is kept of one case."""
    case, answer = subject.case, subject.answer
    return CaseScores(
        id=case.id,
        kind=case.kind,
        tags=case.tags,
        question=case.question or case.turns[-1],
        status=answer.status if answer else "failed",
        text=answer.text if answer else "",
        values=tuple(pair for metric in METRICS for pair in metric(subject).items()),
        judged=subject.judged,
        gold=case.gold,
        nearest=tuple(evidence.paper.title for evidence in answer.nearest) if answer else (),
        error=subject.outcome.error,
        key_facts=facts_told(subject),
        key_points=points_made(subject),
    )


def subject_of(
    case: Case, outcome: Outcome, known: KnownPapers, judge: Judge, premises: Premises = PREMISES[QUOTED]
) -> Subject:
    """The outcome of a case as metrics see it, its sentences and key points judged.

    Raises:
        InputError: the case names a paper that the library does not have.
    """
    gold, also_ok = (ids_of(names, known.names, case) for names in (case.gold, case.also_ok))
    subject = Subject(case, gold, also_ok, outcome, known)
    if subject.answer is None:
        return subject
    return replace(
        subject,
        judged=judged_sentences(subject.answer, known, judge, premises),
        points=judged_points(case.key_points, subject.answer, [sentence.text for sentence in subject.said], judge),
    )
