"""The metadata snapshot of arXiv."""

from typing import Any

import pytest

from assistant.errors import InputError
from assistant.records import Paper, Source
from ingest.formats.arxiv_snapshot import paper_of

ROW: dict[str, Any] = {
    "id": "0704.0042",
    "submitter": "Ada Ram",
    "authors": "Ada Ram (1), B. van Ewe, Jr. and The Flock ((1) Hill College)",
    "title": "Counting Sheep\n  at Night",
    "comments": "9 pages",
    "journal-ref": "Ann. Sheep 7 (2008) 1-9",
    "doi": "10.1234/sheep 10.1234/erratum",
    "report-no": None,
    "categories": "math.CO cs.CG",
    "license": None,
    "abstract": "  We count sheep\nby night. The dark\nhelps.\n  They are many.\n",
    "versions": [
        {"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"},
        {"version": "v2", "created": "Tue, 24 Jul 2007 20:10:27 GMT"},
    ],
    "update_date": "2008-11-26",
    "authors_parsed": [["Ram", "Ada", ""], ["van Ewe", "B.", "Jr."], ["The Flock", "", ""]],
}
SOURCE = Source("arxiv.json", "arxiv-snapshot", "line 1")


def test_a_row() -> None:
    assert paper_of(ROW, SOURCE) == Paper(
        id="",
        title="Counting Sheep at Night",
        abstract="We count sheep by night. The dark helps.\nThey are many.",
        authors=("Ada Ram", "B. van Ewe Jr.", "The Flock"),
        n_authors=3,
        date="2007-04-02",
        year=2007,
        venue="Ann. Sheep 7 (2008) 1-9",
        doi="10.1234/sheep",
        arxiv_id="0704.0042",
        url="https://arxiv.org/abs/0704.0042",
        sources=(Source("arxiv.json", "arxiv-snapshot", "0704.0042"),),
        extra=(("categories", "math.CO cs.CG"),),
    )


FIELDS: list[tuple[dict[str, Any], str, Any]] = [
    ({"authors_parsed": None}, "authors", ("Ada Ram", "B. van Ewe", "Jr.", "The Flock")),
    ({"authors_parsed": [], "authors": "A. Ram, B. Ewe, and C. Kid"}, "authors", ("A. Ram", "B. Ewe", "C. Kid")),
    ({"authors_parsed": [["Ram"]], "authors": "A. Ram"}, "authors", ("A. Ram",)),
    ({"versions": []}, "date", "2008-11-26"),
    ({"versions": None, "update_date": None}, "date", None),
    ({"journal-ref": None}, "venue", None),
    ({"doi": None}, "doi", None),
    ({"id": "hep-th/9901001"}, "url", "https://arxiv.org/abs/hep-th/9901001"),
    ({"id": "2403.00042v3"}, "arxiv_id", "2403.00042"),
    ({"abstract": "One.\r\nTwo."}, "abstract", "One. Two."),
]


@pytest.mark.parametrize(("changes", "field", "expected"), FIELDS)
def test_fields(changes: dict[str, Any], field: str, expected: Any) -> None:
    assert getattr(paper_of(ROW | changes, SOURCE), field) == expected


BAD: list[tuple[dict[str, Any], str]] = [
    ({"abstract": " \n "}, "no abstract"),
    ({"title": None}, "no title"),
    ({"title": ["x"]}, "the title is a list"),
    ({"versions": [{"created": "some day"}]}, "bad date 'some day' of the first version"),
    ({"versions": [{"created": "Mon, 31 Apr 2007 19:18:42 GMT"}]}, "bad date 2007-04-31"),
    ({"versions": "v1"}, "versions is not a list of objects"),
    ({"authors_parsed": None, "authors": 3}, "authors is neither"),
]


@pytest.mark.parametrize(("changes", "reason"), BAD)
def test_what_is_rejected(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        paper_of(ROW | changes, SOURCE)
