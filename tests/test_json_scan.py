"""Where the records of a JSON file begin and end."""

import io
import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.formats.json_scan import LOST, NO_JSON, extents, list_begins
from ingest.formats.json_tape import CUT_OFF, TOO_LONG
from ingest.formats.text import MAX_LINE

LISTS = ("results", "message.items")


class Drops(io.BytesIO):
    """A stream that gives one byte at a time."""

    def read1(self, size: int | None = -1, /) -> bytes:
        return self.read(min(1, size or 0))


class Repeated(io.RawIOBase):
    """A long stream that is nowhere whole: a beginning, one piece many times, an end."""

    def __init__(self, before: bytes, piece: bytes, times: int, after: bytes) -> None:
        self._pieces = iter([before, *([piece] * times), after])
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._rest = self._rest or next(self._pieces, b"")
        count = min(len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


FOUND: list[tuple[str, list[tuple[int, str]]]] = [
    ("", []),
    ("[]", []),
    ("[ ]\n", []),
    ('[{"a": 1}]', [(1, '{"a": 1}')]),
    ('[\n{"a": 1},\n\n{"b": "}]"}\n]', [(2, '{"a": 1}'), (4, '{"b": "}]"}')]),
    (r'[{"a": "\"}{"}, {"b": "\\"}]', [(1, r'{"a": "\"}{"}'), (1, r'{"b": "\\"}')]),
    ('[{"a": [[{"c": {}}]]}]', [(1, '{"a": [[{"c": {}}]]}')]),
    ('[1, "two", null, [3], {"four": 4}]', [(1, "1"), (1, '"two"'), (1, "null"), (1, "[3]"), (1, '{"four": 4}')]),
    ('[{"a": 1},]', [(1, '{"a": 1}')]),
    ('{"a": 1}', [(1, '{"a": 1}')]),
    ('{\n"a": 1}\n{"b": 2}', [(1, '{\n"a": 1}'), (3, '{"b": 2}')]),
    ('{"meta": {"results": [8]}, "results": [{"a": 1},\n{"b": 2}], "n": 3}', [(1, '{"a": 1}'), (2, '{"b": 2}')]),
    ('{"message": {"n": "x", "items": [{"a": 1}]}, "status": "ok"}', [(1, '{"a": 1}')]),
    ('{"message": {"title": "x"}}', [(1, '{"message": {"title": "x"}}')]),
    ('{"results": 7}', [(1, '{"results": 7}')]),
    ('{"results": []}', []),
    ('{"results": [{"a": 1}]}\n{"results": [{"b": 2}]}', [(1, '{"a": 1}'), (2, '{"b": 2}')]),
    ("[{'a': nonsense}, {\"b\": 2}]", [(1, "{'a': nonsense}"), (1, '{"b": 2}')]),
]
LOST_FROM: list[tuple[str, int, tuple[int, str]]] = [
    # the text, how many records come before, line and word of the fault that ends it
    ('[{"a": 1},\n{"b": "x', 1, (2, CUT_OFF)),
    ('[{"a": 1},\n{"b": [1, 2', 1, (2, CUT_OFF)),
    ('[{"a": 1},\n{"b": "\\', 1, (2, CUT_OFF)),
    ('[{"a": 1}', 1, (1, CUT_OFF)),
    ("[", 0, (1, CUT_OFF)),
    ('{"a": 1', 0, (1, CUT_OFF)),
    ('\n{"results": [{"a": 1}]', 1, (2, CUT_OFF)),
    ('{"a": [1, {}', 0, (1, CUT_OFF)),
    ('{"results"', 0, (1, CUT_OFF)),
    ('[{"a": 1}}, {"b": 2}]', 1, (1, LOST)),
    ('[{"a": 1} {"b": 2}]', 1, (1, LOST)),
    ('[,{"b": 2}]', 0, (1, LOST)),
    ('[{"a": 1}] trailing words', 1, (1, NO_JSON)),
    ("plain words", 0, (1, NO_JSON)),
    ("]", 0, (1, NO_JSON)),
]


@pytest.mark.parametrize("stream", [io.BytesIO, Drops])
@pytest.mark.parametrize(("text", "found"), FOUND)
def test_records(stream: type[io.BytesIO], text: str, found: list[tuple[int, str]]) -> None:
    assert [(e.line, e.raw.decode(), e.fault) for e in extents(stream(text.encode()), LISTS)] == [
        (line, raw, "") for line, raw in found
    ]


@pytest.mark.parametrize("stream", [io.BytesIO, Drops])
@pytest.mark.parametrize(("text", "before", "fault"), LOST_FROM)
def test_records_before_a_fault(stream: type[io.BytesIO], text: str, before: int, fault: tuple[int, str]) -> None:
    *good, bad = extents(stream(text.encode()), LISTS)
    assert [e.fault for e in good] == [""] * before
    assert (bad.line, bad.fault, bad.raw) == (*fault, b"")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(VALUES, max_size=5), st.sampled_from([None, 1]), st.booleans())
