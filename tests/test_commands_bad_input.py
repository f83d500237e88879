"""Bad input, one item after the other: one clear message, the exit code, and nothing already stored is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.__main__ import main as assistant_main
from assistant.library import Fingerprint, Library
from ingest.__main__ import main
from tests import small_library
from tests.test_commands_ingest import PAGE

Captured = pytest.CaptureFixture[str]
STORED = small_library.PAPERS[:4]
GOOD = {"title": "Sundials on Ships", "abstract": "We put sundials on ships. They sway by nine degrees."}
LOST = "A Title that Lost its Abstract\n\n• 2 authors\n·\nAug 14\n"
NOTHING = "nothing was in; give files with titles and abstracts"


@pytest.fixture
def listed(tmp_path: Path, capsys: Captured) -> Callable[[], list[dict[str, Any]]]:
    """A library with good papers in `./library`; lists what is in it."""
    small_library.build(tmp_path / "before", STORED)
    (tmp_path / "before" / "library").rename(tmp_path / "library")

    def now() -> list[dict[str, Any]]:
        capsys.readouterr()
        assert main(["list", "--json"]) == 0
        papers: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["papers"]
        return papers

    return now


def put(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


BINARY = bytes(range(256)) * 40
GOOD_LINE = json.dumps(GOOD) + "\n"
ITEMS: list[tuple[str, str, str | bytes, int, int, list[str]]] = [
    # what it is, file, content, exit code, papers added, what stderr says
    ("an empty file", "a.txt", "", 1, 0, ["rejected: a.txt: empty", NOTHING]),
    ("a blank file", "a.jsonl", " \n\n\t\n", 1, 0, ["rejected: a.jsonl: empty", NOTHING]),
    ("a binary file", "a.jsonl", BINARY, 1, 0, ["rejected: a.jsonl: binary, or text in another encoding", NOTHING]),
    ("a PDF", "a.pdf", b"%PDF-1.7\n" + GOOD_LINE.encode(), 1, 0, ["rejected: a.pdf: binary", NOTHING]),
    (
        "a page without a paper",
        "a.txt",
        "Home\nSign in\nAbout us\n",
        1,
        0,
        ["rejected: a.txt: in none of the", NOTHING],
    ),
    ("a table without a row", "a.csv", "title,abstract\n", 1, 0, ["rejected: a.csv: no paper found in it", NOTHING]),
    (
        "an entry without abstract",
        "a.jsonl",
        '{"title": "Bare"}\n',
        1,
        0,
        ["rejected: a.jsonl:1: no abstract", NOTHING],
    ),
    ("one such on a page", "a.txt", f"{PAGE}\n{LOST}", 3, 1, ["rejected: a.txt:9: no abstract"]),
    (
        "invalid UTF-8",
        "a.jsonl",
        b'{"title": "Caf\xe9", "abstract": "We sit. We drink."}\n' + GOOD_LINE.encode(),
        3,
        1,
        ["rejected: a.jsonl:1: bytes that are not UTF-8 (save the file as UTF-8)"],
    ),
    ("truncated JSON", "a.jsonl", GOOD_LINE + GOOD_LINE[:40], 3, 1, ["rejected: a.jsonl:2: broken JSON at column"]),
    ("not an object", "a.jsonl", f"{GOOD_LINE}[1, 2]\n", 3, 1, ["rejected: a.jsonl:2: not a JSON object"]),
    ("nested too deep", "a.jsonl", GOOD_LINE + "[" * 99_999 + "\n", 3, 1, ["rejected: a.jsonl:2: "]),
    (
        "one id for two texts",
        "a.jsonl",
        json.dumps(GOOD | {"id": "7"})
        + "\n"
        + json.dumps({"title": "Other", "abstract": "It is. So.", "id": "7"})
        + "\n",
        3,
        1,
        ["rejected: a.jsonl:2: the id '7' of 'Other' stands in line 1 for another text"],
    ),
]


@pytest.mark.parametrize(
    ("name", "content", "code", "added", "told"), [item[1:] for item in ITEMS], ids=[item[0] for item in ITEMS]
)
def test_a_bad_file(  # noqa: PLR0913, PLR0917 - a row of the table
    name: str,
    content: str | bytes,
    code: int,
    added: int,
    told: list[str],
    listed: Callable[[], list[dict[str, Any]]],
    capsys: Captured,
) -> None:
    before = listed()
    put(Path(name), content)
    assert main([name]) == code
    printed = capsys.readouterr()
    assert f": {added} added, " in printed.out
    lines = [line for line in printed.err.splitlines() if not line.endswith("listed in library/rejects.jsonl")]
    assert len(lines) == len(told)
    for line, beginning in zip(lines, told, strict=True):
        assert line.startswith(beginning)
    after = listed()
    assert after[: len(before)] == before
    assert len(after) == len(before) + added


@pytest.mark.parametrize("name", ["nowhere.jsonl", "nowhere/at/all", "a\x1b[31m"])
def test_a_missing_path_is_refused_before_anything_is_read(
    name: str, listed: Callable[[], list[dict[str, Any]]], capsys: Captured
) -> None:
    before = listed()
    put(Path("good.jsonl"), GOOD_LINE)
    assert main(["good.jsonl", name]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == f"error: {name}: there is no such file or folder\n".replace("\x1b", r"\x1b")
    assert listed() == before


def test_a_folder_with_mixed_files(listed: Callable[[], list[dict[str, Any]]], capsys: Captured) -> None:
    before = listed()
    put(Path("mixed/good.jsonl"), GOOD_LINE)
    put(Path("mixed/deep/page.txt"), PAGE)
    put(Path("mixed/.hidden.jsonl"), "{")
    put(Path("mixed/empty.txt"), "")
    put(Path("mixed/picture.png"), b"\x89PNG\r\n" + BINARY)
    put(Path("mixed/notes.md"), "# To do\n\n- read\n")
    Path("mixed/outside").symlink_to("/etc")
    assert main(["mixed", "--json"]) == 0
    printed = capsys.readouterr()
    report = json.loads(printed.out)
    assert (report["added"], report["rejected"], report["skipped"]) == (2, 0, 4)
    assert {json.loads(line)["event"] for line in printed.err.splitlines()} == {"progress"}
    put(Path("mixed/torn.jsonl"), GOOD_LINE[:30] + "\n")
    assert main(["mixed"]) == 3
    printed = capsys.readouterr()
    assert printed.err.startswith("rejected: mixed/torn.jsonl:1: broken JSON at ")
    assert "2 unchanged, 0 merged, 0 embedded, 1 rejected, 4 skipped. 6 papers in library." in printed.out
    assert listed()[:4] == before


@pytest.mark.parametrize(
    "files", [{}, {"notes.md": "# To do\n", "empty.txt": ""}], ids=["empty", "nothing that counts"]
)
def test_a_folder_without_papers(
    files: dict[str, str], listed: Callable[[], list[dict[str, Any]]], capsys: Captured
) -> None:
    before = listed()
    Path("folder").mkdir()
    for name, content in files.items():
        put(Path("folder") / name, content)
    assert main(["folder"]) == 1
    printed = capsys.readouterr()
    assert printed.err.startswith(NOTHING)
    assert f"0 rejected, {len(files)} skipped" in printed.out
    assert listed() == before


@pytest.mark.parametrize("words", [["ask", ""], ["search", "  "], ["ask", "y" * 50_000], ["search", "why? " * 10_000]])
def test_a_question_that_cannot_be_read(
    words: list[str], listed: Callable[[], list[dict[str, Any]]], capsys: Captured
) -> None:
    before = listed()
    assert assistant_main(words) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("error: the question ")
    assert len(printed.err.splitlines()) == 1
    assert listed() == before


EVERY = (["list"], ["show", "p1"], ["remove", "p1"], ["good.jsonl"], ["good.jsonl", "--json"])


@pytest.mark.parametrize("words", [*EVERY, ["ask", "why?"], ["search", "why?"]], ids=" ".join)
def test_a_library_of_a_newer_version(
    words: list[str], listed: Callable[[], list[dict[str, Any]]], capsys: Captured
) -> None:
    before = listed()
    put(Path("good.jsonl"), GOOD_LINE)
    manifest = Path("library/library.json")
    kept = manifest.read_bytes()
    newer = json.dumps(json.loads(kept) | {"schema": 7, "unheard_of": True})
    manifest.write_text(newer)
    assert (assistant_main if words[0] in {"ask", "search"} else main)(words) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    why = "error: the library at library has schema 7, this version reads up to 1; upgrade literature-assistant\n"
    assert printed.err == why
    assert manifest.read_text() == newer
    manifest.write_bytes(kept)
    assert listed() == before


@pytest.mark.parametrize("words", [["good.jsonl"], ["ask", "why?"], ["search", "why?", "--json"]], ids=" ".join)
@pytest.mark.parametrize("environ", [{}, {"LITASSIST_EMBED_BASE_URL": "http://127.0.0.1:9/v1"}], ids=["", "no server"])
def test_a_library_of_another_embedder(
    words: list[str],
    environ: dict[str, str],
    listed: Callable[[], list[dict[str, Any]]],
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = listed()
    put(Path("good.jsonl"), GOOD_LINE)
    for name, value in {"LITASSIST_EMBEDDER": "openai:some-model", **environ}.items():
        monkeypatch.setenv(name, value)
    assert (assistant_main if words[0] in {"ask", "search"} else main)(words) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("error: the library at library was written with minilm, asked for is openai:some-mod")
    assert "python -m ingest reembed --embedder openai:some-model --library library" in printed.err
    assert listed() == before


def test_a_library_of_another_build_of_the_embedder(tmp_path: Path, capsys: Captured) -> None:
    Library.create(tmp_path / "library", Fingerprint("minilm", "older", 384, "sentences-1"))
    put(Path("good.jsonl"), GOOD_LINE)
    for words in (["good.jsonl"], ["good.jsonl", "--json"]):
        assert main(words) == 1
        printed = capsys.readouterr()
        assert printed.out == ""
        assert "was written with minilm/older/384/sentences-1" in printed.err
        assert len(printed.err.splitlines()) == 1


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_file_where_the_library_should_be(place: str, capsys: Captured) -> None:
    put(Path("file"), "text")
    put(Path("good.jsonl"), GOOD_LINE)
    for words in (["good.jsonl"], ["list"]):
        assert main([*words, "--library", place]) == 1
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.startswith("error: ")
        assert len(printed.err.splitlines()) == 1
    assert Path("file").read_text() == "text"
