"""The boundary to language models: records, protocol, prices, budgets, and the model that the settings name."""

from assistant.model.base import ChatModel, OnText, OpenedModel
from assistant.model.budget import Fit, estimate, fit, left, prompt_tokens, total
from assistant.model.opening import open_model
from assistant.model.prices import Price, Prices, load_prices
from assistant.model.records import Budget, Message, Reply, Request

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
    "left",
    "load_prices",
    "open_model",
    "prompt_tokens",
    "total",
]
