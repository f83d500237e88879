"""Whether two copies are of one paper, and why: the one rule of merging, a function of the two copies alone.

1. A number that both carry (DOI, arXiv id, PubMed id) makes them one.
2. Numbers of one kind that differ, first authors or years that differ, and titles that say different things (another
   part, another number, a reply, an opposite) make them two, whatever else agrees.
3. Else the title is compared, and what it leaves open the abstract decides:

    equal titles       one paper, unless year or author differ; where these are unknown and the title is short, the
                       abstracts must not be wholly different; "Introduction" needs author and year, or the abstract
    years 1 or 2 apart a preprint and what became of it: the abstract agrees, or the author does
    nearly equal       the abstract agrees, or author and year do
    a subtitle cut     the same
    another title      the abstracts are the same text, long enough to tell, and the author agrees or is unknown

Two words that differ by a slip are no slip where each abstract has its own word: "insulin", "inulin".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from assistant.library.folding import abstract_words, shingles, spelled
from assistant.library.identifiers import Identifiers, identifiers
from assistant.library.names import copy_names
from assistant.records import Paper
from ingest.authors import Author, agree, author
from ingest.likeness_limits import LIMITS, Limits
from ingest.titles import ALIKE, Likeness, Title, compare_titles, folded

CERTAIN, LIKELY = 2, 1
"""How sure a verdict that joins is: by a number, or by what the copies say."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared of a copy."""

    title: Title
    first: Author | None
    year: int | None
    ids: Identifiers
    abstract: str
    pieces: frozenset[int]
    is_digest: bool
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two copies are of one paper: `sure` is 0 where not, else `LIKELY` or `CERTAIN`.

    `score` orders those of one sureness. `hard`: what they say makes them two papers, so that no third copy can join
    them; only a number that both carry can.
    """

    sure: int
    why: str
    score: float = 0.0
    hard: bool = False


@lru_cache(maxsize=4_096)
def facts_of(copy: Paper) -> Facts:
    """What is compared of a copy; two copies that say the same have equal facts."""
    return Facts(
        title=folded(copy.title),
        first=author(copy.authors[0]) if copy.authors else None,
        year=None if copy.date_inferred else copy.year,
        ids=identifiers(copy),
        abstract=copy.abstract,
        pieces=frozenset(shingles(copy.abstract)),
        is_digest=copy.is_digest,
        names=frozenset(copy_names(copy)),
    )


def compare(one: Facts, other: Facts, limits: Limits = LIMITS) -> Verdict:
    """Whether two copies are of one paper, and why or why not."""
    if shared := one.ids.shared(other.ids):
        text = abstract_likeness(one, other, limits)[0]
        return Verdict(CERTAIN, f"same {_spoken(shared)}", 1 + text, _by_content(one, other, limits).hard)
    verdict = _by_content(one, other, limits)
    if verdict.sure and one.names.isdisjoint(other.names):
        # Two that never meet by name must not be joined when a third brings them together: order would matter.
        return _not("alike, and found under no common name")
    return verdict


def _by_content(one: Facts, other: Facts, limits: Limits) -> Verdict:
    if clash := one.ids.clash(other.ids):
        return _two(f"different {clash}")
    titles = compare_titles(one.title, other.title)
    if titles.against:
        return _two(titles.against)
    return _Pair(one, other, titles, limits).verdict()


def abstract_likeness(one: Facts, other: Facts, limits: Limits = LIMITS) -> tuple[float, bool]:
    """The shared part of the shorter abstract, 0 to 1, and whether that says anything; of a digest it does not."""
    shorter = min(len(one.pieces), len(other.pieces))
    if one.is_digest or other.is_digest or not shorter:
        return 0.0, False
    if one.abstract == other.abstract:
        return 1.0, True
    return len(one.pieces & other.pieces) / shorter, shorter >= limits.enough_pieces


class _Pair:
    """Two copies with titles compared: what else speaks for and against."""

    def __init__(self, one: Facts, other: Facts, titles: Likeness, limits: Limits) -> None:
        self.one, self.other, self.titles, self.limits = one, other, titles, limits
        self.text, self.told = abstract_likeness(one, other, limits)
        self.gap = abs(one.year - other.year) if one.year and other.year else None
        self.people = agree(one.first, other.first) if one.first and other.first else None
        self.same_abstract = self.told and self.text >= limits.same_abstract
        self.unlike_abstract = self.told and self.text < limits.unlike

    def verdict(self) -> Verdict:
        if self.gap is not None and self.gap > self.limits.years:
            return _two("years far apart")
        if self.people is False and not (self.told and self.text >= self.limits.same_text):
            return _two("different first authors")
        if word := self._words_of_their_own():
            return _two(f"{word} is what one of them is about")
        if self.titles.loose and not self.same_abstract:
            return _not("a number in one title only")
        rules = {"equal": self._equal, "near": self._near, "cut": self._cut, "unlike": self._unlike}
        return rules[self.titles.form]()

    def _equal(self) -> Verdict:
        if self.one.title.generic and not self.same_abstract:
            backed = self.people is True and self.gap == 0 and not self.unlike_abstract
            return self._one("same title and author and year") if backed else _not("a title that many papers have")
        if self.gap:
            backed = self.same_abstract or (self.people is True and not self.unlike_abstract)
            return self._one("same title, years close") if backed else _two("different years")
        if not self.people and not self._long_title() and self.unlike_abstract:
            return _not("a short title over different abstracts")
        agreeing = [name for name, same in (("author", self.people), ("year", self.gap == 0)) if same]
        return self._one(" and ".join(["same title", *agreeing]))

    def _near(self) -> Verdict:
        if self.same_abstract:
            return self._one("near title, same abstract")
        related = self.told and self.text >= self.limits.related
        if self.people is True and (related or (self.gap == 0 and not self.unlike_abstract)):
            return self._one("near title, same author")
        return self._one("near title, like abstract") if related and self.gap != 1 else _not("only the titles are near")

    def _cut(self) -> Verdict:
        if self.same_abstract:
            return self._one("title without subtitle, same abstract")
        backed = self.people is True and self.gap == 0 and not self.unlike_abstract
        return self._one("title without subtitle, same author and year") if backed else _not("a subtitle in one only")

    def _unlike(self) -> Verdict:
        shorter = min(len(self.one.pieces), len(self.other.pieces))
        sibling = self.titles.overlap >= ALIKE or not self.people
        enough = self.limits.equal_text if sibling else self.limits.same_text
        if self.told and self.text >= enough and shorter >= self.limits.long_text and self.people is not False:
            return self._one("same abstract under another title")
        return _two("different titles and abstracts") if self.unlike_abstract else _not("different titles")

    def _words_of_their_own(self) -> str:
        """A word that stands in one title and one abstract where the other copy has another word in both."""
        pairs = self.titles.changed
        if self.titles.form == "unlike" and self.titles.overlap >= ALIKE:
            pairs += tuple((u, v) for u in self.titles.own[0] for v in self.titles.own[1])
        if not pairs:
            return ""
        mine, theirs = vocabulary(self.one.abstract), vocabulary(self.other.abstract)
        return next((repr(u) for u, v in pairs if u in mine and v in theirs and not (u in theirs and v in mine)), "")

    def _long_title(self) -> bool:
        return min(self.one.title.weight, self.other.title.weight) >= 4

    def _one(self, why: str) -> Verdict:
        backing = 0.2 * (self.people is True) + 0.1 * (self.gap == 0)
        shown = "" if self.titles.form == "equal" else f" ({self.titles.score:.2f})"
        return Verdict(LIKELY, why + shown, round(self.titles.score + self.text + backing, 6))


@lru_cache(maxsize=1_024)
def vocabulary(abstract: str) -> frozenset[str]:
    """The words of an abstract, spelled as words of titles are."""
    return frozenset(spelled(word) for word in abstract_words(abstract))


def _two(why: str) -> Verdict:
    return Verdict(0, why, hard=True)


def _not(why: str) -> Verdict:
    return Verdict(0, why)


def _spoken(name: str) -> str:
    kind, _, number = name.partition(":")
    return f"{ {'doi': 'DOI', 'arxiv': 'arXiv id', 'pmid': 'PubMed id'}[kind] } {number}"
