"""Keys of BibTeX entries: first author's family name, year, first word of the title, as "lee2020counting"."""

from __future__ import annotations

import re
import unicodedata

from assistant.records import Paper

_WORD = re.compile(r"[a-z0-9]+")
_ARTICLES = frozenset({"a", "an", "the", "on"})
# Letters that no decomposition takes apart.
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})


class Keys:
    """Gives each paper a key that no other has; the later ones of a kind get a, b, c … behind it.

    Papers of a library keep their order, so a paper keeps its key when others come in after it.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._tried: dict[str, int] = {}

    def of(self, paper: Paper) -> str:
        """The key of the next paper, in ASCII."""
        wanted = _base(paper)
        n = self._tried.get(wanted, 0)
        while (key := wanted + _suffix(n)) in self._taken:
            n += 1
        self._taken.add(key)
        self._tried[wanted] = n + 1
        return key


def _base(paper: Paper) -> str:
    family = paper.authors[0].split(",")[0].split()[-1:] if paper.authors else []
    words = [word for word in _WORD.findall(_ascii(paper.title)) if word not in _ARTICLES]
    surname = "".join(_WORD.findall(_ascii("".join(family))))
    return f"{surname or 'anon'}{paper.year or ''}{''.join(words[:1])}"


def _ascii(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _suffix(n: int) -> str:
    """Nothing for 0, then a, b, …, z, aa, ab and so on."""
    letters = ""
    while n:
        n, letter = divmod(n - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return letters
