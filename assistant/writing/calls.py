"""The model calls of one question: asked one after the other, counted, and held to what the question may spend."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from assistant.errors import ModelError, ModelFault
from assistant.model import Budget, ChatModel, Fit, Prices, Reply, Request, estimate, fit, left, total
from assistant.prompts import load_prompt
from assistant.records import Usage
from assistant.replies import Said, Tally

CUT = frozenset({"length", "max_tokens", "content_filter", "safety"})
"""Finish reasons of a reply that did not come to its own end."""
WAITS: frozenset[ModelFault] = frozenset({"unreachable", "timeout"})
"""Faults that each further call would have to wait for anew."""
SPARED = "After its silence the model was asked for nothing that the answer can do without."


@dataclass(slots=True)
class Calls:
    """One question's dealings with a model. `said` and `prompts` are in the order of the calls."""

    model: ChatModel
    name: str
    prices: Prices
    budget: Budget
    stop: threading.Event
    said: list[Said] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    answered_by: str | None = None
    tally: Tally = field(default_factory=Tally)
    _lost: ModelFault | None = None
    _usages: list[Usage] = field(default_factory=list)
    _prompts: dict[str, str] = field(default_factory=dict)

    @property
    def bounded(self) -> bool:
        """Whether there is any bound; counting costs time, so nothing is counted where there is none."""
        return self.budget != Budget()

    @property
    def usage(self) -> Usage:
        """What all calls took so far, failed ones included."""
        return total(self._usages)

    @property
    def prompts(self) -> tuple[tuple[str, str], ...]:
        """The prompts used, each with its digest."""
        return tuple(self._prompts.items())

    def fits(self, requests: Sequence[Request]) -> Fit:
        """Whether these calls, together, can still be made."""
        if not self.bounded:
            return "fits"
        return fit(self.budget, self.usage, total(estimate(request, self.name, self.prices) for request in requests))

    @property
    def gone(self) -> bool:
        """Whether the server could not be reached; then nothing more is asked."""
        return self._lost == "unreachable"

    def spares(self) -> bool:
        """Whether the answer is spared what it can do without, as there was no server or it kept silent.

        Each such call would be waited for in vain. Of a silent server that is told, once.
        """
        if self._lost == "timeout" and SPARED not in self.notices:
            self.notices.append(SPARED)
        return self._lost is not None

    def ask(
        self, call: str, prompts: Sequence[str], request: Request, on_text: Callable[[str], None] | None = None
    ) -> Reply:
        """The model's reply; `call` names it in what is kept of the answer.

        Raises:
            ModelError: there is no whole reply.
            Stopped: the reader stopped.
        """
        self._prompts |= {name: load_prompt(name).digest for name in prompts}
        sent = sha256("\0".join(m.content for m in request.messages).encode("utf-8", "surrogatepass")).hexdigest()
        try:
            bounded = replace(request, left=left(self.budget, self.usage))
            reply = self.model.complete(bounded, on_text=on_text, stop=self.stop)
        except ModelError as error:
            self._usages.append(error.usage)
            self.said.append(Said(call, error.partial, sent, error.kind, error.usage))
            if error.kind == "garbage":
                self.tally += Tally(malformed=1)
            if error.kind in WAITS:
                self._lost = error.kind
            raise
        self._usages.append(reply.usage)
        self.said.append(Said(call, reply.text, sent, reply.finish_reason, reply.usage))
        self.answered_by = reply.model
        return reply

    def tried(self, call: str, prompts: Sequence[str], request: Request, failed: str) -> Reply | None:
        """The reply of a call that an answer can do without, None where it fails; `failed` begins the notice then.

        It is not made where the answer is spared such calls.

        Raises:
            Stopped: the reader stopped.
        """
        if self.spares():
            return None
        try:
            return self.ask(call, prompts, request)
        except ModelError as error:
            self.tell(failed, error)
            return None

    def tell(self, failed: str, error: ModelError) -> None:
        """A notice of what failed, and why unless an earlier one says so."""
        known = any(str(error) in notice for notice in self.notices)
        self.notices.append(f"{failed}, for the same reason." if known else f"{failed}: {error}.")
