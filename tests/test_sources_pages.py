"""Each source's requests and replies, as tables: what is asked, what a page says, what is no page."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from assistant.records import Paper, Source
from assistant.settings import Settings
from ingest.formats import Rejected
from ingest.sources.base import FIRST, BrokenReply, Key, Page, Query, Refused
from ingest.sources.registry import SOURCES
from tests import source_replies as replies
from tests.source_replies import abstract_of, title_of

SPAN = Query("river otters", date(2024, 1, 1), date(2024, 2, 29))
FROM, TO = Query("river otters", first=date(2024, 1, 1)), Query("river otters", last=date(2024, 2, 29))
PLAIN = Query("river otters")


def page_of(name: str, reply: Any, *, cursor: str = FIRST, query: Query = PLAIN) -> Page:
    body = reply if isinstance(reply, bytes) else json.dumps(reply).encode()
    return SOURCES[name].page(body, query, cursor)


def test_the_sources_by_name() -> None:
    assert list(SOURCES) == ["arxiv", "openalex", "semanticscholar", "crossref", "hf-papers"]
    assert all(source.name == name for name, source in SOURCES.items())


ASKED: list[tuple[str, Query, str, dict[str, str]]] = [
    (
        "arxiv",
        PLAIN,
        FIRST,
        {"search_query": "all:river AND all:otters", "start": "0", "max_results": "100", "sortBy": "relevance"},
    ),
    (
        "arxiv",
        SPAN,
        "100",
        {
            "search_query": "(all:river AND all:otters) AND submittedDate:[202401010000 TO 202402292359]",
            "start": "100",
            "max_results": "100",
        },
    ),
    (
        "openalex",
        PLAIN,
        FIRST,
        {"search": "river otters", "filter": "has_abstract:true", "per_page": "100", "cursor": "*"},
    ),
    (
        "openalex",
        SPAN,
        "Ab==",
        {
            "filter": "has_abstract:true,from_publication_date:2024-01-01,to_publication_date:2024-02-29",
            "cursor": "Ab==",
        },
    ),
    ("semanticscholar", PLAIN, FIRST, {"query": "river otters", "sort": "citationCount:desc"}),
    ("semanticscholar", SPAN, "T1", {"publicationDateOrYear": "2024-01-01:2024-02-29", "token": "T1"}),
    ("semanticscholar", FROM, FIRST, {"publicationDateOrYear": "2024-01-01:"}),
    ("semanticscholar", TO, FIRST, {"publicationDateOrYear": ":2024-02-29"}),
    (
        "crossref",
        PLAIN,
        FIRST,
        {"query": "river otters", "filter": "has-abstract:true", "rows": "100", "cursor": "*"},
    ),
    (
        "crossref",
        SPAN,
        "Ab+/==",
        {"filter": "has-abstract:true,from-pub-date:2024-01-01,until-pub-date:2024-02-29", "cursor": "Ab+/=="},
    ),
    ("hf-papers", SPAN, FIRST, {"q": "river otters", "limit": "120"}),
]


@pytest.mark.parametrize(("name", "query", "cursor", "asked"), ASKED)
def test_what_is_asked(name: str, query: Query, cursor: str, asked: dict[str, str]) -> None:
    params = SOURCES[name].params(query, cursor)
    assert {field: params.get(field) for field in asked} == asked


def test_nothing_is_asked_that_was_not_wanted() -> None:
    assert "token" not in SOURCES["semanticscholar"].params(PLAIN, FIRST)
    assert "publicationDateOrYear" not in SOURCES["semanticscholar"].params(PLAIN, FIRST)
    for name in ("openalex", "crossref"):
        assert {"mailto", "api_key"}.isdisjoint(SOURCES[name].params(PLAIN, FIRST))


@pytest.mark.parametrize(
    ("name", "needed"),
    [
        (
            "openalex",
            {"id", "title", "display_name", "abstract_inverted_index", "authorships", "publication_date", "doi"},
        ),
        ("crossref", {"DOI", "title", "abstract", "author", "issued", "container-title", "URL"}),
    ],
)
def test_the_fields_that_are_asked_for(name: str, needed: set[str]) -> None:
    assert needed <= set(SOURCES[name].params(PLAIN, FIRST)["select"].split(","))


def test_semantic_scholar_is_asked_for_abstracts() -> None:
    fields = SOURCES["semanticscholar"].params(PLAIN, FIRST)["fields"].split(",")
    assert {"paperId", "title", "abstract", "authors", "externalIds", "publicationDate"} <= set(fields)


# Access

SET = Settings(
    contact="me@example.org",
    s2_api_key="key-s2",
    openalex_api_key="key-openalex",
    arxiv_url="http://127.0.0.1/arxiv",
    openalex_url="http://127.0.0.1/openalex",
    semanticscholar_url="http://127.0.0.1/semanticscholar",
    crossref_url="http://127.0.0.1/crossref",
    hf_url="http://127.0.0.1/hf-papers",
)


@pytest.mark.parametrize(
    ("name", "setting", "interval_s", "mailto", "key"),
    [
        ("arxiv", "LITASSIST_ARXIV_URL", 3.0, False, None),
        ("openalex", "LITASSIST_OPENALEX_URL", 0.2, True, Key("parameter", "api_key", "key-openalex")),
        ("semanticscholar", "LITASSIST_SEMANTICSCHOLAR_URL", 1.0, False, Key("header", "x-api-key", "key-s2")),
        ("crossref", "LITASSIST_CROSSREF_URL", 1.0, True, None),
        ("hf-papers", "LITASSIST_HF_URL", 1.0, False, None),
    ],
)
def test_where_and_as_whom(name: str, setting: str, interval_s: float, *, mailto: bool, key: Key | None) -> None:
    access = SOURCES[name].access(SET)
    assert (access.name, access.base_url) == (name, f"http://127.0.0.1/{name}")
    assert (access.url_setting, access.interval_s, access.mailto) == (setting, interval_s, mailto)
    assert (access.contact, access.key) == ("me@example.org", key)
    assert SOURCES[name].access(Settings()).key is None
    assert SOURCES[name].access(Settings()).base_url.startswith("https://")


# Pages

PAGES: list[tuple[str, Any, str, str | None, int | None]] = [
    # source, reply with papers 1 and 2, cursor of the page, cursor behind it, matches
    ("arxiv", replies.atom([1, 2], total=5).body, FIRST, "2", 5),
    ("arxiv", replies.atom([1, 2], total=5, start=3).body, "3", None, 5),
    ("openalex", replies.openalex([1, 2], "Ab=="), FIRST, "Ab==", 9),
    ("openalex", replies.openalex([1, 2], None), "Ab==", None, 9),
    ("openalex", replies.openalex([1, 2], ""), "Ab==", None, 9),
    ("semanticscholar", replies.semantic_scholar([1, 2], "T1"), FIRST, "T1", 9),
    ("semanticscholar", replies.semantic_scholar([1, 2], None), "T1", None, 9),
    ("semanticscholar", replies.semantic_scholar([1, 2], None) | {"token": None}, "T1", None, 9),
    ("crossref", replies.crossref([1, 2]), FIRST, None, 109),
    ("hf-papers", replies.hf_papers([1, 2]), FIRST, None, None),
]


@pytest.mark.parametrize(("name", "reply", "cursor", "following", "total"), PAGES)
def test_a_page(name: str, reply: Any, cursor: str, following: str | None, total: int | None) -> None:
    page = page_of(name, reply, cursor=cursor)
    assert (page.next, page.total) == (following, total)
    for n, paper in enumerate(page.entries, 1):
        assert isinstance(paper, Paper)
        assert (paper.id, paper.title, paper.authors, paper.date) == (
            "",
            title_of(n),
            ("Ada Stream",),
            f"2026-01-0{n + 1}" if name == "hf-papers" else "2026-01-02",
        )
        assert paper.abstract.removeprefix("Abstract").strip() == abstract_of(n)
    assert len(page.entries) == 2


@pytest.mark.parametrize(
    ("name", "reply", "entry"),
    [
        ("arxiv", replies.atom([7], total=1).body, "2601.00007"),
        ("openalex", replies.openalex([7], None), "W7"),
        ("semanticscholar", replies.semantic_scholar([7], None), f"{7:040x}"),
        ("crossref", replies.crossref([7]), "10.5555/otters.7"),
        ("hf-papers", replies.hf_papers([7]), "2601.00007"),
    ],
)
def test_the_source_of_a_copy_is_the_service_and_its_own_key(name: str, reply: Any, entry: str) -> None:
    (paper,) = page_of(name, reply).entries
    assert isinstance(paper, Paper)
    assert paper.sources == (Source(name, f"{name}-api", entry),)


@pytest.mark.parametrize(
    ("name", "reply", "key"),
    [
        ("arxiv", replies.atom([-7], total=1).body, "2601.00007"),
        ("openalex", replies.openalex([-7], None), "W-7"),
        ("semanticscholar", replies.semantic_scholar([-7], None), f"{7:040x}"),
        ("crossref", replies.crossref([-7]), "10.5555/otters.-7"),
        ("hf-papers", replies.hf_papers([-7]), "2601.00007"),
    ],
)
def test_a_paper_without_abstract_is_rejected_by_its_key(name: str, reply: Any, key: str) -> None:
    assert page_of(name, reply).entries == (Rejected(name, None, f"no abstract ({key})"),)


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        ("arxiv", replies.atom([], total=0).body),
        ("openalex", replies.openalex([], "Ab==", total=0)),
        ("semanticscholar", replies.semantic_scholar([], "T1", total=0)),
        ("crossref", replies.crossref([], total=0)),
        ("hf-papers", []),
    ],
)
def test_an_empty_page_is_the_last(name: str, reply: Any) -> None:
    page = page_of(name, reply)
    assert (page.entries, page.next) == ((), None)


def test_a_full_page_of_crossref_has_another_behind_it_under_whatever_cursor() -> None:
    full = page_of("crossref", replies.crossref(range(100)), cursor="AoJ3+/w==")
    assert (len(full.entries), full.next) == (100, "AoJ3+/w==")


BROKEN: list[tuple[str, Any]] = [
    *((name, body) for name in SOURCES for body in (b"", b"<html>Busy", b'{"meta": ', b"\xff\xfe\x00", b"null", b"7")),
    *((name, b"[" * 100_000) for name in SOURCES),
    ("arxiv", replies.atom([1, 2], total=2).body[:-30]),
    ("arxiv", replies.atom([1, 2], total=2).body.replace(b"totalResults", b"someResults")),
    ("arxiv", replies.atom([], total=5).body),
    ("arxiv", b'<!DOCTYPE f [<!ENTITY a "b">]><feed>&a;</feed>'),
    ("openalex", []),
    ("openalex", {"results": []}),
    ("openalex", {"meta": {}, "results": {}}),
    ("openalex", {"meta": {"next_cursor": 7}, "results": [{}]}),
    ("semanticscholar", {"message": "Endpoint request timed out"}),
    ("semanticscholar", {"data": None}),
    ("semanticscholar", {"data": [{}], "token": 7}),
    ("crossref", {"status": "ok", "message": []}),
    ("crossref", {"status": "ok", "message": {"items": "none"}}),
    ("hf-papers", {"error": "busy"}),
]


@pytest.mark.parametrize(("name", "reply"), BROKEN)
def test_what_is_no_page(name: str, reply: Any) -> None:
    with pytest.raises(BrokenReply):
        page_of(name, reply)


def test_an_empty_feed_behind_the_first_page() -> None:
    with pytest.raises(BrokenReply, match="an empty page, though 200 papers match"):
        page_of("arxiv", replies.atom([], total=200, start=100).body, cursor="100")
    assert page_of("arxiv", replies.atom([], total=100, start=100).body, cursor="100").next is None


def test_what_arxiv_says_in_place_of_results() -> None:
    with pytest.raises(Refused, match="a bracket is missing; change the query or its dates"):
        page_of("arxiv", replies.atom_error("a bracket is missing").body)


RECORDS: list[tuple[str, Any, list[str]]] = [
    ("openalex", replies.openalex([1], None), ["results"]),
    ("semanticscholar", replies.semantic_scholar([1], None), ["data"]),
    ("crossref", replies.crossref([1]), ["message", "items"]),
    ("hf-papers", replies.hf_papers([1]), []),
]


@pytest.mark.parametrize(("name", "reply", "place"), RECORDS, ids=[row[0] for row in RECORDS])
def test_a_record_of_another_kind_spoils_no_other(name: str, reply: Any, place: list[str]) -> None:
    found = reply
    for step in place:
        found = found[step]
    found[0:0] = [None, 7, {}]
    *bad, good = page_of(name, reply).entries
    assert isinstance(good, Paper)
    assert [entry.reason for entry in bad if isinstance(entry, Rejected)] == [
        "record 1 of a page is no JSON object",
        "record 2 of a page is no JSON object",
        "no title (record 3 of a page)",
    ]


# Hugging Face's own mapping


def test_a_paper_of_hugging_face() -> None:
    (paper,) = page_of("hf-papers", replies.hf_papers([7])).entries
    assert paper == Paper(
        id="",
        title=title_of(7),
        abstract=abstract_of(7),
        authors=("Ada Stream",),
        n_authors=1,
        date="2026-01-08",
        year=2026,
        arxiv_id="2601.00007",
        url="https://huggingface.co/papers/2601.00007",
        sources=(Source("hf-papers", "hf-papers-api", "2601.00007"),),
        extra=(("upvotes", "12"),),
    )


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"summary": None}, "no abstract"),
        ({"summary": " \n"}, "no abstract"),
        ({"title": ""}, "no title"),
        ({"title": ["a"]}, "the title is a list, not text"),
        ({"publishedAt": "soon"}, "bad date 'soon'"),
        ({"authors": 7}, "authors is neither a list nor text"),
    ],
)
def test_a_paper_of_hugging_face_that_is_none(facts: dict[str, Any], reason: str) -> None:
    (rejected,) = page_of("hf-papers", replies.hf_papers([7], **facts)).entries
    assert isinstance(rejected, Rejected)
    assert rejected.reason.startswith(reason)
    assert rejected.reason.endswith("(2601.00007)")


@pytest.mark.parametrize("key", ["my-own-paper", "", None])
def test_a_paper_of_hugging_face_that_is_not_at_arxiv(key: str | None) -> None:
    (paper,) = page_of("hf-papers", replies.hf_papers([7], id=key)).entries
    assert isinstance(paper, Paper)
    assert paper.arxiv_id is None
    assert paper.sources[0].entry == (key or "line 1")


@pytest.mark.parametrize(
    ("published", "query", "inside"),
    [
        ("2024-01-01T00:00:00.000Z", SPAN, True),
        ("2024-02-29T23:59:59.000Z", SPAN, True),
        ("2023-12-31T23:59:59.000Z", SPAN, False),
        ("2024-03-01T00:00:00.000Z", SPAN, False),
        ("2025-03-01", FROM, True),
        ("2023-03-01", FROM, False),
        ("2023-03-01", TO, True),
        ("2025-03-01", TO, False),
        ("2024", SPAN, True),
        ("2024-03", SPAN, False),
        ("2023", SPAN, False),
        (None, SPAN, False),
        (None, PLAIN, True),
    ],
)
def test_dates_of_hugging_face_are_compared_here(published: str | None, query: Query, *, inside: bool) -> None:
    page = page_of("hf-papers", replies.hf_papers([7], publishedAt=published), query=query)
    assert len(page.entries) == inside
