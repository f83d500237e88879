"""Runs as HTML: the list of them, and one run's measures with their intervals and its cases, worst first."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.ui.eval_runs import Found
from assistant.ui.markup import act_html, plain
from evals.reports.cases import one_case
from evals.reports.ordering import FAILED, faults, worst_first
from evals.reports.summary import headline, judge, measures
from evals.reports.words import facts, warnings
from evals.scores import RunInfo, Scores

CASES = 20
"""Cases on the page at a time."""

LONGEST = 200
"""Characters of one value in the list."""

NONE_YET = (
    '<div class="la-teach"><h3>No run yet</h3><p>A run answers questions whose answers are known, and measures what is '
    "found, cited and right. Make one in the folder where this page was started:</p>"
    "<pre><code>.venv/bin/python -m evals run</code></pre>"
    "<p>It writes to {folder}, and appears here. Without a name it is about the sample library; "
    "<code>--library</code> names another. A second run can be compared with the first.</p>"
    '<p class="la-acts"><button type="button" class="la-act" value="runs">Look again</button></p></div>'
)


def none_html(folder: str) -> str:
    """What stands where there is no run; `folder` says in words where they are looked for."""
    return NONE_YET.replace("{folder}", plain(folder))


def runs_html(runs: Sequence[Found], shown: str) -> str:
    """The list of runs; the one that is shown is marked, and every other can be compared with it."""
    rows = "".join(_run(run, shown) for run in runs)
    return (
        '<div class="la-runs"><div class="la-runs-head"><h2>Runs</h2><button type="button" class="la-act" value="runs">'
        f'Look again</button></div><ul class="la-run-list">{rows}</ul></div>'
    )


def _run(run: Found, shown: str) -> str:
    current = run.name == shown
    acts = "" if current or not run.done else act_html(f"run {run.name}", "Show")
    if shown and run.done and not current:
        acts += act_html(f"against {run.name}", "Compare with the one shown")
    told = _told(run.info) if run.info else plain(run.problem[: 2 * LONGEST])
    here = ' aria-current="true"' if current else ""
    state = "" if run.done or not run.info else '<p class="la-note">Not finished.</p>'
    return (
        f'<li class="la-run{" la-current" if current else ""}"{here}>'
        f'<h3 dir="auto">{plain(run.name)}</h3><p class="la-meta" dir="auto">{told}</p>{state}'
        f'<p class="la-acts">{acts}</p></li>'
    )


def _told(info: RunInfo) -> str:
    started = info.started.replace("T", " ")[:16]
    by = info.mode if info.system == "assistant" else info.system
    written = f", {info.model}" if info.model else ""
    parts = (f"{started} UTC", f"{by}{written}", info.cases, f"judge {info.judge or 'none'}")
    return " · ".join(plain(part[:LONGEST]) for part in parts)


def report_html(scores: Scores, page: int) -> str:
    """One run: what was run, what to know first, the measures, and a page of its cases (from 0)."""
    pairs = "".join(f'<div><dt>{plain(k)}</dt><dd dir="auto">{plain(v[:LONGEST])}</dd></div>' for k, v in facts(scores))
    told = "".join(f'<p class="la-notice">{plain(words)}</p>' for words in warnings(scores))
    return (
        f'<section class="la-report"><h2 dir="auto">{plain(scores.info.name)}</h2><dl class="facts">{pairs}</dl>{told}'
        f"{headline(scores).code}{measures(scores).code}{judge(scores.info).code}{_cases(scores, page)}</section>"
    )


def _cases(scores: Scores, page: int) -> str:
    """The cases that fell short or failed, then all others: a page of them."""
    ordered = worst_first(scores.cases)
    short = sum(case.status == FAILED or bool(faults(case)) for case in ordered)
    pages = max(1, -(-len(ordered) // CASES))
    at = min(max(page, 0), pages - 1)
    rows = "".join(one_case(case).code for case in ordered[at * CASES : (at + 1) * CASES])
    turns = act_html(f"cases {at - 1}", "Worse cases") if at else ""
    turns += act_html(f"cases {at + 1}", "Better cases") if at + 1 < pages else ""
    return (
        f'<section id="la-cases" tabindex="-1"><h2>Cases</h2><p class="la-note">Worst first; {short:,} of {len(ordered):,} '
        f'fell short in some measure. Page {at + 1} of {pages}.</p>{rows}<p class="la-acts">{turns}</p></section>'
    )
