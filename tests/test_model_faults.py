"""What a failure is called and said to be, where no scripted server brings it about in time."""

from __future__ import annotations

import httpx2
import openai
import pytest

from assistant.errors import ModelFault
from assistant.model.faults import Endpoint, fault_of

ENDPOINT = Endpoint("http://lab.example/v1", "gates", 60.0, "made-up")


def test_a_reply_that_trickles_without_end_was_not_silent() -> None:
    error = fault_of(TimeoutError(), ENDPOINT, begun=True, now=0.0)
    assert (error.kind, "60 s" in str(error)) == ("timeout", False)


ASKED = httpx2.Request("POST", "http://lab.example/v1/chat/completions")
CAUSES: list[tuple[openai.APIConnectionError, Exception, ModelFault]] = [
    (
        openai.APIConnectionError(request=ASKED),
        httpx2.ConnectError("[Errno -2] Name or service not known"),
        "unreachable",
    ),
    (openai.APIConnectionError(request=ASKED), httpx2.ConnectError("certificate verify failed"), "unreachable"),
    (openai.APIConnectionError(request=ASKED), httpx2.ProxyError("407"), "unreachable"),
    (openai.APITimeoutError(request=ASKED), httpx2.ConnectTimeout(""), "unreachable"),
    (openai.APITimeoutError(request=ASKED), httpx2.ReadTimeout(""), "timeout"),
    (openai.APIConnectionError(request=ASKED), httpx2.ReadError("reset by peer"), "hung_up"),
    (openai.APIConnectionError(request=ASKED), httpx2.RemoteProtocolError("disconnected"), "hung_up"),
]


@pytest.mark.parametrize(("error", "cause", "kind"), CAUSES)
def test_no_connection_is_told_from_silence_and_from_one_that_was_closed(
    error: openai.APIConnectionError, cause: Exception, kind: ModelFault
) -> None:
    error.__cause__ = cause
    assert fault_of(error, ENDPOINT, begun=False, now=0.0).kind == kind
