"""Packed files: gzip is unpacked on the way, bombs are stopped, other archives are refused with what to do."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.records import Paper
from ingest.formats import Rejected
from ingest.reading import read_paths
from tests.test_reading import PAGE, ROW, TABLE, told


def zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("papers.jsonl", ROW * 1000)
    return stream.getvalue()


def tarred() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        entry = tarfile.TarInfo("papers.jsonl")
        entry.size = len(ROW)
        archive.addfile(entry, io.BytesIO(ROW.encode()))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (zipped(), "a zip archive"),
        (bz2.compress(ROW.encode()), "a bzip2 file"),
        (lzma.compress(ROW.encode()), "an xz file"),
        (tarred(), "a tar archive"),
        (gzip.compress(tarred()), "a tar archive"),
        (gzip.compress(gzip.compress(ROW.encode())), "a gzip file within a gzip file"),
    ],
)
def test_an_archive_is_to_be_unpacked_first(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "papers.jsonl"
    path.write_bytes(content)
    assert told(list(read_paths([path]))) == [f"Rejected papers.jsonl: {kind}: unpack it first"]
    assert told(list(read_paths([tmp_path]))) == [f"Skipped papers.jsonl: {kind}: unpack it first"]


@pytest.mark.parametrize("text", [ROW, TABLE, PAGE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_packed_file_is_read_like_any_other(tmp_path: Path, text: str, encoding: str) -> None:
    (tmp_path / "plain").write_bytes(text.encode(encoding))
    (tmp_path / "packed.gz").write_bytes(gzip.compress(text.encode(encoding)))
    packed, plain = read_paths([tmp_path])
    assert isinstance(packed, Paper)
    assert isinstance(plain, Paper)
    assert replace(packed, sources=plain.sources) == plain


def test_what_comes_before_the_fault_in_a_packed_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "papers.jsonl.gz"
    path.write_bytes(gzip.compress(ROW.encode() * 100, 0)[:-300])
    *papers, last = read_paths([path])
    assert set(told(papers)) == {"Counting Sheep"}
    assert len(papers) > 90
    assert last == Rejected(str(path), None, "a gzip file that is cut off")


def test_a_packed_file_that_is_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "papers.jsonl.gz"
    path.write_bytes(gzip.compress(ROW.encode())[:8])
    assert told(list(read_paths([path]))) == ["Rejected papers.jsonl.gz: a gzip file that is cut off"]


@pytest.mark.parametrize("filling", [b"\0", b" ", b"\n" + b" " * 999])
def test_a_bomb_behind_good_records_is_stopped(tmp_path: Path, filling: bytes) -> None:
    path = tmp_path / "papers.jsonl.gz"
    path.write_bytes(gzip.compress(ROW.encode() * 400 + filling * (40_000_000 // len(filling))))
    *papers, last = read_paths([path])
    assert told(papers) == ["Counting Sheep"] * 400
    assert isinstance(last, Rejected)
    assert "unpacks to far more than it is" in last.reason
