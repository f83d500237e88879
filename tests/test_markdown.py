"""What a paper wrote shows in Markdown as it was written, read by a Markdown parser that we did not write."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.markdown import inline, reference
from assistant.records import Paper

READER = MarkdownIt("gfm-like", {"html": True, "linkify": False}).enable("table")
HOSTILE = (
    "![x](https://a.example/p.png?q=secret)",
    "[click](javascript:alert)",
    "<img src=x onerror=alert(1)> & <script>",
    "see https://a.example or www.a.example now",
    "a | b | c",
    "*bold* _it_ `code` ~~gone~~ **x**",
    "# heading",
    "- item",
    "+ item",
    "1. item",
    "12) item",
    "> quote",
    "=====",
    "a\n\n# b\n---\nc",
    "[1]: https://a.example",
    "back\\slash \\[ \\| $x^2$",
    "&lt;b&gt; &amp; &#91;",
    "    indented",
    "[^1] footnote",
    "",
)


def shown(markdown: str) -> tuple[str, set[str]]:
    """The text a reader sees, and the kinds of tokens that are more than text."""
    tokens = READER.parse(f"{markdown}\n")
    inner = [child for token in tokens for child in token.children or ()]
    kinds = {token.type for token in [*tokens, *inner]} - {"paragraph_open", "paragraph_close", "inline"}
    return "".join(child.content for child in inner), kinds


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_acts_and_all_shows(text: str) -> None:
    seen, kinds = shown(inline(text))
    assert kinds <= {"text", "text_special"}
    assert seen == " ".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cell_stays_one_cell(text: str) -> None:
    html = READER.render(f"| a | b |\n| --- | --- |\n| {inline(text)} | end |\n")
    assert (html.count("<td>"), html.count("<tr>")) == (2, 2)
    assert not re.search(r"<(a|img|code|em|strong|s|script)\b", html)


@given(st.text(alphabet=st.sampled_from("ab1 \\`*_[]()#!|~$<>&-+=.:/\n\t"), max_size=30))
def test_any_text_shows_as_it_is(text: str) -> None:
    seen, kinds = shown(inline(text))
    assert kinds <= {"text", "text_special"}
    assert seen == " ".join(text.split())


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Do Bees Dance?", "Do Bees Dance? Ada. 2021"),
        ("Bees Dance.", "Bees Dance. Ada. 2021"),
        ("Bees", "Bees. Ada. 2021"),
    ],
)
def test_a_reference_has_one_mark_behind_its_title(title: str, expected: str) -> None:
    assert reference(Paper("p1", title, "", ("Ada",), year=2021)) == expected


def test_hidden_characters_are_written_out() -> None:
    assert inline("a\x1b[31m\u202eb") == r"a\\x1b\[31m\\u202eb"
