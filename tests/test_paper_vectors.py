"""Vectors beside Chroma: what counts, what is computed again, what a kill leaves."""

from pathlib import Path

import numpy as np
import pytest

from assistant.library.catalogue import Catalogue
from assistant.library.database import Database
from assistant.library.paper_vectors import WASTE, PaperVectors, drop_unused
from assistant.library.places import Places
from assistant.library.stored import Stored
from assistant.library.vector_file import Floats, VectorFile
from tests.fakes import a_paper, stored

ROWS = np.eye(4, dtype=np.float32)
PAPERS: list[Stored] = [stored(f"p{n}", a_paper(f"Kettle {n}", f"Kettle {n} sings.")) for n in range(1, 4)]


def opened(folder: Path, kind: str = "sentences/m") -> PaperVectors:
    database = Database(folder)
    if Catalogue(database, folder).generation < 0:
        Catalogue(database, folder).write(PAPERS, (), 1)
    return PaperVectors(folder, Places(database), kind, 4, "f16")


def same(found: Floats | None, rows: Floats) -> bool:
    return found is not None and np.array_equal(found, rows)


def test_nothing_there(tmp_path: Path) -> None:
    assert opened(tmp_path).get("p1", "d1") is None
    assert not opened(tmp_path).has("p1", "d1")


def test_what_was_added_is_there_for_everybody_at_once(tmp_path: Path) -> None:
    vectors, reader = opened(tmp_path), opened(tmp_path)
    vectors.add([("p1", "d1", ROWS[:2]), ("p2", "d2", ROWS[2:])])
    assert same(reader.get("p1", "d1"), ROWS[:2])
    vectors.add([("p3", "d3", ROWS[1:2])])
    for each in (vectors, reader, opened(tmp_path)):
        assert same(each.get("p1", "d1"), ROWS[:2])
        assert same(each.get("p2", "d2"), ROWS[2:])
        assert same(each.get("p3", "d3"), ROWS[1:2])
        assert each.has("p1", "d1")
    assert len(list(tmp_path.glob("*.f16"))) == 1


def test_each_text_has_its_own_until_the_others_are_let_go(tmp_path: Path) -> None:
    vectors = opened(tmp_path)
    vectors.add([("p1", "old", ROWS[:2])])
    assert vectors.get("p1", "new") is None
    vectors.add([("p1", "new", ROWS[2:]), ("p2", "old", ROWS)])
    assert same(vectors.get("p1", "old"), ROWS[:2])
    vectors.forget_others([("p1", "new")])
    assert vectors.get("p1", "old") is None
    assert same(vectors.get("p1", "new"), ROWS[2:])
    assert same(vectors.get("p2", "old"), ROWS)


def test_vectors_of_another_kind_do_not_count(tmp_path: Path) -> None:
    opened(tmp_path).add([("p1", "d1", ROWS)])
    assert opened(tmp_path, "sentences/other").get("p1", "d1") is None
    assert opened(tmp_path, "passages/m").get("p1", "d1") is None
    assert same(opened(tmp_path).get("p1", "d1"), ROWS)


def test_rows_out_of_use_are_swept_out(tmp_path: Path) -> None:
    vectors = opened(tmp_path)
    for n in range(3 * WASTE):
        vectors.add([("p1", f"d{n}", ROWS * n)])
        vectors.forget_others([("p1", f"d{n}")])
    vectors.add([("p2", "d", ROWS[:1])])
    reader = opened(tmp_path)
    assert same(reader.get("p2", "d"), ROWS[:1])
    before = sum(path.stat().st_size for path in tmp_path.glob("*.f16"))
    assert vectors.tidy()
    assert not vectors.tidy()
    drop_unused(tmp_path, Places(Database(tmp_path)))
    assert sum(path.stat().st_size for path in tmp_path.glob("*.f16")) == 5 * 4 * 2 < before
    for each in (vectors, reader, opened(tmp_path)):
        assert same(each.get("p1", f"d{3 * WASTE - 1}"), ROWS * (3 * WASTE - 1))
        assert same(each.get("p2", "d"), ROWS[:1])
    vectors.add([("p3", "d", ROWS)])
    assert same(opened(tmp_path).get("p3", "d"), ROWS)


def test_passages_are_kept_to_the_last_digit(tmp_path: Path) -> None:
    vectors = PaperVectors(tmp_path, Places(Database(tmp_path)), "passages/m", 4, "f32")
    thirds = np.asarray(ROWS / 3, np.float32)
    vectors.add([("p1", "d1", thirds)])
    assert same(vectors.get("p1", "d1"), thirds)
    half = VectorFile(tmp_path / "half.f16", 4)
    half.append(thirds)
    assert not same(half.read(0, 4), thirds)


@pytest.mark.parametrize(("precision", "within"), [("i8", 2e-3), ("f16", 2e-4), ("f32", 1e-6)])
def test_cosines_come_back_as_right_as_is_said(tmp_path: Path, precision: str, within: float) -> None:
    random = np.random.default_rng(3)
    rows = np.asarray(random.normal(size=(500, 384)), np.float32)
    rows[7], rows[8, 5:] = 0.0, 0.0
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    file = VectorFile(tmp_path / f"rows.{precision}", 384)
    file.append(rows[:200])
    assert file.append(rows[200:]) == 200
    found = file.read(0, 500)
    assert found is not None
    assert found.dtype == np.float32
    assert not found[7].any()
    wrong = np.abs(found @ rows.T - rows @ rows.T).max()
    assert wrong < within
    assert precision == "f32" or wrong > within / 100
    again = VectorFile(tmp_path / f"again.{precision}", 384)
    again.append(found)
    assert same(again.read(0, 500), found)  # what is copied stays as it is


def test_half_a_row_of_a_killed_writer_moves_nothing(tmp_path: Path) -> None:
    file = VectorFile(tmp_path / "rows.f16", 4)
    assert file.append(ROWS[:1]) == 0
    with (tmp_path / "rows.f16").open("ab") as stream:
        stream.write(b"abc")
    assert file.append(ROWS[2:]) == 2
    assert same(file.read(0, 1), ROWS[:1])
    assert same(file.read(2, 2), ROWS[2:])
    assert file.read(3, 2) is None


@pytest.mark.parametrize("length", [0, 5, None])
def test_rows_that_were_lost_are_forgotten(tmp_path: Path, length: int | None) -> None:
    opened(tmp_path).add([("p1", "d1", ROWS)])
    file = next(tmp_path.glob("*.f16"))
    file.unlink() if length is None else file.write_bytes(file.read_bytes()[:length])
    vectors = opened(tmp_path)
    assert vectors.get("p1", "d1") is None
    vectors.drop_lost()
    assert not vectors.has("p1", "d1")
    vectors.add([("p1", "d1", ROWS)])
    assert same(opened(tmp_path).get("p1", "d1"), ROWS)


@pytest.mark.parametrize("precision", ["i8", "f32"])
def test_stretches_are_read_as_rows_are(tmp_path: Path, precision: str) -> None:
    rows = np.random.default_rng(3).normal(size=(3_000, 40)).astype(np.float32)
    file = VectorFile(tmp_path / f"rows.{precision}", 40)
    file.append(rows[:2_000])
    assert file.stretches([1_990], [11]) is None
    file.append(rows[2_000:])
    starts, counts = [2_999, 0, 700, 3_000, 1_500], [1, 3, 0, 0, 1_000]
    found = file.stretches(starts, counts)
    assert found is not None
    for one, start, n in zip(found, starts, counts, strict=True):
        own = file.read(start, n)
        assert own is not None
        assert one.shape == (n, 40)
        assert np.array_equal(one, own)
