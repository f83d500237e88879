"""A report as one HTML file that needs nothing else and lets nothing else in."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from evals.outcomes import Outcome
from evals.reports.cases import cases
from evals.reports.elements import element, verbatim
from evals.reports.plots import plots
from evals.reports.summary import head, measures
from evals.scores import Scores

STYLE = Path(__file__).with_name("report.css")
SCRIPT = Path(__file__).with_name("report.js")


def page(scores: Scores, outcomes: Sequence[Outcome] = ()) -> str:
    """The whole file: all text of papers, questions and answers escaped, all but our style and script forbidden."""
    style, script = STYLE.read_text(encoding="utf-8"), SCRIPT.read_text(encoding="utf-8")
    top = element(
        "head",
        {},
        element("meta", {"charset": "utf-8"}),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": policy(style, script)}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"name": "referrer", "content": "no-referrer"}),
        element("title", {}, f"Evaluation: {scores.info.name}"),
        verbatim("style", style),
    )
    body = element("main", {}, head(scores), measures(scores), plots(scores), cases(scores, outcomes))
    whole = element("html", {"lang": "en"}, top, element("body", {}, body, verbatim("script", script)))
    return f"<!DOCTYPE html>\n{whole.code}\n"


def policy(style: str, script: str) -> str:
    """The content security policy: this style, this script, and nothing from anywhere."""
    return (
        f"default-src 'none'; style-src {_source(style)}; script-src {_source(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _source(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
