r"""Formulas inside untrusted text: where they stand. The page sets them with KaTeX; without it their source is shown.

`$…$`, `$$…$$`, `\(…\)` and `\[…\]` are formulas; "from $5 to $10" is none.
"""

from __future__ import annotations

import re

from assistant.ui.markup import plain

LONGEST = 400
"""Characters of a formula; a longer stretch between dollars is no formula."""

_FORMULA = re.compile(
    rf"\$\$(?P<shown>[^$]{{1,{LONGEST}}})\$\$"
    rf"|\\\[(?P<block>.{{1,{LONGEST}}}?)\\\]"
    rf"|\\\((?P<inline>.{{1,{LONGEST}}}?)\\\)"
    rf"|(?<![\\$\w])\$(?P<dollar>(?![\s$])[^$\n]{{1,{LONGEST}}}(?<![\s\\]))\$(?!\d)"
)
_MATHS = re.compile(r"[\\^_={}<>+*/|]|^-?[A-Za-z0-9]$|^[a-zA-Z]\(")


def shown(text: str) -> str:
    """Untrusted text as HTML in which each formula is a `<span class="la-tex">` around its source, escaped."""
    made, end = [], 0
    for found in _FORMULA.finditer(text):
        if source := _source(found):
            made += [plain(text[end : found.start()]), _span(found, source)]
            end = found.end()
    return "".join([*made, plain(text[end:])])


def _source(found: re.Match[str]) -> str:
    dollar = found["dollar"]
    if dollar is not None:
        return dollar if _MATHS.search(dollar) else ""
    return str(found["shown"] or found["block"] or found["inline"]).strip()


def _span(found: re.Match[str], source: str) -> str:
    kind = " la-display" if found["shown"] or found["block"] else ""
    return f'<span class="la-tex{kind}">{plain(source)}</span>'
