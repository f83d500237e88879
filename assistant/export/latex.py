"""Text to LaTeX for the fields of a BibTeX entry. `ingest.formats.latex` reads it back to the very same text.

Letters stay as they are, since BibTeX files are UTF-8 today; only what LaTeX would take for something else is written
out. Formulas stay formulas where their braces balance.
"""

from __future__ import annotations

import re
from collections.abc import Callable

FORMULA = re.compile(
    r"\$\$[^$]+\$\$"
    r"|\$(?![\s$])(?:\\.|[^$\\])*(?<!\s)\$(?!\d)"
    r"|\\\((?:[^\\]|\\[^()\[\]])*\\\)"
    r"|\\\[(?:[^\\]|\\[^()\[\]])*\\\]",
    re.DOTALL,
)
r"""A formula: $x$, $$x$$, \(x\) or \[x\]. "$5 and $6" is none: no blank stands inside the signs, no digit behind."""

SYMBOLS = {
    "\\": "textbackslash",
    "{": "textbraceleft",
    "}": "textbraceright",
    "~": "textasciitilde",
    "^": "textasciicircum",
}
"""Characters that are written as a macro, since BibTeX counts a brace even behind a backslash."""
_SIGNS = re.compile(r"[\\{}~^$%&#_]")
_STRUCTURE = re.compile(r"[\\{}]")
_LIGATURE = re.compile(r"([-`'])(?=\1)")
_AT = re.compile(r"(?<!\S)@")
_BRACE = re.compile(r"[{}]")
_COUNTED_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_CAPITALS = re.compile(r"(?<![\w\\{])[^\W_]+(?:-[^\W_]+)*(?![\w{}])")


def escaped(text: str) -> str:
    """LaTeX that reads as the text; its blanks are single."""
    return _around_formulas(text, _words)


def escaped_title(text: str) -> str:
    """The same, with braces around words with a capital further in, which styles would write small: {BERT}."""
    return _around_formulas(text, lambda words: _CAPITALS.sub(_protected, _words(words)))


def escaped_address(text: str) -> str:
    """An address or number as BibTeX holds it: nothing but backslashes and braces is written out."""
    return _STRUCTURE.sub(_symbol, text)


def _around_formulas(text: str, written: Callable[[str], str]) -> str:
    done, at = [], 0
    for formula in FORMULA.finditer(text):
        if _stays(formula[0]):
            done += [written(text[at : formula.start()]), formula[0]]
            at = formula.end()
    return "".join([*done, written(text[at:])])


def _stays(formula: str) -> bool:
    """Whether a formula can stand in an entry: its braces balance, whether those behind a backslash count or not."""
    return "@" not in formula and _balanced(_BRACE, formula) and _balanced(_COUNTED_BRACE, formula)


def _balanced(brace: re.Pattern[str], text: str) -> bool:
    depth = 0
    for found in brace.finditer(text):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth < 0:
            return False
    return depth == 0


def _words(text: str) -> str:
    return _AT.sub("{@}", _LIGATURE.sub(r"\1{}", _SIGNS.sub(_symbol, text)))


def _symbol(sign: re.Match[str]) -> str:
    name = SYMBOLS.get(sign[0])
    return f"\\{name}{{}}" if name else f"\\{sign[0]}"


def _protected(word: re.Match[str]) -> str:
    return f"{{{word[0]}}}" if any(char.isupper() for char in word[0][1:]) else word[0]
