"""The reports of a run: what they say, and that nothing in a paper or an answer becomes markup."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, Page, expect, sync_playwright

from assistant.errors import LitAssistError, UsageError
from assistant.escaping import visible
from assistant.records import Answer, Citation, Evidence, Paper, Passage
from evals.commands import report
from evals.metrics.definitions import DEFINITIONS
from evals.outcomes import Outcome
from evals.reports.cases import cases
from evals.reports.charts import Bar, bars, whisker
from evals.reports.elements import LONGEST, Html, element, joined, shortened, verbatim
from evals.reports.found import gold_found
from evals.reports.groups import grouped
from evals.reports.markdown import escaped, markdown, table
from evals.reports.ordering import badness, faults, shortfall, worst_first
from evals.reports.page import SCRIPT, STYLE, page
from evals.reports.plots import binned
from evals.reports.words import number
from evals.reports.write import HTML, MARKDOWN, write_reports
from evals.run_folder import SCORES, read_scores
from evals.scores import Measure, Scores
from tests.browser import CHROMIUM, DESK, FLAGS, PHONE
from tests.scored_runs import HOSTILE, INFO, case, good_run, hostile_run, scored

EMPTY = frozenset({"meta", "input", "br"})
ALLOWED = EMPTY | set(
    "html head title style body main script header section h1 h2 h3 p div dl dt dd table colgroup col thead tbody tr th td "
    "span svg line circle rect polyline text figure form label select option button output details summary blockquote ul li".split()
)


@dataclass
class Read(HTMLParser):
    """What a browser would make of a page: its elements with their attributes, and the text that it shows."""

    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    raw: dict[str, str] = field(default_factory=dict)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in {"style", "script"}:
            self.raw[self.open[-1]] = data
        else:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def read(html: str) -> Read:
    reader = Read()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


@pytest.mark.parametrize("scores", [good_run(), hostile_run(), scored([])], ids=["good", "hostile", "empty"])
def test_the_page_is_whole_and_made_of_harmless_elements_only(scores: Scores) -> None:
    found = read(page(scores))
    assert {tag for tag, _ in found.elements} <= ALLOWED
    assert [tag for tag, _ in found.elements].count("script") == 1
    names = {name for _, attributes in found.elements for name in attributes}
    assert not names & {"style", "src", "href", "srcset", "action", "formaction", "background"}
    assert [name for name in names if name.startswith("on")] == []


def test_the_page_shows_hostile_text_as_it_is() -> None:
    found = read(page(hostile_run()))
    for words in HOSTILE:
        assert visible(words[:LONGEST]) in found.text
    assert "\x1b" not in found.text


def test_the_policy_lets_in_this_style_and_this_script_and_nothing_else() -> None:
    found = read(page(hostile_run()))
    (policy,) = [m["content"] for m in found.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    hashes = {tag: b64encode(sha256(found.raw[tag].encode()).digest()).decode() for tag in ("style", "script")}
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashes['style']}'; script-src 'sha256-{hashes['script']}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_style_and_script_name_nothing_outside() -> None:
    for path in (STYLE, SCRIPT):
        assert re.findall(r"url\(|@import|https?:|innerHTML|\beval\b", path.read_text(encoding="utf-8")) == []


def test_the_page_says_what_was_run_and_how_sure_it_is() -> None:
    scores = replace(good_run(), info=replace(INFO, missing=("bee-90", "bee-91")))
    text = read(page(scores)).text
    for words in ("20 of 22 in bees.jsonl", "bee-90, bee-91", "1 case failed", "scifact", "0.780", "12 papers"):
        assert words in text
    for measure in scores.measures:
        assert DEFINITIONS[measure.name].meaning in text


def test_every_measure_has_its_interval_drawn_beside_it() -> None:
    scores = good_run()
    drawn = [svg["aria-label"] or "" for svg in read(page(scores)).all("svg") if svg["class"] == "whisker"]
    shares = [m for m in scores.measures if m.value is not None and not DEFINITIONS[m.name].unit]
    assert sorted(drawn) == sorted(f"{m.value:.3f}, 95% interval {m.low:.3f} to {m.high:.3f}" for m in shares)


def test_cases_stand_worst_first_and_can_be_filtered() -> None:
    scores = good_run()
    found = read(page(scores))
    shown = [d for d in found.all("details") if d.get("class") == "case"]
    assert len(shown) == len(scores.cases)
    assert shown[0]["data-status"] == "failed"
    assert {d["data-kind"] for d in shown} == {c.kind for c in scores.cases}
    options = {o["value"] for o in found.all("option")}
    assert {"near_miss", "why_how", "abstained", "even", "odd"} <= options


def test_values_of_a_case_have_their_units() -> None:
    shown = page(scored([case(1, {"seconds": 2.5, "prompt tokens": 1200.0, "of another version": 0.25})]))
    for value in ("2.5 s", "1,200 tokens", "0.250"):
        assert f"<dd>{value}</dd>" in shown


def test_key_points_stand_with_what_the_judge_says_of_them() -> None:
    points = (("It grows.", "supported"), ("It <b>shrinks</b>.", "partial"), ("It rests.", "unchecked"))
    text = " ".join(read(page(scored([case(1, {"key points": 0.5}, key_points=points)]))).text.split())
    for words in ("It grows. supported", "It <b>shrinks</b>. partial", "It rests. unchecked"):
        assert words in text


def test_of_a_long_run_the_page_has_the_worst_and_says_so() -> None:
    found = read(cases(good_run(), (), most=3).code)
    assert len([d for d in found.all("details") if d.get("class") == "case"]) == 3
    assert "Worst first: 3 of 20" in found.text


@pytest.mark.parametrize(
    ("name", "value", "lost"),
    [
        ("cites gold", 0.25, 0.75),
        ("wrong answers", 0.25, 0.25),
        ("seconds", 3.0, None),
        ("struck sentences", 1.0, None),
        ("cites gold", None, None),
    ],
)
def test_how_far_a_value_falls_short(name: str, value: float | None, lost: float | None) -> None:
    assert shortfall(DEFINITIONS[name], value) == lost


def test_the_order_weighs_groups_of_measures_alike() -> None:
    failed = case(1, {}, status="failed")
    one_group = case(2, {"cites gold": 0.0, "citation recall": 0.0, "nDCG@10 search": 1.0, "key facts": 1.0})
    two_groups = case(3, {"cites gold": 1.0, "citation recall": 1.0, "nDCG@10 search": 0.0, "key facts": 0.0})
    fine = case(4, {"cites gold": 1.0, "seconds": 90.0})
    nothing = case(5, {"cites gold": None})
    assert [badness(c) for c in (failed, one_group, two_groups, fine, nothing)] == [2.0, 1 / 3, 2 / 3, 0.0, 0.0]
    assert [c.id for c in worst_first([nothing, fine, one_group, two_groups, failed])] == [
        "bee-01",
        "bee-03",
        "bee-02",
        "bee-04",
        "bee-05",
    ]


def test_faults_are_the_worst_of_each_group() -> None:
    values = {"cites gold": 0.5, "citation recall": 0.0, "nDCG@10 search": 0.25, "key facts": 1.0, "seconds": 9.0}
    assert faults(case(1, values)) == (("citation recall", 0.0), ("nDCG@10 search", 0.25))


def paper(name: str) -> Paper:
    return Paper(id=f"id-{name}", title=name, abstract="Bees hum. Bees fly.")


def outcome(cited: str, found: tuple[str, ...]) -> Outcome:
    evidence = tuple(
        Evidence(n[:3], paper(n), Passage(f"{n}-0", f"id-{n}", "Bees hum.", 0, 9), 0.5) for n in (cited, *found)
    )
    citations = (Citation(1, paper(cited), "Bees hum.", 0, 9, verbatim=True),)
    return Outcome("bee-01", Answer("Q?", "Q?", "answered", "extractive", (), citations, evidence))


@pytest.mark.parametrize(
    ("gold", "known", "became"),
    [
        ("Hive Songs", True, "cited"),
        ("hive songs.", True, "cited"),
        ("id-Hive Songs", True, "cited"),
        ("Wax", True, "found as number 3, not cited"),
        ("Honey", True, "not found"),
        ("Honey", False, "not cited"),
        ("Hive Scales Reveal When Bees Swarm", False, "cited"),
    ],
)
def test_what_became_of_a_gold_paper(gold: str, known: bool, became: str) -> None:
    given = outcome("Hive Songs", ("Pollen", "Wax")) if known else None
    assert gold_found(case(1, {}, gold=(gold,)), given) == ((gold, became),)


def test_an_answer_that_abstained_found_its_nearest_papers() -> None:
    near = outcome("Wax", ()).answer
    assert near is not None
    given = Outcome("bee-01", replace(near, status="abstained", citations=(), evidence=(), nearest=near.evidence))
    absent = case(1, {}, gold=("Wax",), judged=())
    assert gold_found(absent, given) == (("Wax", "found as number 1, not cited"),)


def test_elements_escape_text_and_attributes_and_refuse_odd_names() -> None:
    made = element("p", {"title": 'a"b'}, "<i>", element("b", {}, "&"))
    assert made.code == '<p title="a&quot;b">&lt;i&gt;<b>&amp;</b></p>'
    assert joined(["<", Html("<br>")]) == Html("&lt;<br>")
    for name, attributes in (("p onclick=x", {}), ("p", {"a b": "c"})):
        with pytest.raises(ValueError, match="no name"):
            element(name, attributes)


@pytest.mark.parametrize("content", ["a</script>b", "<!-- a"])
def test_a_script_that_would_end_early_is_refused(content: str) -> None:
    with pytest.raises(ValueError, match="would end it"):
        verbatim("script", content)


def test_endless_text_is_cut_and_says_by_how_much() -> None:
    assert shortened("a" * (LONGEST + 7)) == "a" * LONGEST + " [… 7 characters more]"
    assert shortened("a" * LONGEST) == "a" * LONGEST


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (None, "", "–"),
        (0.12345, "", "0.123"),
        (0.5, "USD", "0.5000 USD"),
        (0.01234, "s", "0.0123 s"),
        (12_345.6, "tokens", "12,346 tokens"),
    ],
)
def test_numbers(value: float | None, unit: str, shown: str) -> None:
    assert number(value, unit) == shown


def test_a_bar_is_as_long_as_its_parts() -> None:
    drawn = read(bars([Bar("Hives", (("good", "full", 1), ("bad", "empty", 3), ("none", "lost", 0)))]).code)
    assert [(r["x"], r["width"], r["class"]) for r in drawn.all("rect")] == [
        ("0.00%", "25.00%", "fill-good"),
        ("25.00%", "75.00%", "fill-bad"),
    ]
    assert drawn.text == "Hives1 full, 3 empty"


def test_a_whisker_stays_on_its_axis() -> None:
    drawn = read(whisker(0.5, -0.25, 1.5).code)
    assert drawn.all("circle")[0]["cx"] == "50.00%"
    assert [(line["x1"], line["x2"]) for line in drawn.all("line") if line["class"] == "range"] == [
        ("0.00%", "100.00%")
    ]


def test_confidences_are_binned_into_fifths() -> None:
    found = binned(np.array([0.9, 0.1, 0.2, 0.8]), np.array([1.0, 0.0, 1.0, 1.0]), bins=2)
    assert [number for fifth in found for number in fifth] == pytest.approx([0.15, 0.5, 0.85, 1.0])


def rendered(text: str) -> str:
    return str(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))


@pytest.mark.parametrize(
    "words", [*HOSTILE, "1. no list", "a_b_c *d*", "# no head", "$x$ ~~y~~ http://x.org www.x.org a@b.org"]
)
def test_words_in_markdown_stay_words(words: str) -> None:
    html = rendered(f"before {escaped(words)} after")
    assert re.findall(r"<(\w+)", html) == ["p"]
    assert not re.search(r"(?<!\\)(?:https?://|www\.)|\w@\w", escaped(words))


def test_numbers_in_a_table_are_plain() -> None:
    assert table(("a", "b"), [("0.5", "1) x")]).splitlines()[-1] == "| 0.5 | 1\\) x |"
    assert escaped("1. x") != "1. x"


def test_markdown_tells_the_same_in_short() -> None:
    html = rendered(markdown(good_run()))
    assert html.count("<table>") == 1 + len(grouped(good_run().measures))
    assert "20 of 20 in bees.jsonl" in html
    assert "The worst 4 of 20 cases" in html
    assert html.index("What does hive 20 weigh?") < html.index("What does hive 5 weigh?")
    assert "ModelError: the model went away" in html


def test_hostile_titles_change_nothing_in_markdown() -> None:
    allowed = {"h1", "h2", "p", "ul", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "strong"}
    html = rendered(markdown(hostile_run()))
    assert set(re.findall(r"<(\w+)", html)) <= allowed
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    assert {len(re.findall(r"<t[hd]", row)) for row in rows} == {5, 6}


def test_three_files_are_written_and_made_again_from_the_scores(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scores = good_run()
    write_reports(scores, (), tmp_path)
    assert read_scores(tmp_path) == scores
    first = {name: (tmp_path / name).read_bytes() for name in (HTML, MARKDOWN, SCORES)}
    (tmp_path / HTML).write_text("gone", encoding="utf-8")
    assert report.COMMAND.run(report.COMMAND.parser().parse_args([str(tmp_path), "--json"])) == 0
    assert json.loads(capsys.readouterr().out) == {"written": [str(tmp_path / HTML), str(tmp_path / MARKDOWN)]}
    assert {name: (tmp_path / name).read_bytes() for name in first} == first


def test_a_folder_without_scores_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"scores\.json"):
        report.COMMAND.run(report.COMMAND.parser().parse_args([str(tmp_path)]))


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / HTML).mkdir()
    (tmp_path / HTML / "kept").touch()
    with pytest.raises(LitAssistError, match=r"report\.html cannot be written"):
        write_reports(good_run(), (), tmp_path)


def test_values_nobody_could_tell_are_counted() -> None:
    lone = scored([case(1, {"key facts": None})])
    assert lone.measures == (Measure("key facts", None, None, None, 0, 1),)
    assert "1 value could not be told" in read(page(lone)).text


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium at /usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


def opened(browser: Browser, path: Path, said: list[str], *, phone: bool = False, javascript: bool = True) -> Page:
    """The report in a tab that writes down all it complains of, asks for or pops up."""
    context = browser.new_context(viewport=PHONE if phone else DESK, java_script_enabled=javascript)
    tab = context.new_page()
    tab.on("console", lambda line: said.append(line.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("dialog", lambda dialog: said.append(dialog.message))
    tab.on("request", lambda request: said.append(request.url) if not request.url.startswith("file:") else None)
    tab.goto(path.as_uri())
    return tab


@pytest.mark.slow
def test_the_filter_shows_the_cases_that_fit(chromium: Browser, tmp_path: Path) -> None:
    write_reports(good_run(), (), tmp_path)
    said: list[str] = []
    tab = opened(chromium, tmp_path / HTML, said)
    shown = tab.locator("details.case:visible")
    expect(shown).to_have_count(20)
    tab.get_by_label("Kind").select_option("near_miss")
    expect(shown).to_have_count(4)
    expect(tab.locator("#count")).to_have_text("4 of 20 cases shown")
    tab.get_by_role("button", name="Clear").click()
    tab.get_by_label("Words").fill("HIVE 12")
    expect(shown).to_have_count(1)
    tab.get_by_label("Tag").select_option("odd")
    expect(shown).to_have_count(0)
    tab.get_by_role("button", name="Clear").click()
    tab.get_by_label("Status").select_option("failed")
    tab.get_by_role("button", name="Open all").press("Enter")
    expect(shown.get_by_text("ModelError: the model went away")).to_be_visible()
    tab.get_by_label("Status").focus()
    assert said == []


@pytest.mark.slow
@pytest.mark.parametrize("phone", [False, True])
def test_nothing_hostile_runs_and_nothing_overflows(chromium: Browser, tmp_path: Path, *, phone: bool) -> None:
    write_reports(hostile_run(), (), tmp_path)
    said: list[str] = []
    tab = opened(chromium, tmp_path / HTML, said, phone=phone)
    tab.get_by_role("button", name="Open all").click()
    tab.get_by_label("Kind").select_option(index=2)
    expect(tab.locator("details.case:visible")).to_have_count(1)
    tab.get_by_role("button", name="Clear").click()
    assert tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert tab.title().startswith("Evaluation: </script>")
    assert said == []


@pytest.mark.slow
def test_the_policy_stops_a_script_that_got_in(chromium: Browser, tmp_path: Path) -> None:
    page_with = page(good_run()).replace("<main>", "<main><script>document.title='owned'</script>", 1)
    (tmp_path / "bad.html").write_text(page_with, encoding="utf-8")
    said: list[str] = []
    tab = opened(chromium, tmp_path / "bad.html", said)
    assert tab.title() == "Evaluation: samples extractive"
    assert len(said) == 1
    assert "Content Security Policy" in said[0]


@pytest.mark.slow
def test_without_scripts_all_cases_can_be_read(chromium: Browser, tmp_path: Path) -> None:
    write_reports(good_run(), (), tmp_path)
    said: list[str] = []
    tab = opened(chromium, tmp_path / HTML, said, javascript=False)
    expect(tab.locator("details.case:visible")).to_have_count(20)
    expect(tab.locator("#filter")).to_be_hidden()
    tab.locator("details.case").nth(1).locator("> summary").click()
    expect(tab.get_by_text("Bees leave at noon.").first).to_be_visible()
