"""From paths to entries: files, folders, formats and what is no input."""

import gzip
import json
import os
from datetime import date
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.records import Paper
from ingest.formats import FORMATS, ReadOptions, Rejected, Skipped
from ingest.reading import read_paths

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
ROW = json.dumps({"title": "Counting Sheep", "abstract": "We count sheep."}) + "\n"
TABLE = "title,abstract\nCounting Goats,We count goats.\n"
PAGE = "Counting Hens\n\nWe count hens in a yard. They run.\n\n  • 7 authors\n·\nAug 13\n"


def told(entries: list[Paper | Rejected | Skipped]) -> list[str]:
    return [e.title if isinstance(e, Paper) else f"{type(e).__name__} {Path(e.file).name}: {e.reason}" for e in entries]


def test_files_of_each_format_in_the_order_given(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("c", "b.txt", "a.bib")]
    for path, text in zip(paths, (PAGE, TABLE, ROW), strict=True):
        path.write_text(text, encoding="utf-8")
    entries = list(read_paths([str(paths[0]), *paths[1:]]))
    assert told(entries) == ["Counting Hens", "Counting Goats", "Counting Sheep"]
    assert [e.sources[0].kind for e in entries if isinstance(e, Paper)] == ["listing", "csv", "jsonl"]


def test_a_folder_is_walked_in_order_and_hidden_files_are_left_out(tmp_path: Path) -> None:
    for name, text in {
        "b/z.jsonl": ROW,
        "b/a.csv": TABLE,
        "c.txt": PAGE,
        "a.md": "# Notes\n\nbuy eggs\n",
        ".hidden.jsonl": ROW,
        ".git/objects.jsonl": ROW,
        "d.txt": " \n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = told(list(read_paths([tmp_path])))
    assert found[1:4] == ["Counting Goats", "Counting Sheep", "Counting Hens"]
    assert found[0].startswith("Skipped a.md: in none of the formats")
    assert found[4:] == ["Skipped d.txt: empty"]


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    folder, outside = tmp_path / "in", tmp_path / "out"
    (folder / "sub").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.jsonl").write_text(ROW, encoding="utf-8")
    (folder / "sub" / "own.jsonl").write_text(ROW, encoding="utf-8")
    (folder / "file.jsonl").symlink_to(outside / "secret.jsonl")
    (folder / "folder").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    (folder / "lost").symlink_to(folder / "nowhere")
    assert told(list(read_paths([folder]))) == [
        "Skipped file.jsonl: a link that leads outside the folder",
        "Skipped folder: a link that leads outside the folder",
        "Skipped loop: a link to a folder that is read anyway",
        "Skipped lost: a link that leads nowhere",
        "Counting Sheep",
    ]


def test_a_missing_path_is_told_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.txt: there is no such file"):
        read_paths([tmp_path, tmp_path / "nowhere.txt"])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (bytes(range(256)) * 8, "binary"),
        ("Counting Sheep\n".encode("utf-16-le"), "binary"),
        (b"%PDF-1.7\n1 0 obj", "binary"),
        (b"eggs\nmilk\n", "in none of the formats that can be read ("),
        (b"new\n\nGet trending papers in your email inbox!\n", "no paper found in it"),
        (b"title,abstract\n", "no paper found in it"),
    ],
)
def test_named_files_that_are_no_input(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(content)
    (entry,) = read_paths([path])
    assert isinstance(entry, Rejected)
    assert (entry.file, entry.line) == (str(path), None)
    assert entry.reason.startswith(reason)


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("prices.csv", "name,price\neggs,3\n", "name, price"),
        ("prices.txt", "name;price;shop\neggs;3;corner\n", "name, price, shop"),
        ("prices.TSV", "name\tprice\neggs\t3\n", "name, price"),
        ("prices.csv.gz", "name,price\neggs,3\n", "name, price"),
    ],
)
def test_a_table_whose_columns_are_not_known(tmp_path: Path, name: str, text: str, found: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    how = "name them with --column title=NAME --column abstract=NAME"
    reason = f"no columns named title and abstract in the header; found: {found}; {how}"
    assert told(list(read_paths([path]))) == [f"Rejected {name}: {reason}"]
    assert told(list(read_paths([tmp_path]))) == [f"Skipped {name}: {reason}"]


def test_columns_that_the_user_names(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Kopf|x;Inhalt\nZiegen;Wir zählen.\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"Kopf|x": "Schafe", "Inhalt": "Wir zählen."}\n', encoding="utf-8")
    options = ReadOptions(columns=(("title", "kopf|x"), ("abstract", "inhalt")))
    assert told(list(read_paths([tmp_path], options))) == ["Ziegen", "Schafe"]


def test_an_unknown_field_is_told_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="unknown field 'titel'"):
        read_paths([tmp_path], ReadOptions(columns=(("titel", "Titel"),)))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "papers.jsonl"
    path.write_text(ROW, encoding="utf-8")
    path.chmod(0)
    (entry,) = read_paths([path])
    assert isinstance(entry, Rejected)
    assert entry.reason.startswith("cannot be read")


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX file system")
def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert told(list(read_paths([tmp_path]))) == ["Skipped pipe: not a regular file"]
    assert told(list(read_paths([tmp_path / "pipe"]))) == ["Rejected pipe: not a regular file"]


