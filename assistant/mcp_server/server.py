"""The tools on the wire: the official `mcp` package carries them, and a call waits in a thread of its own."""

from __future__ import annotations

import asyncio
from threading import Event as ThreadEvent
from typing import Any

from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    ToolAnnotations,
)
from mcp_types import Tool as ToolOnTheWire

from assistant.assistant import Assistant
from assistant.errors import LitAssistError
from assistant.mcp_server.tools import TOOLS, Tool
from assistant.prompts import load_prompt

NAME = "literature-assistant"
READS_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_BY_NAME = {tool.name: tool for tool in TOOLS}


def serve(assistant: Assistant) -> None:
    """Answer calls from stdin on stdout until stdin ends. Anything else that is printed meanwhile goes to stderr."""
    asyncio.run(_serve(server_over(assistant)))


def server_over(assistant: Assistant) -> Server[Any]:
    """The server of one library; calls run at the same time, each on a thread."""

    async def list_tools(_context: ServerRequestContext[Any], _page: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[_on_the_wire(tool) for tool in TOOLS])

    async def call_tool(_context: ServerRequestContext[Any], call: CallToolRequestParams) -> CallToolResult:
        if call.name not in _BY_NAME:
            raise MCPError(INVALID_PARAMS, f"no tool {call.name!r}; there are: {', '.join(_BY_NAME)}")
        return await _result(assistant, _BY_NAME[call.name], call.arguments)

    return Server(
        NAME,
        title="Literature Assistant",
        instructions=_told("server"),
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


async def _serve(server: Server[Any]) -> None:
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


async def _result(assistant: Assistant, tool: Tool[Any], given: dict[str, Any] | None) -> CallToolResult:
    """What a call gives back; one that fails for a reason we know says it as the tool's error, for the caller to mend.

    A call that is cancelled is let go of at once; the event lets its thread end at the next stage.
    """
    stop = ThreadEvent()
    try:
        told = await asyncio.to_thread(tool.called, assistant, given, stop)
    except LitAssistError as error:
        return CallToolResult(content=[TextContent(text=str(error))], is_error=True)
    finally:
        stop.set()
    return CallToolResult(content=[TextContent(text=told.text)], structured_content=told.structured)


def _on_the_wire(tool: Tool[Any]) -> ToolOnTheWire:
    return ToolOnTheWire(
        name=tool.name,
        title=tool.title,
        description=_told(tool.name),
        input_schema=tool.input_schema,
        output_schema=tool.output_schema,
        annotations=READS_ONLY,
    )


def _told(name: str) -> str:
    """What a model is told of the server or of a tool."""
    return load_prompt(f"mcp_{name}").text
