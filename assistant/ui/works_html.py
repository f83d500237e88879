"""A job on the library as HTML: how far it is, and what came of it, with everything that was refused."""

from __future__ import annotations

from assistant.ui.markup import act_html, plain, problem_html
from assistant.ui.works import Job
from ingest.report import LoadReport

SHOWN = 200
"""Refused records that are listed; all of them stand in a file of the library."""


def job_html(job: Job | None, owner: str | None) -> str:
    """The job that is under way, or the last one of this reader's."""
    if job is None or (job.ended and job.owner != owner):
        return ""
    if not job.ended:
        return _running(job, own=job.owner == owner)
    return f'<section class="la-job" data-ended="{job.number}"><h2>{plain(job.label)}</h2>{_outcome(job)}</section>'


def _running(job: Job, *, own: bool) -> str:
    head = plain(job.label) if own else f"Somebody else is at work: {plain(job.what)}"
    stop = f'<p class="la-acts">{act_html("halt", "Stop")}</p>' if own else ""
    return (
        f'<section class="la-job" data-running="{job.number}"><h2>{head}</h2><div class="la-progress">{_progress(job)}</div>'
        f"{stop}</section>"
    )


def _progress(job: Job) -> str:
    done, most = job.sentences or (job.read, job.most)
    bar = f' value="{min(done, most)}" max="{most}"' if most else ""
    facts = [f"{job.read:,} read", f"{job.stored:,} stored and embedded"]
    facts += [f"{job.refused:,} refused"] if job.refused else []
    if job.sentences:
        facts.append(f"sentences embedded for {done:,} of {most:,} papers")
    note = f'<p class="la-note">{plain(job.note)}</p>' if job.note else ""
    stopping = '<p class="la-note">Stopping; what was read is being put in.</p>' if job.stopping else ""
    return f'<progress aria-label="Progress"{bar}></progress><p>{" · ".join(facts)}</p>{note}{stopping}'


def _outcome(job: Job) -> str:
    if job.problem:
        return problem_html(job.problem)
    stopped = "Stopped; what was stored before stays. " if job.stopping else ""
    if not isinstance(job.result, LoadReport):
        return f'<p role="status">{stopped}{job.stored:,} papers were stored.</p>'
    report = job.result
    return f'<p role="status">{stopped}{_summary(report)}</p>{_refused(report)}'


def _summary(report: LoadReport) -> str:
    parts = [
        (report.added, "new"),
        (report.merged, "known already from elsewhere, now with this source too"),
        (report.updated, "brought up to date"),
        (report.unchanged, "unchanged"),
        (report.rejected, "refused"),
    ]
    told = ", ".join(f"{n:,} {words}" for n, words in parts if n) or "nothing was in"
    papers = "one paper" if report.papers == 1 else f"{report.papers:,} papers"
    return f"{told[0].upper()}{told[1:]}. The library holds {papers}."


def _refused(report: LoadReport) -> str:
    if not report.rejects:
        return ""
    rows = "".join(
        f'<tr><td dir="auto">{plain(reject.file)}</td><td>{reject.line or "–"}</td><td dir="auto">{plain(reject.reason)}</td></tr>'
        for reject in report.rejects[:SHOWN]
    )
    rest = report.rejected - min(SHOWN, len(report.rejects))
    more = (
        f'<p class="la-note">and {rest:,} more; rejects.jsonl in the library’s folder has them all</p>' if rest else ""
    )
    return (
        '<table class="la-rejects"><caption>Refused</caption><thead><tr><th scope="col">File</th><th scope="col">Line</th>'
        f'<th scope="col">Why</th></tr></thead><tbody>{rows}</tbody></table>{more}'
    )