def test_a_forced_format(tmp_path: Path) -> None:
    path = tmp_path / "papers.txt"
    path.write_text("not json\n" + ROW, encoding="utf-8")
    found = told(list(read_paths([path], ReadOptions(format="JSONL"))))
    assert found == ["Rejected papers.txt: broken JSON at column 1: Expecting value", "Counting Sheep"]


def test_an_unknown_format_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="jsonl, ") as raised:
        read_paths([tmp_path], ReadOptions(format="word"))
    assert all(form.name in str(raised.value) for form in FORMATS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_and_the_day_a_page_was_saved(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "page.txt"
    path.write_text(PAGE.replace("hens", "Hühner"), encoding=encoding)
    (entry,) = read_paths([path], ReadOptions(saved_on=date(2024, 9, 1)))
    assert isinstance(entry, Paper)
    assert (entry.abstract, entry.date, entry.date_inferred) == (
        "We count Hühner in a yard. They run.",
        "2024-08-13",
        True,
    )


def test_corpus_pages_give_the_same_in_any_order() -> None:
    pages = sorted(CORPUS.glob("*.txt"))
    if not pages:
        pytest.skip("the shared corpus is not here (../shared/corpus)")
    folder = list(read_paths([CORPUS]))
    assert len(folder) == 464
    for order in (pages, pages[::-1], pages[2:] + pages[:2]):
        assert sorted(map(repr, read_paths(order))) == sorted(map(repr, folder))


SHEEP, GOATS = "Counting Sheep", "Counting Goats"
RETURNS: list[tuple[str, str]] = [
    (
        "bibtex",
        f"@misc{{a, title={{{SHEEP}}},\r abstract={{We.}}}}\r@misc{{b,\rtitle={{{GOATS}}},\rabstract={{We.}}}}\r",
    ),
    ("csv", f"title,abstract\r{SHEEP},We.\r{GOATS},We.\r"),
    ("jsonl", f'{{"title": "{SHEEP}", "abstract": "We."}}\r{{"title": "{GOATS}", "abstract": "We."}}\r'),
    ("nbib", f"PMID- 1\rTI  - {SHEEP}\rAB  - We.\r\rPMID- 2\rTI  - {GOATS}\rAB  - We.\r"),
    ("ris", f"TY  - JOUR\rTI  - {SHEEP}\rAB  - We.\rER  - \rTY  - JOUR\rTI  - {GOATS}\rAB  - We.\rER  - \r"),
    ("tsv", f"title\tabstract\r{SHEEP}\tWe.\r{GOATS}\tWe.\r"),
]


@pytest.mark.parametrize(("kind", "text"), RETURNS, ids=[kind for kind, _ in RETURNS])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_lines_that_carriage_returns_end(tmp_path: Path, kind: str, text: str, encoding: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(text.encode(encoding))
    found = list(read_paths([path]))
    assert told(found) == [SHEEP, GOATS]
    assert {e.sources[0].kind for e in found if isinstance(e, Paper)} == {kind}


def test_carriage_returns_are_no_ends_of_lines_where_newlines_are(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b'title,abstract\nCounting Sheep,"We count\rsheep."\n"Counting\rGoats",We.\n')
    (sheep, goats) = read_paths([path])
    assert isinstance(sheep, Paper)
    assert (sheep.title, sheep.abstract) == (SHEEP, "We count sheep.")
    assert isinstance(goats, Paper)
    assert goats.title == GOATS
