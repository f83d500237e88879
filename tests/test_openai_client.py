"""Addresses, and the clients that hear nothing of the environment."""

from __future__ import annotations

import pytest

from assistant.errors import SettingsError
from assistant.openai_client import OPENAI_URL, Address, address, without_key


@pytest.mark.parametrize(
    ("url", "where"),
    [
        (None, Address(OPENAI_URL, {}, OPENAI_URL)),
        ("http://127.0.0.1:8000/v1", Address("http://127.0.0.1:8000/v1", {}, "http://127.0.0.1:8000/v1")),
        ("http://[::1]:8000/v1", Address("http://[::1]:8000/v1", {}, "http://[::1]:8000/v1")),
        (
            "https://lab.example/openai/deployments/gates?api-version=2024-10-21&x=1#f",
            Address(
                "https://lab.example/openai/deployments/gates",
                {"api-version": "2024-10-21", "x": "1"},
                "https://lab.example/openai/deployments/gates",
            ),
        ),
        (
            "https://lab.example/openai/deployments/gates/chat/completions?api-version=2025-01-01",
            Address(
                "https://lab.example/openai/deployments/gates",
                {"api-version": "2025-01-01"},
                "https://lab.example/openai/deployments/gates",
            ),
        ),
        ("http://lab.example//v1//", Address("http://lab.example/v1/", {}, "http://lab.example/v1/")),
        ("http://lab.example/v1/embeddings/", Address("http://lab.example/v1", {}, "http://lab.example/v1")),
        ("https://me:secret@lab.example/v1", Address("https://me:secret@lab.example/v1", {}, "https://lab.example/v1")),
    ],
)
def test_addresses(url: str | None, where: Address) -> None:
    assert address(url, "URL") == where


@pytest.mark.parametrize(
    "url", ["", "http://", "https:///v1", "http://lab:port/v1", "http://lab:99999/v1", "http://[::1/v1"]
)
def test_what_is_no_address_is_refused_by_its_setting(url: str) -> None:
    with pytest.raises(SettingsError, match=r"^LITASSIST_X "):
        address(url, "LITASSIST_X")


@pytest.mark.parametrize(("key", "shown"), [("k-1", "not with ***"), (None, "not with k-1"), ("", "not with k-1")])
def test_keys_are_hidden(key: str | None, shown: str) -> None:
    assert without_key("not with k-1", key) == shown
