"""Claims that people judged, read from a folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from assistant.errors import InputError, UsageError
from evals.labelled import Label, LabelledSet, read_labelled

Row = Mapping[str, object]

TEXT = "Kilns cool at night. Moss grows on walls. Salt melts ice."
ROW: Row = {
    "id": "k1",
    "claim": "Kilns cool.",
    "source": TEXT,
    "source_id": "kilns",
    "label": "SUPPORT",
    "label_binary": 1,
    "split": "train",
}


def row(**changes: object) -> Row:
    return {name: value for name, value in {**ROW, **changes}.items() if value is not None}


def folder_of(tmp_path: Path, rows: Sequence[Row], corpus: Sequence[Row] = ()) -> Path:
    folder = tmp_path / "kilns"
    folder.mkdir()
    for name, records in (("claims.jsonl", rows), ("corpus.jsonl", corpus)):
        (folder / name).write_text("".join(json.dumps(record) + "\n" for record in records))
    return folder


def with_splits(tmp_path: Path, *splits: str) -> LabelledSet:
    return read_labelled(folder_of(tmp_path, [row(id=f"{n}", split=split) for n, split in enumerate(splits)]))


def test_a_claim_is_read_as_it_stands(tmp_path: Path) -> None:
    found = read_labelled(folder_of(tmp_path, [ROW]))
    (claim,) = found.claims
    assert found.name == "kilns"
    assert (claim.id, claim.claim, claim.premise) == ("k1", "Kilns cool.", TEXT)
    assert (claim.label, claim.split, claim.source) == ("supported", "train", "kilns")


@pytest.mark.parametrize(
    ("written", "label", "binary"),
    [
        ("SUPPORT", "supported", 1),
        ("CONTRADICT", "contradicted", 0),
        ("REFUTE", "contradicted", 0),
        ("NOT_ENOUGH_INFO", "neither", 0),
        ("NOTENOUGHINFO", "neither", 0),
        ("consistent", "supported", 1),
        ("inconsistent", "inconsistent", 0),
    ],
)
def test_labels_of_all_sets(tmp_path: Path, written: str, label: Label, binary: int) -> None:
    (claim,) = read_labelled(folder_of(tmp_path, [row(label=written, label_binary=binary)])).claims
    assert (claim.label, claim.supported) == (label, bool(binary))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"label": "MAYBE"}, "the label 'MAYBE' is none of SUPPORT"),
        ({"label": 1}, "'label' is missing, empty or no text"),
        ({"label_binary": 0}, "label_binary is 0 beside the label 'SUPPORT'"),
        ({"claim": None}, "'claim' is missing, empty or no text"),
        ({"claim": " "}, "'claim' is missing, empty or no text"),
        ({"source": None}, "'source' is missing"),
        ({"id": 7}, "'id' is missing, empty or no text"),
        ({"split": ""}, "'split' is missing"),
        ({"id": "k0"}, "the id 'k0' was used before"),
    ],
)
def test_a_row_that_is_no_labelled_claim(tmp_path: Path, changes: dict[str, object], says: str) -> None:
    folder = folder_of(tmp_path, [row(id="k0"), row(**changes)])
    with pytest.raises(InputError, match=says) as refused:
        read_labelled(folder)
    assert str(refused.value).startswith(f"{folder / 'claims.jsonl'}:2: ")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"{", "no JSON"),
        (b"[1]", "expected an object, found list"),
        (b"null", "expected an object, found NoneType"),
        (b'{"id": "\xff"}', "no JSON"),
        (b'{"id": ' + b"9" * 5000 + b"}", "no JSON"),
        (b"[" * 100_000, "no JSON"),
    ],
    ids=["cut", "list", "null", "not UTF-8", "a huge number", "deep"],
)
def test_a_line_that_is_no_record(tmp_path: Path, line: bytes, says: str) -> None:
    folder = folder_of(tmp_path, [])
    (folder / "claims.jsonl").write_bytes(json.dumps(ROW).encode() + b"\n\n" + line + b"\n")
    with pytest.raises(InputError, match=f"claims.jsonl:3: {says}"):
        read_labelled(folder)


def test_folders_that_hold_no_set(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path, tmp_path / "missing", tmp_path / "file"):
        with pytest.raises(UsageError, match=r"claims.jsonl: cannot be read .*; name the folder of a labelled set"):
            read_labelled(folder)
    with pytest.raises(UsageError, match="holds no claim"):
        read_labelled(folder_of(tmp_path, []))


CORPUS = [{"id": "kilns", "sentences": [" Kilns cool at night. ", "Moss grows on walls.", "Salt melts ice."]}]


def test_a_label_about_sentences_is_judged_against_these(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, [row(rationale_sentences=[2, 0, 2])], CORPUS)
    assert read_labelled(folder).claims[0].premise == "Kilns cool at night. Salt melts ice."
    assert read_labelled(folder, "abstract").claims[0].premise == TEXT


@pytest.mark.parametrize("numbers", [[], "0", [3], [-1], ["0"], None, 0])
def test_sentences_that_are_not_there(tmp_path: Path, numbers: object) -> None:
    first = row(id="k0", rationale_sentences=[0])
    folder = folder_of(tmp_path, [first, row(rationale_sentences=numbers)], CORPUS)
    with pytest.raises(InputError, match=r"claims.jsonl:2: .*sentence"):
        read_labelled(folder)


@pytest.mark.parametrize("record", [{"id": "kilns"}, {"id": "kilns", "sentences": "x"}, {"sentences": ["x"]}])
def test_a_corpus_that_has_no_sentences(tmp_path: Path, record: Row) -> None:
    folder = folder_of(tmp_path, [row(rationale_sentences=[0])], [record])
    with pytest.raises(InputError, match=r"corpus.jsonl:1: "):
        read_labelled(folder)
    assert read_labelled(folder, "abstract").claims[0].premise == TEXT


@pytest.mark.parametrize(
    ("splits", "held_out"),
    [
        (["train", "validation"], ("validation",)),
        (["test", "train", "dev"], ("test",)),
        (["train", "test", "validation"], ("validation", "test")),
        (["evaluation", "test"], ("evaluation", "test")),
        (["train"], ()),
    ],
)
def test_what_is_held_out(tmp_path: Path, splits: list[str], held_out: tuple[str, ...]) -> None:
    assert with_splits(tmp_path, *splits).held_out == held_out


def test_claims_of_splits(tmp_path: Path) -> None:
    found = with_splits(tmp_path, "train", "test", "train", "dev")
    assert [claim.id for claim in found.split("train", "dev")] == ["0", "2", "3"]
    assert found.split() == found.claims
    with pytest.raises(UsageError, match=r"kilns has no split 'Test'; use one of dev, test, train"):
        found.split("test", "Test")


def test_the_digest_moves_with_the_file(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, [ROW])
    before = read_labelled(folder)
    assert read_labelled(folder, "abstract").digest == before.digest
    with (folder / "claims.jsonl").open("a") as file:
        file.write("\n")
    after = read_labelled(folder)
    assert (after.claims, after.digest == before.digest) == (before.claims, False)
