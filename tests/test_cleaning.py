"""The plain form for search and embedding, and the key of a title: tables, and promises on random text."""

import random
import unicodedata

import pytest

from assistant.cleaning import clean, embedded_text, normalise_title

CASES = {
    # LaTeX
    r"$\alpha$-stable noise": "alpha-stable noise",
    r"($\beta$) and $\alpha\beta$": "(beta) and alpha beta",
    r"\textbf{Fast} and \emph{small}": "Fast and small",
    r"{\bf Fast} and {\em small}": "Fast and small",
    r"some, \eg nets, \ie graphs; \etal": "some, e.g. nets, i.e. graphs; et al.",
    r"10\% of \$5 for R\&D in \#1 of a\_b": "10% of $5 for R&D in #1 of a_b",
    "10% of runs": "10% of runs",
    r"$O(n^2)$ or $\mathcal{O}(n \log n)$": "O(n^2) or O(n log n)",
    r"$x_{i}^{2}$ is $\frac{1}{2}$": "x_i^2 is 1/2",
    r"$\sqrt{n}$ and $p \leq 0.5$": "sqrt n and p \u2264 0.5",
    "from $5 to $10": "from $5 to $10",
    "set $ k $ by hand": "set k by hand",
    "$$a+b$$ is shown": "a+b is shown",
    r"G\"{o}del, \"Odel, caf\'e, \v{S}koda, \c{c}a, ma\~nana, na\"{\i}ve": "G\u00f6del, \u00d6del, caf\u00e9, \u0160koda, \u00e7a, ma\u00f1ana, na\u00efve",
    r"Stra\ss{}e, \O{}rsted, \L{}ukasz": "Stra\u00dfe, \u00d8rsted, \u0141ukasz",
    r"Fig.~3 by Smith et~al., about ~5\,ms": "Fig. 3 by Smith et al., about ~5 ms",
    "pages 3--5---or so": "pages 3\u20135\u2014or so",
    "``so'' it's": '"so" it\'s',
    "{LOST Repo} of {B}ayes": "LOST Repo of Bayes",
    r"shown before~\cite{a1,b2} in \ref{x}.": "shown before in .",
    r"\OurModel{} beats \OtherModel, by far": "OurModel beats OtherModel, by far",
    r"\(a\) and \[b\]": "a and b",
    r"a lone \ and an end \\": "a lone and an end",
    r"\{0, 1\}": "{0, 1}",
    # HTML
    "H<sub>2</sub>O &amp; <i>salt</i>": "H2O & salt",
    "<jats:p>One.</jats:p><jats:p>Two.</jats:p>": "One. Two.",
    "p &lt; 0.05 and q &gt; 3": "p < 0.05 and q > 3",
    "&amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt;": "bold",
    'a <a href="https://a.example/x">link</a><br/>here': "a link here",
    "<MASK>, <|endoftext|> and a<b and c>d": "<MASK>, <|endoftext|> and a<b and c>d",
    "before<!-- hidden -->after": "before after",
    # addresses
    "Code: https://a.example/b_c.d.": "Code:.",
    "Code (https://a.example/b) is there": "Code is there",
    "Code (at www.a.example/b).": "Code (at).",
    "Pages (www.a.example and WWW.b.example) are there": "Pages ( and) are there",
    r"Code at \url{https://a.example/b} now": "Code at now",
    r"A \href{https://a.example}{page} here": "A page here",
    "A [page](https://a.example/b) here": "A page here",
    # Markdown
    "**Bold**, *slanted*, __strong__, _weak_ and `code`": "Bold, slanted, strong, weak and code",
    "A* search, D* lite, x_i and y_i, 2 * 3 * 4": "A* search, D* lite, x_i and y_i, 2 * 3 * 4",
    "## Methods\nWe ask": "Methods We ask",
    # Unicode
    "\ufb01ne \uff21\uff22 x\u00b2": "fine AB x2",
    "so\u00adft\u200b hy\ufeffphen": "soft hyphen",
    "a\x00b\x1b[31mc\ud800": "ab[31mc",
    " many \t\r\n blanks\u00a0\u3000here\x1c": "many blanks here",
    "": "",
    " \n": "",
}
SAME_TITLES = [
    ("Deep  Nets: A Survey", "deep nets \u2014 a survey"),
    ("\u00c9tude on \u00c5ngstr\u00f6m", "Etude on Angstrom"),
    (r"On $\beta$-VAEs", "On \u03b2-VAEs"),
    ("On Beta-VAEs", "On \u03b2-VAEs"),
    ("Cats &amp; Dogs", "Cats and Dogs"),
    (r"{B}ayes by \emph{Hand}", "Bayes by Hand"),
    ("Stra\u00dfe", "STRASSE"),
    ("\uff21\uff22 test", "ab TEST"),
    ("\u3042\u304c", "\u3042\u304b\u3099"),
    (" What?!", "what"),
]
OTHER_TITLES = [
    ("Nets, Part I", "Nets, Part II"),
    ("\u6df1\u5ea6\u5b66\u4e60", "\u673a\u5668\u5b66\u4e60"),
    ("\u0939\u093f\u0928\u094d\u0926\u0940", "\u0939\u0928\u0926"),
    ("+++", "---"),
    ("???", "!!!"),
    ("GPT 3", "GPT 4"),
    ("https://a.example/x", "https://a.example/y"),
]
PIECES = (
    *(
        "\\",
        "$",
        "{",
        "}",
        "~",
        "--",
        "``",
        "&",
        "&lt;",
        "<",
        ">",
        "<i",
        "<!--",
        "**",
        "*",
        "_",
        "`",
        "[",
        "](https://x",
        ")",
    ),
    *(
        "\\frac{",
        "\\cite[",
        '\\"',
        "\\href{",
        "\\alpha",
        "http://",
        "www.",
        "#",
        "\n",
        " ",
        "a",
        "B",
        "5",
        "\u0301",
        "\u0316",
        "\ud800",
    ),
    *("\x00", "\u200b", "\ufdfa", "\u6df1", "\U0001f600", "\u0645"),
)


