"""What a failure of the client means for the caller: one `ModelError` that says what to do next."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

import httpx2
import openai

from assistant.errors import ModelError, ModelFault
from assistant.escaping import visible
from assistant.model.wire import Garbled
from assistant.openai_client import without_key
from assistant.waits import retry_after_s

_SAID = 300
_STATUS: dict[int, ModelFault] = {
    400: "rejected",
    401: "refused",
    402: "quota",
    403: "refused",
    404: "missing",
    405: "missing",
    408: "server",
    409: "server",
    410: "missing",
    413: "too_long",
    429: "rate_limited",
}
_REDIRECTS = range(300, 400)
_SERVER = 500
_CODES: dict[str, ModelFault] = {
    "context_length_exceeded": "too_long",
    "exceed_context_size_error": "too_long",
    "model_not_found": "missing",
    "invalid_api_key": "refused",
    "insufficient_quota": "quota",
    "billing_hard_limit_reached": "quota",
    "billing_not_active": "quota",
    "rate_limit_exceeded": "rate_limited",
}
_TOO_LONG = ("context length", "context window", "context size", "prompt is too long", "maximum context")
_REPLY_TOO_LONG = re.compile(r"max_(?:completion_)?tokens\b.*?(?:too large|at most|must be|maximum|range|>)", re.DOTALL)
"""A server that writes less than it was allowed to says so in one of these ways."""
_HUNG_UP = (httpx2.ReadError, httpx2.WriteError, httpx2.RemoteProtocolError)
_ADVICE: dict[ModelFault, str] = {
    "unreachable": "check that the server runs and LITASSIST_LLM_BASE_URL, then ask again",
    "hung_up": "ask again later, or set LITASSIST_LLM_BASE_URL to another server",
    "timeout": "ask again later, or raise LITASSIST_LLM_TIMEOUT_S",
    "refused": "set LITASSIST_LLM_API_KEY to a key that it accepts",
    "missing": "check LITASSIST_LLM_MODEL and the path in LITASSIST_LLM_BASE_URL",
    "rate_limited": "wait, then ask again, or set LITASSIST_LLM_MODEL to a model with a higher limit",
    "quota": "raise the quota of the account that LITASSIST_LLM_API_KEY belongs to",
    "server": "ask again later, or set LITASSIST_LLM_BASE_URL to another server",
    "cut_off": "ask again, or set LITASSIST_LLM_BASE_URL to another server",
    "garbage": "check that LITASSIST_LLM_BASE_URL is an OpenAI-compatible API and LITASSIST_LLM_MODEL a chat model",
    "too_long": "lower LITASSIST_MAX_TOKENS, or set LITASSIST_LLM_MODEL to a model that reads more",
    "rejected": "check LITASSIST_LLM_MODEL and LITASSIST_LLM_BASE_URL",
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Whom we speak to, as far as messages need it. `shown` is an address without passwords and parameters."""

    shown: str
    model: str
    timeout_s: float
    key: str | None = field(default=None, repr=False)


def fault(endpoint: Endpoint, kind: ModelFault, what: str, *, wait_s: float | None = None) -> ModelError:
    """A failure in words: where, what, and what to do."""
    clean = without_key(" ".join(visible(what).split()), endpoint.key)
    told = clean if len(clean) <= _SAID else clean[:_SAID] + "…"
    where = f"the model {endpoint.model!r} at {endpoint.shown}"
    return ModelError(f"{where} {told}; {_ADVICE[kind]}", kind=kind, wait_s=wait_s)


def fault_of(error: Exception, endpoint: Endpoint, *, begun: bool, now: float) -> ModelError:
    """What the client raised, as a `ModelError`.

    `begun` says that part of a reply had come; `now` is seconds since 1970, by which dates in `Retry-After` are read.
    """
    cause = error.__cause__ or error
    silent = isinstance(error, openai.APITimeoutError | httpx2.TimeoutException | TimeoutError)
    if silent and not isinstance(cause, httpx2.ConnectTimeout):
        # The client's own say that nothing came; Python's, that a reply had no end.
        endless = isinstance(error, TimeoutError)
        what = "wrote without end" if endless else f"did not answer within {endpoint.timeout_s:g} s"
        return fault(endpoint, "timeout", what)
    if isinstance(error, openai.APIConnectionError | httpx2.HTTPError):
        return _of_connection(cause, endpoint, begun=begun)
    if isinstance(error, openai.APIStatusError):
        return _of_status(error, endpoint, now)
    if isinstance(error, openai.APIError):
        return fault(endpoint, _CODES.get(error.code or "", "server"), f"broke off with an error ({said(error)})")
    what = str(error) if isinstance(error, Garbled) else "no JSON where there should be"
    return fault(endpoint, "garbage", f"sent no usable reply: {what}")


def _of_connection(cause: BaseException, endpoint: Endpoint, *, begun: bool) -> ModelError:
    if begun:
        return fault(endpoint, "cut_off", f"broke off its reply ({cause})")
    if isinstance(cause, _HUNG_UP):
        return fault(endpoint, "hung_up", f"closed the connection before it replied ({cause})")
    return fault(endpoint, "unreachable", f"cannot be reached ({str(cause) or 'no connection in time'})")


def said(error: openai.APIError) -> str:
    """All that the server said of an error, as one text."""
    if isinstance(error.body, str):
        return error.body
    return error.message if error.body is None else json.dumps(error.body, ensure_ascii=False)


def _of_status(error: openai.APIStatusError, endpoint: Endpoint, now: float) -> ModelError:
    if error.status_code in _REDIRECTS:
        target = error.response.headers.get("location", "another address").partition("?")[0]
        return fault(endpoint, "missing", f"redirects to {target}, and redirects are not followed")
    kind = _kind(error)
    what = f"answered HTTP {error.status_code} ({_message(error)})"
    return fault(endpoint, kind, what, wait_s=_asked_wait_s(error, now))


def _kind(error: openai.APIStatusError) -> ModelFault:
    by_code = _CODES.get(error.code or "") or _CODES.get(error.type or "")
    if by_code:
        return by_code
    words = said(error).lower()
    too_long = any(phrase in words for phrase in _TOO_LONG) or _REPLY_TOO_LONG.search(words)
    if error.status_code < _SERVER and too_long:
        return "too_long"
    return _STATUS.get(error.status_code, "server" if error.status_code >= _SERVER else "rejected")


def _message(error: openai.APIError) -> str:
    """The server's own sentence where it gives one, else whatever it said."""
    message = error.body.get("message") if isinstance(error.body, dict) else None
    return message if isinstance(message, str) else said(error)


def _asked_wait_s(error: openai.APIStatusError, now: float) -> float | None:
    """The wait that the server asks for; OpenAI gives it in milliseconds, too."""
    milliseconds = error.response.headers.get("retry-after-ms", "")
    if milliseconds.isascii() and milliseconds.isdigit():
        return float(milliseconds[:9]) / 1000
    return retry_after_s(error.response.headers.get("retry-after"), now)
