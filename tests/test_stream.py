"""A file's bytes, packed or not."""

import gzip
import tracemalloc
from pathlib import Path

import pytest

from assistant.errors import InputError
from ingest.formats.stream import Bound, first_bytes, inner_suffix, opened

TEXT = b"".join(b"line %d of a flock of sheep\n" % i for i in range(5000))
PACKED = gzip.compress(TEXT)


def put(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "flock.gz"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "unpacked"),
    [
        (b"", b""),
        (b"\x1f", b"\x1f"),
        (TEXT, TEXT),
        (PACKED, TEXT),
        (gzip.compress(b""), b""),
        (PACKED + PACKED, TEXT + TEXT),
        (PACKED + gzip.compress(b"") + PACKED + b"\0" * 512, TEXT + TEXT),
        (gzip.compress(PACKED), PACKED),
    ],
    ids=["empty", "one byte", "plain", "packed", "nothing packed", "two members", "padded", "packed twice"],
)
@pytest.mark.parametrize("size", [1 << 20, 7])
def test_what_comes_out(tmp_path: Path, content: bytes, unpacked: bytes, size: int) -> None:
    with opened(put(tmp_path, content)) as stream:
        assert b"".join(iter(lambda: stream.read(size), b"")) == unpacked


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (PACKED[:-9], "cut off"),
        (PACKED[:-2], "cut off"),
        (PACKED[:5], "cut off"),
        (PACKED[:-8] + b"\0" * 8, "damaged"),
        (PACKED + b"and more", "damaged"),
        (PACKED[:300] + b"\xff" * 50 + PACKED[350:], "damaged"),
    ],
)
def test_a_faulty_file_gives_what_can_be_had_of_it_first(tmp_path: Path, content: bytes, reason: str) -> None:
    with opened(put(tmp_path, content)) as stream:
        lines: list[bytes] = []
        with pytest.raises(InputError, match=reason):
            lines.extend(iter(stream.readline, b""))
    with opened(put(tmp_path, PACKED)) as stream:
        assert lines == stream.readlines()[: len(lines)]
    if reason == "cut off" and len(content) > 1000:
        assert len(lines) > 4000


def test_the_head_of_a_short_file_that_is_cut_off(tmp_path: Path) -> None:
    packed = gzip.compress(b"a few words, and then the plug was pulled" * 3, compresslevel=0)
    with opened(put(tmp_path, packed[:-20])) as stream:
        assert first_bytes(stream, 1 << 14).startswith(b"a few words")
    with opened(put(tmp_path, packed[:4])) as stream, pytest.raises(InputError, match="cut off"):
        first_bytes(stream, 1 << 14)


@pytest.mark.parametrize("level", [1, 9])
def test_a_bomb_is_stopped_at_the_bound_and_not_held(tmp_path: Path, level: int) -> None:
    path = put(tmp_path, gzip.compress(bytes(30_000_000), level))
    bound = Bound(free=1_000_000, ratio=20)
    given: list[int] = []
    tracemalloc.start()
    try:
        with opened(path, bound) as stream, pytest.raises(InputError, match="unpacks to far more than it is"):
            given.extend(len(piece) for piece in iter(lambda: stream.read(1 << 16), b""))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert sum(given) <= bound.free + bound.ratio * path.stat().st_size
    assert peak < 1_000_000


def test_what_packs_well_and_is_right_is_read(tmp_path: Path) -> None:
    with opened(put(tmp_path, PACKED), Bound(free=0, ratio=60)) as stream:
        assert stream.read() == TEXT


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("a.JSONL", ".jsonl"),
        ("a.jsonl.gz", ".jsonl"),
        ("a.b.CSV.GZ", ".csv"),
        ("a.gz", ""),
        (".gz", ""),
        ("a", ""),
        ("a.gz.txt", ".txt"),
    ],
)
def test_the_suffix_within(name: str, suffix: str) -> None:
    assert inner_suffix(Path(name)) == suffix
