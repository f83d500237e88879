"""The head of the page: what was run, what to know before believing it, how good the judge is, and the measures."""

from __future__ import annotations

from collections.abc import Sequence

from evals.metrics import abstention, citations, risk
from evals.metrics import facts as facts_told
from evals.reports.charts import whisker
from evals.reports.elements import Html, element, name, text
from evals.reports.groups import Group, grouped
from evals.reports.words import BETTER, NO_QUALITY, facts, interval, number, quality, warnings
from evals.scores import Definition, Measure, RunInfo, Scores

COLUMNS = ("name", "value", "plot", "n", "unscored", "meaning")
HEADS = ("Measure", "Value, 95% interval", "0 to 1", "Cases", "Unscored", "What it says")
HEADLINE = (
    risk.RIGHT,
    citations.CITES_GOLD,
    citations.RECALL,
    citations.PRECISION,
    facts_told.FACTS,
    abstention.REFUSED,
    abstention.MISSED,
)
"""What to look at first."""
QUALITY_HEADS = ("Labelled set", "Split", "Balanced accuracy", "AUROC", "Claims")


def head(scores: Scores) -> Html:
    """Name, facts, warnings and the judge."""
    pairs = [element("div", {}, element("dt", {}, fact), _said(value)) for fact, value in facts(scores)]
    return element(
        "header",
        {},
        element("h1", {"dir": "auto"}, f"Evaluation: {name(scores.info.name)}"),
        element("dl", {"class": "facts"}, *pairs),
        *(text("notice", words) for words in warnings(scores)),
        headline(scores),
        judge(scores.info),
    )


def headline(scores: Scores) -> Html:
    """The measures to look at first, large."""
    found = [(definition, scores.measure(definition.name)) for definition in HEADLINE]
    shown = [_big(definition, measure) for definition, measure in found if measure]
    return element("dl", {"class": "headline"}, *shown)


def _big(definition: Definition, measure: Measure) -> Html:
    between = element("span", {"class": "interval"}, interval(measure) or "no value")
    return element(
        "div",
        {},
        element("dt", {}, definition.name, element("span", {"class": "better"}, BETTER[definition.better])),
        element("dd", {}, number(measure.value), between),
    )


def _said(value: str) -> Html:
    return element("dd", {"dir": "auto"}, name(value))


def judge(info: RunInfo) -> Html:
    """How good the judge is against human labels, as far as that was measured."""
    asking = f", asking {name(info.judge_model)}," if info.judge_model else ""
    title = element("h2", {}, f"How good the judge “{name(info.judge)}”{asking} is")
    qualities = info.judge_quality
    if not qualities:
        return element("section", {}, title, text("soft", NO_QUALITY))
    rows = [element("tr", {}, *(element("td", {"class": "number"}, cell) for cell in quality(q))) for q in qualities]
    note = "Against human labels, on claims that it was not fitted on: 0.5 is a coin, 1 agrees with people always."
    return element("section", {}, title, text("soft", note), _table("", QUALITY_HEADS, rows))


def _table(css_class: str, heads: Sequence[str], rows: Sequence[Html]) -> Html:
    row = element("tr", {}, *(element("th", {"scope": "col"}, column) for column in heads))
    whole = element("table", {"class": css_class}, element("thead", {}, row), element("tbody", {}, *rows))
    return element("div", {"class": "scroll", "tabindex": "0", "role": "group", "aria-label": heads[0]}, whole)


def measures(scores: Scores) -> Html:
    """All measures in their groups, each with its interval as a number and drawn."""
    columns = element("colgroup", {}, *(element("col", {"class": f"c-{column}"}) for column in COLUMNS))
    row = element("tr", {}, *(element("th", {"scope": "col"}, column) for column in HEADS))
    bodies = [_group(group) for group in grouped(scores.measures)]
    table = element("table", {"class": "measures"}, columns, element("thead", {}, row), *bodies)
    return element("section", {}, element("h2", {}, "Measures"), table)


def _group(group: Group) -> Html:
    title = element("th", {"colspan": str(len(HEADS)), "scope": "rowgroup"}, group.name)
    rows = (_measure(definition, measure) for definition, measure in group.measures)
    return element("tbody", {}, element("tr", {"class": "group"}, title), *rows)


def _measure(definition: Definition, measure: Measure) -> Html:
    better = element("span", {"class": "better"}, BETTER[definition.better])
    between = element("span", {"class": "interval"}, interval(measure, definition.unit))
    source = element("span", {"class": "source"}, f" {definition.source}" if definition.source else "")
    return element(
        "tr",
        {},
        element("th", {"scope": "row"}, name(measure.name), better),
        element("td", {"class": "number value"}, number(measure.value, definition.unit), between),
        element("td", {"class": "plotted"}, _drawn(definition, measure)),
        element("td", {"class": "number counted", "data-label": HEADS[3]}, f"{measure.n:,}"),
        element("td", {"class": "number counted", "data-label": HEADS[4]}, f"{measure.unscored:,}"),
        element("td", {"class": "meaning"}, definition.meaning, source),
    )


def _drawn(definition: Definition, measure: Measure) -> Html | str:
    if definition.unit or measure.value is None or measure.low is None or measure.high is None:
        return ""
    return whisker(measure.value, measure.low, measure.high)
