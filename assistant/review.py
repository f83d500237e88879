"""A short review of what a library says: findings by paper, agreement that is stated, and what is not covered.

It is an answer in another order: no sentence is added, and each keeps its citations and verdict.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import Literal

from assistant.fitted import Fitted
from assistant.records import STRUCK, Answer, Citation, Evidence, Mode, Paper, Sentence, Status

SENTENCES = 6
"""So many sentences a review without a model has at most; an answer has four."""
_OTHERS = r"(?:earlier|previous(?:ly)?|prior|existing|past|published)"
_RESULTS = (
    r"(?:assumptions?|beliefs?|claims?|conclusions?|findings?|hypothes[ei]s|notions?|reports?|results?|views?|wisdom)"
)
_WORKS = r"(?:analyses|articles|authors|experiments|findings|groups|papers|reports|results|reviews|studies|surveys|teams|trials|works)"
_SPEAK = rf"\b{_WORKS}(?: (?!that\b|whether\b|how\b|of\b|which\b|where\b)[\w'\u2019]+){{0,3}}?"
"""Who agrees is a work: annotators, experts and bees do too, which is a finding about them."""
_NOT = (
    r"(?:(?:not|nor)(?! (?:only|just|merely)\b)|\w+n['\u2019]t|never|rarely|no(?! doubt\b)|(?<!\ba )(?:few|little)|neither|none|nothing|nobody|without|cannot|hardly"
    r"|unable|fail(?:s|ed|ing|ure)?|lack(?:s|ed|ing)?|absence)"
)
_DENIED = re.compile(rf"\b{_NOT}(?: [^\s,;:.]+){{0,3}} $", re.IGNORECASE)
"""A denial shortly before: "does not fully confirm earlier claims", "no consensus among studies"."""
_SET_OFF = re.compile(r"(?:in|by|on|as|contrary|unlike)\b", re.IGNORECASE)
_DENIED_SET_OFF = re.compile(
    rf"\b{_NOT}(?: (?:appear|seem|be|to|at|all|longer|means|always|quite|yet|\w+ly))* $", re.IGNORECASE
)
"""Before what may be set off: "Hives do not grow in contrast to earlier reports" denies the growth."""
_INSIDE = re.compile(rf"\b{_NOT}\b", re.IGNORECASE)
_AGREES = re.compile(
    r"\b(?:(?:consistent|in line|in accordance|in agreement|in keeping) with(?! our\b)|agrees? with(?! our\b| \d)"
    rf"|(?:confirm|corroborat|replicat)\w*(?: \w+){{0,2}}? {_OTHERS}"
    r"|as (?:was )?previously (?:reported|shown|found)"
    rf"|(?:agreement|consensus) (?:among|between|across|in)(?: \w+){{0,2}}? {_WORKS}"
    r"|(?:reach|come to|came to|draw|arrive at)(?:e[sd]|s)? (?:the same|similar) conclusions?)\b"
    rf"|{_SPEAK} (?:agree|concur)\b",
    re.IGNORECASE,
)
"""Agreement with the work of others; "results confirm that our method works" is none."""
_DISAGREES = re.compile(
    rf"\b(?:contrary to|contradict\w*|at odds with|disagrees? with(?! our\b| \d)"
    r"|inconsistent with|refut\w+|runs? counter to"
    rf"|disagreement (?:among|between|across|in|of)(?: \w+){{0,2}}? {_WORKS}"
    rf"|(?:conflict(?:s|ing)?|opposite|contradictory)(?: with)?(?: \w+)? ?{_RESULTS}|different conclusions"
    rf"|challeng(?:e|es|ed|ing) (?:an?|the|this|that)(?: \w+)? ?(?:{_OTHERS}|{_RESULTS})"
    rf"|(?:in contrast (?:to|with)|unlike)(?: \w+){{0,2}} {_RESULTS})\b"
    rf"|{_SPEAK} disagree\b",
    re.IGNORECASE,
)
"""Disagreement on what is so; "unlike previous methods" tells of another method."""
_BOTH_AGREE = re.compile(
    rf"\b(?:(?:agree|concur)s?|(?:both|all|two|three|four|several)(?: \w+)? {_WORKS}(?: (?!{_NOT}\b)\w+)?"
    r" (?:conclude|confirm|find|found|note|observe|report|say|show|state|suggest)(?:e?d)?)\b",
    re.IGNORECASE,
)
_BOTH_DISAGREE = re.compile(r"\b(?:disagrees?|(?:in|by) contrast|on the contrary)\b", re.IGNORECASE)
"""Where several papers are set beside each other, fewer words say it: "Li finds that hives grow, Wu by contrast …"."""
_LEADS = re.compile(r"\W*(?:(?:in|by) contrast|on the contrary)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Theme:
    """Findings that belong together: those of one paper, or, without a paper, those that several are cited for."""

    paper: Paper | None
    number: int | None
    findings: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """A review. `citations` are the answer's: `Sentence.citations` are indexes into it.

    `framing` are sentences without a citation. `agreeing` and `disagreeing` are findings whose own words say that they
    agree or disagree with others; they stand in their themes too. `missing` and `nearest` as in the answer.
    """

    question: str
    status: Status
    mode: Mode
    framing: tuple[Sentence, ...]
    themes: tuple[Theme, ...]
    agreeing: tuple[Sentence, ...]
    disagreeing: tuple[Sentence, ...]
    missing: tuple[str, ...]
    citations: tuple[Citation, ...]
    nearest: tuple[Evidence, ...]
    notices: tuple[str, ...]
    model: str | None
    fingerprint: str

    def numbers(self, sentence: Sentence) -> tuple[int, ...]:
        """The citation numbers of a sentence, each once."""
        return tuple(dict.fromkeys(self.citations[i].number for i in sentence.citations))

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The papers cited, in the order of their numbers."""
        themes = (*self.framing, *(finding for theme in self.themes for finding in theme.findings))
        cited = {self.citations[i].number: self.citations[i].paper for s in themes for i in s.citations}
        return tuple(cited[number] for number in sorted(cited))


