"""The cases of a report: question, what was answered, the judge's verdicts and the evidence side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from assistant.records import STRUCK
from evals.metrics.definitions import DEFINITIONS
from evals.outcomes import Outcome
from evals.reports.elements import Html, element, joined, name, shortened, text
from evals.reports.found import gold_found
from evals.reports.ordering import FAILED, faults, worst_first
from evals.reports.words import number
from evals.scores import CaseScores, JudgedCitation, JudgedSentence, Scores

SHOWN = 1_000
"""Cases on the page; of a larger run the worst."""
FAULTS = 4
"""Measures named beside a question."""
LOOKS: Mapping[str, str] = {
    "supported": "good",
    "partial": "part",
    "unsupported": "bad",
    "contradicted": "bad",
    FAILED: "bad",
}


def cases(scores: Scores, outcomes: Iterable[Outcome], most: int = SHOWN) -> Html:
    """The filter and the cases, worst first; of more than `most` the worst."""
    ordered = worst_first(scores.cases)[:most]
    kept = {outcome.case: outcome for outcome in outcomes}
    note = f"Worst first: {len(ordered):,} of {len(scores.cases):,}. All of them are in scores.json."
    return element(
        "section",
        {},
        element("h2", {}, "Cases"),
        text("soft", note),
        _filter(ordered),
        *(one_case(case, kept.get(case.id)) for case in ordered),
    )


def _filter(shown: Sequence[CaseScores]) -> Html:
    button = {"type": "button"}
    return element(
        "form",
        {"class": "filter", "id": "filter", "hidden": "", "aria-label": "Filter the cases"},
        _choice("Kind", "kind", (case.kind for case in shown)),
        _choice("Status", "status", (case.status for case in shown)),
        _choice("Tag", "tag", (tag for case in shown for tag in case.tags)),
        element("label", {"class": "wide"}, "Words", element("input", {"type": "search", "name": "words"})),
        element("button", {"type": "reset"}, "Clear"),
        element("button", button | {"id": "open-all"}, "Open all"),
        element("button", button | {"id": "close-all"}, "Close all"),
        element("output", {"id": "count", "aria-live": "polite"}),
    )


def _choice(label: str, field: str, values: Iterable[str]) -> Html:
    options = [element("option", {"value": value}, name(value)) for value in sorted(set(values))]
    return element(
        "label", {}, label, element("select", {"name": field}, element("option", {"value": ""}, "all"), *options)
    )


def one_case(case: CaseScores, outcome: Outcome | None = None) -> Html:
    """A case to be opened: what was answered, what was cited and judged, and what should have been found."""
    facts = {"data-kind": case.kind, "data-status": case.status, "data-tags": "\n".join(case.tags)}
    summary = element(
        "summary", {}, element("h3", {"dir": "auto"}, shortened(case.question) or "(no question)"), _under(case)
    )
    inside = element("div", {"class": "inside"}, _answer(case), _lists(case, outcome), _details(case, outcome))
    return element("details", {"class": "case", **facts}, summary, inside)


def _under(case: CaseScores) -> Html:
    badges = [_badge(case.status, LOOKS.get(case.status, "")), _badge(case.kind), _badge(case.id)]
    badges += [_badge(tag) for tag in case.tags]
    badges += [_badge(f"{measure} {number(value)}", "bad") for measure, value in faults(case)[:FAULTS]]
    return element("div", {"class": "under"}, *badges)


def _badge(words: str, look: str = "") -> Html:
    return element("span", {"class": f"badge {look}".strip()}, name(words))


def _answer(case: CaseScores) -> Html:
    if case.error:
        return text("notice", case.error)
    if case.judged:
        return element("div", {"class": "pairs"}, *(_pair(sentence) for sentence in case.judged))
    return text("", case.text) if case.text else text("soft", "It gave no answer.")


def _pair(sentence: JudgedSentence) -> Html:
    struck = " struck" if sentence.shown in STRUCK else ""
    left = element(
        "div",
        {},
        text(f"said{struck}", sentence.text or "(an empty sentence)"),
        _verdict("judge", sentence.judged.verdict, sentence.judged.support),
        " ",
        _verdict("shown", sentence.shown, None),
        text("reason", sentence.judged.reason),
    )
    cited = [_evidence(citation) for citation in sentence.citations] or [text("soft", "It cites nothing.")]
    return element("div", {"class": "pair"}, left, element("div", {}, *cited))


def _verdict(who: str, verdict: str, support: float | None) -> Html:
    sure = "" if support is None else f", {number(support)}"
    return _badge(f"{who}: {verdict}{sure}", LOOKS.get(verdict, ""))


def _evidence(citation: JudgedCitation) -> Html:
    alone = citation.alone
    wider = citation.premise.strip() not in ("", citation.quote.strip())
    premise = element("details", {}, element("summary", {}, "What was judged"), text("", citation.premise))
    return element(
        "div",
        {"class": "evidence"},
        element("div", {"class": "title", "dir": "auto"}, f"[{citation.number}] {name(citation.title)}"),
        element("blockquote", {"dir": "auto"}, shortened(citation.quote) or "(nothing quoted)"),
        _verdict("alone", alone.verdict, alone.support),
        joined([" ", _badge("adds nothing", "part")]) if citation.relevant is False else "",
        text("reason", alone.reason) if alone.reason else "",
        premise if wider else "",
    )


def _lists(case: CaseScores, outcome: Outcome | None) -> Html:
    gold = [(title, found, "good" if found == "cited" else "bad") for title, found in gold_found(case, outcome)]
    key_facts = [(f, "found" if there else "missing", "good" if there else "bad") for f, there in case.key_facts]
    return element(
        "div",
        {"class": "lists"},
        _list("Gold papers", gold) if gold else text("soft", "No paper answers this: it should abstain."),
        _list("Key facts", key_facts),
        _list("Key points", [(point, verdict, LOOKS.get(verdict, "")) for point, verdict in case.key_points]),
        _list("Shown as nearest", [(title, "", "") for title in case.nearest]),
    )


def _list(title: str, rows: Sequence[tuple[str, str, str]]) -> Html | str:
    if not rows:
        return ""
    lines = [
        element("li", {"dir": "auto"}, name(words), " ", _badge(mark, look) if mark else "")
        for words, mark, look in rows
    ]
    return element("div", {}, element("h3", {}, title), element("ul", {}, *lines))


def _details(case: CaseScores, outcome: Outcome | None) -> Html:
    pairs = [
        element("div", {}, element("dt", {}, name(measure)), element("dd", {}, number(value, _unit(measure))))
        for measure, value in case.values
    ]
    notices = outcome.answer.notices if outcome and outcome.answer else ()
    return element(
        "details",
        {"class": "more"},
        element("summary", {}, "All values"),
        element("dl", {"class": "values"}, *pairs),
        *(text("reason", notice) for notice in notices),
    )


def _unit(measure: str) -> str:
    """The unit of a measure; one that this version does not know has none."""
    return DEFINITIONS[measure].unit if measure in DEFINITIONS else ""
