"""Sentence vectors on disk: what counts, what is computed again."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from assistant.library.sentence_vectors import INDEX, MAX_SEGMENTS, Floats, SentenceVectors, signature

ROWS = np.eye(4, dtype=np.float32)


def opened(folder: Path, model: str = "m") -> SentenceVectors:
    return SentenceVectors(folder, model)


def same(found: Floats | None, rows: Floats) -> bool:
    return found is not None and np.array_equal(found, rows)


def test_nothing_there(tmp_path: Path) -> None:
    assert opened(tmp_path / "fast").get("p1", "d1") is None
    assert signature(tmp_path / "fast") == signature(tmp_path / "elsewhere")


def test_what_was_added_is_there_for_everybody_who_opens(tmp_path: Path) -> None:
    vectors = opened(tmp_path)
    vectors.add([("p1", "d1", ROWS[:2]), ("p2", "d2", ROWS[2:])])
    vectors.add([("p3", "d3", ROWS[1:2])])
    for reader in (vectors, opened(tmp_path)):
        assert same(reader.get("p1", "d1"), ROWS[:2])
        assert same(reader.get("p2", "d2"), ROWS[2:])
        assert same(reader.get("p3", "d3"), ROWS[1:2])
        assert reader.has("p1", "d1")


def test_vectors_of_an_older_text_do_not_count(tmp_path: Path) -> None:
    vectors = opened(tmp_path)
    vectors.add([("p1", "old", ROWS[:2])])
    assert vectors.get("p1", "new") is None
    assert not vectors.has("p1", "new")
    vectors.add([("p1", "new", ROWS[2:])])
    for reader in (vectors, opened(tmp_path)):
        assert same(reader.get("p1", "new"), ROWS[2:])
        assert reader.get("p1", "old") is None


def test_vectors_of_another_embedder_do_not_count(tmp_path: Path) -> None:
    opened(tmp_path).add([("p1", "d1", ROWS)])
    assert opened(tmp_path, "other").get("p1", "d1") is None
    assert same(opened(tmp_path).get("p1", "d1"), ROWS)


def test_many_additions_end_in_few_files(tmp_path: Path) -> None:
    vectors = opened(tmp_path)
    early = opened(tmp_path)
    for n in range(3 * MAX_SEGMENTS):
        vectors.add([(f"p{n}", "d", ROWS * n), ("often", f"d{n}", ROWS[:1] * n)])
    assert len(list(tmp_path.glob("*.npy"))) <= MAX_SEGMENTS
    reader = opened(tmp_path)
    for n in range(3 * MAX_SEGMENTS):
        assert same(reader.get(f"p{n}", "d"), ROWS * n)
    assert same(reader.get("often", f"d{n}"), ROWS[:1] * n)
    assert early.get("p1", "d") is None


def test_a_reader_keeps_what_it_opened_while_files_are_merged(tmp_path: Path) -> None:
    vectors = opened(tmp_path)
    vectors.add([("p1", "d1", ROWS)])
    reader = opened(tmp_path)
    for n in range(MAX_SEGMENTS + 1):
        vectors.add([(f"more{n}", "d", ROWS)])
    assert same(reader.get("p1", "d1"), ROWS)


def test_the_signature_tells_additions_that_follow_each_other_at_once(tmp_path: Path) -> None:
    vectors = opened(tmp_path)
    seen = set()
    for n in range(MAX_SEGMENTS - 1):
        vectors.add([(f"p{n}", "d", ROWS)])
        seen.add(signature(tmp_path))
    assert len(seen) == MAX_SEGMENTS - 1


def spoil_rows(folder: Path) -> None:
    path = next(folder.glob("*.npy"))
    path.write_bytes(path.read_bytes()[:-3])


def empty_rows(folder: Path) -> None:
    next(folder.glob("*.npy")).write_bytes(b"")


def spoil_places(folder: Path) -> None:
    next(path for path in folder.glob("*.json") if path.name != INDEX).write_text('{"p1": [')


def misplace(folder: Path) -> None:
    next(path for path in folder.glob("*.json") if path.name != INDEX).write_text('{"p1": ["d1", 0, 400]}')


def lose_rows(folder: Path) -> None:
    next(folder.glob("*.npy")).unlink()


def spoil_index(folder: Path) -> None:
    (folder / INDEX).write_bytes(b"\x00\xff")


def list_index(folder: Path) -> None:
    (folder / INDEX).write_text("[]")


def lose_all(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    "spoil", [spoil_rows, empty_rows, spoil_places, misplace, lose_rows, spoil_index, list_index, lose_all]
)
def test_damaged_files_are_passed_over_and_made_again(tmp_path: Path, spoil: object) -> None:
    assert callable(spoil)
    folder = tmp_path / "fast"
    opened(folder).add([("p1", "d1", ROWS)])
    spoil(folder)
    vectors = opened(folder)
    assert vectors.get("p1", "d1") is None
    assert not vectors.has("p1", "d1")
    vectors.add([("p1", "d1", ROWS)])
    assert same(opened(folder).get("p1", "d1"), ROWS)
