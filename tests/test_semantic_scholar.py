"""Semantic Scholar papers, of its API and of its data sets."""

from typing import Any

import pytest

from assistant.errors import InputError
from assistant.records import Paper, Source
from ingest.formats.semantic_scholar import paper_of

FOUND: dict[str, Any] = {
    "paperId": "649def34f8be52c8b66281af98ae884c09aef38b",
    "corpusId": 42,
    "externalIds": {"DOI": "10.1234/goat", "ArXiv": "2403.00042", "PubMed": "777", "CorpusId": 42},
    "url": "https://www.semanticscholar.org/paper/649def",
    "title": "Counting Goats",
    "abstract": "We count goats. They climb.",
    "venue": "Annals of Goats",
    "year": 2024,
    "publicationDate": "2024-03-09",
    "citationCount": 3,
    "authors": [{"authorId": "1", "name": "Ada Ram"}, {"authorId": None, "name": "Bo Ewe"}],
    "tldr": {"model": "m", "text": "Goats get counted."},
}
BULK: dict[str, Any] = {
    "corpusid": 42,
    "externalids": {"DOI": "10.1234/goat", "ArXiv": None},
    "url": "https://www.semanticscholar.org/paper/649def",
    "title": "Counting Goats",
    "abstract": "We count goats. They climb.",
    "authors": [{"authorId": "1", "name": "Ada Ram"}],
    "venue": "",
    "journal": {"name": "Goat Letters", "pages": "1-9"},
    "year": 2024,
    "publicationdate": None,
    "citationcount": 0,
}
SOURCE = Source("found.json", "semanticscholar", "line 1")


def test_a_paper() -> None:
    assert paper_of(FOUND, SOURCE) == Paper(
        id="",
        title="Counting Goats",
        abstract="We count goats. They climb.",
        authors=("Ada Ram", "Bo Ewe"),
        n_authors=2,
        date="2024-03-09",
        year=2024,
        venue="Annals of Goats",
        doi="10.1234/goat",
        arxiv_id="2403.00042",
        url="https://www.semanticscholar.org/paper/649def",
        sources=(Source("found.json", "semanticscholar", "649def34f8be52c8b66281af98ae884c09aef38b"),),
        extra=(("citations", "3"), ("pmid", "777")),
    )


def test_a_paper_of_the_data_sets() -> None:
    paper = paper_of(BULK, SOURCE)
    assert (paper.sources[0].entry, paper.venue, paper.date, paper.extra) == (
        "42",
        "Goat Letters",
        "2024",
        (("citations", "0"),),
    )


FIELDS: list[tuple[dict[str, Any], str, Any]] = [
    ({"externalIds": None}, "doi", None),
    ({"externalIds": {}}, "arxiv_id", None),
    ({"venue": "", "publicationVenue": {"name": "Goat Days"}}, "venue", "Goat Days"),
    ({"authors": []}, "n_authors", None),
    ({"publicationDate": None, "year": None}, "date", None),
    ({"paperId": None}, "sources", (Source("found.json", "semanticscholar", "42"),)),
]


@pytest.mark.parametrize(("changes", "field", "expected"), FIELDS)
def test_fields(changes: dict[str, Any], field: str, expected: Any) -> None:
    assert getattr(paper_of(FOUND | changes, SOURCE), field) == expected


BAD: list[tuple[dict[str, Any], str]] = [
    ({"abstract": None}, "no abstract"),
    ({"title": ""}, "no title"),
    ({"abstract": ["We"]}, "the abstract is a list"),
    ({"authors": [{"authorId": "1"}]}, "authors holds something"),
    ({"authors": 2}, "authors is neither"),
    ({"externalIds": {"DOI": 10.1}}, "the doi is a number"),
]


@pytest.mark.parametrize(("changes", "reason"), BAD)
def test_what_is_rejected(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        paper_of(FOUND | changes, SOURCE)
