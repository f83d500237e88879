"""Whether an answer is given when there is one to give, and none when there is none.

An answer in part ("partial") counts as answered either way: a question that the library answers was not refused, and
one that it does not answer at all got something that looks like an answer. An answer whose sentences are all struck
through was given too; that it says nothing shows elsewhere.
"""

from __future__ import annotations

from evals.metrics.subject import Subject, Values
from evals.read_cases import KINDS
from evals.scores import Definition

REFUSED = Definition("false refusals", "lower", "answerable questions that got no answer")
MISSED = Definition("missed abstentions", "lower", "questions the library does not answer that got an answer")
DECIDED = Definition("right decisions", "higher", "questions answered or refused as they should be")
MISSED_BY_KIND = {
    kind: Definition(f"{MISSED.name}, {kind}", "lower", f"{MISSED.meaning}, of kind {kind}") for kind in sorted(KINDS)
}
BALANCED = Definition(
    "balanced decisions",
    "higher",
    "mean of the shares of answerable questions answered and of unanswerable ones refused; 0.5 is answering all or none",
)
DEFINITIONS = (DECIDED, BALANCED, REFUSED, MISSED, *MISSED_BY_KIND.values())


def values(subject: Subject) -> Values:
    """The measures that apply to the case, unscored where answering failed."""
    names = [DECIDED.name]
    if subject.case.should_abstain:
        names += [MISSED.name, MISSED_BY_KIND[subject.case.kind].name]
    else:
        names.append(REFUSED.name)
    if subject.answer is None:
        return dict.fromkeys(names)
    right = (subject.given is None) == subject.case.should_abstain
    return {name: float(right if name == DECIDED.name else not right) for name in names}
