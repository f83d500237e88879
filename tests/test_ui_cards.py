"""Cards, answers and the header as HTML; hostile text stays text wherever it is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant import Overview
from assistant.records import Answer, Citation, Evidence, Paper, Passage, Sentence, Step, Verdict
from assistant.ui.answers import Draft, draft_html, failure_html, turn_html
from assistant.ui.cards import nearest_cards, source_cards
from assistant.ui.header import header_html
from assistant.ui.markup import plain
from assistant.ui.questions import suggested
from tests.test_ui_markup import ABSTRACT, paper, read

HOSTILE = (
    "<script>alert(1)</script>",
    '<img src="http://evil.example/x.png" onerror="alert(1)">',
    '"><svg onload=alert(1)>',
    "![x](http://evil.example/x.png)",
    "[click](javascript:alert(1))",
    "</p></article></section><form action='http://evil.example'><input>",
    "<style>body{display:none}</style>",
    "<b>unmatched <i>tags",
    "\u202egnp.exe \u2066x",
    "\x1b[31mred\x07",
    "$$\\href{javascript:alert(1)}{x}$$",
    "&lt;script&gt; &amp; {{value}} ${value}",
    "W" * 500,
)

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
    }
)


def cited(*quotes: tuple[int, int], of: Paper | None = None) -> tuple[Citation, ...]:
    source = of or paper()
    return tuple(Citation(1, source, source.abstract[a:b], a, b, verbatim=True) for a, b in quotes)


def answered(*sentences: Sentence, citations: tuple[Citation, ...] = (), **changes: Any) -> Answer:
    blank = Answer("Can bees count?", "Can bees count?", "answered", "llm", sentences=sentences, citations=citations)
    return replace(blank, **changes)


@pytest.mark.parametrize("hostile", HOSTILE)
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
    draft = Draft(hostile, (Step(hostile, hostile),), hostile)
    pieces = [turn_html(hostile, full, "a1"), turn_html(hostile, nothing, "a1")]
    pieces += [draft_html(draft, "a1"), failure_html(hostile, hostile, "a1", hostile)]
    for html in pieces:
        seen = read(html)
        assert {tag for tag, _ in seen.elements} <= ALLOWED
        for _, attributes in seen.elements:
            assert not [name for name in attributes if name.startswith("on") or name in {"style", "src", "srcset"}]
            href = attributes.get("href") or "#"
            assert href.startswith(("#", "https://doi.org/"))
        assert "\u202e" not in html
        assert "\x1b" not in html
        assert plain(hostile) in html


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
    assert (chip["href"], chip["data-quotes"]) == ("#a2-c1", "0 1")
    assert len(seen.having("la-q0")) == len(seen.having("la-q1")) == 1


def test_a_citation_that_is_not_word_for_word_is_not_marked_but_said() -> None:
    loose = (Citation(1, paper(), "bees can count", 0, 0, verbatim=False),)
    seen = read(source_cards(answered(citations=loose), "a1"))
    assert not seen.having("la-quote")
    assert len(seen.having("la-loose")) == 1
    assert "bees can count" in seen.text


@pytest.mark.parametrize(
    ("verdict", "struck", "marked_so"),
    [
        ("supported", False, False),
        ("partial", False, True),
        ("unsupported", True, True),
        ("contradicted", True, True),
        ("unchecked", False, True),
    ],
)
def test_a_verdict_shows(verdict: Verdict, *, struck: bool, marked_so: bool) -> None:
    seen = read(turn_html("?", answered(Sentence("Bees count to four.", (), verdict, "because")), "a1"))
    assert any(tag == "s" for tag, _ in seen.elements) is struck
    assert bool(seen.having("la-verdict")) is marked_so
    assert [a["title"] for a in seen.having("la-verdict")] == (["because"] if marked_so else [])
    assert "Bees count to four." in seen.text


def test_ids_of_two_turns_never_meet() -> None:
    answer = answered(Sentence("Bees count.", (0,), "supported"), citations=cited((0, 19)))
    ids = [
        attrs["id"]
        for _, attrs in read(turn_html("?", answer, "a1") + turn_html("?", answer, "a2")).elements
        if "id" in attrs
    ]
    assert len(ids) == len(set(ids))


def test_an_abstention_shows_the_closest_papers_as_no_evidence() -> None:
    found = Evidence("k", paper(), Passage("k", "p1", ABSTRACT, 0, 10), 1.0)
    seen = read(turn_html("?", answered(status="abstained", nearest=(found,)), "a1"))
    assert "The library does not answer this." in seen.text
    assert "not evidence" in seen.text
    assert not seen.having("la-chip")
    assert not seen.having("la-quote")
    assert len(read(nearest_cards((found, found), "a1")).having("la-near")) == 2


def test_a_partial_answer_says_what_is_missing() -> None:
    seen = read(turn_html("?", answered(Sentence("Bees count."), status="partial", missing=("wasps",)), "a1"))
    assert "Not covered by the library:wasps" in seen.text


def test_a_number_still_streaming_leads_nowhere() -> None:
    seen = read(draft_html(Draft("?", (Step("write", "writing"),), "Bees count [1] <b>"), "a1"))
    assert not [tag for tag, _ in seen.elements if tag == "a"]
    assert len(seen.having("la-pending")) == 1
    assert "Writing" in seen.text


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
    seen = read(header_html(held, model))
    assert all(words in seen.text for words in said)
    assert len(seen.having("la-banner")) == 1 + bool(held.n_digests)


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
