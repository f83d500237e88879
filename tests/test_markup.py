"""HTML, JATS and MathML in titles and abstracts, to text."""

from collections.abc import Callable

import pytest

from ingest.formats.markup import plain

UNCHANGED = [
    "",
    "We count sheep.",
    "Sheep slept less (p < 0.05) than goats (n > 12).",
    "p<0.05 and q>0.1, a<b>c, x <- y, y -> x, 2<<3>>1",
    "if a<i and i>b then i<p>q",
    "We add <unk>, <mask> and <|endoftext|>, open with <s> and close with </s>.",
    "Tags such as <think> and </think>, <sep>, <img>, <image>, <table> or <code> steer the flock.",
    "The operator <A, B> and the list<int> of <x | y>.",
    r"Bounds $x < y$ and $a \leq b & c$ for \textbf{sheep} \& goats {\it at} 10\%",
    "AT&T, R&D, Q & A; salt &pepper; &;",
    "First line.\n\n  Second   line.\t",
    "A <b without an end, a </b> without a beginning",
    "half a comment <!-- that never ends",
    "an email <ann@sheep.example> and <https://sheep.example/a>",
    "&notaname; &#xyz; &#; &amp",
    "\u03b1 < \u03b2, caf\u00e9 \U0001f411",
]

CASES = [
    # Inline tags of HTML and JATS.
    ("Less <i>Ovis aries</i> in <b>one</b> pen", "Less Ovis aries in one pen"),
    ("<jats:italic toggle='yes'>Ovis</jats:italic> <italic>aries</italic>", "Ovis aries"),
    ('See <a href="https://sheep.example/?a=1&amp;b=2">here</a>.', "See here."),
    ("<I>Ovis</I> <STRONG>aries</STRONG>", "Ovis aries"),
    ('<span style="color: red">Red</span> sheep', "Red sheep"),
    ('Half a <jats:italic>tag and <span class="x">more', "Half a tag and more"),
    ("a<b>c and <b>bold</b>", "a<b>c and bold"),
    ("<ns4:italic>Ovis</ns4:italic> <ce:bold>aries</ce:bold>", "Ovis aries"),
    ("Crossed <i><b>tags</i></b> close", "Crossed tags close"),
    # Subscripts and superscripts.
    ("CO<sub>2</sub> and H<sub>2</sub>O", "CO2 and H2O"),
    ("CO<jats:sub>2</jats:sub>, Ca<jats:sup>2+</jats:sup>", "CO2, Ca2+"),
    ("<sup>18</sup>F, the 1<sup>st</sup>, m<sup>2</sup>", "18F, the 1st, m2"),
    ("10<sup>5</sup> sheep, 10<sup>-3</sup>, 10<sup>\u22123</sup>", "10^5 sheep, 10^-3, 10^\u22123"),
    ("log<sub>2</sub> of 101<sub>2</sub>", "log2 of 101_2"),
    ("R<sup>2</sup> = 0.5<sup>a</sup>", "R2 = 0.5a"),
    ("<inf>x</inf> O<inf>2</inf>", "x O2"),
    ("10<sup><i>5</i></sup>", "105"),
    # Paragraphs, breaks, lists, tables.
    ("<p>One.</p><p>Two.</p>", "One.\nTwo."),
    ("<jats:p>One.</jats:p>\n\n   <jats:p>Two\n   folds.</jats:p>", "One.\nTwo folds."),
    ("<p>One.<p>Two.", "One.\nTwo."),
    ("One.<br>Two.<br/>Three.<BR />Four.", "One.\nTwo.\nThree.\nFour."),
    ("Pens:<ul><li>one</li><li>two</li></ul>Done.", "Pens:\none\ntwo\nDone."),
    ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
    ("<div>One</div> two", "One\ntwo"),
    ("One <i>folded\nline</i>", "One folded\nline"),
    ("<p> </p><p></p>", ""),
    # Headings.
    ("<jats:title>Abstract</jats:title><jats:p>We count.</jats:p>", "We count."),
    ("<h1>ABSTRACT:</h1>We count.", "We count."),
    ("<title>Summary</title><p>We count.</p>", "We count."),
    (
        ("<jats:title>Abstract</jats:title><jats:sec><jats:title>Aim</jats:title><jats:p>We count.</jats:p></jats:sec>"
        "<jats:sec>\n<jats:title>Results:</jats:title>\n<jats:p>Ten sheep.</jats:p></jats:sec>"),
        "Aim: We count.\nResults: Ten sheep.",
    ),
    ("<h4>Why sheep?</h4>They sleep.<h4>How</h4>By day.", "Why sheep? They sleep.\nHow: By day."),
    ("<sec><title>Methods</title><sec><title>Design</title><p>Pens.</p></sec></sec>", "Methods: Design: Pens."),
    ("<title>The <i>Ovis</i> case</title><p>It slept.</p>", "The Ovis case: It slept."),
    ("<p>We count.</p><title>Keywords</title>", "We count.\nKeywords:"),
    ("<title></title><p>We count.</p>", "We count."),
    ("<jats:title>Aim<jats:p>We count.</jats:p>", "Aim\nWe count."),
    # Formulas.
    (
        "so <mml:math><mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:msup></mml:math> grows",
        "so x^2 grows",
    ),
    ('<math alttext="\\alpha_1"><mi>a</mi></math>-sheep', "$\\alpha_1$-sheep"),
    ("<math alttext='p less than q'><mi>p</mi></math>", "p less than q"),
    (
        '<math><semantics><mi>a</mi><annotation encoding="application/x-tex">\\frac{a}{b}</annotation></semantics></math>',
        "$\\frac{a}{b}$",
    ),
    ('<math><semantics><mi>a</mi><annotation encoding="MathType">QQ==</annotation></semantics></math>', "a"),
    (
        ("<jats:inline-formula><jats:alternatives><jats:tex-math>$$\\beta$$</jats:tex-math>"
        "<mml:math><mml:mi>\u03b2</mml:mi></mml:math></jats:alternatives></jats:inline-formula>-sheep"),
        "$\\beta$-sheep",
    ),
    (
        "<tex-math>\\documentclass{minimal}\\usepackage{x}\n\\begin{document}$$ a_1 $$\\end{document}</tex-math>",
        "$a_1$",
    ),
    ("<tex-math>$$p<0.05$$</tex-math>", "p<0.05"),
    ("<inline-formula><italic>n</italic> = 5</inline-formula>", "n = 5"),
    (
        "<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac></math>",
        "(a+b)/c",
    ),
    ("<math><msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup><mspace/><mo>=</mo><mn>1</mn></math>", "x_i^2=1"),
    ("<math><msqrt><mi>x</mi></msqrt></math> and <math><mfenced><mi>y</mi></mfenced></math>", "\u221a(x) and (y)"),
    ("<math>\n  <mi>p</mi>\n  <mo>&lt;</mo>\n  <mn>0.05</mn>\n</math>", "p<0.05"),
    ("<mml:math><mml:mi>x</mml:mi>", "x"),
    ("<math></math>", ""),
    ("<mml:math><mml:mi>x</mml:mrow></mml:mi></mml:math>", "x"),
    # Entities.
    ("Salt &amp; sheep", "Salt & sheep"),
    ("&#x3b1; &#945; &alpha; &Aacute;", "\u03b1 \u03b1 \u03b1 \u00c1"),
    ("p &lt; 0.05, p &amp;lt; 0.05", "p < 0.05, p < 0.05"),
    ("&lt;i&gt;Ovis&lt;/i&gt; &amp;lt;p&amp;gt;aries&amp;lt;/p&amp;gt;", "Ovis\naries"),
    ("a&lt;b&gt;c and &lt;unk&gt;", "a<b>c and <unk>"),
    # What is no text.
    ("One<!-- not <b>this</b> --> two", "One two"),
    ("<!DOCTYPE html><?xml version='1.0'?>One", "One"),
    ("<![CDATA[One <b>two</b> & three]]>", "One two & three"),
    ("One<script type='x'>if (a < b) { count() }</script><style>p { }</style> two", "One two"),
    ("One<script>never ends", "One<script>never ends"),
]  # fmt: skip


