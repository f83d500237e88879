"""Crossref works."""

from typing import Any

import pytest

from assistant.errors import InputError
from assistant.records import Paper, Source
from ingest.formats.crossref import paper_of

WORK: dict[str, Any] = {
    "DOI": "10.1234/Hens",
    "URL": "https://doi.org/10.1234/hens",
    "type": "journal-article",
    "title": ["Counting\n  Hens"],
    "container-title": ["Annals of Hens", "Ann. Hens"],
    "abstract": "<jats:title>Abstract</jats:title><jats:p>We count <jats:italic>hens</jats:italic>.</jats:p>",
    "author": [
        {"given": "Ada", "family": "Ram", "sequence": "first", "affiliation": []},
        {"given": "Bo", "family": "Ewe", "suffix": "Jr.", "sequence": "additional"},
        {"name": "The Hen Group", "sequence": "additional"},
    ],
    "issued": {"date-parts": [[2024, 3, 9]]},
    "is-referenced-by-count": 5,
}
SOURCE = Source("works.json", "crossref", "line 1")


def test_a_work() -> None:
    assert paper_of(WORK, SOURCE) == Paper(
        id="",
        title="Counting Hens",
        abstract="We count hens.",
        authors=("Ada Ram", "Bo Ewe Jr.", "The Hen Group"),
        n_authors=3,
        date="2024-03-09",
        year=2024,
        venue="Annals of Hens",
        doi="10.1234/Hens",
        url="https://doi.org/10.1234/hens",
        sources=(Source("works.json", "crossref", "10.1234/Hens"),),
        extra=(("citations", "5"), ("type", "journal-article")),
    )


def test_the_reply_for_one_work() -> None:
    assert paper_of({"status": "ok", "message-type": "work", "message": WORK}, SOURCE) == paper_of(WORK, SOURCE)


FIELDS: list[tuple[dict[str, Any], str, Any]] = [
    ({"issued": {"date-parts": [[2024]]}}, "date", "2024"),
    ({"issued": {"date-parts": [["2024", "3"]]}}, "date", "2024-03"),
    ({"issued": {"date-parts": [[None]]}}, "date", None),
    ({"issued": {"date-parts": [[None]]}, "published-print": {"date-parts": [[2023, 12]]}}, "date", "2023-12"),
    ({"issued": None}, "date", None),
    ({"container-title": []}, "venue", None),
    ({"container-title": [], "institution": [{"name": "A Server"}]}, "venue", "A Server"),
    ({"container-title": "Annals"}, "venue", "Annals"),
    ({"title": "Counting Hens"}, "title", "Counting Hens"),
    ({"author": None}, "authors", ()),
    ({"abstract": "So p &lt; 0.05 and p < 0.1."}, "abstract", "So p < 0.05 and p < 0.1."),
    ({"DOI": "10.48550/arXiv.2403.00001"}, "arxiv_id", "2403.00001"),
    ({"DOI": None}, "sources", (SOURCE,)),
]


@pytest.mark.parametrize(("changes", "field", "expected"), FIELDS)
def test_fields(changes: dict[str, Any], field: str, expected: Any) -> None:
    assert getattr(paper_of(WORK | changes, SOURCE), field) == expected


BAD: list[tuple[dict[str, Any], str]] = [
    ({"abstract": None}, "no abstract"),
    ({"abstract": "<jats:p> </jats:p>"}, "no abstract"),
    ({"title": []}, "no title"),
    ({"title": [None]}, "no title"),
    ({"title": [["x"]]}, "the title is a list"),
    ({"author": [{"ORCID": "x"}]}, "authors holds something"),
    ({"issued": {"date-parts": [[2024, 13]]}}, "bad date 2024-13"),
    ({"issued": {"date-parts": [["soon"]]}}, "date-parts are"),
    ({"issued": {"date-parts": "2024"}}, "date-parts are"),
    ({"issued": {"date-parts": [[10**30]]}}, "bad date"),
]


@pytest.mark.parametrize(("changes", "reason"), BAD)
def test_what_is_rejected(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        paper_of(WORK | changes, SOURCE)
