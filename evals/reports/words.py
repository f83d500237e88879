"""What a report says of a run, as plain text: shared by the page and by Markdown."""

from __future__ import annotations

from evals.premises import QUOTED
from evals.reports.ordering import FAILED
from evals.run_setup import ANSWERS
from evals.scores import Definition, JudgeQuality, Measure, RunInfo, Scores

BETTER = {"higher": "higher is better", "lower": "lower is better", "neither": ""}
NO_QUALITY = "How good this judge is has not been measured."


def number(value: float | None, unit: str = "") -> str:
    """A value as a report prints it; a dash for none."""
    if value is None:
        return "–"
    if unit in ("", "USD"):
        return f"{value:.3f}" if not unit else f"{value:.4f} USD"
    return f"{value:,.0f} {unit}" if abs(value) >= 100 else f"{value:.3g} {unit}"


def interval(measure: Measure, unit: str = "") -> str:
    """The 95% interval, or nothing where there is none."""
    if measure.low is None or measure.high is None:
        return ""
    low, high = (number(end, unit).removesuffix(f" {unit}") for end in (measure.low, measure.high))
    return f"{low} to {high}"


def meaning(definition: Definition) -> str:
    """What a measure says, and which way is better."""
    return "; ".join(part for part in (definition.meaning, BETTER[definition.better]) if part)


def facts(scores: Scores) -> tuple[tuple[str, str], ...]:
    """What was run, as (name, value)."""
    info = scores.info
    return (
        ("Started", info.started.replace("T", " ").replace("+00:00", " UTC")),
        ("Answers", f"{info.mode}{_by(info.system)}, {f'written by {info.model}' if info.model else 'no model'}"),
        (
            "Cases",
            f"{len(scores.cases)} of {len(scores.cases) + len(info.missing)} in {info.cases} ({info.cases_digest})",
        ),
        ("Library", f"{info.library_papers:,} papers, {info.fingerprint}"),
        ("Judge", judge_of(info)),
        ("Version", info.version),
    )


def judge_of(info: RunInfo) -> str:
    """Which judge, the model that it asks, if any, and what it held sentences against."""
    asking = f", asking {info.judge_model}" if info.judge_model else ""
    return f"{info.judge}{asking}, against the {'sentences quoted' if info.premise == QUOTED else 'abstracts cited'}"


def _by(system: str) -> str:
    return ", made elsewhere" if system == ANSWERS else f" by {system}"


def quality(judge: JudgeQuality) -> tuple[str, ...]:
    """One labelled set's row: set, split, balanced accuracy, AUROC, claims."""
    return (
        judge.dataset,
        judge.split,
        number(judge.balanced_accuracy),
        number(judge.auroc),
        f"{judge.n:,}",
    )


def warnings(scores: Scores) -> tuple[str, ...]:
    """What a reader must know before believing the numbers."""
    failed = sum(case.status == FAILED for case in scores.cases)
    unscored = sum(measure.unscored for measure in scores.measures)
    missing = scores.info.missing
    said = (
        (missing, f"{_count(len(missing), 'case')} without an answer yet, counted nowhere: {_some(missing)}."),
        (failed, f"{_count(failed, 'case')} failed; the errors stand in the list of cases."),
        (unscored, f"{_count(unscored, 'value')} could not be told, and are counted neither as right nor as wrong."),
    )
    return tuple(words for found, words in said if found)


def _some(names: tuple[str, ...], most: int = 10) -> str:
    shown = [name if len(name) <= 40 else f"{name[:40]}…" for name in names[:most]]
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(shown) + more


def _count(n: int, thing: str) -> str:
    return f"{n:,} {thing}" if n == 1 else f"{n:,} {thing}s"
