"""Every sentence of an answer against the abstracts that it cites: by the grounder, and by a model where it may be.

How the two go together: what the grounder compared letter by letter stands, a copy as supported and a number that is
not there as an objection. Of a sentence in words of its own the model judges better than the small reader does, so its
word decides, but where the grounder holds support for very unlikely it is believed by half.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.errors import EmbeddingError, InputError
from assistant.grounding import Grounder, Grounding
from assistant.model import Request
from assistant.reasons import VERBATIM
from assistant.records import Evidence, Paper, Sentence
from assistant.replies import Tally
from assistant.writing.calls import Calls
from assistant.writing.entailment import SYSTEM, TASK, Pair, judgements, request
from assistant.writing.neutral import harmless, shown_paper, shown_title
from assistant.writing.records import Checked, Claim

UNLIKELY = 0.01
"""Below this probability of the grounder's, a model's "supported" counts as "partial": of the labelled claims that lie
there few are supported, as `python -m evals grounding` tells; docs/evals.md has the figures."""
FRAME = "leads over and claims nothing"
NOT_CHECKED = "The sentences could not be checked on this machine"
UNCHECKED = "its quote is in the abstract; nothing else was checked"
CHECK_FAILED = "The model did not check the sentences; the local check alone did"


@dataclass(frozen=True, slots=True)
class Checker:
    """What holds sentences against abstracts. `evidence` are the papers of the answer."""

    open_grounder: Callable[[], Grounder]
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
        papers = {citation.paper.id: citation.paper for citation in claim.citations}
        return grounder.judge(claim.text, [_premise(paper) for paper in papers.values()])

    def request(self, claims: Sequence[Claim]) -> Request:
        """The call that has the model judge some claims, all with citations."""
        keys = {e.paper.id: e.key for e in self.evidence}
        texts = {e.key: shown_paper(e) for e in self.evidence}
        pairs = [Pair(c.text, tuple(dict.fromkeys(keys[one.paper.id] for one in c.citations))) for c in claims]
        return request(pairs, texts)

    def checked(self, claims: Sequence[Claim], calls: Calls, *, by_model: bool) -> list[Checked]:
        """Every claim with its verdict; with `by_model` a model is asked too, if the question may still spend that.

        Raises:
            Stopped: the reader stopped.
        """
        try:
            found = self.local(claims)
        except (EmbeddingError, InputError) as error:
            calls.notices.append(f"{NOT_CHECKED}: {error}.")
            found = [_unchecked(claim) for claim in claims]
        open_ = [i for i, (claim, own) in enumerate(zip(claims, found, strict=True)) if _asks_model(claim, own)]
        if open_ and by_model:
            said = self._by_model([claims[i] for i in open_], calls)
            for place, i in enumerate(open_, 1):
                found[i] = combined(found[i], said.get(place))
        return [_checked(claim, one) for claim, one in zip(claims, found, strict=True)]

    def _by_model(self, claims: Sequence[Claim], calls: Calls) -> dict[int, Grounding]:
        asked = self.request(claims)
        if calls.fits([asked]) != "fits":
            return {}
        reply = calls.tried("check", (SYSTEM, TASK), asked, CHECK_FAILED)
        if reply is None:
            return {}
        said = judgements(reply.text, len(claims))
        if said.unreadable:
            calls.tally += Tally(malformed=1)
            calls.notices.append(
                f"Of {len(claims)} judgements of the model, {said.unreadable} could not be read; there the local check decides."
            )
        return dict(said.found)


def combined(own: Grounding, model: Grounding | None) -> Grounding:
    """The judgement of the grounder and that of a model as one; see above."""
    if model is None or settled(own):
        return own
    if model.verdict == "supported" and own.support is not None and own.support < UNLIKELY:
        return replace(model, verdict="partial", reason=own.reason)
    return model


def settled(own: Grounding) -> bool:
    """Whether comparing has decided, and no model is asked."""
    return own.objected or (own.verdict == "supported" and own.reason == VERBATIM)


def _asks_model(claim: Claim, own: Grounding) -> bool:
    return bool(claim.citations) and not settled(own)


def _unchecked(claim: Claim) -> Grounding:
    """What is known of a claim without any check: whether its evidence is there."""
    return Grounding("unsupported", 0.0, claim.flaw) if claim.flaw else Grounding("unchecked", None, UNCHECKED)


def _premise(paper: Paper) -> str:
    """The abstract, title and date, without what speaks to a model: that is said by nobody who did the work."""
    told = [paper.abstract[start:end] for start, end in harmless(paper.abstract)]
    return " ".join([*told, f"{shown_title(paper)} ({paper.date or paper.year or 'undated'})."])


def _checked(claim: Claim, found: Grounding) -> Checked:
    return Checked(claim, Sentence(claim.text, (), found.verdict, found.reason))
