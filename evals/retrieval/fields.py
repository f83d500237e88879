"""What a word index could hold instead of stems in one field: titles apart, pairs of neighbouring words, whole words.

Each is a BM25 index of its own, made when a library is first asked.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from assistant.library import Snapshot
from assistant.library.lexical import LexicalIndex
from assistant.library.stop_words import STOP_WORDS
from assistant.records import Paper

_WORD = re.compile(r"[^\W_]+")
JOINT = "q9q"
"""Between two terms it makes one word of them that no text has."""


class Indexes:
    """BM25 indexes of a library's papers as `views` show them; their files last as long as they do."""

    def __init__(self, snapshot: Snapshot, views: Sequence[Callable[[Paper], Paper]]) -> None:
        folder = Path(mkdtemp())
        weakref.finalize(self, rmtree, folder, ignore_errors=True)
        self._indexes = [LexicalIndex(folder / str(n)) for n in range(len(views))]
        for index, view in zip(self._indexes, views, strict=True):
            index.rebuild(map(view, snapshot.papers), 0)

    def scores(self, text: str, n: int) -> dict[str, float]:
        """Paper id to the sum of its BM25 scores in all indexes, of the best `n` of each."""
        found: dict[str, float] = {}
        for index in self._indexes:
            for paper_id, score in index.search(text, n):
                found[paper_id] = found.get(paper_id, 0.0) + score
        return found


@lru_cache(maxsize=1)
def two_fields(snapshot: Snapshot) -> Indexes:
    """Titles and abstracts, each with statistics of its own."""
    return Indexes(snapshot, [lambda paper: replace(paper, abstract=""), lambda paper: replace(paper, title="")])


@lru_cache(maxsize=1)
def phrases(snapshot: Snapshot) -> Indexes:
    """Pairs of neighbouring terms in place of the terms themselves."""
    return Indexes(
        snapshot,
        [lambda p: replace(p, title=paired(snapshot, p.title), abstract=paired(snapshot, p.abstract))],
    )


@lru_cache(maxsize=1)
def unstemmed(snapshot: Snapshot) -> Indexes:
    """Words as they stand in place of their stems."""
    return Indexes(snapshot, [lambda paper: replace(paper, title=whole(paper.title), abstract=whole(paper.abstract))])


def whole(text: str) -> str:
    """A text's words in lower case, each made one that no stemmer cuts; stop words left out.

    >>> whole("The owls of Oslo")
    'owlsq9q osloq9q'
    """
    words = (word.lower() for word in _WORD.findall(text))
    return " ".join(f"{word}{JOINT}" for word in words if word not in STOP_WORDS)


def paired(snapshot: Snapshot, text: str) -> str:
    """A text's pairs of neighbouring terms, each as one word."""
    return " ".join(f"{one}{JOINT}{other}" for one, other in pairwise(snapshot.lexical.terms(text)))