@pytest.mark.parametrize(("text", "plain"), CASES.items(), ids=repr)
def test_clean(text: str, plain: str) -> None:
    assert clean(text) == plain


@pytest.mark.parametrize(("one", "other"), SAME_TITLES)
def test_titles_with_one_key(one: str, other: str) -> None:
    assert normalise_title(one) == normalise_title(other) != ""


@pytest.mark.parametrize(("one", "other"), OTHER_TITLES)
def test_titles_with_two_keys(one: str, other: str) -> None:
    assert normalise_title(one) != normalise_title(other)
    assert normalise_title(one)
    assert normalise_title(other)


def test_key_is_plain_words() -> None:
    assert normalise_title(r" \'Etudes of $\beta$-VAEs:  Part II") == "etudes of beta vaes part ii"
    assert normalise_title(" \n") == ""


def test_embedded_text_is_title_and_passage_on_two_lines() -> None:
    assert embedded_text(r"On $\pi$", "It is\n<b>round</b>.") == "On pi\nIt is round."


@pytest.mark.parametrize("seed", range(200))
def test_any_text_gives_plain_text(seed: int) -> None:
    chance = random.Random(seed)
    text = "".join(chance.choices(PIECES, k=80))
    plain = clean(text)
    assert plain == " ".join(plain.split())
    assert unicodedata.is_normalized("NFKC", plain)
    plain.encode()
    key = normalise_title(text)
    assert key == " ".join(key.split())


@pytest.mark.parametrize("piece", [*PIECES, "a\u0301\u0316", "<i a=", "$a ", "_a ", "\n   ", "(www."], ids=repr)
def test_hostile_text_of_100_000_characters_ends(piece: str) -> None:
    # Quadratic time would take minutes here; there is no clock in the test.
    text = piece * (100_000 // len(piece))
    assert len(clean(text)) <= 20 * len(text)
    assert normalise_title(text)[:1] != " "
