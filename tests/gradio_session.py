"""One browser tab without a browser: it speaks to the page as Gradio's own script does, over HTTP.

async with httpx.AsyncClient(base_url=address) as http:
    wiring = await wiring_of(http)
    tab = Tab(http, wiring)
    async for shown in tab.ask("How many landmarks can honeybees count?"):
        ...  # the HTML of the turn, each time it changes
"""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from gradio_client.utils import apply_diff  # type: ignore[import-untyped]

LIVE = 1
"""Which of a question's outputs is the turn being written."""


@dataclass(frozen=True)
class Event:
    """An event of the page: its number, and how many values it is given."""

    number: int
    inputs: int


@dataclass(frozen=True)
class Wiring:
    """The events of the page by element id and name, as the page tells its own script."""

    events: Mapping[tuple[str, str], Event]


async def wiring_of(http: httpx.AsyncClient) -> Wiring:
    """What the page says of itself."""
    config = (await http.get("config")).json()
    ids = {part["id"]: part["props"].get("elem_id") for part in config["components"]}
    found = {
        (str(ids.get(block)), name): Event(one["id"], len(one["inputs"]))
        for one in config["dependencies"]
        if one["backend_fn"]
        for block, name in one["targets"]
    }
    return Wiring(found)


@dataclass
class Tab:
    """A session of its own. `failed` says what the server told of an error."""

    http: httpx.AsyncClient
    wiring: Wiring
    session: str = field(default_factory=lambda: secrets.token_hex(8))
    failed: list[str] = field(default_factory=list)

    async def ask(self, question: str) -> AsyncIterator[str]:
        """The turn's HTML each time that it changes, from the question to its end."""
        async for outputs in self._event(("la-box", "submit"), [question]):
            if isinstance(outputs[LIVE], str):
                yield outputs[LIVE]

    async def anew(self) -> None:
        """Begin a new conversation."""
        async for _ in self._event(("la-bus", "move"), [], {"do": "new"}):
            pass

    async def _event(
        self, name: tuple[str, str], given: list[Any], detail: dict[str, str] | None = None
    ) -> AsyncIterator[list[Any]]:
        event = self.wiring.events[name]
        values = [*given, *[None] * (event.inputs - len(given))]
        body = {"data": values, "fn_index": event.number, "session_hash": self.session, "event_data": detail}
        joined = await self.http.post("gradio_api/queue/join", json=body)
        if joined.status_code != httpx.codes.OK:
            self.failed.append(f"HTTP {joined.status_code}: {joined.text[:200]}")
            return
        seen: list[Any] = []
        async for message in self._messages():
            match message.get("msg"):
                case "process_generating":
                    new = message["output"]["data"]
                    seen = [apply_diff(a, b) for a, b in zip(seen, new, strict=True)] if seen else list(new)
                    yield seen
                case "process_completed":
                    if not message.get("success", True):
                        self.failed.append(str(message.get("output")))
                    return

    async def _messages(self) -> AsyncIterator[dict[str, Any]]:
        async with self.http.stream("GET", "gradio_api/queue/data", params={"session_hash": self.session}) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data:"):
                    yield json.loads(line.removeprefix("data:"))
