"""The word index: scores by words, replaced and removed papers, damaged files."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.library.lexical import STATE, LexicalIndex, read_generation
from assistant.records import Paper
from tests.fakes import a_paper

KETTLE = replace(a_paper("Kettles That Whistle", "Steam leaves the spout and sings."), id="p1")
OTTER = replace(a_paper("Otters in Winter", "The otters slide, and steam rises from the river."), id="p2")
MOTH = replace(a_paper("Moths", "A lantern draws moths; the lantern of the neighbours draws more."), id="p3")


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    made = LexicalIndex(tmp_path / "lexical")
    made.rebuild([KETTLE, OTTER, MOTH], 1)
    return made


def found(index: LexicalIndex, text: str, n: int = 10) -> list[str]:
    return [paper_id for paper_id, _ in index.search(text, n)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("kettle", ["p1"]),
        ("KETTLES", ["p1"]),
        ("whistling kettle", ["p1"]),
        ("otters", ["p2"]),
        ("lanterns", ["p3"]),
        ("nothing of the kind", []),
        ("", []),
        ("?!", []),
        ("   ", []),
        ("the of and", ["p1", "p2", "p3"]),
    ],
)
def test_what_words_find(index: LexicalIndex, text: str, ids: list[str]) -> None:
    assert sorted(found(index, text)) == ids


@pytest.mark.parametrize(
    ("text", "searched", "indexed"),
    [
        ("The kettles and a kettle", ["kettl"], ["the", "kettl", "and", "a", "kettl"]),
        ("the of the", ["the", "of"], ["the", "of", "the"]),
        ("?!", [], []),
    ],
)
def test_stop_words_are_searched_for_where_there_is_nothing_else(
    index: LexicalIndex, text: str, searched: list[str], indexed: list[str]
) -> None:
    assert (index.searched(text), index.indexed(text)) == (searched, indexed)


def test_the_best_comes_first_and_n_is_kept(index: LexicalIndex) -> None:
    assert found(index, "otters and steam")[0] == "p2"
    assert len(found(index, "steam", 1)) == 1
    scores = [score for _, score in index.search("steam otters lantern", 10)]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    "text",
    [
        "title:kettle AND (",
        '"kettle',
        "kettle~2 ^9",
        "id:p1",
        "[a TO z]",
        "\\",
        "*",
        "-kettle",
        "a\x00b",
        "kettle " * 9000,
    ],
)
def test_no_text_is_a_query_language(index: LexicalIndex, text: str) -> None:
    assert set(found(index, text)) <= {"p1", "p2", "p3"}


def test_a_paper_is_replaced_and_removed(index: LexicalIndex) -> None:
    index.write([replace(KETTLE, title="Pots", abstract="No sound at all.")], ["p3"], 2)
    assert (found(index, "whistle"), found(index, "pots"), found(index, "lantern")) == ([], ["p1"], [])
    assert (index.count(), index.generation) == (2, 2)
    index.write([KETTLE, KETTLE], ["p1", "unknown"], 3)
    assert (found(index, "whistle"), index.count()) == (["p1"], 2)


def test_frequencies(index: LexicalIndex) -> None:
    assert index.frequencies("steam lantern zebra") == {"steam": 2, "lantern": 1, "zebra": 0}


def test_another_opener_sees_what_was_committed(index: LexicalIndex, tmp_path: Path) -> None:
    other = LexicalIndex(tmp_path / "lexical")
    assert index.count() == 3
    assert (other.generation, other.count(), found(other, "lantern")) == (1, 3, ["p3"])


def test_rebuilding_replaces_everything(index: LexicalIndex, tmp_path: Path) -> None:
    index.rebuild([OTTER], 9)
    assert (index.count(), index.generation, read_generation(tmp_path / "lexical")) == (1, 9, 9)
    assert found(index, "lantern") == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"version": 0, "generation": 4}', b'{"version": 1}', b"\xff"])
def test_a_damaged_state_counts_as_no_index(index: LexicalIndex, tmp_path: Path, content: bytes) -> None:
    assert index.generation == 1
    (tmp_path / "lexical" / STATE).write_bytes(content)
    assert read_generation(tmp_path / "lexical") == -1


SUFFIXES = {".json", ".term", ".idx", ".store", ".pos", ".fieldnorm"}


@pytest.mark.parametrize("keep", [0, 0.5, None])
def test_damaged_files_make_it_begin_anew(index: LexicalIndex, tmp_path: Path, keep: float | None) -> None:
    whole = tmp_path / "lexical"
    names = [path.name for path in sorted(whole.iterdir()) if path.suffix in SUFFIXES]
    assert index.count() == 3
    assert len(names) > 5
    for name in names:
        folder = tmp_path / name
        shutil.copytree(whole, folder)
        content = (folder / name).read_bytes()
        (folder / name).unlink()
        if keep is not None:
            (folder / name).write_bytes(content[: int(len(content) * keep)])
        again = LexicalIndex(folder)
        assert again.generation == -1 or name.startswith("."), name
        again.rebuild([KETTLE, OTTER, MOTH], 1)
        assert found(LexicalIndex(folder), "lantern") == ["p3"], name


def test_a_folder_of_other_things_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "lexical"
    folder.mkdir()
    (folder / "meta.json").write_text("{}")
    index = LexicalIndex(folder)
    assert index.generation == -1
    index.rebuild([KETTLE], 1)
    assert found(index, "kettle") == ["p1"]


def test_papers_with_odd_text_are_indexed(tmp_path: Path) -> None:
    odd: list[Paper] = [
        replace(a_paper("", "", name="a"), id="empty"),
        replace(a_paper("深度学习", "用于机器翻译。"), id="cjk"),
        replace(a_paper("x" * 70_000, "y " * 100_000), id="long"),
    ]
    index = LexicalIndex(tmp_path)
    index.rebuild(odd, 1)
    assert index.count() == 3


@pytest.mark.parametrize("ids", [["p2"], ["p1", "p2"], ["p3", "p1", "p9"], []])
def test_among_some_papers_scores_are_those_of_a_search_of_all(index: LexicalIndex, ids: list[str]) -> None:
    whole = dict(index.search("steam otters lantern", 10))
    assert len(whole) == 3
    found = index.search_among("steam otters lantern", 10, ids)
    assert dict(found) == pytest.approx({i: score for i, score in whole.items() if i in ids})
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert index.search_among("", 10, ids) == []


def test_scores_do_not_depend_on_what_was_replaced(tmp_path: Path, index: LexicalIndex) -> None:
    fresh = dict(index.search("steam otters lantern", 10))
    assert not index.worn
    for generation in range(2, 5):
        index.write([OTTER], ["p9"], generation)
    assert index.worn
    assert dict(index.search("steam otters lantern", 10)) != pytest.approx(fresh)
    again = LexicalIndex(tmp_path / "lexical")
    assert again.worn
    again.rebuild([MOTH, OTTER, KETTLE], 4)
    assert not again.worn
    assert dict(again.search("steam otters lantern", 10)) == pytest.approx(fresh)
