"""Every parser on spoilt files: no crash, no hang, no silence. `python -m tests.fuzz_formats` goes on."""

import tracemalloc
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assistant.records import Paper, Source
from ingest.formats import FORMATS, Rejected
from tests.fuzz_checks import Hung, check, read_whole, within
from tests.fuzz_formats import shrunk
from tests.fuzz_seeds import PAPERS, SEEDS
from tests.fuzz_steps import KINDS, LARGEST, PIECES, WHOLE, Step, spoilt

SECONDS = 60.0
"""Far more than any of these files takes; a hang takes longer."""
STEPS = st.builds(
    Step,
    st.sampled_from(sorted(KINDS)),
    st.integers(0, WHOLE - 1),
    st.integers(0, WHOLE // 50),
    st.integers(0, len(PIECES) - 1),
)
BUDGET = settings(
    max_examples=250, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
NAMES = pytest.mark.parametrize("name", sorted(SEEDS))


def test_every_format_has_a_seed() -> None:
    assert {form.name for form in FORMATS} == set(SEEDS)


@NAMES
def test_a_seed_is_claimed_and_read_whole(tmp_path: Path, name: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(SEEDS[name])
    found = read_whole(path, None)
    assert [entry.sources[0].kind for entry in found if isinstance(entry, Paper)] == [name] * len(PAPERS)


@BUDGET
@given(name=st.sampled_from(sorted(SEEDS)), steps=st.lists(STEPS, min_size=1, max_size=4).map(tuple))
@example(name="pubmed-xml", steps=(Step("pack", WHOLE // 2, 0, 0),))
def test_spoilt_files(tmp_path: Path, name: str, steps: tuple[Step, ...]) -> None:
    path = tmp_path / "file"
    path.write_bytes(spoilt(SEEDS[name], steps))
    with within(SECONDS):
        read_whole(path, name)
        read_whole(path, None)


@NAMES
def test_a_file_that_breaks_off_keeps_what_came_before(tmp_path: Path, name: str) -> None:
    """Cut anywhere, a file gives the papers before the cut as they are, and a word about a paper that was begun."""
    path = tmp_path / "file"
    path.write_bytes(SEEDS[name])
    whole = read_whole(path, name)
    for cut in range(len(SEEDS[name]) // 9, len(SEEDS[name]), len(SEEDS[name]) // 9):
        path.write_bytes(SEEDS[name][:cut])
        found = read_whole(path, name)
        complete = [entry for entry in found if isinstance(entry, Paper)][:-1]
        assert complete == whole[: len(complete)]
        assert len(found) >= begun(name, cut)


def begun(name: str, cut: int) -> int:
    """How many papers have their title and some of their abstract before the cut, or else 1."""
    head = SEEDS[name][:cut].decode(errors="replace")
    return max(1, sum(head.count(begin) for begin in ("Sheep at Night", "Goats, ", "Hens of the")) - 1)


@NAMES
def test_a_damaged_byte_loses_no_paper_without_a_word(tmp_path: Path, name: str) -> None:
    path = tmp_path / "file"
    seed = SEEDS[name]
    for at in range(0, len(seed), 11):
        if name == "bibtex" and seed[at : at + 1] == b"@":
            continue  # without its sign it is comment, as BibTeX says
        path.write_bytes(seed[:at] + bytes([seed[at] ^ (1 << at % 8)]) + seed[at + 1 :])
        found = read_whole(path, name)
        assert len(found) >= len(PAPERS) or any(isinstance(entry, Rejected) for entry in found), at


@NAMES
@pytest.mark.parametrize("piece", [b"\n", b"{", b'"', b"<p>", b"x", b" and "])
def test_long_repeats_take_bounded_memory(tmp_path: Path, name: str, piece: bytes) -> None:
    size = 30_000
    step = Step("repeat a piece", WHOLE * 2 // 3, size * WHOLE // LARGEST, PIECES.index(piece))
    path = tmp_path / "file"
    path.write_bytes(spoilt(SEEDS[name], (step,)))
    tracemalloc.start()
    try:
        with within(SECONDS):
            read_whole(path, name)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 64 * size + 20_000_000


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_way_of_spoiling_changes_something(kind: str) -> None:
    steps = [Step(kind, WHOLE // 3, size, piece) for size in (9, 900) for piece in range(len(PIECES))]
    assert any(spoilt(SEEDS["jsonl"], (step,)) != SEEDS["jsonl"] for step in steps)


def test_what_does_not_hold_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with pytest.raises(AssertionError):
        check(Rejected("another", 1, "no title"), path, "csv")
    with pytest.raises(AssertionError):
        check(Rejected(str(path), 1, " "), path, "csv")
    with pytest.raises(AssertionError):
        check(Paper("", "Sheep\x07", "We count.", sources=(Source("file", "csv", "line 2"),)), path, "csv")


def test_a_hang_is_seen() -> None:
    with pytest.raises(Hung, match="more than"), within(0.01):
        all(True for _ in count())


def test_a_failing_file_is_cut_down() -> None:
    assert shrunk(b"baa" * 500 + b"!" + b"baa" * 500, lambda content: b"!" in content) == b"!"
