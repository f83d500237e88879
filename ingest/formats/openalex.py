"""OpenAlex works, as its API and its snapshot give them: abstracts come as an index of words to their places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.errors import InputError
from assistant.records import Paper, Source
from ingest.formats.fields import paper_of_row
from ingest.formats.identifiers import arxiv_id_in, arxiv_id_of_doi, pubmed_id_in
from ingest.formats.json_format import JsonFormat, Record
from ingest.formats.json_values import at, key_of, objects

_NAME = "openalex"
_SIGNS = ({"abstract_inverted_index"}, {"authorships", "primary_location"}, {"authorships", "display_name"})


def paper_of(record: Record, source: Source) -> Paper:
    """A work as a copy; its key is the W-number.

    Raises:
        InputError: it has no title or no abstract, or a value cannot be what its name says.
    """
    doi = record.get("doi") or at(record, "ids.doi")
    landing = at(record, "primary_location.landing_page_url")
    row = {
        "id": work_id(record),
        "title": record.get("display_name") or record.get("title"),
        "abstract": abstract_of(record.get("abstract_inverted_index")) or record.get("abstract"),
        "authors": _authors(record),
        "date": record.get("publication_date"),
        "year": record.get("publication_year"),
        "venue": at(record, "primary_location.source.display_name") or at(record, "host_venue.display_name"),
        "doi": doi,
        "arxiv_id": (arxiv_id_of_doi(doi) if isinstance(doi, str) else None) or _arxiv_id(record),
        "url": landing or record.get("id"),
        "citations": record.get("cited_by_count"),
        "type": record.get("type"),
        "pmid": _pubmed_id(record),
    }
    return paper_of_row(row, source)


def work_id(record: Record) -> str | None:
    """The W-number of a work: "W2741809807"."""
    key = key_of(record.get("id"))
    return key.rstrip("/").rpartition("/")[2] if key else None


def abstract_of(index: object) -> str | None:
    """The text of an inverted index, which gives each word the places where it stands; None where there is none.

    >>> abstract_of({"We": [0], "count": [1, 3], "and": [2]})
    'We count and count'

    Raises:
        InputError: it is something else than such an index.
    """
    if not index:
        return None
    if not isinstance(index, Mapping) or not all(_are_places(places) for places in index.values()):
        raise InputError("the abstract_inverted_index does not give each word its places")
    return " ".join(word for _, word in sorted((place, word) for word, places in index.items() for place in places))


def _are_places(places: object) -> bool:
    return isinstance(places, list) and all(type(place) is int for place in places)


def _authors(record: Record) -> list[Any]:
    names = [at(one, "author.display_name") or one.get("raw_author_name") for one in objects(record, "authorships")]
    return [name for name in names if name]


def _arxiv_id(record: Record) -> str | None:
    """The id at arXiv of a work of which a version lies there."""
    places = [at(record, "primary_location.landing_page_url")]
    places += [one.get("landing_page_url") for one in objects(record, "locations")]
    return next((found for place in places if isinstance(place, str) and (found := arxiv_id_in(place))), None)


def _pubmed_id(record: Record) -> str | None:
    address = at(record, "ids.pmid")
    return pubmed_id_in(address) if isinstance(address, str) else None


def _knows(keys: frozenset[str], head: str) -> bool:  # noqa: ARG001 - the keys say enough
    return any(signs <= keys for signs in _SIGNS)


OPENALEX = JsonFormat(_NAME, _knows, paper_of, work_id, ("results",))
