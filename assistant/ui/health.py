"""Is the library right? What the doctor found as HTML, with what to do."""

from __future__ import annotations

from assistant.ui.markup import plain, problem_html
from assistant.ui.works import Job
from ingest.doctor import Finding, Health

MEND = "python -m ingest doctor --fix"
SENTENCES = "papers without sentence vectors"
ASK = '<p class="la-acts"><button type="button" class="la-act la-button" value="check">{}</button></p>'


def health_html(job: Job | None, owner: str | None) -> str:
    """What the last check found, or that one is under way, and the button that begins one."""
    if job is None or (job.ended and job.owner != owner):
        return ASK.format("Check the library")
    if not job.ended:
        return (
            f'<section class="la-job" data-running="{job.number}"><div class="la-progress"><progress aria-label="Progress">'
            "</progress><p>Looking at every row and vector. A large library takes minutes.</p></div></section>"
        )
    if job.problem:
        return problem_html(job.problem) + ASK.format("Check again")
    return (_found(job.result) if isinstance(job.result, Health) else "") + ASK.format("Check again")


def _found(health: Health) -> str:
    looked = f"{health.papers:,} papers in {health.rows:,} rows were looked at"
    if not health.findings:
        return f'<p class="la-well" role="status">All is well: {looked}, and nothing is wrong.</p>'
    rows = "".join(_finding(finding) for finding in health.findings)
    return (
        f'<p role="status">{looked}. This is not as it should be:</p><ul class="la-findings">{rows}</ul>'
        f"<p>To mend it, run <code>{MEND}</code> in a terminal, with this library; the page can stay open meanwhile.</p>"
    )


def _finding(finding: Finding) -> str:
    such = ", ".join(plain(example) for example in finding.examples)
    note = " Search works without these; adding papers computes them." if finding.check == SENTENCES else ""
    return f'<li><strong>{finding.count:,}</strong> {plain(finding.check)}.{note} <span class="la-note">Such as {such}</span></li>'
