"""The three tools: what each is called with, what it does with the library, what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Event as ThreadEvent
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from assistant.assistant import Assistant
from assistant.codec import to_json
from assistant.filters import left_out
from assistant.finding import select_papers
from assistant.mcp_server.arguments import Arguments, OnePaper, Question, Search, read_arguments
from assistant.mcp_server.results import FoundPapers, Reply, facts_of, found_papers, reply_of
from assistant.mcp_server.shown import shown_paper, shown_papers, shown_reply
from assistant.records import Paper

A = TypeVar("A", bound=Arguments)


@dataclass(frozen=True, slots=True)
class Told:
    """What a tool gives back, as an object of its schema and as text to read."""

    structured: dict[str, Any]
    text: str


@dataclass(frozen=True, slots=True)
class Tool(Generic[A]):
    """A tool: its name, also of the file in `prompts/` that describes it, a title, what goes in and what comes out.

    `run` gets the library, checked arguments, and an event that is set when nobody waits for the result any more.
    """

    name: str
    title: str
    arguments: type[A]
    result: type
    run: Callable[[Assistant, A, ThreadEvent], Told]

    def called(self, assistant: Assistant, given: Mapping[str, Any] | None, stop: ThreadEvent) -> Told:
        """What a call gives back.

        Raises:
            LitAssistError: arguments, question or library are not as they must be.
        """
        return self.run(assistant, read_arguments(self.arguments, given), stop)

    @property
    def input_schema(self) -> dict[str, Any]:
        """The JSON schema of the arguments."""
        return self.arguments.model_json_schema()

    @property
    def output_schema(self) -> dict[str, Any]:
        """The JSON schema of what comes out."""
        return TypeAdapter(self.result).json_schema(mode="serialization")


def _search(assistant: Assistant, asked: Search, _stop: ThreadEvent) -> Told:
    filters = asked.filters()
    evidence = assistant.search(asked.question, asked.k, filters)
    found = found_papers(asked.question, evidence, left_out(select_papers(assistant.library.snapshot(), filters)))
    return Told(to_json(found), shown_papers(found))


def _ask(assistant: Assistant, asked: Question, stop: ThreadEvent) -> Told:
    reply = reply_of(assistant.ask(asked.question, filters=asked.filters(), stop=stop))
    return Told(to_json(reply), shown_reply(reply))


def _paper(assistant: Assistant, asked: OnePaper, _stop: ThreadEvent) -> Told:
    paper = assistant.library.get(asked.id).paper
    return Told(to_json(paper), shown_paper(paper, facts_of(paper)))


TOOLS: tuple[Tool[Any], ...] = (
    Tool("search_papers", "Search the library", Search, FoundPapers, _search),
    Tool("ask", "Ask the library", Question, Reply, _ask),
    Tool("get_paper", "Read one paper", OnePaper, Paper, _paper),
)
