"""LaTeX in bibliography fields, to text: accents, signs and braces become what they mean; formulas stay as they are.

pylatexenc knows what accents and symbols stand for. It is asked for one macro at a time and not for a whole text: over
a whole text it takes 9 s for a megabyte, stops at deep braces, and reads "50% of" as the begin of a comment, which it
never is in a field that somebody pasted. A macro that is not known stays as it was typed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from pylatexenc.latex2text import LatexNodes2Text, get_default_latex_context_db  # type: ignore[import-untyped]

from assistant.export.carried import in_paragraphs, on_one_line
from assistant.export.latex import FORMULA, SYMBOLS

_ACCENT = (
    r"\\(?P<mark>['`^\"~=.]|[uvHtcdbkr](?![A-Za-z]))"
    r"\s*(?:\{\s*(?P<inner>\\[ij](?![A-Za-z])|[^\W\d_]{0,2})\s*\}|(?P<bare>\\[ij](?![A-Za-z])|[^\W\d_]))"
)
_TOKEN = re.compile(
    rf"(?P<formula>{FORMULA.pattern})|{_ACCENT}"
    r"|\\(?P<macro>[A-Za-z]+)\*?(?P<empty>\{\})?"
    r"|\\(?P<sign>.)"
    r"|(?P<brace>[{}])"
    r"|(?P<tie>(?<!/)~)"
    r"|(?P<dash>(?<=\S)(?<!-)---?(?=[^\s-])|(?<=\s)---?(?=\s))"
    r"|(?P<quote>``|'')",
    re.DOTALL,
)
_ADDRESS_TOKEN = re.compile(r"\\(?P<macro>[A-Za-z]+)(?P<empty>\{\})?|\\(?P<sign>.)|(?P<brace>[{}])", re.DOTALL)
_GROUPS = re.compile(r"\s*(?:\{[^{}]*\})+")
_SIGNS = {" ": " ", "\n": " ", "\\": " ", ",": " ", ";": " ", ":": " ", "!": "", "-": "", "/": "", "@": ""}
_QUOTES = {"``": "“", "''": "”", "--": "–", "---": "—"}
_OWN = {name: sign for sign, name in SYMBOLS.items()} | {
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textsection": "§",
    "copyright": "©",
    "S": "§",
    "P": "¶",
    "pounds": "£",
    "newline": " ",
    "par": "\n\n",
    "TeX": "TeX",
    "LaTeX": "LaTeX",
    "BibTeX": "BibTeX",
}
_DRESSING = frozenset(
    "emph textbf textit textsl textsc textrm textsf texttt textup textmd textnormal text mbox hbox ensuremath underline "
    "uppercase url nolinkurl textsubscript textsuperscript bf it em sc rm sf tt sl bfseries itshape scshape slshape rmfamily "
    "sffamily ttfamily upshape normalfont tiny small footnotesize normalsize large Large relax protect".split()
)
"""Macros that change only how their text looks."""
_NO_TEXT = frozenset({"today", "item", "title", "author", "date", "cite", "citet", "citep", "ref", "eqref", "pageref"})


def text_of(latex: str) -> str:
    r"""The text of a field of one line.

    >>> text_of(r"{BERT} and the Erd{\H o}s $n^2$ bound: 50\% of M{\"u}ller's")
    "BERT and the Erdős $n^2$ bound: 50% of Müller's"
    """
    return on_one_line(_decoded(latex))


def paragraphs_of(latex: str) -> str:
    """The text of a field that may have several paragraphs; an empty line parts them."""
    return in_paragraphs(_decoded(latex))


def address_of(latex: str) -> str:
    r"""An address or number, in which ~ and -- mean themselves, but \_ and \% are _ and %."""
    return on_one_line(_ADDRESS_TOKEN.sub(_address_part, latex))


def _decoded(latex: str) -> str:
    if not re.search(r"[\\{}~]|--|``|''", latex):
        return latex
    parts, at = [], 0
    while token := _TOKEN.search(latex, at):
        text, end = _meant(token)
        parts += [latex[at : token.start()], text]
        at = end
    return "".join([*parts, latex[at:]])


def _meant(token: re.Match[str]) -> tuple[str, int]:
    """What a token stands for, and where the text behind it goes on."""
    if token["formula"] is not None or token["brace"] is not None:
        return token["formula"] or "", token.end()
    if token["mark"]:
        return _accented(token["mark"], token["inner"] if token["bare"] is None else token["bare"]), token.end()
    if token["macro"]:
        return _macro(token)
    if token["sign"]:
        return _SIGNS.get(token["sign"], token[0] if token["sign"].isalnum() else token["sign"]), token.end()
    return _QUOTES.get(token[0], " "), token.end()


def _macro(token: re.Match[str]) -> tuple[str, int]:
    name, end = token["macro"], token.end()
    if name in _DRESSING:
        return "", end if token["empty"] else _behind_blanks(token)
    symbol = _symbol(name)
    if symbol is None:
        # Its arguments stay with it, as nobody knows what they are.
        groups = _GROUPS.match(token.string, end)
        end = groups.end() if groups else end
        return token.string[token.start() : end], end
    swallows = symbol.isalpha() and len(symbol) <= 2 and "LATIN" in unicodedata.name(symbol[0], "")
    return symbol, _behind_blanks(token) if swallows and not token["empty"] else end


def _behind_blanks(token: re.Match[str]) -> int:
    text, end = token.string, token.end()
    while end < len(text) and text[end].isspace():
        end += 1
    return end


def _address_part(token: re.Match[str]) -> str:
    if token["brace"]:
        return ""
    if token["sign"]:
        return token["sign"]
    return _OWN.get(token["macro"], "" if token["macro"] in _DRESSING else token[0])


@lru_cache(maxsize=4096)
def _accented(mark: str, letters: str) -> str:
    if not letters:
        return "" if mark.isalpha() else mark
    read: str = LatexNodes2Text().latex_to_text(f"\\{mark}{{{letters}}}")
    return unicodedata.normalize("NFC", read)


@cache
def _symbols() -> Any:
    return get_default_latex_context_db()


@lru_cache(maxsize=4096)
def _symbol(name: str) -> str | None:
    """The text of a macro that stands for a sign; None for any other."""
    if name in _OWN:
        return _OWN[name]
    spec = None if name in _NO_TEXT else _symbols().get_macro_spec(name)
    text = spec.simplify_repl if spec is not None else None
    return text if isinstance(text, str) and text and "%" not in text else None