def test_a_list_is_what_the_standard_decoder_says(records: list[Any], indent: int | None, ascii_only: bool) -> None:
    raw = json.dumps(records, indent=indent, ensure_ascii=ascii_only).encode()
    for stream in (io.BytesIO(raw), Drops(raw), io.BytesIO(b'{"n": 1, "results": ' + raw + b"}")):
        assert [json.loads(extent.raw) for extent in extents(stream, LISTS)] == records


@settings(max_examples=200, deadline=None)
@given(st.text('[]{},:"\\ a1\n', max_size=40))
def test_any_text_comes_to_an_end(text: str) -> None:
    whole = list(extents(io.BytesIO(text.encode()), LISTS))
    assert whole == list(extents(Drops(text.encode()), LISTS))
    assert all(extent.fault for extent in whole[-1:] if not extent.raw)


def peak_of(stream: Repeated) -> tuple[int, list[tuple[int, str]]]:
    """Bytes held at most while the records are read, how many are good, and the faults of the others."""
    faults, good = [], 0
    tracemalloc.start()
    try:
        for extent in extents(io.BufferedReader(stream), LISTS):
            if extent.fault:
                faults.append((extent.line, extent.fault))
            else:
                good += 1
        return tracemalloc.get_traced_memory()[1], [(good, ""), *faults]
    finally:
        tracemalloc.stop()


def test_a_list_of_many_entries_on_one_line_streams() -> None:
    entry = b'{"title": "Sheep", "abstract": "We count."},'
    peak, found = peak_of(Repeated(b'{"results": [', entry * 100, 2000, b"{}]}"))
    assert found == [(200_001, "")]
    assert peak < 1_000_000


@pytest.mark.parametrize(
    ("before", "piece", "after"),
    [
        (b'[{"a": 1},\n{"long": "', b"baa " * 25_000, b'"},\n{"b": 2}]'),
        (b'[{"a": 1},\n{"long": [', (b'[0, {}, "' + b"baa " * 100 + b'"], ') * 300, b'0]},\n{"b": 2}]'),
    ],
    ids=["in a string", "in brackets"],
)
def test_a_record_of_any_length_costs_no_other(before: bytes, piece: bytes, after: bytes) -> None:
    peak, found = peak_of(Repeated(before, piece, 3 * MAX_LINE // len(piece), after))
    assert found == [(2, ""), (2, TOO_LONG)]
    assert peak < 3 * MAX_LINE


def test_a_long_object_around_a_list_is_not_held() -> None:
    facets = b'{"facets": "' + b"x" * 99_988
    peak, found = peak_of(Repeated(facets, b"x" * 100_000, 3 * MAX_LINE // 100_000, b'", "results": [{"a": 1}]}'))
    assert found == [(1, "")]
    assert peak < 3 * MAX_LINE


@pytest.mark.parametrize(
    ("head", "begins"),
    [
        ('{"results": [', 12),
        ('{"meta": {"results": []}, "results": [{"a"', 37),
        (' {"message": {"items": [', 23),
        ('{"title": "x", "abstract": "y"}', None),
        ('{"results": {"a": 1}}', None),
        ('[{"results": []}]', None),
        ('{"results"', None),
        ("", None),
    ],
)
def test_where_a_list_begins(head: str, begins: int | None) -> None:
    assert list_begins(io.BytesIO(head.encode()), LISTS) == begins
