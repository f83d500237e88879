"""Untrusted text inside Markdown: it shows as it was written, and makes no link, image, heading, cell or markup."""

from __future__ import annotations

import re

from assistant.escaping import visible
from assistant.records import DIGEST, Paper

_MARKS = re.compile(r"([\\`*_\[\]|~$])")
"""With brackets escaped, parentheses and exclamation marks make no link and no image."""
_BEGINS = re.compile(r"^([-+=#]|\d+(?=[.)](\s|$)))")


def inline(text: str) -> str:
    r"""The text on one line, with everything escaped that Markdown would read.

    >>> inline("A | *b*\n![x](http://a.example) <i>")
    'A \\| \\*b\\* !\\[x\\](http&#58;//a.example) &lt;i&gt;'
    """
    line = _MARKS.sub(r"\\\1", visible(" ".join(text.split())).replace("&", "&amp;"))
    line = line.replace("<", "&lt;").replace(">", "&gt;")
    # Bare addresses become links by themselves, so their colon or stop is written as a character reference.
    line = re.sub(r"(?i)\b(https?|ftp|mailto):", r"\1&#58;", line)
    line = re.sub(r"(?i)\b(www)\.", r"\1&#46;", line)
    return _BEGINS.sub(lambda match: f"&#{ord(match[0][0])};{match[0][1:]}", line)


def reference(paper: Paper) -> str:
    """A paper as it stands in a list of references, without its number."""
    facts = (paper.title, ", ".join(paper.authors), paper.venue, str(paper.year or ""), paper.doi, paper.url)
    line = ". ".join(inline(fact) for fact in facts if fact)
    # A title that ends in a mark of its own ("…That Matters?") needs no stop behind it.
    return re.sub(r"([.?!])\. ", r"\1 ", line) + (DIGEST if paper.is_digest else "")
