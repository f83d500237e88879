"""Words to arXiv's search syntax, where each word must be tied to a field and to its neighbours."""

from __future__ import annotations

import re
from datetime import date

from assistant.errors import UsageError

_FIELD = re.compile(r"(?<![\w-])(?:ti|au|abs|co|jr|cat|rn|id|all):(?=\S)")
_PARTS = re.compile(r'"([^"]*)"|(\S+)')
_OPERATORS = frozenset({"AND", "OR", "ANDNOT"})
_NO_WORD = re.compile(r"[^\w.'’-]+")
_OPEN_START, _OPEN_END = "190001010000", "299912312359"


def search_query(text: str, first: date | None, last: date | None) -> str:
    """The `search_query` of a request: `text` as it is where it names fields, else all of its words in any field.

    Example: `search_query('otters "river banks"', None, None)` is `all:otters AND all:"river banks"`.

    Raises:
        UsageError: there is no word in it.
    """
    asked = text if _FIELD.search(text) else _in_all_fields(text)
    if first is None and last is None:
        return asked
    start = f"{first:%Y%m%d}0000" if first else _OPEN_START
    end = f"{last:%Y%m%d}2359" if last else _OPEN_END
    return f"({asked}) AND submittedDate:[{start} TO {end}]"


def _in_all_fields(text: str) -> str:
    terms: list[str] = []
    joint = "AND"
    for phrase, word in _PARTS.findall(text):
        if word in _OPERATORS:
            joint = word
            continue
        for term in _terms(phrase, word):
            terms += [joint, term] if terms else [term]
            joint = "AND"
    if not terms:
        raise UsageError(f"there is no word to search for in {text!r}; arXiv needs one")
    return " ".join(terms)


def _terms(phrase: str, word: str) -> list[str]:
    """A phrase stays one; signs that mean something to the search part a word."""
    plain = " ".join(part for part in _NO_WORD.sub(" ", phrase or word).split() if re.search(r"\w", part))
    if phrase and " " in plain:
        return [f'all:"{plain}"']
    return [f"all:{part}" for part in plain.split()]
