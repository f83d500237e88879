"""Cards, answers and the header as HTML; forty hostile strings stay text wherever they are shown."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from assistant import Overview
from assistant.chats import Card, Listing
from assistant.explaining import Explanation, Match, Nearest
from assistant.records import (
    Answer,
    Citation,
    Evidence,
    Filters,
    Paper,
    Passage,
    Scores,
    Sentence,
    Step,
)
from assistant.ui.answers import Draft, draft_html, failure_html, turn_html
from assistant.ui.cards import source_cards
from assistant.ui.conditions import chips_html
from assistant.ui.header import header_html, small_print
from assistant.ui.markup import plain
from assistant.ui.questions import suggested
from assistant.ui.side import side_html
from assistant.ui.steps import Begun
from assistant.ui.welcome import welcome_html
from assistant.ui.why import likes_html, matches_html, why_html
from tests.hostile import FORTY
from tests.test_ui_markup import paper, read

ALLOWED = frozenset(
    {
        "section",
        "div",
        "h2",
        "h3",
        "p",
        "span",
        "a",
        "s",
        "ul",
        "li",
        "aside",
        "article",
        "mark",
        "em",
        "strong",
        "button",
        "details",
        "summary",
        "ol",
        "pre",
        "h4",
        "table",
        "tbody",
        "tr",
        "th",
        "td",
    }
)


def cited(*quotes: tuple[int, int], of: Paper | None = None) -> tuple[Citation, ...]:
    source = of or paper()
    return tuple(Citation(1, source, source.abstract[a:b], a, b, verbatim=True) for a, b in quotes)


def answered(*sentences: Sentence, citations: tuple[Citation, ...] = (), **changes: Any) -> Answer:
    blank = Answer("Can bees count?", "Can bees count?", "answered", "llm", sentences=sentences, citations=citations)
    return replace(blank, **changes)


def unset(html: str) -> str:
    """The HTML without the spans of formulas, and with the dollars and brackets that they stand for."""
    return re.sub(r'<span class="la-tex">(.*?)</span>', lambda tex: f"${tex[1]}$", html)


@pytest.mark.parametrize("hostile", FORTY)
def test_nothing_untrusted_becomes_markup(hostile: str) -> None:
    bad = paper(title=hostile, abstract=hostile, authors=(hostile,), venue=hostile, url=hostile, doi=hostile, year=2024)
    citations = (
        Citation(1, bad, hostile, 0, len(hostile), verbatim=True),
        Citation(1, bad, hostile, 0, 0, verbatim=False),
    )
    sentences = (Sentence(hostile, (0, 1), "contradicted", hostile), Sentence(hostile, (), "unchecked", hostile))
    evidence = (Evidence("k", bad, Passage("k", "p1", hostile, 0, len(hostile)), 1.0),)
    full = answered(
        *sentences, citations=citations, missing=(hostile,), notices=(hostile,), model=hostile, evidence=evidence
    )
    nothing = answered(status="abstained", nearest=evidence)
    draft = Draft(hostile, (Begun(Step(hostile, hostile), 1.0),), hostile)
    pieces = [turn_html(hostile, full, "turn-1", (hostile,)), turn_html(hostile, nothing, "turn-1")]
    pieces += [draft_html(draft, "turn-1", 2.0), failure_html(hostile, hostile, "turn-1", hostile)]
    pieces += [welcome_html([hostile]), side_html(Listing((Card("c", hostile, hostile, hostile),)), "c")]
    pieces += [chips_html(Filters(authors=(hostile,), paper_ids=("p1",)), {"p1": hostile})]
    match, near = Match(hostile, (hostile,), in_title=True, bm25=1.0), Nearest(hostile, 0, 1, 0.5)
    why = Explanation(bad, Scores(0.1, 0.2, 0.3, 0.4), (match,), (hostile,), near)
    pieces += [why_html(why), likes_html(evidence, (why,)), matches_html(evidence)]
    for html in pieces:
        seen = read(html)
        assert {tag for tag, _ in seen.elements} <= ALLOWED
        for _, attributes in seen.elements:
            assert not [name for name in attributes if name.startswith("on") or name in {"style", "src", "srcset"}]
            href = attributes.get("href") or "#"
            assert href.startswith(("#", "https://doi.org/"))
        assert "\u202e" not in html
        assert "\x1b" not in html
        assert plain(hostile) in unset(html)


@pytest.mark.parametrize(("mark", "told"), [(7.684, True), (0.0, True), (None, False)])
def test_the_page_gives_the_mark_of_the_ranker_where_it_read(mark: float | None, told: bool) -> None:
    seen = read(why_html(Explanation(paper(), Scores(0.1, 0.2, 0.3, mark), (), (), None)))
    assert ("Read together" in seen.text) is told
    assert (f"{mark or 0:.2f}by the ranker" in seen.text.replace("\n", "")) is told


def test_a_source_card_says_what_is_known() -> None:
    source = paper(
        authors=("Ada Bee", "Ben Wax", "Cy Hive", "Di Comb"),
        n_authors=6,
        year=2021,
        date_inferred=True,
        venue="Journal of Bees",
        arxiv_id="2101.00001",
        is_digest=True,
    )
    seen = read(source_cards(answered(citations=cited((0, 19), of=source)), "a3"))
    for words in (
        "Counting in bees",
        "Ada Bee, Ben Wax, Cy Hive and 3 more",
        "2021",
        "year inferred",
        "digest",
        "Journal of Bees",
    ):
        assert words in seen.text
    (card,) = seen.having("la-card")
    assert card["id"] == "a3-c1"


@pytest.mark.parametrize(("count", "words"), [(1, "1 author"), (7, "7 authors"), (None, "")])
def test_authors_may_be_a_mere_count(count: int | None, words: str) -> None:
    seen = read(source_cards(answered(citations=cited((0, 19), of=paper(n_authors=count))), "a1"))
    assert words in seen.text
    assert ("author" in seen.text) is bool(words)


def test_two_quotes_of_a_paper_share_its_card() -> None:
    answer = answered(Sentence("Bees count.", (0, 1), "supported"), citations=cited((0, 19), (20, 43)))
    seen = read(turn_html("?", answer, "a2"))
    assert len(seen.having("la-card")) == 1
    (chip,) = seen.having("la-chip")
    assert (chip["href"], chip["id"], chip["class"]) == ("#a2-c1", "a2-s0-1", "la-chip la-on-0 la-on-1")
    assert set(chip) == {"class", "id", "href", "title", "role", "tabindex"}
    assert len(seen.having("la-q0")) == len(seen.having("la-q1")) == 1


def test_a_citation_that_is_not_word_for_word_is_not_marked_but_said() -> None:
    loose = (Citation(1, paper(), "bees can count", 0, 0, verbatim=False),)
    seen = read(source_cards(answered(citations=loose), "a1"))
    assert not seen.having("la-quote")
    assert len(seen.having("la-loose")) == 1
    assert "bees can count" in seen.text


@pytest.mark.parametrize(
    ("held", "model", "said"),
    [
        (Overview(406, 0, (2013, 2025), ()), "m", ["406 papers, 2013–2025", "A language model writes the answers"]),
        (Overview(1, 0, (2020, 2020), ()), None, ["1 paper, 2020", "No language model"]),
        (Overview(1200, 0, (None, None), ()), None, ["1,200 papers", "No language model is configured"]),
        (Overview(10, 10, (2013, 2025), ()), None, ["No language model", "These are digests written for this demo"]),
        (Overview(10, 3, (2013, 2025), ()), None, ["No language model", "3 of these papers are digests"]),
    ],
)
def test_the_header_is_honest(held: Overview, model: str | None, said: list[str]) -> None:
    seen = read(header_html(held) + small_print(held, model))
    assert all(words in seen.text for words in said)


def test_questions_come_from_titles_that_name_something() -> None:
    titles = [
        "BeeNet: Counting hives",
        "A survey: of bees",
        "lowercase: no",
        "Honey",
        "WaxLM: Models of wax",
        "BeeNet: Again",
    ]
    papers = tuple(paper(id=str(i), title=title) for i, title in enumerate(titles))
    assert suggested(papers) == ("What does BeeNet propose?", "How does WaxLM work?")
    assert suggested(()) == ()
