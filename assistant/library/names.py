"""Under which names a stored paper can be found, for exact look-up; two copies of one paper nearly always share one.

    id:       its id and former ids              key:    a copy's key, hashed
    doi: arxiv: pmid:  numbers, see `identifiers`
    title:    the folded title; of a title such as "Introduction", with the first letter of the first author's surname
    head:     what stands before a title's first colon or dash, and a whole title as what might be one
    like:     the title's telling words without one fifth of them: five names, one of which outlives a typing error
    abs:      three pieces of the abstract, picked so that a cut or edited abstract mostly picks the same

`like:`, `head:` and `abs:` only bring together what is worth comparing; `ingest.likeness` decides. At most sixteen
names a copy.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from zlib import crc32

from assistant.library.folding import STOP, abstract_words, telling, title_key, title_words
from assistant.library.identifiers import identifiers
from assistant.library.stored import Stored
from assistant.records import Paper

FUZZY = ("title:", "head:", "like:", "abs:")
"""How names begin that many papers may share; the others are one paper's own."""
GENERIC = frozenset(
    "introduction editorial preface foreword erratum errata corrigendum correction corrections letter letters editor "
    "editors reply comment comments commentary discussion response conclusion conclusions abstract abstracts contents "
    "news notes note review reviews book obituary announcement index program message guest special issue welcome "
    "summary report overview perspective perspectives opinion viewpoint highlights research survey analysis study "
    "results methods background invited talk keynote tutorial panel poster chapter proceedings acknowledgments "
    "retraction addendum author authors publisher".split()
)
"""Words of titles that many papers have: a title of nothing else says little."""
_GROUPS = 5
_FEWEST = 4
"""A title of fewer telling words has no `like:` names of words, but of its halves."""
_SHORTEST_HALVED = 10
_PIECE = 6
"""Words of an abstract in a row: fewer are stock phrases too often, more outlive an edit too seldom."""
_OPENING = 8
_HEAD_ENDS = re.compile(r":\s|\s[-–—]+\s|—|\?\s|\.\s+(?=[A-Z])")


def names_of(stored: Stored) -> set[str]:
    """All names of a paper: of its ids and of all its copies."""
    names = {id_name(paper_id) for paper_id in (stored.paper.id, *stored.aliases)}
    for copy in stored.copies:
        names.add(key_name(copy.key))
        names.update(copy_names(copy.paper))
    return names


def id_name(paper_id: str) -> str:
    """The name of an id."""
    return f"id:{paper_id}"


def key_name(key: str) -> str:
    """The name of a copy's key."""
    return f"key:{_short(key)}"


@lru_cache(maxsize=4_096)
def copy_names(copy: Paper) -> tuple[str, ...]:
    """The names by what the copy says; the key is not among them."""
    return (*identifiers(copy).names, *title_names(copy), *_abstract_names(copy.abstract))


def title_names(copy: Paper) -> tuple[str, ...]:
    """The names by title alone."""
    words, key = title_words(copy.title), title_key(copy.title)
    told = telling(words)
    if is_generic(words):
        return (f"title:{_short(key + '|' + _initial(copy))}",)
    heads = [f"head:{_short(title_key(head))}" for head in heads_of(copy.title)[:1]]
    return (f"title:{_short(key)}", f"head:{_short(key)}", *heads, *(f"like:{_short(t)}" for t in _likes(told, key)))


def is_generic(words: tuple[str, ...]) -> bool:
    """Whether a title of these folded words is one that papers share by chance."""
    return GENERIC.issuperset(telling(words))


@lru_cache(maxsize=4_096)
def heads_of(title: str) -> tuple[str, ...]:
    """The main titles that a subtitle may have been cut from, the shortest first: each holds two words or more."""
    heads = (title[: end.start()].strip() for end in _HEAD_ENDS.finditer(title) if end.end() < len(title))
    return tuple(head for head in heads if len(title_words(head)) > 1)


def _likes(told: tuple[str, ...], key: str) -> list[str]:
    if len(told) < _FEWEST:
        half = len(key) // 4 * 2
        return [f"<{key[:half]}", f">{key[-half:]}"] if len(key) >= _SHORTEST_HALVED else []
    cuts = [round(n * len(told) / _GROUPS) for n in range(_GROUPS + 1)]
    rests = (told[:start] + told[end:] for start, end in pairwise(cuts) if start < end)
    return [" ".join(sorted(rest)) for rest in (told, *rests)]


def _abstract_names(abstract: str) -> list[str]:
    """Of the word sequences that are no stock phrase, those whose checksums are least: in any copy mostly the same."""
    words = abstract_words(abstract)
    ends = range(_PIECE, len(words) + 1)
    said = [words[end - _PIECE : end] for end in ends if sum(w not in STOP for w in words[end - _PIECE : end]) > 2]
    pieces = [" ".join(piece) for piece in said]
    sums = [crc32(piece.encode("utf-8", "surrogatepass")) for piece in pieces]
    least = sorted(range(len(sums)), key=sums.__getitem__)[:2]
    opening = min(range(min(_OPENING, len(sums))), key=sums.__getitem__, default=None)
    picked = dict.fromkeys([*least, *([] if opening is None else [opening])])
    return [f"abs:{_short(pieces[n])}" for n in picked]


def _initial(copy: Paper) -> str:
    """The first letter of the first author's surname, accents aside."""
    if not copy.authors:
        return ""
    author = copy.authors[0]
    surname = author.partition(",")[0] if "," in author else (author.split() or [""])[-1]
    return unicodedata.normalize("NFKD", surname.casefold())[:1]


def _short(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()
