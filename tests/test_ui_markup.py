"""Untrusted text as HTML: what is escaped, linked and marked, read back with Python's own parser."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any

import pytest

from assistant.records import Paper
from assistant.ui.markup import paper_link, paper_links, plain, safe_link
from assistant.ui.quotes import MAX_CONTEXT, marked

ABSTRACT = "Bees count to four. They do so in the dark. Nobody had asked them."


@dataclass
class Read(HTMLParser):
    """What a browser would make of a piece of HTML: its elements, and the text they show."""

    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    text: str = ""
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def having(self, css_class: str) -> list[dict[str, str | None]]:
        return [attrs for _, attrs in self.elements if css_class in (attrs.get("class") or "").split()]


def read(html: str) -> Read:
    reader = Read()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def paper(**changes: Any) -> Paper:
    return replace(Paper(id="p1", title="Counting in bees", abstract=ABSTRACT), **changes)


def marks(html: str) -> list[tuple[str, str]]:
    """(classes, text) of each marked stretch."""
    found: list[tuple[str, str]] = []

    class Marks(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag == "mark":
                found.append((str(dict(attrs)["class"]), ""))

        def handle_data(self, data: str) -> None:
            if self.get_starttag_text() and (self.get_starttag_text() or "").startswith("<mark"):
                found[-1] = (found[-1][0], found[-1][1] + data)

    Marks().feed(html)
    return found


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("\"'", "&quot;&#x27;"),
        ("\x1b[0m", "\\x1b[0m"),
        ("a\u202eb", "a\\u202eb"),
        ("line\nnext\ttab", "line\nnext\ttab"),
    ],
)
def test_text_is_escaped_and_hidden_characters_are_shown(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org/a?b=c#d", True),
        ("HTTP://example.org", True),
        (" https://example.org ", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt://example.org/%0aalert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//example.org", False),
        ("https://", False),
        ("https://[bad", False),
        ('https://example.org/"onmouseover="x', False),
        ("https://example.org/\u202ex", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, *, kept: bool) -> None:
    assert (safe_link(url) is not None) is kept


@pytest.mark.parametrize(
    ("changes", "link"),
    [
        ({"url": "https://example.org/p", "doi": "10.1/x"}, "https://example.org/p"),
        ({"url": "javascript:1", "doi": "10.1/x"}, "https://doi.org/10.1/x"),
        ({"doi": "10.1/<x> y"}, "https://doi.org/10.1/%3Cx%3E%20y"),
        ({"arxiv_id": "2401.00001"}, "https://arxiv.org/abs/2401.00001"),
        ({"arxiv_id": "cs/0101001"}, "https://arxiv.org/abs/cs/0101001"),
        ({}, None),
    ],
)
def test_a_paper_links_to_where_it_can_be_read(changes: dict[str, str], link: str | None) -> None:
    assert paper_link(paper(**changes)) == link


@pytest.mark.parametrize(
    ("quotes", "expected"),
    [
        ([(0, 4, 0)], [("la-quote la-q0", "abcd")]),
        ([(6, 10, 0)], [("la-quote la-q0", "ghij")]),
        ([(0, 10, 3)], [("la-quote la-q3", "abcdefghij")]),
        ([(0, 4, 0), (4, 6, 1)], [("la-quote la-q0", "abcd"), ("la-quote la-q1", "ef")]),
        (
            [(0, 5, 0), (3, 8, 1)],
            [("la-quote la-q0", "abc"), ("la-quote la-q0 la-q1", "de"), ("la-quote la-q1", "fgh")],
        ),
        ([(2, 4, 0), (2, 4, 1)], [("la-quote la-q0 la-q1", "cd")]),
        ([(3, 3, 0), (20, 30, 1), (5, 2, 2)], []),
        ([(8, 99, 0)], [("la-quote la-q0", "ij")]),
        ([], []),
    ],
)
def test_quotes_are_marked_where_they_stand(
    quotes: list[tuple[int, int, int]], expected: list[tuple[str, str]]
) -> None:
    html = marked("abcdefghij", quotes)
    assert marks(html) == expected
    assert read(html).text.replace(" … ", "") == "abcdefghij"


def test_quotes_keep_their_place_in_hostile_text() -> None:
    text = "<b>&amp;</b> says & so"
    start = text.index("says")
    assert marks(marked(text, [(start, start + 4, 0), (0, 3, 1)])) == [
        ("la-quote la-q1", "<b>"),
        ("la-quote la-q0", "says"),
    ]


def test_no_gap_is_shown_between_quotes_that_follow_each_other() -> None:
    text = "One. Two. Three."
    seen = read(marked(text, [(0, 4, 0), (5, 9, 1)]))
    assert seen.text == "One. Two. Three. … "
    assert len(seen.having("la-gap")) == 1


def test_a_huge_abstract_is_cut_visibly_around_its_quote() -> None:
    text = "x" * 50_000 + "QUOTE" + "y" * 50_000
    shown = read(marked(text, [(50_000, 50_005, 0)])).text
    assert "QUOTE" in shown
    assert len(shown) < 3 * MAX_CONTEXT
    assert "47,600 characters" in shown


def test_a_paper_is_named_as_others_name_it() -> None:
    known = paper(doi="10.1/x", arxiv_id="2401.00001")
    assert paper_links(known) == (
        ("arXiv:2401.00001", "https://arxiv.org/abs/2401.00001"),
        ("doi:10.1/x", "https://doi.org/10.1/x"),
    )
    assert paper_links(paper()) == ()
