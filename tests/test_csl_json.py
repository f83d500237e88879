"""CSL-JSON of reference managers, and of our own export."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import InputError
from assistant.export.csl_json import WRITER
from assistant.records import Paper, Source
from ingest.formats.csl_json import paper_of
from ingest.reading import read_paths

ITEM: dict[str, Any] = {
    "id": "http://zotero.org/users/1/items/ABCD2345",
    "type": "article-journal",
    "title": "Counting <i>Geese</i>",
    "abstract": "We count geese. They fly.",
    "container-title": "Annals of Geese",
    "author": [
        {"family": "Berg", "given": "Ludwig", "non-dropping-particle": "van der"},
        {"literal": "The Goose Group"},
    ],
    "issued": {"date-parts": [["2024", 3, 9]]},
    "DOI": "10.1234/goose",
    "URL": "https://example.org/goose",
    "note": "PMID: 777\ntex.key: value",
}
SOURCE = Source("library.json", "csl-json", "line 1")


def test_an_item() -> None:
    assert paper_of(ITEM, SOURCE) == Paper(
        id="",
        title="Counting Geese",
        abstract="We count geese. They fly.",
        authors=("Ludwig van der Berg", "The Goose Group"),
        n_authors=2,
        date="2024-03-09",
        year=2024,
        venue="Annals of Geese",
        doi="10.1234/goose",
        url="https://example.org/goose",
        sources=(Source("library.json", "csl-json", "http://zotero.org/users/1/items/ABCD2345"),),
        extra=(("pmid", "777"), ("type", "article-journal")),
    )


FIELDS: list[tuple[dict[str, Any], str, Any]] = [
    ({"note": "arXiv:2403.00042 [cs]"}, "arxiv_id", "2403.00042"),
    ({"note": "Comment: long\narXiv: hep-th/9901001v2"}, "arxiv_id", "hep-th/9901001v2"),
    ({"number": "arXiv:2403.00042", "publisher": "arXiv"}, "arxiv_id", "2403.00042"),
    ({"archive": "arXiv", "number": "2403.00042"}, "arxiv_id", "2403.00042"),
    ({"archive": "arXiv", "archive_location": "2403.00042"}, "arxiv_id", "2403.00042"),
    ({"DOI": "10.48550/arXiv.2403.00042"}, "arxiv_id", "2403.00042"),
    ({"URL": "http://arxiv.org/abs/2403.00042"}, "arxiv_id", "2403.00042"),
    ({"number": "4"}, "arxiv_id", None),
    ({"issued": {"date-parts": [[2024]]}}, "date", "2024"),
    ({"issued": {"raw": "March 9, 2024"}}, "date", "2024-03-09"),
    ({"issued": {"literal": "Spring 2024"}}, "date", "2024"),
    ({"issued": {"raw": "in press"}}, "date", None),
    ({"issued": "2024-03"}, "date", "2024-03"),
    ({"issued": None}, "date", None),
    ({"container-title": None, "event-title": "Goose Days"}, "venue", "Goose Days"),
    ({"PMID": "888"}, "extra", (("pmid", "888"), ("type", "article-journal"))),
    ({"keyword": "geese, flight", "type": None, "note": None}, "extra", (("keyword", "geese, flight"),)),
    ({"id": 7}, "sources", (Source("library.json", "csl-json", "7"),)),
    ({"custom": {"other": 1}}, "n_authors", 2),
]


@pytest.mark.parametrize(("changes", "field", "expected"), FIELDS)
def test_fields(changes: dict[str, Any], field: str, expected: Any) -> None:
    assert getattr(paper_of(ITEM | changes, SOURCE), field) == expected


BAD: list[tuple[dict[str, Any], str]] = [
    ({"abstract": None}, "no abstract"),
    ({"title": " "}, "no title"),
    ({"title": ["x"]}, "the title is a list"),
    ({"issued": {"date-parts": [[2024, 2, 30]]}}, "bad date 2024-02-30"),
    ({"author": [{"orcid": "x"}]}, "authors holds something"),
    ({"custom": {"litassist": {"title": 7}}}, "Paper.title: expected str"),
    ({"custom": {"litassist": {"weight": 7}}}, "other things than fields of a paper"),
]


@pytest.mark.parametrize(("changes", "reason"), BAD)
def test_what_is_rejected(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        paper_of(ITEM | changes, SOURCE)


PLAIN = Paper("p1", "Counting Geese", "We count geese.")
EXPORTED: list[Paper] = [
    PLAIN,
    replace(
        PLAIN,
        authors=("Ludwig van der Berg", "Lee, Ann", "ACME Group", "Élodie"),
        n_authors=40,
        date="2024-03-09",
        year=2024,
        venue="Annals of Geese",
        doi="10.1234/Goose",
        arxiv_id="2403.00042v2",
        url="https://example.org/a?b=1&c=2",
        extra=(("citations", "4"), ("journal", "Another"), ("type", "preprint")),
    ),
    replace(PLAIN, date="2024-03", date_inferred=True, year=2024, is_digest=True),
    replace(PLAIN, title="When a < b &amp; <i>c</i>", abstract="One <b>line</b>.\n\n  Another; p<0.05 & so on."),
    replace(PLAIN, year=2020, venue="A &lt;B&gt;", arxiv_id="math/0701001", doi="10.48550/arXiv.math/0701001"),
    replace(PLAIN, authors=("Ada Ram",), n_authors=None, title="Two  blanks"),
]


@pytest.mark.parametrize("paper", EXPORTED)
def test_our_export_reads_back_equal(tmp_path: Path, paper: Paper) -> None:
    stream = io.StringIO(newline="")
    WRITER.write([paper, PLAIN], stream)
    path = tmp_path / "export.json"
    path.write_text(stream.getvalue(), encoding="utf-8")
    first, _ = read_paths([path])
    assert isinstance(first, Paper)
    assert first.sources == (Source("export.json", "csl-json", "p1"),)
    assert replace(first, id=paper.id, sources=()) == paper
