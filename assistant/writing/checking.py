"""Every sentence of an answer against the abstracts that it cites: by the grounder, and by a model where it may be.

How the two go together: what the grounder compared letter by letter stands, a copy as supported and a number that is
not there as an objection. Of a sentence in words of its own the model judges better than the small reader does, so its
word decides, but where something that can be compared speaks against it a "supported" is believed by half.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from assistant.claims import read
from assistant.errors import EmbeddingError, InputError
from assistant.grounding import Grounder, Grounding
from assistant.model import Request
from assistant.orders import KEY
from assistant.reasons import VERBATIM
from assistant.records import Evidence, Paper, Sentence
from assistant.replies import Tally
from assistant.writing.calls import Calls
from assistant.writing.entailment import SYSTEM, TASK, Pair, judgements, request
from assistant.writing.neutral import harmless, shown_facts, shown_paper
from assistant.writing.records import Checked, Claim
from assistant.writing.subject import Subject
from assistant.writing.tidy import key_like

LONGEST_LEAD = 8
"""Words that a sentence may put before a colon to answer the question: "Not necessarily: a model that …"."""
NONE_YET: Mapping[int, Checked] = MappingProxyType({})
_KEYS = re.compile(rf"\b{KEY}\b", re.IGNORECASE)
_STOP = re.compile(r"[.!?](?=\s)")
_SENTENCE = re.compile(r"[.!?]\s+\S+(?:\s+\S+){2,}", re.DOTALL)
FRAME = "leads over and claims nothing"
NOT_CHECKED = "The sentences could not be checked on this machine"
UNCHECKED = "its quote is in the abstract; nothing else was checked"
CHECK_FAILED = "The model did not check the sentences; the local check alone did"


@dataclass(frozen=True, slots=True)
class Checker:
    """What holds sentences against abstracts. `evidence` are the papers of the answer to `question`."""

    open_grounder: Callable[[], Grounder]
    question: str
    evidence: Sequence[Evidence]
    go_on: Callable[[], None]

    def local(self, claims: Sequence[Claim]) -> list[Grounding]:
        """The grounder's judgement of each, without a model.

        Raises:
            EmbeddingError, InputError: the embedder, the reader or their weights cannot be used.
            Stopped: the reader stopped.
        """
        grounder = self.open_grounder()
        return [self._local(claim, grounder) for claim in claims]

    def _local(self, claim: Claim, grounder: Grounder) -> Grounding:
        self.go_on()
        if claim.frames:
            return Grounding("supported", None, FRAME)
        if claim.flaw:
            return Grounding("unsupported", 0.0, claim.flaw)
        if strays := Subject(self.question, grounder.vectors).objection(claim.text, claim.citations):
            return Grounding("unsupported", 0.0, strays, objected=True)
        papers = {citation.paper.id: citation.paper for citation in claim.citations}
        premises = [premise(paper) for paper in papers.values()]
        found, rest = grounder.judge(claim.text, premises), without_lead(claim.text)
        if not found.doubt or rest is None:
            return found
        # A "not" before the colon answers the question, which no abstract does; what stands behind it is compared.
        behind = grounder.judge(rest, premises)
        return found if behind.objected else replace(found, doubt=behind.doubt)

    def asked_for(self, parts: Sequence[str]) -> list[str]:
        """Of what a model calls parts of the question that no paper covers, those that the question may have."""
        try:
            subject = Subject(self.question, self.open_grounder().vectors)
            return [part for part in parts if subject.asks_for(part)]
        except (EmbeddingError, InputError):
            return list(parts)

    def request(self, claims: Sequence[Claim], places: Sequence[int]) -> Request:
        """The call that has the model judge some claims of an answer, by their places in it; all have citations."""
        keys = self._keys()
        texts = {e.key: shown_paper(e) for e in self.evidence}
        cited = [tuple(dict.fromkeys(keys[c.paper.id] for c in claims[i].citations)) for i in places]
        by_place = dict(zip(places, cited, strict=True))
        return request([Pair(claim.text, by_place.get(i, ())) for i, claim in enumerate(claims)], texts, self.question)

    def checked(
        self, claims: Sequence[Claim], calls: Calls, *, by_model: bool, before: Mapping[int, Checked] = NONE_YET
    ) -> list[Checked]:
        """Every claim of an answer with its verdict; those `before`, by their places, have theirs.

        With `by_model` a model is asked too, if the question may still spend that.

        Raises:
            Stopped: the reader stopped.
        """
        places = [i for i in range(len(claims)) if i not in before]
        found = dict(zip(places, self._own([claims[i] for i in places], calls), strict=True))
        open_ = [i for i in places if _asks_model(claims[i], found[i])]
        if open_ and by_model:
            for i, said in self._by_model(claims, open_, calls).items():
                found[i] = combined(found[i], said)
        return [before[i] if i in before else _checked(claim, found[i]) for i, claim in enumerate(claims)]

    def _own(self, claims: Sequence[Claim], calls: Calls) -> list[Grounding]:
        try:
            return self.local(claims)
        except (EmbeddingError, InputError) as error:
            calls.notices.append(f"{NOT_CHECKED}: {error}.")
            return [_unchecked(claim) for claim in claims]

    def _by_model(self, claims: Sequence[Claim], places: Sequence[int], calls: Calls) -> dict[int, Grounding]:
        asked = self.request(claims, places)
        if calls.fits([asked]) != "fits":
            return {}
        reply = calls.tried("check", (SYSTEM, TASK), asked, CHECK_FAILED)
        if reply is None:
            return {}
        said = judgements(reply.text, len(places))
        if said.unreadable:
            calls.tally += Tally(malformed=1)
            calls.notices.append(
                f"Of {len(places)} judgements of the model, {said.unreadable} could not be read; there the local check decides."
            )
        keys = self._keys()
        numbers = {keys[c.paper.id]: c.number for claim in claims for c in claim.citations}
        papers = dict.fromkeys(keys.values()) | numbers
        words = key_like(self.question, *map(shown_paper, self.evidence), *(claim.text for claim in claims))
        return {
            places[n - 1]: replace(one, reason=in_numbers(one.reason, papers, words)) for n, one in said.found.items()
        }

    def _keys(self) -> dict[str, str]:
        return {e.paper.id: e.key for e in self.evidence}


def combined(own: Grounding, model: Grounding | None) -> Grounding:
    """The judgement of the grounder and that of a model as one; see above."""
    if model is None or settled(own):
        return own
    if model.verdict == "supported" and own.doubt:
        return replace(model, verdict="partial", reason=own.doubt)
    return model


def settled(own: Grounding) -> bool:
    """Whether comparing has decided, and no model is asked."""
    return own.objected or (own.verdict == "supported" and own.reason == VERBATIM)


def without_lead(sentence: str) -> str | None:
    """What stands behind the short answer and colon that a sentence begins with, if it names nothing; else None.

    >>> without_lead("Not always: owls miss some mice in rain."), without_lead("Owls hear well.")
    ('owls miss some mice in rain.', None)
    """
    lead, colon, rest = sentence.partition(": ")
    words = lead.split()
    named = any(token.kind in ("name", "number") for token in read(lead).tokens)
    return rest if colon and len(words) <= LONGEST_LEAD and not named and len(rest.split()) >= len(words) else None


def in_numbers(reason: str, papers: Mapping[str, int | None], words: frozenset[str]) -> str:
    """A reason with papers' numbers in place of their keys, which a reader never sees.

    `papers` are all keys with the number of those that are cited. What only looks like a key goes too where it has
    digits and letters, unless it is one of the `words` that papers and answer use: "p110a"; "padded" is a word.
    """

    def told(match: re.Match[str]) -> str:
        key = match[0].lower()
        if papers.get(key):
            return f"[{papers[key]}]"
        forged = not key[1:].isalpha() and not key[1:].isdigit() and key not in words
        return "the paper" if key in papers or forged else match[0]

    # A number before a bracket or colon would be a link in Markdown, or the address of one.
    return re.sub(r"(?<=\])(?=[(:\[])", " ", _KEYS.sub(told, reason))


def _asks_model(claim: Claim, own: Grounding) -> bool:
    return bool(claim.citations) and not settled(own)


def _unchecked(claim: Claim) -> Grounding:
    """What is known of a claim without any check: whether its evidence is there."""
    return Grounding("unsupported", 0.0, claim.flaw) if claim.flaw else Grounding("unchecked", None, UNCHECKED)


def premise(paper: Paper) -> str:
    """What the writer was shown of a paper, without what speaks to a model: that is said by nobody who did the work."""
    told = [paper.abstract[start:end] for start, end in harmless(paper.abstract)]
    # One sentence, whatever venue and authors are called: it tells who, when and where, and nothing that was found.
    names = tuple(_SENTENCE.sub("", name) for name in paper.authors)
    facts = shown_facts(replace(paper, authors=names, venue=_SENTENCE.sub("", paper.venue or "") or None))
    return " ".join([*told, f"{_STOP.sub(',', facts)}."])


def _checked(claim: Claim, found: Grounding) -> Checked:
    return Checked(claim, Sentence(claim.text, (), found.verdict, found.reason))
