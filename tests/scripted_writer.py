"""A model that writes answers by script, over real HTTP: its reply to each kind of call, and what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from assistant.assistant import Assistant
from assistant.prompts import load_prompt
from assistant.settings import Settings
from tests.model_server import Call, ModelServer, Scripted, refuses, says, serving

Kind = Literal["plan", "rank", "write", "check", "repair"]
Says = str | Scripted | Callable[[Call], "str | Scripted"]
SYSTEMS: tuple[Kind, ...] = ("plan", "rank", "check")
BEES = "When does a swarm of bees leave the hive?"


@dataclass
class Script:
    """What is replied to each kind of call, HTTP 400 where nothing is. `asked` keeps the kinds, `calls` all of them."""

    replies: dict[Kind, Says] = field(default_factory=dict)
    asked: list[Kind] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def __call__(self, call: Call) -> Scripted:
        kind = kind_of(call)
        self.asked.append(kind)
        self.calls.append(call)
        reply = self.replies.get(kind, refuses(400, "nothing is scripted for this"))
        given = reply(call) if callable(reply) else reply
        return pieces(given) if isinstance(given, str) else given


def pieces(text: str) -> Scripted:
    """The text in short pieces."""
    return says(*(text[i : i + 7] for i in range(0, len(text), 7)))


def kind_of(call: Call) -> Kind:
    """Which call it is, told by its system message."""
    system = call.body["messages"][0]["content"]
    kinds: dict[str, Kind] = {load_prompt(name).text: name for name in SYSTEMS}
    return kinds.get(system) or ("repair" if "<failed>" in call.prompt else "write")


@contextmanager
def writing(library: Path, **settings: str) -> Iterator[tuple[Assistant, Script, ModelServer]]:
    """An assistant over a library whose model follows a script."""
    with serving() as server:
        script = Script()
        server.answer = script
        environ = {"LITASSIST_LLM_MODEL": "scripted", "LITASSIST_LLM_BASE_URL": server.url, "LITASSIST_RERANK": "off"}
        environ |= {f"LITASSIST_{name.upper()}": value for name, value in settings.items()}
        with Assistant.open(library, settings=Settings.load(environ)) as assistant:
            yield assistant, script, server


def key_of(assistant: Assistant, title: str) -> str:
    """The key under which a model sees the paper whose title begins like this."""
    return next(paper.id for paper in assistant.papers() if paper.title.startswith(title))[:5]
