"""What a question may spend: estimated before a call, counted after it, held against its bounds. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from assistant.model.prices import Prices
from assistant.model.records import Budget, Request
from assistant.records import Usage
from assistant.tokens import count_tokens

PER_MESSAGE = 4
PER_REQUEST = 3
"""Tokens around each message and before the reply, as OpenAI's chat format has them."""

Fit = Literal["fits", "tokens", "cost", "cost_unknown"]
"""Whether a call still fits: yes; it may take more tokens than are left; it may cost more than is left; its price is
not known, so that the bound on cost cannot be held."""


def prompt_tokens(request: Request, model: str) -> int:
    """Tokens that the model reads; an estimate on the high side for a model whose vocabulary is not known."""
    return PER_REQUEST + sum(PER_MESSAGE + count_tokens(message.content, model) for message in request.messages)


def estimate(request: Request, model: str, prices: Prices) -> Usage:
    """The most that a call can take: all it reads, and as much written as it may."""
    reads = prompt_tokens(request, model)
    return Usage(reads, request.max_tokens, 1, prices.cost_usd(model, reads, request.max_tokens))


def total(usages: Iterable[Usage]) -> Usage:
    """Usages added up. The cost is None as soon as one call's is not known; what made no call has no say in it."""
    made = [usage for usage in usages if usage.calls]
    costs = [usage.cost_usd for usage in made if usage.cost_usd is not None]
    return Usage(
        sum(usage.prompt_tokens for usage in made),
        sum(usage.completion_tokens for usage in made),
        sum(usage.calls for usage in made),
        sum(costs) if made and len(costs) == len(made) else None,
    )


def fit(budget: Budget, spent: Usage, planned: Usage) -> Fit:
    """Whether a planned call fits what is left after what was spent; see `Fit`. Too many tokens goes before cost."""
    after = total((spent, planned))
    if budget.max_tokens is not None and after.prompt_tokens + after.completion_tokens > budget.max_tokens:
        return "tokens"
    if budget.max_cost_usd is None:
        return "fits"
    if after.cost_usd is None:
        return "cost_unknown"
    return "cost" if after.cost_usd > budget.max_cost_usd else "fits"


def left(budget: Budget, spent: Usage) -> Budget:
    """What may still be spent, not below zero. Of a bound on cost nothing is left where the cost is not known."""
    tokens, cost = budget.max_tokens, budget.max_cost_usd
    if tokens is not None:
        tokens = max(0, tokens - spent.prompt_tokens - spent.completion_tokens)
    if cost is not None and spent.calls:
        cost = 0.0 if spent.cost_usd is None else max(0.0, cost - spent.cost_usd)
    return Budget(tokens, cost)
