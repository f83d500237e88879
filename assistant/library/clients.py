"""Chroma clients: of a folder, and of a server. Telemetry is off, and no key goes anywhere but to the server named."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import chromadb
from chromadb.api.client import Client
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError

from assistant.errors import LibraryError
from assistant.library.manifest import RESTORE
from assistant.settings import Settings

TIMEOUT_S = 60.0
"""For one call of a server: it writes a batch of some thousand rows in a few seconds."""
_TENANT, _DATABASE = "default_tenant", "default_database"
_spellings = count(1)

__all__ = ["Client", "folder_client", "server_client", "shut"]


def folder_client(folder: Path) -> Client:
    """A client of a folder's files as they are now.

    Raises:
        LibraryError: they are damaged.
    """
    # Chroma hands out one shared instance for one spelling of a path; a spelling of our own keeps ours apart, so that
    # closing it closes nobody else's and opening it sees what others wrote.
    spelling = "".join("/." if bit == "1" else "//" for bit in f"{next(_spellings):b}")
    try:
        settings = ChromaSettings(anonymized_telemetry=False)
        return cast("Client", chromadb.PersistentClient(f"{folder.resolve()}{spelling}", settings))
    except ChromaError as error:
        raise LibraryError(f"{folder} cannot be opened ({error}); {RESTORE}") from error


def server_client(settings: Settings) -> Client:
    """A client of the Chroma server that the settings name.

    Raises:
        LibraryError: it does not answer, or refuses the token, tenant or database.
    """
    url = urlsplit(settings.chroma_url or "")
    tls = url.scheme == "https"
    token = settings.chroma_token
    headers = {"X-Chroma-Token": token, "Authorization": f"Bearer {token}"} if token else {}
    try:
        found = chromadb.HttpClient(
            host=url.hostname or "",
            port=url.port or (443 if tls else 80),
            ssl=tls,
            headers=headers,
            settings=ChromaSettings(anonymized_telemetry=False),
            tenant=settings.chroma_tenant or _TENANT,
            database=settings.chroma_database or _DATABASE,
        )
    except (ChromaError, ValueError, OSError) as error:
        raise LibraryError(
            f"the Chroma server at {url.hostname}:{url.port} cannot be used ({error}); start it, or correct "
            "LITASSIST_CHROMA_URL and its _TOKEN, _TENANT and _DATABASE"
        ) from error
    client = cast("Client", found)
    for session in _sessions(client):
        session.timeout = TIMEOUT_S
    return client


def shut(client: Client) -> None:
    """Let go of a server: closing the client leaves its connections to the garbage collector."""
    for session in _sessions(client):
        session.close()
    client.close()


def _sessions(client: Any) -> list[Any]:
    """The HTTP sessions inside a client, which Chroma neither bounds in time nor closes."""
    # There is no other way to them.
    return [client._server._session, client._admin_client._server._session]  # noqa: SLF001
