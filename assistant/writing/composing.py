"""From the events of a reply to the sentences of an answer: quotes become citations, papers get their numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.claims import read
from assistant.records import Citation, Evidence, Sentence
from assistant.sentences import split_sentences
from assistant.writing.frames import only_frames
from assistant.writing.quotes import Located, locate, nearest
from assistant.writing.records import Checked, Claim, Drafted, Ended, LineEvent, NoAnswer, NotCovered, Quoted, Shown

NO_CITATION = "it cites nothing"
MISQUOTED = "the words quoted for it are not in the abstract"
NO_FRAME = "it cites nothing and says more than that an answer follows"
FEWEST_WORDS = 4
Tell = Callable[[str], None]
"""Takes the next characters of the answer for the reader."""


class Numbers:
    """The number of each paper, given when it is first cited and never changed."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def of(self, paper_id: str) -> int:
        """The paper's number."""
        return self._numbers.setdefault(paper_id, len(self._numbers) + 1)

    @property
    def given(self) -> Mapping[str, int]:
        """All numbers given so far, by paper."""
        return dict(self._numbers)


@dataclass(slots=True)
class Composer:
    """Takes a reply's events in order, tells the reader the text with its [1], [2], and collects the sentences.

    `misquoted` counts quotes that stand in no abstract; `cut` is set where the reply broke off.
    """

    evidence: Sequence[Evidence]
    numbers: Numbers
    tell: Tell
    claims: list[Claim] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    nothing: bool = False
    misquoted: int = 0
    cut: bool = False
    _told: bool = False
    _shown: list[int] = field(default_factory=list)
    _by_key: dict[str, Evidence] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_key = {e.key: e for e in self.evidence}

    def take(self, events: Iterable[LineEvent]) -> None:
        """The next events."""
        for event in events:
            match event:
                case Shown(delta, first):
                    self._tell_text(delta, first=first)
                case Quoted():
                    self._tell_number(event)
                case Ended(sentence):
                    self._end(sentence)
                case NotCovered(part):
                    self.missing.append(part)
                case NoAnswer():
                    self.nothing = True

    def _tell_text(self, delta: str, *, first: bool) -> None:
        if first:
            self._shown = []
        self.tell(f" {delta}" if first and self._told else delta)
        self._told = True

    def _tell_number(self, quoted: Quoted) -> None:
        evidence = self._by_key[quoted.key]
        if quoted.quote and locate(quoted.quote, evidence.paper.abstract) is not None:
            self._tell_once(self.numbers.of(evidence.paper.id))

    def _tell_once(self, number: int) -> None:
        if number not in self._shown:
            self._shown.append(number)
            self.tell(f" [{number}]")

    def _end(self, sentence: Drafted) -> None:
        claims = [self.claim(part) for part in one_by_one(sentence)]
        for citation in (citation for claim in claims for citation in claim.citations):
            self._tell_once(citation.number)
        self.claims += claims

    def claim(self, sentence: Drafted) -> Claim:
        """A sentence with its citations, and what is wrong with its evidence."""
        quoted = {quote.key for quote in sentence.quotes if quote.quote}
        wanted = [q for q in dict.fromkeys(sentence.quotes) if q.quote or q.key not in quoted]
        found = [self._citation(sentence.text, quote) for quote in wanted]
        citations = tuple(dict.fromkeys(citation for citation in found if citation is not None))
        self.misquoted += found.count(None)
        if citations:
            return Claim(sentence.text, citations)
        if wanted:
            return Claim(sentence.text, flaw=MISQUOTED)
        if only_frames(sentence.text):
            return Claim(sentence.text, frames=True)
        return Claim(sentence.text, flaw=NO_FRAME if sentence.frames else NO_CITATION)

    def _citation(self, text: str, quoted: Quoted) -> Citation | None:
        paper = self._by_key[quoted.key].paper
        place: Located | None
        place = locate(quoted.quote, paper.abstract) if quoted.quote else nearest(text, paper.abstract)
        if place is None:
            return None
        quote = paper.abstract[place.start : place.end]
        return Citation(self.numbers.of(paper.id), paper, quote, place.start, place.end, verbatim=True)


def one_by_one(drafted: Drafted) -> list[Drafted]:
    """The sentences of a line that has several, each with the evidence that is nearest to it, or else with all.

    What is too short to be judged alone ("Yes.") stays with what follows.
    """
    texts: list[str] = []
    held = ""
    for start, end in split_sentences(drafted.text):
        held = f"{held} {drafted.text[start:end]}".strip()
        if len(held.split()) >= FEWEST_WORDS:
            texts.append(held)
            held = ""
    if held and texts:
        texts[-1] = f"{texts[-1]} {held}"
    if len(texts) <= 1:
        return [drafted]
    keys = [read(text).keys for text in texts]
    nearest_to = [max(range(len(texts)), key=lambda i: len(keys[i] & read(q.quote).keys)) for q in drafted.quotes]
    own = [tuple(q for q, at in zip(drafted.quotes, nearest_to, strict=True) if at == i) for i in range(len(texts))]
    return [
        replace(drafted, text=text, quotes=quotes or drafted.quotes) for text, quotes in zip(texts, own, strict=True)
    ]


def assembled(checked: Sequence[Checked]) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """The sentences of an answer and its citations, each citation once, in the order of the text."""
    places: dict[Citation, int] = {}
    sentences = []
    for one in checked:
        cited = tuple(places.setdefault(citation, len(places)) for citation in one.claim.citations)
        sentences.append(replace(one.sentence, citations=cited))
    return tuple(sentences), tuple(places)
