"""OpenAlex works."""

from typing import Any

import pytest

from assistant.errors import InputError
from assistant.records import Paper, Source
from ingest.formats.openalex import abstract_of, paper_of

WORK: dict[str, Any] = {
    "id": "https://openalex.org/W42",
    "doi": "https://doi.org/10.1234/Sheep",
    "title": "Counting Sheep &amp; <i>Goats</i>",
    "display_name": "Counting Sheep &amp; <i>Goats</i>",
    "publication_year": 2024,
    "publication_date": "2024-03-09",
    "ids": {"openalex": "https://openalex.org/W42", "pmid": "https://pubmed.ncbi.nlm.nih.gov/777"},
    "primary_location": {
        "landing_page_url": "https://doi.org/10.1234/sheep",
        "source": {"id": "S1", "display_name": "Annals of Sheep"},
    },
    "locations": [{"landing_page_url": None}, {"landing_page_url": "http://arxiv.org/abs/2403.00042"}],
    "type": "article",
    "authorships": [
        {"author_position": "first", "author": {"display_name": "Ada Ram"}},
        {"author": {"display_name": None}, "raw_author_name": "Bo Ewe"},
        {"author": {}},
    ],
    "cited_by_count": 12,
    "abstract_inverted_index": {"We": [0], "count": [1, 5], "sheep.": [2], "Goats": [3], "also": [4]},
}
SOURCE = Source("works.json", "openalex", "line 1")


def test_a_work() -> None:
    assert paper_of(WORK, SOURCE) == Paper(
        id="",
        title="Counting Sheep & Goats",
        abstract="We count sheep. Goats also count",
        authors=("Ada Ram", "Bo Ewe"),
        n_authors=2,
        date="2024-03-09",
        year=2024,
        venue="Annals of Sheep",
        doi="10.1234/Sheep",
        arxiv_id="2403.00042",
        url="https://doi.org/10.1234/sheep",
        sources=(Source("works.json", "openalex", "W42"),),
        extra=(("citations", "12"), ("pmid", "777"), ("type", "article")),
    )


FIELDS: list[tuple[dict[str, Any], str, Any]] = [
    ({"publication_date": None}, "date", "2024"),
    ({"primary_location": None}, "venue", None),
    ({"primary_location": None}, "url", "https://openalex.org/W42"),
    ({"primary_location": {"source": None}, "host_venue": {"display_name": "Old Annals"}}, "venue", "Old Annals"),
    ({"locations": []}, "arxiv_id", None),
    ({"doi": "https://doi.org/10.48550/arXiv.2403.00001", "locations": None}, "arxiv_id", "2403.00001"),
    ({"doi": None, "ids": {"doi": "https://doi.org/10.1/x"}}, "doi", "10.1/x"),
    ({"authorships": None}, "authors", ()),
    ({"authorships": []}, "n_authors", None),
    ({"display_name": None}, "title", "Counting Sheep & Goats"),
    ({"abstract_inverted_index": None, "abstract": "Told plainly."}, "abstract", "Told plainly."),
    ({"id": "W7"}, "sources", (Source("works.json", "openalex", "W7"),)),
    ({"id": None}, "sources", (SOURCE,)),
]


@pytest.mark.parametrize(("changes", "field", "expected"), FIELDS)
def test_fields(changes: dict[str, Any], field: str, expected: Any) -> None:
    assert getattr(paper_of(WORK | changes, SOURCE), field) == expected


BAD: list[tuple[dict[str, Any], str]] = [
    ({"abstract_inverted_index": None}, "no abstract"),
    ({"abstract_inverted_index": {}}, "no abstract"),
    ({"abstract_inverted_index": {"": [0]}}, "no abstract"),
    ({"abstract_inverted_index": ["We"]}, "does not give each word its places"),
    ({"abstract_inverted_index": {"We": 0}}, "does not give each word its places"),
    ({"abstract_inverted_index": {"We": ["0"]}}, "does not give each word its places"),
    ({"display_name": None, "title": None}, "no title"),
    ({"display_name": 7}, "the title is a number"),
    ({"authorships": "Ada Ram"}, "authorships is not a list of objects"),
    ({"authorships": [1]}, "authorships is not a list of objects"),
    ({"publication_date": "2024-02-31"}, "bad date 2024-02-31"),
]


@pytest.mark.parametrize(("changes", "reason"), BAD)
def test_what_is_rejected(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        paper_of(WORK | changes, SOURCE)


def test_places_far_apart_are_not_padded() -> None:
    assert abstract_of({"end": [10**15], "Begin": [-3], "at": [0], "the": [5]}) == "Begin at the end"
