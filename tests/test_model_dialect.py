"""What a refusal teaches about a server, as a table of refusals in the words of several servers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.model.dialect import Dialect
from assistant.openai_client import address

OLD, NEW = Dialect("max_tokens"), Dialect("max_completion_tokens")
OTHER = replace(NEW, limit_tried=True)


@pytest.mark.parametrize(
    ("url", "first"),
    [
        (None, NEW),
        ("https://api.openai.com/v1", NEW),
        ("https://api.openai.com.example.org/v1", OLD),
        ("http://127.0.0.1:11434/v1", OLD),
        ("https://lab.openai.azure.com/openai/deployments/gates?api-version=1", OLD),
    ],
)
def test_what_a_server_is_asked_in_first(url: str | None, first: Dialect) -> None:
    assert Dialect.first(address(url, "URL")) == first


@pytest.mark.parametrize(
    ("before", "status", "param", "said", "after"),
    [
        (
            OLD,
            400,
            "max_tokens",
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            OTHER,
        ),
        (
            NEW,
            400,
            None,
            "Unrecognized request argument supplied: max_completion_tokens",
            replace(OLD, limit_tried=True),
        ),
        (OTHER, 400, "max_completion_tokens", "Unsupported parameter", None),
        (
            OLD,
            400,
            "temperature",
            "'temperature' does not support 0.2 with this model",
            replace(OLD, temperature=False),
        ),
        (OLD, 400, None, "invalid temperature: only 1 is allowed for this model", replace(OLD, temperature=False)),
        (replace(OLD, temperature=False), 400, "temperature", "temperature is not supported", None),
        (OLD, 422, None, '[{"type": "extra_forbidden", "loc": ["body", "stream_options"]}]', replace(OLD, usage=False)),
        (OLD, 400, None, 'json: unknown field "stream_options"', replace(OLD, usage=False)),
        (replace(OLD, usage=False), 400, None, 'json: unknown field "stream_options"', None),
        (OLD, 400, None, "System role not supported", replace(OLD, system=False)),
        (OLD, 500, None, "Jinja: Only user and assistant roles are supported!", replace(OLD, system=False)),
        (OLD, 400, None, "Developer instruction is not enabled for gates-3", replace(OLD, system=False)),
        (replace(OLD, system=False), 400, None, "System role not supported", None),
        (OLD, 429, None, "System role not supported", None),
        (OLD, 500, None, "the system is not well", None),
        (OLD, 400, None, "unknown field in request", None),
        (OLD, 400, "max_tokens", "max_tokens is too large: 9000. This model writes at most 4096", None),
        (OLD, 400, "messages", "maximum context length is 8192 tokens; reduce max_tokens", None),
        (OLD, 400, "model", "model 'gates' does not support chat", None),
        (OLD, 500, "max_tokens", "Unsupported parameter", None),
        (OLD, 429, None, "temperature is not supported", None),
    ],
)
def test_refusals(before: Dialect, status: int, param: str | None, said: str, after: Dialect | None) -> None:
    assert before.learned(status, param, said) == after


def test_asking_again_comes_to_an_end() -> None:
    dialect: Dialect | None = OLD
    steps = 0
    while dialect is not None:
        dialect = dialect.learned(400, None, "unsupported: stream_options temperature max_tokens max_completion_tokens")
        steps += 1
    assert steps == 4
