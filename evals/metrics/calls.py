"""What the calls of a model were like: what each kind took, and what in the replies was of no use or had to be mended.

Where a model is set, every question counts, one that was refused before any call with nothing; so the tokens of the
kinds add up to those of an answer. Questions that were answered where no model was at hand have none of this. Replies
are counted by the program while it reads them: see `Tally` in `assistant/replies.py`. Sentences that were struck
through are in `citations.py`.
"""

from __future__ import annotations

from assistant.model import total
from assistant.records import Usage
from evals.metrics.subject import NONE, Subject, Values
from evals.scores import Definition

KINDS = ("plan", "rank", "write", "check", "repair")
"""What a model is called for."""
UNKNOWN = Definition("unknown keys", "lower", "keys the model wrote of papers that it was not shown", unit="keys")
MISQUOTED = Definition("misquotes", "lower", "quotes the model wrote that stand in no abstract", unit="quotes")
MENDED = Definition(
    "mended sentences", "neither", "sentences that failed the check and that the model wrote anew, of all in the answer"
)
MALFORMED = Definition("malformed replies", "lower", "replies not in the form asked for, in all or in part, of all")
READ = {
    kind: Definition(f"prompt tokens, {kind}", "lower", f"tokens that models read to {kind}", unit="tokens")
    for kind in KINDS
}
WROTE = {
    kind: Definition(f"completion tokens, {kind}", "lower", f"tokens that models wrote to {kind}", unit="tokens")
    for kind in KINDS
}
MADE = {kind: Definition(f"model calls, {kind}", "lower", f"calls of models to {kind}", unit="calls") for kind in KINDS}
QUALITY = (UNKNOWN, MISQUOTED, MENDED, MALFORMED)
BY_KIND = (*READ.values(), *WROTE.values(), *MADE.values())


def values(subject: Subject) -> Values:
    """Of a case that was answered with a model at hand; none of any other."""
    if subject.answer is None or subject.outcome.tally is None:
        return NONE
    return {**_quality(subject), **_by_kind(subject)}


def _quality(subject: Subject) -> Values:
    tally, said, answer = subject.outcome.tally, subject.outcome.said, subject.answer
    if not tally or not said or answer is None:
        return NONE
    found = {UNKNOWN.name: float(tally.unknown_keys), MISQUOTED.name: float(tally.misquoted)}
    found[MALFORMED.name] = tally.malformed / len(said)
    if answer.mode == "llm" and answer.sentences:
        found[MENDED.name] = tally.mended / len(answer.sentences)
    return found


def _by_kind(subject: Subject) -> Values:
    found = {}
    for kind in KINDS:
        used: Usage = total(said.usage for said in subject.outcome.said if said.call == kind)
        found[READ[kind].name] = float(used.prompt_tokens)
        found[WROTE[kind].name] = float(used.completion_tokens)
        found[MADE[kind].name] = float(used.calls)
    return found
