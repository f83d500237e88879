"""Thoughts are kept from the reader however the stream is cut, and answers about such tags lose nothing."""

from __future__ import annotations

import pytest

from assistant.model.gathering import MAX_CHARACTERS, Gathering
from assistant.model.thinking import behind_thought
from assistant.model.wire import Garbled, Piece

REPLIES = [
    ("Gates cut cost.", "Gates cut cost."),
    ("<think>Which gates?</think>Gates cut cost.", "Gates cut cost."),
    ("\n<think>\nWhich gates?\n</think>\n\nGates cut cost.\n", "Gates cut cost.\n"),
    ("</think>\n\nGates.", "Gates."),
    ("<think>a</think><think>b</think>Gates.", "Gates."),
    ("<think></think>Gates.", "Gates."),
    ("<think>a </thin b < / think></think>Gates.", "Gates."),
    ("<think>never ends", ""),
    ("<think>never ends</thin", ""),
    ("<thin", "<thin"),
    ("<b>Gates</b>", "<b>Gates</b>"),
    ("They write <think>steps</think> first.", "They write <think>steps</think> first."),
    ("<think>a</think>They write <think>steps</think>.", "They write <think>steps</think>."),
    ("", ""),
    ("  \n", ""),
]


def shown(heard: Gathering, pieces: list[str]) -> list[str]:
    """What the reader sees, piece by piece."""
    return [text for text in (*(heard.take(Piece(piece)) for piece in pieces), heard.end()) if text]


@pytest.mark.parametrize(("reply", "answer"), REPLIES)
def test_the_same_is_shown_however_it_is_cut(reply: str, answer: str) -> None:
    for size in (1, 2, 3, 7, 1000):
        heard = Gathering(thinks_first=False)
        pieces = [reply[at : at + size] for at in range(0, len(reply), size)]
        assert "".join(shown(heard, pieces)) == heard.text == answer
        assert heard.written == reply


def test_an_answer_is_shown_as_it_comes() -> None:
    heard = Gathering(thinks_first=False)
    assert shown(heard, ["<think>hm", "</think>", "\n\n", "Gates", " cut", " cost."]) == ["Gates", " cut", " cost."]


def test_thoughts_in_a_field_of_their_own_are_counted_and_never_shown() -> None:
    heard = Gathering(thinks_first=False)
    assert heard.take(Piece("", "hm, gates")) == ""
    assert heard.take(Piece("Gates.")) == "Gates."
    assert (heard.text, heard.written) == ("Gates.", "hm, gatesGates.")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Which gates?\n</think>\n\nGates cut cost.", "Gates cut cost."),
        ("a\n</think>\nb\n </think> \nGates.", "Gates."),
        ("a\n</think>", ""),
        ("They close it with </think> always.", None),
        ("Gates cut cost.", None),
    ],
)
def test_the_answer_behind_a_thought_without_a_beginning(text: str, answer: str | None) -> None:
    assert behind_thought(text) == answer


def test_a_thought_without_a_beginning_is_no_part_of_the_text_and_is_remembered() -> None:
    heard = Gathering(thinks_first=False)
    shown(heard, ["Which gates?\n", "</think>\n\n", "Gates."])
    assert (heard.text, heard.opens_in_thought) == ("Gates.", True)


def test_it_counts_as_shown_although_nothing_of_it_is_text() -> None:
    heard = Gathering(thinks_first=False)
    assert not heard.shown
    shown(heard, ["Which gates?\n", "</think>\n"])
    assert (heard.text, heard.shown) == ("", True)


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("Which gates?\n</think>\n\nGates.", ["G", "a", "t", "e", "s", "."]),
        ("<think>Which?</think>G.", ["G", "."]),
        ("a</think><think>b</think>G.", ["G", "."]),
        ("Gates, without a thought.", ["Gates, without a thought."]),
        ("<think>never ends", []),
        ("", []),
    ],
)
def test_a_server_that_thinks_first_is_shown_from_the_end_of_its_thought_on(reply: str, answer: list[str]) -> None:
    heard = Gathering(thinks_first=True)
    heard.take(Piece(finish_reason="stop"))
    assert shown(heard, list(reply)) == answer
    assert (heard.text, heard.opens_in_thought) == ("".join(answer), False)


@pytest.mark.parametrize("reason", [None, "length"])
@pytest.mark.parametrize(("reply", "answer"), [("Which gates? And", []), ("Which?\n</think>\nG", ["G"])])
def test_a_thought_that_may_have_been_cut_off_is_no_answer(reason: str | None, reply: str, answer: list[str]) -> None:
    heard = Gathering(thinks_first=True)
    heard.take(Piece(finish_reason=reason))
    assert shown(heard, list(reply)) == answer


def test_what_the_server_says_last_of_itself_holds() -> None:
    heard = Gathering(thinks_first=False)
    assert (heard.begun, heard.finish_reason) == (False, None)
    for piece in (Piece("a", model="m"), Piece(finish_reason="stop"), Piece("", "", None, 3, 4)):
        heard.take(piece)
    assert (heard.begun, heard.finish_reason, heard.model) == (True, "stop", "m")
    assert (heard.prompt_tokens, heard.completion_tokens) == (3, 4)


def test_a_reply_has_an_end() -> None:
    heard = Gathering(thinks_first=False)
    heard.take(Piece("a" * MAX_CHARACTERS))
    with pytest.raises(Garbled, match="characters"):
        heard.take(Piece("a"))
