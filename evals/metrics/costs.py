"""What answers took: time, tokens, model calls and money; and which questions got no answer because something failed.

An answer that no model call was made for costs nothing. One that a model wrote and whose calls nobody counted, or whose
price nobody knows, is unscored.
"""

from __future__ import annotations

from assistant.records import Answer
from evals.metrics.subject import Subject, Values
from evals.scores import Definition

FAILED = Definition("failed", "lower", "questions on which answering failed; they are unscored everywhere else, of all")
SECONDS = Definition("seconds", "lower", "time to the whole answer", unit="s")
PROMPT = Definition("prompt tokens", "lower", "tokens that models read for an answer", unit="tokens")
COMPLETION = Definition("completion tokens", "lower", "tokens that models wrote for an answer", unit="tokens")
CALLS = Definition("model calls", "lower", "calls of models for an answer", unit="calls")
COST = Definition("cost", "lower", "price of an answer's model calls", unit="USD")
DEFINITIONS = (FAILED, SECONDS, PROMPT, COMPLETION, CALLS, COST)


def values(subject: Subject) -> Values:
    """Of every case."""
    if subject.answer is None:
        return {FAILED.name: 1.0, **dict.fromkeys(d.name for d in DEFINITIONS[1:])}
    return {FAILED.name: 0.0, SECONDS.name: subject.outcome.seconds, **_used(subject.answer)}


def _used(answer: Answer) -> Values:
    usage = answer.usage
    if answer.mode == "llm" and not usage.calls:
        return dict.fromkeys((PROMPT.name, COMPLETION.name, CALLS.name, COST.name))
    return {
        PROMPT.name: float(usage.prompt_tokens),
        COMPLETION.name: float(usage.completion_tokens),
        CALLS.name: float(usage.calls),
        COST.name: usage.cost_usd if usage.calls else 0.0,
    }
