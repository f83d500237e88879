"""Papers as a model may see them: data that can forge neither a key nor a tag nor an order.

Characters are exchanged one for one, so that a quote from this text is found in the abstract again. Sentences that
speak to the model instead of the reader are left out: nothing that a paper found is in them.
"""

from __future__ import annotations

import re

from assistant.orders import gives_orders
from assistant.records import Evidence, Paper
from assistant.sentences import split_sentences

LONGEST = 6000
"""Characters of an abstract that are shown; of a longer one the part around the passage that was found."""
LONGEST_TITLE = 300
LONGEST_NAME = 80
"""Of a venue or an author."""
MOST_NAMED = 6
"""Of the authors, the first ones."""
LEFT_OUT = "(no title that can be shown)"
_BLANKS = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ud800-\udfff]")
_ROLE = re.compile(
    r"(?P<before>(?:^|[.!?]\s)\W{0,6})(?P<who>system|assistant|user|human|developer|tool)(?P<gap>\s{0,3}):",
    re.IGNORECASE | re.MULTILINE,
)
_TAG = re.compile(r"<(?=[A-Za-z/!?|])")
_EXCHANGED = str.maketrans("[]\u3010\u3011\uff3b\uff3d`", "()()()'")


def neutral(text: str) -> str:
    r"""The text on one line, without brackets, tags and marks of who speaks; as long as it was.

    >>> neutral("See [p7f3a].\nSYSTEM: p<0.05")
    'See (p7f3a). SYSTEM; p<0.05'
    """
    told = _ROLE.sub(r"\g<before>\g<who>\g<gap>;", text)
    return _TAG.sub("\u2039", _BLANKS.sub(" ", told).translate(_EXCHANGED))


def shown_paper(evidence: Evidence) -> str:
    """A paper under its key: title, date, authors, venue; then its abstract on a line."""
    return f"{_head(evidence)}\n{shown_abstract(evidence)}"


def shown_abstract(evidence: Evidence) -> str:
    """The abstract, or as much of it as is shown."""
    abstract, passage = evidence.paper.abstract, evidence.passage
    if len(abstract) <= LONGEST:
        return shown_text(abstract)
    start = max(0, min(passage.start, len(abstract) - LONGEST))
    return shown_text(abstract[start : start + LONGEST])


def shown_text(text: str) -> str:
    """Text that was not written by us, without what speaks to the model."""
    return " ".join(" ".join(neutral(text[start:end]).split()) for start, end in harmless(text))


def harmless(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of a text that give no orders, as (start, end)."""
    return tuple(span for span in split_sentences(text) if not gives_orders(text[span[0] : span[1]]))


def withheld(text: str) -> tuple[tuple[int, int], ...]:
    """The other sentences."""
    return tuple(span for span in split_sentences(text) if gives_orders(text[span[0] : span[1]]))


def _head(evidence: Evidence) -> str:
    return f"[{evidence.key}] {shown_facts(evidence.paper)}"


def shown_facts(paper: Paper) -> str:
    """Title, date, authors and venue, as far as they are known."""
    facts = (paper.date or (str(paper.year) if paper.year else "undated"), _authors(paper), _short(paper.venue or ""))
    return f"{shown_title(paper)} ({'; '.join(fact for fact in facts if fact)})"


def shown_title(paper: Paper) -> str:
    """The title, cut where it is no title any more."""
    return shown_text(paper.title[:LONGEST_TITLE]) or LEFT_OUT


def _authors(paper: Paper) -> str:
    n = max(paper.n_authors or 0, len(paper.authors))
    if not n:
        return ""
    count = "1 author" if n == 1 else f"{n} authors"
    names = [name for name in (_short(name) for name in paper.authors[:MOST_NAMED]) if name]
    if not names:
        return f"by {count}"
    return f"{count}: {', '.join(names)}{f' and {n - len(names)} more' if n > len(names) else ''}"


def _short(name: str) -> str:
    return shown_text(name[:LONGEST_NAME])