def review_of(answer: Answer) -> Review:
    """An answer as a review; sentences that did not hold are left out, as they are from the answer's text."""
    kept = [sentence for sentence in answer.sentences if sentence.verdict not in STRUCK]
    cited = [sentence for sentence in kept if sentence.citations]
    several = _several(answer, cited)
    relations = [_relation(s.text, both=both) for s, both in several]
    return Review(
        question=answer.standalone_question,
        status=answer.status,
        mode=answer.mode,
        framing=tuple(sentence for sentence in kept if not sentence.citations),
        themes=_themes(answer, cited),
        agreeing=tuple(compress(cited, (relation == "agrees" for relation in relations))),
        disagreeing=tuple(compress(cited, (relation == "disagrees" for relation in relations))),
        missing=answer.missing,
        citations=answer.citations,
        nearest=answer.nearest,
        notices=answer.notices,
        model=answer.model,
        fingerprint=answer.fingerprint,
    )


def _several(answer: Answer, cited: Sequence[Sentence]) -> list[tuple[Sentence, bool]]:
    """Each sentence, and whether it sets several papers beside each other: it cites them, or leads on from another's.

    Only a model's sentences lead on from each other; an abstract's own "In contrast" speaks of its own last sentence.
    """
    before: tuple[int, ...] = ()
    found = []
    for sentence in cited:
        numbers = answer.numbers(sentence)
        leads = answer.mode == "llm" and before not in ((), numbers) and _LEADS.match(sentence.text) is not None
        found.append((sentence, len(numbers) > 1 or leads))
        before = numbers
    return found


def _relation(text: str, *, both: bool) -> Literal["agrees", "disagrees"] | None:
    """What a sentence says of how findings agree. Denied agreement is disagreement; denied disagreement is neither."""
    agrees = [_denied(match) for rule in (_AGREES, _BOTH_AGREE)[: 1 + both] for match in rule.finditer(text)]
    disagrees = [_denied(match) for rule in (_DISAGREES, _BOTH_DISAGREE)[: 1 + both] for match in rule.finditer(text)]
    if any(agrees) or not all(disagrees):
        return "disagrees"
    return "agrees" if agrees else None


def _denied(match: re.Match[str]) -> bool:
    rule = _DENIED_SET_OFF if _SET_OFF.match(match[0]) else _DENIED
    return bool(rule.search(match.string[: match.start()]) or _INSIDE.search(match[0]))


def widened(fitted: Fitted) -> Fitted:
    """The same, but that an answer of the abstracts' own sentences may be as long as a review."""
    return replace(fitted, extractive=replace(fitted.extractive, max_sentences=SENTENCES))


def _themes(answer: Answer, cited: Sequence[Sentence]) -> tuple[Theme, ...]:
    """What several papers say first, then each paper's own, in the order of their numbers."""
    groups: dict[int, list[Sentence]] = {}
    for sentence in cited:
        numbers = answer.numbers(sentence)
        groups.setdefault(numbers[0] if len(numbers) == 1 else 0, []).append(sentence)
    papers = {citation.number: citation.paper for citation in answer.citations}
    return tuple(Theme(papers.get(n), n or None, tuple(groups[n])) for n in sorted(groups))
