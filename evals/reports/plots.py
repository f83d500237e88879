"""Which plots a report has: what became of each kind of case, verdicts, and how far confidence can be trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from evals.bootstrap import Array
from evals.metrics.risk import answers, curve
from evals.reports.charts import Axes, Bar, bars, line, scatter
from evals.reports.elements import Html, element, text
from evals.reports.ordering import FAILED
from evals.scores import CaseScores, Scores

TO_ANSWER = (("good", "answered"), ("part", "partial"), ("bad", "abstained"), ("worst", FAILED))
TO_ABSTAIN = (("good", "abstained"), ("part", "partial"), ("bad", "answered"), ("worst", FAILED))
VERDICTS = (
    ("good", "supported"),
    ("part", "partial"),
    ("bad", "unsupported"),
    ("worst", "contradicted"),
    ("none", "unchecked"),
)


def plots(scores: Scores) -> Html:
    """All plots for which the run has values."""
    panels = [_statuses(scores.cases), _verdicts(scores.cases), *_risk(scores.cases)]
    return element("section", {}, element("h2", {}, "Plots"), element("div", {"class": "plots"}, *panels))


def _panel(title: str, note: str, drawn: Html) -> Html:
    return element("figure", {"class": "panel"}, element("h3", {}, title), text("", note), drawn)


def _statuses(cases: Sequence[CaseScores]) -> Html:
    to_answer = _by_kind((case for case in cases if case.gold), TO_ANSWER, "")
    to_abstain = _by_kind((case for case in cases if not case.gold), TO_ABSTAIN, ", to abstain")
    note = "Green is what should happen: an answer, or abstaining where the library holds none."
    return _panel("Answered or abstained, by kind", note, bars([*to_answer, *to_abstain]))


def _by_kind(cases: Iterable[CaseScores], looks: Sequence[tuple[str, str]], suffix: str) -> list[Bar]:
    found: dict[str, list[str]] = {}
    for case in cases:
        found.setdefault(case.kind, []).append(case.status)
    return [_bar(kind.replace("_", " ") + suffix, statuses, looks) for kind, statuses in sorted(found.items())]


def _bar(label: str, things: Iterable[str], looks: Sequence[tuple[str, str]]) -> Bar:
    counts = Counter(things)
    known = [(look, name, counts.pop(name, 0)) for look, name in looks]
    return Bar(label, (*known, *(("none", name, count) for name, count in sorted(counts.items()))))


def _verdicts(cases: Sequence[CaseScores]) -> Html:
    sentences = [sentence for case in cases for sentence in case.judged]
    alone = [citation.alone.verdict for sentence in sentences for citation in sentence.citations]
    rows = [
        _bar("sentences, judge", (sentence.judged.verdict for sentence in sentences), VERDICTS),
        _bar("sentences, shown", (sentence.shown for sentence in sentences), VERDICTS),
        _bar("citations alone", alone, VERDICTS),
    ]
    note = "What the judge says of each sentence and citation, and what the reader was shown."
    return _panel("Verdicts", note, bars(rows))


def _risk(cases: Sequence[CaseScores]) -> tuple[Html, ...]:
    points = curve(cases)
    if not points:
        return ()
    last = points[-1]
    said = f"All {len(answers(cases)[0])} answers given: {last.risk:.3f} of them wrong."
    drawn = line([(point.coverage, point.risk) for point in points], Axes("coverage", "risk", f"Risk, {said}"))
    note = "Share of wrong answers when only the surest share of all answers is given; lower is better. "
    return (_panel("Risk and coverage", note + said, drawn), _calibration(cases))


def _calibration(cases: Sequence[CaseScores]) -> Html:
    confidences, wrong = answers(cases)
    points = binned(confidences, 1 - wrong)
    said = ", ".join(f"{right:.2f} of those near {confidence:.2f}" for confidence, right in points)
    drawn = scatter(points, Axes("confidence", "right", f"Share of right answers by confidence: {said}"))
    note = f"A dot is a fifth of the {len(wrong)} answers; where confidence is honest it lies on the dashed line."
    return _panel("Calibration of confidence", note, drawn)


def binned(confidences: Array, right: Array, bins: int = 5) -> tuple[tuple[float, float], ...]:
    """Mean confidence and share right of each fifth of the answers, the least confident first."""
    fifths = np.array_split(np.argsort(confidences, kind="stable"), min(bins, len(confidences)))
    return tuple((float(confidences[f].mean()), float(right[f].mean())) for f in fifths)
