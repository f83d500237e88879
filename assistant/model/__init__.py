"""The boundary to language models: records, protocol, prices, budgets, and the model that the settings name."""

from assistant.model.base import ChatModel, OnText, OpenedModel
from assistant.model.budget import Budget, Fit, estimate, fit, prompt_tokens, tokens_left, total
from assistant.model.opening import open_model
from assistant.model.prices import Price, Prices, load_prices
from assistant.model.records import Message, Reply, Request

__all__ = [
    "Budget",
    "ChatModel",
    "Fit",
    "Message",
    "OnText",
    "OpenedModel",
    "Price",
    "Prices",
    "Reply",
    "Request",
    "estimate",
    "fit",
    "load_prices",
    "open_model",
    "prompt_tokens",
    "tokens_left",
    "total",
]
