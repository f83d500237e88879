"""`python -m assistant mcp` as a client starts it: a process spoken to over its stdin and stdout."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters

from assistant.codec import to_json
from assistant.mcp_server.results import reply_of
from tests import small_library

QUESTION = "How often can the text of a language model be repeated in training?"


def command(library: Path) -> list[str]:
    return [sys.executable, "-m", "assistant", "mcp", "--library", str(library)]


def test_a_client_starts_the_server_and_asks(library: Path) -> None:
    program, *words = command(library)
    names = ("PYTHONPATH", "LITASSIST_CACHE_DIR")
    environ = {name: os.environ[name] for name in names if name in os.environ}

    async def talk() -> tuple[list[str], Any, list[bool]]:
        async with Client(StdioServerParameters(command=program, args=words, env=environ)) as client:
            tools = [tool.name for tool in (await client.list_tools()).tools]
            answers = await asyncio.gather(*(client.call_tool("ask", {"question": QUESTION}) for _ in range(4)))
            wrong = await client.call_tool("get_paper", {"id": "pnone"})
            assert len({json.dumps(answer.structured_content) for answer in answers}) == 1
            return tools, answers[0].structured_content, [answers[0].is_error, wrong.is_error]

    tools, found, errors = asyncio.run(talk())
    assert tools == ["search_papers", "ask", "get_paper"]
    assert errors == [False, True]
    with small_library.opened(library) as assistant:
        assert found == to_json(reply_of(assistant.ask(QUESTION)))


def line(method: str, params: dict[str, Any], number: int | None = None) -> str:
    """A message of the protocol, as it stands on the wire."""
    message = {"jsonrpc": "2.0", "method": method, "params": params}
    return json.dumps(message if number is None else message | {"id": number}) + "\n"


HELLO = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "a test", "version": "1"}}


def test_stdout_has_the_protocol_and_nothing_else(library: Path) -> None:
    server = subprocess.Popen(
        command(library), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert server.stdin is not None
    assert server.stdout is not None
    with server:
        server.stdin.write(line("initialize", HELLO, 1))
        server.stdin.write(line("notifications/initialized", {}))
        server.stdin.write(line("tools/call", {"name": "ask", "arguments": {"question": QUESTION}}, 2))
        server.stdin.write("this is no message\n")
        server.stdin.flush()
        replies = [json.loads(server.stdout.readline()) for _ in range(2)]
        rest, told = server.communicate(timeout=60)
    assert [reply["id"] for reply in replies] == [1, 2]
    assert replies[1]["result"]["structuredContent"]["status"] == "answered"
    assert all(json.loads(more)["jsonrpc"] == "2.0" for more in rest.splitlines())
    assert server.returncode == 0
    assert "Traceback" not in told


def test_the_readme_says_how_it_is_started(repo_root: Path, library: Path, tmp_path: Path) -> None:
    (block,) = re.findall(r"```json\n(.*?)```", (repo_root / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    (server,) = json.loads(block)["mcpServers"].values()
    words = [str(library) if word == "/path/to/library" else word for word in server["args"]]
    environ = {name: value.replace("/path/to/checkout", str(repo_root)) for name, value in server["env"].items()}
    done = subprocess.run(
        [sys.executable, *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | environ,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_without_a_library_it_says_so_and_nothing_on_stdout(tmp_path: Path) -> None:
    done = subprocess.run(command(tmp_path / "none"), input="", capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: no library at ")
