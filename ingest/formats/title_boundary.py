"""Where the title ends on a line that holds title and abstract with nothing but a space between them.

Every word that could begin the abstract is scored by the features of a cut before it, and the best one wins; the
weights lie in `title_weights`. It is a log-linear choice among the candidates of a line (a conditional logit), so a
score says nothing across lines.
"""

from __future__ import annotations

import re

from assistant.errors import InputError
from ingest.formats.title_features import features
from ingest.formats.title_line import Words, candidates
from ingest.formats.title_weights import WEIGHTS

_WINDOW = 4_000
"""Characters that are looked at: title and first sentences, where all the evidence is, however long the abstract."""

_FEWEST_WORDS = 30
_WORD = re.compile(r"\S+")
_ENDS_SENTENCE = re.compile(r"[.!…][)\]\"'”’*]*(?:\s|$)")


def split_title(text: str) -> tuple[str, str]:
    """Splits "Title Abstract ..." in two, each exactly as it stands in the text, without the space between them.

    Example: "Counting Sheep: A Survey We count. It helps." gives ("Counting Sheep: A Survey", "We count. It helps.").

    Raises:
        InputError: there is no abstract behind the title.
    """
    spans = [match.span() for match in _WORD.finditer(text[:_WINDOW])]
    if len(spans) <= _FEWEST_WORDS and not _ENDS_SENTENCE.search(text):
        raise InputError("no abstract")
    words = Words(tuple(text[start:end] for start, end in spans))
    found = candidates(words)
    if not found:
        raise InputError("no abstract")
    n = max(found, key=lambda n: score(words, n))
    return text[: spans[n - 1][1]], text[spans[n][0] :]


def score(words: Words, n: int) -> float:
    """How well a title of `n` words fits; only comparable with other cuts of the same line."""
    return sum(WEIGHTS.get(name, 0.0) for name in features(words, n))
