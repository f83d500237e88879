"""Requests as bodies, and what comes back as pieces, as tables."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.model.dialect import Dialect
from assistant.model.records import Message, Request
from assistant.model.wire import Garbled, Piece, body, piece_of, streamed

REQUEST = Request((Message("system", "Be brief."), Message("user", "What do gates cut?")), 90, 0.2)
MESSAGES = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "What do gates cut?"}]


@pytest.mark.parametrize(
    ("dialect", "options"),
    [
        (Dialect("max_tokens"), {"max_tokens": 90, "temperature": 0.2}),
        (Dialect("max_completion_tokens"), {"max_completion_tokens": 90, "temperature": 0.2}),
        (Dialect("max_tokens", temperature=False), {"max_tokens": 90}),
    ],
)
def test_a_body_has_the_options_that_the_server_knows(dialect: Dialect, options: dict[str, Any]) -> None:
    assert body(REQUEST, "m", dialect) == {"model": "m", "messages": MESSAGES} | options


def test_a_server_without_a_role_for_the_system_is_told_with_the_first_question() -> None:
    sent = body(REQUEST, "m", Dialect("max_tokens", system=False))["messages"]
    assert sent == [{"role": "user", "content": "Be brief.\n\nWhat do gates cut?"}]


def test_no_temperature_is_sent_where_none_is_asked_for() -> None:
    assert "temperature" not in body(Request(REQUEST.messages, 90), "m", Dialect("max_tokens"))


def test_a_stream_is_asked_for_with_its_counts_where_the_server_can() -> None:
    assert streamed({"a": 1}, Dialect("max_tokens")) == {
        "a": 1,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    assert streamed({"a": 1}, Dialect("max_tokens", usage=False)) == {"a": 1, "stream": True}


def delta(**said: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": said}]}


@pytest.mark.parametrize(
    ("value", "piece"),
    [
        (delta(content="Gates"), Piece("Gates")),
        (delta(role="assistant", content=None), Piece()),
        (delta(), Piece()),
        ({"choices": [{"finish_reason": "stop"}]}, Piece(finish_reason="stop")),
        ({"choices": [{"delta": None, "finish_reason": "length"}]}, Piece(finish_reason="length")),
        ({"choices": [], "prompt_filter_results": [{}]}, Piece()),
        ({"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 0}}, Piece("", "", None, 3, 0)),
        ({"choices": [], "usage": {"prompt_tokens": -3, "completion_tokens": "4"}}, Piece()),
        ({"choices": [], "usage": {"prompt_tokens": True, "completion_tokens": 10**12}}, Piece()),
        ({"choices": [], "usage": [1]}, Piece()),
        (
            {"model": "m-2", "choices": [{"message": {"content": "Whole."}, "finish_reason": "stop"}]},
            Piece("Whole.", finish_reason="stop", model="m-2"),
        ),
        (delta(content="\ud83d ga\u0308tes \U0001f600"), Piece("\ufffd ga\u0308tes \U0001f600")),
        (delta(content="", reasoning_content="hm"), Piece("", "hm")),
        (delta(content="", reasoning="hm"), Piece("", "hm")),
        (delta(content=[{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "So."}]), Piece("So.")),
        ('{"choices": [{"message": {"content": "as text"}, "finish_reason": "stop"}]}', Piece("as text", "", "stop")),
    ],
)
def test_pieces(value: object, piece: Piece) -> None:
    assert piece_of(value) == piece


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (None, "no JSON object"),
        ([], "no JSON object"),
        (7, "no JSON object"),
        ("<html>Sign in</html>", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ({}, "no list of choices"),
        ({"choices": None}, "no list of choices"),
        ({"choices": {"0": {}}}, "no list of choices"),
        ({"choices": [7]}, "a choice that is no object"),
        ({"choices": [{"delta": "text"}]}, "a message that is no object"),
        (delta(content=7), "a content that is no text"),
        ({"error": {"message": "overloaded"}}, "an error in place of a reply.*overloaded"),
        ({"error": "overloaded", "choices": []}, "an error in place of a reply.*overloaded"),
    ],
)
def test_what_is_no_piece_is_refused(value: object, fault: str) -> None:
    with pytest.raises(Garbled, match=fault):
        piece_of(value)
