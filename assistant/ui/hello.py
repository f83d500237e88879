"""A tiny call of the language model, to see whether it can be reached: bounded in words, time and number."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.errors import LitAssistError, Stopped
from assistant.model.base import OpenedModel
from assistant.model.opening import open_model
from assistant.model.records import Message, Request
from assistant.prompts import load_prompt
from assistant.settings import Settings

PROMPT = "hello"
MAX_TOKENS = 64
"""Enough for a word; a model that thinks first is cut off, and has answered all the same."""

PATIENCE_S = 20.0
"""Seconds after which the test is given up."""

NO_MODEL = (
    "No language model is set, so there is nothing to test. Set LITASSIST_LLM_MODEL and start the page again; without "
    "one, answers are made of the papers’ own sentences."
)


@dataclass(frozen=True, slots=True)
class Greeting:
    """How a test went: whether the model answered, and that in words."""

    answered: bool
    words: str


def greeted(
    settings: Settings,
    opening: Callable[[Settings], OpenedModel | None] = open_model,
    patience_s: float = PATIENCE_S,
) -> Greeting:
    """Ask the model of the settings for one word. Never raises what the model does wrong; says it."""
    hasty = replace(settings, llm_timeout_s=min(settings.llm_timeout_s, patience_s))
    stop = threading.Event()
    timer = threading.Timer(patience_s, stop.set)
    try:
        model = opening(hasty)
        if model is None:
            return Greeting(answered=False, words=NO_MODEL)
        timer.start()
        with model:
            return _asked(model, stop)
    except Stopped:
        return Greeting(answered=False, words=_silent(patience_s))
    except LitAssistError as error:
        return Greeting(answered=False, words=str(error))
    finally:
        timer.cancel()


def _asked(model: OpenedModel, stop: threading.Event) -> Greeting:
    began = time.monotonic()
    request = Request((Message("user", load_prompt(PROMPT).text),), MAX_TOKENS)
    usage = model.complete(request, on_text=None, stop=stop).usage
    seconds = time.monotonic() - began
    cost = "" if usage.cost_usd is None else f", {usage.cost_usd:.6f} USD"
    taken = f"{usage.prompt_tokens:,} tokens read, {usage.completion_tokens:,} written{cost}"
    return Greeting(answered=True, words=f"The model answered in {seconds:.1f} s ({taken}).")


def _silent(patience_s: float) -> str:
    return (
        f"The model did not answer within {patience_s:g} s. See that its server runs and that LITASSIST_LLM_BASE_URL "
        "is right; a model that is being loaded may need a minute: try again."
    )
