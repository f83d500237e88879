"""What the server tells the script of the page: an element's new content, a file to save, or a line to show."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping

from assistant.ui.exports import File

Reply = dict[str, str]
"""`kind` says which; `nonce` tells it from the reply before, so that none is taken twice."""


def html_reply(at: str, html: str) -> Reply:
    """HTML, escaped by whoever made it, for the element with this id."""
    return _reply(kind="html", at=at, html=html)


def parts_reply(parts: Mapping[str, str], said: str = "") -> Reply:
    """HTML for several elements, by their ids, and a line that is shown for a moment."""
    return _reply(kind="parts", parts=json.dumps(dict(parts)), text=said)


def chart_reply(html: str, points: str) -> Reply:
    """The map: its groups as HTML, and its points as JSON for the script that draws them."""
    return _reply(kind="chart", html=html, points=points)


def file_reply(file: File) -> Reply:
    """A file that the browser saves; no copy of it lies where the server serves files."""
    return _reply(kind="file", name=file.name, type=file.kind, text=file.text)


def said(text: str) -> Reply:
    """A line that is shown for a moment, and read out."""
    return _reply(kind="said", text=text)


def problem(text: str) -> Reply:
    """A line that says what went wrong and what to do."""
    return _reply(kind="problem", text=text)


def going_on() -> Reply:
    """The conversation that was opened is being answered: the script asks to see it."""
    return _reply(kind="follow")


def _reply(**fields: str) -> Reply:
    return {"nonce": secrets.token_hex(8), **fields}
