"""What a failure is called and said to be, where no scripted server brings it about in time."""

from __future__ import annotations

from assistant.model.faults import Endpoint, fault_of

ENDPOINT = Endpoint("http://lab.example/v1", "gates", 60.0, "made-up")


def test_a_reply_that_trickles_without_end_was_not_silent() -> None:
    error = fault_of(TimeoutError(), ENDPOINT, begun=True, now=0.0)
    assert (error.kind, "60 s" in str(error)) == ("timeout", False)