@pytest.mark.parametrize("text", UNCHANGED)
def test_what_is_no_markup_is_the_very_same_text(text: str) -> None:
    assert plain(text) is text


@pytest.mark.parametrize(("marked", "text"), CASES)
def test_markup_becomes_text(marked: str, text: str) -> None:
    assert plain(marked) == text


HOSTILE: list[tuple[str, Callable[[int], str]]] = [
    ("brackets", lambda n: "<" * n),
    ("comments", lambda n: "<!--" * n),
    ("sections of data", lambda n: "<![CDATA[" * n),
    ("names", lambda n: "<a" * n),
    ("one long name", lambda n: "<" + "a" * n),
    ("attributes", lambda n: "<i " + 'a="b" ' * n),
    ("open quotes", lambda n: '<i a="' * n),
    ("blanks in a tag", lambda n: "<i" + " " * n),
    ("open tags", lambda n: "<jats:p>" * n),
    ("nested tags", lambda n: "<i>" * n + "x" + "</i>" * n),
    ("nested headings", lambda n: "<title>" * n + "x" * n + "</title>" * n),
    ("nested formulas", lambda n: "<math>" * n + "x" * n + "</math>" * n),
    ("nested fractions", lambda n: "<math>" + "<mfrac><mrow>" * n + "x" * n + "</mrow></mfrac>" * n + "</math>"),
    ("superscripts", lambda n: "1<sup>" * n + "1" * n + "</sup>" * n),
    ("nested scripts", lambda n: "<script>" * n + "x" * n + "</script>" * n),
    ("ampersands", lambda n: "&" * n),
    ("half entities", lambda n: "&abcdefghijklmnopqrstuvwxyzabc" * n),
    ("digits of an entity", lambda n: "&#" + "1" * n),
    ("blanks", lambda n: "<p>" + " " * n + "x" + "\n" * n),
    ("blank tags", lambda n: "<p><i> </i>" * n),
]


@pytest.mark.parametrize(("kind", "text"), HOSTILE, ids=[kind for kind, _ in HOSTILE])
def test_hostile_text_ends(kind: str, text: Callable[[int], str]) -> None:
    """At once where time is linear; after hours where it is not."""
    hostile = text(50_000)
    assert len(plain(hostile)) <= len(hostile), kind


def test_a_text_of_megabytes_is_read_in_parts() -> None:
    paragraphs = "<p>One <i>or</i> two &amp; three.</p>" * 40_000
    assert plain(paragraphs).split() == "One or two & three.".split() * 40_000
    unmarked = "a < b and c > d & so on. " * 40_000
    assert plain(unmarked) is unmarked
