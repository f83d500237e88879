"""Where the records of a JSON file are: the entries of a list, which is the whole or lies in an object.

A record that is broken inside costs no other as long as its brackets match, one that is too long to hold is passed
over, and the line of each is known. ijson finds and decodes records four times as fast (380,000 a second against 86,000
of a kilobyte, where making a Paper of one takes longer than either), but it gives up at the first fault, holds a value
whatever its size, and knows no lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from ingest.formats.json_tape import CUT_OFF, Extent, Tape

LOST = "broken JSON: no comma or end of the list where one must stand; nothing from here on could be read"
NO_JSON = "not JSON: neither an object nor a list begins here; nothing from here on could be read"


def extents(stream: BinaryIO, lists: Sequence[str] = ()) -> Iterator[Extent]:
    """The records of a stream of UTF-8: entries of a list that is the whole, or lies at one of the places in `lists`.

    A place is a key or a path of keys, "message.items". An object without such a list is a record itself. Several
    values may follow one another.

    Raises:
        OSError: the stream cannot be read.
        InputError: it is packed, and from here on it cannot be unpacked.
    """
    tape = Tape(stream)
    while not tape.lost and (first := tape.peek()):
        if first == b"[":
            yield from _entries(tape)
        elif first == b"{":
            yield from _in_object(tape, lists) if lists else (tape.value(),)
        else:
            yield tape.give_up(NO_JSON)


def list_begins(head: BinaryIO, lists: Sequence[str]) -> int | None:
    """Bytes before the first list at one of these places in the object that a head begins with; None without one."""
    tape = Tape(head)
    if tape.peek() != b"{":
        return None
    return next((tape.offset for _ in _lists_in(tape, lists)), None)


def _entries(tape: Tape) -> Iterator[Extent]:
    """The entries of the list that begins here."""
    tape.step()
    after_one = False
    while (first := tape.peek()) != b"]":
        if not first:
            yield tape.give_up(CUT_OFF)
        elif after_one and first == b",":
            tape.step()
            after_one = False
        elif after_one or first in b",:}":
            yield tape.give_up(LOST)
        else:
            yield tape.value()
            after_one = True
        if tape.lost:
            return
    tape.step()


def _in_object(tape: Tape, lists: Sequence[str]) -> Iterator[Extent]:
    """The entries of the lists in the object that begins here; the object itself where it has none of them."""
    line = tape.line
    tape.hold()
    has_list = False
    for _ in _lists_in(tape, lists):
        has_list = True
        tape.release()
        yield from _entries(tape)
        if tape.lost:
            return
    if tape.lost:
        yield tape.give_up(CUT_OFF, line)
    elif not has_list:
        yield tape.held(line)


def _lists_in(tape: Tape, lists: Sequence[str]) -> Iterator[None]:
    """Goes over the object that begins here, and stops before each list at one of the places: the caller reads it."""
    tape.step()
    while not tape.lost and (first := tape.peek()) != b"}":
        if first == b",":
            tape.step()
        elif first == b'"':
            yield from _lists_at(tape, _below(tape.value().raw, lists))
        else:
            tape.lost = True
    if not tape.lost:
        tape.step()


def _lists_at(tape: Tape, below: Sequence[str]) -> Iterator[None]:
    """The same for what the key just passed stands for; `below` is where in it there may be lists."""
    if tape.peek() != b":":
        tape.lost = True
        return
    tape.step()
    first = tape.peek()
    if first == b"[" and "" in below:
        yield
    elif first == b"{" and any(below):
        yield from _lists_in(tape, [place for place in below if place])
    elif not first or not tape.skip():
        tape.lost = True


def _below(key: bytes, lists: Sequence[str]) -> list[str]:
    """What is left of those places that begin with a key as it is written in the file."""
    name = key.strip(b'"').decode(errors="replace")
    parted = (place.partition(".") for place in lists)
    return [rest for first, _, rest in parted if first == name]
