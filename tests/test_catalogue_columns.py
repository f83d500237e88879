"""Numbers of all papers in files: written in any order, read by whoever has them open, made anew under another name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.library.catalogue import Catalogue
from assistant.library.columns import PREFIX, TYPES, UNKNOWN, Columns
from assistant.library.database import Database
from assistant.library.stored import Stored
from tests.fakes import a_paper, stored

PAPERS: list[Stored] = [
    stored(f"p{n}", a_paper(f"Kettle {n}", f"Kettle {n} sings.", year=2000 + n, authors=("Ada Ram", f"Bo {n}")))
    for n in range(5)
]


def catalogue(folder: Path) -> Catalogue:
    return Catalogue(Database(folder), folder)


def test_numbers_are_written_in_any_order_and_seen_at_once(tmp_path: Path) -> None:
    columns = Columns.fresh(tmp_path)
    reader = Columns(tmp_path, columns.name)
    assert len(reader["year"]) == 0
    columns.put([3, 1, 2, 7], {"year": [2003, 2001, 2002, 2007], "alive": [1, 1, 1, 1]})
    assert reader["year"].tolist() == [0, 2001, 2002, 2003, 0, 0, 0, 2007]
    assert reader["alive"].tolist() == [0, 1, 1, 1, 0, 0, 0, 1]
    columns.put([2], {"year": [UNKNOWN]})
    columns.put([], {"year": []})
    assert reader["year"][2] == UNKNOWN
    assert reader["start"].tolist() == []


def test_whole_means_every_file_and_every_paper(tmp_path: Path) -> None:
    columns = Columns.fresh(tmp_path)
    assert columns.whole(0, 0)
    columns.put([1, 2], {name: [1, 1] for name in TYPES})
    assert columns.whole(2, 2)
    assert not columns.whole(3, 2)
    assert not columns.whole(2, 3)
    (tmp_path / columns.name / "venue").write_bytes(b"")
    assert not columns.whole(2, 2)
    (tmp_path / columns.name / "venue").unlink()
    assert not columns.whole(2, 2)


@pytest.mark.parametrize("damage", ["gone", "cut", "zeros"])
def test_a_catalogue_whose_columns_are_damaged_holds_nothing(tmp_path: Path, damage: str) -> None:
    made = catalogue(tmp_path)
    made.write(PAPERS, (), 4)
    assert catalogue(tmp_path).generation == 4
    path = next(tmp_path.glob(f"{PREFIX}*")) / "alive"
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-2] if damage == "cut" else bytes(path.stat().st_size))
    assert catalogue(tmp_path).generation == -1
    made.rebuild(PAPERS, 5)
    assert catalogue(tmp_path).generation == 5
    assert len(list(tmp_path.glob(f"{PREFIX}*"))) == 1


def test_papers_taken_out_leave_their_number_empty(tmp_path: Path) -> None:
    made = catalogue(tmp_path)
    made.write(PAPERS, (), 1)
    numbers = made.numbers([stored.paper.id for stored in PAPERS] + ["none"])
    assert sorted(numbers) == [f"p{n}" for n in range(5)]
    assert made.authored(" bo 3 ") == [numbers["p3"]]
    made.write((), ["p3", "none"], 2)
    assert made.columns["alive"][numbers["p3"]] == 0
    assert int(made.columns["alive"].sum()) == 4
    assert made.authored(" bo 3 ") == made.authored(" 3 ") == []
    made.write(PAPERS[3:4], (), 3)
    assert made.numbers(["p3"])["p3"] not in numbers.values()


def test_a_changed_paper_keeps_its_number_and_loses_its_words(tmp_path: Path) -> None:
    made = catalogue(tmp_path)
    made.write(PAPERS, (), 1)
    number = made.numbers(["p2"])["p2"]
    other = stored("p2", a_paper("Kettle", "It sings.", year=1999, authors=("Cleo",)))
    made.write([other], (), 2)
    assert made.numbers(["p2"]) == {"p2": number}
    assert made.columns["year"][number] == 1999
    assert made.authored(" bo 2 ") == []
    assert made.authored(" cleo ") == [number]
    assert number not in made.authored(" ada ")


def test_whoever_has_old_columns_open_keeps_them(tmp_path: Path) -> None:
    made, reader = catalogue(tmp_path), catalogue(tmp_path)
    made.write(PAPERS, (), 1)
    old = reader.columns["year"]
    before = old.copy()
    made.rebuild(PAPERS[:2], 2)
    np.testing.assert_array_equal(old, before)
    assert len(reader.columns["year"]) == 3
    assert reader.numbers(["p0", "p1"]) == {"p0": 1, "p1": 2}
