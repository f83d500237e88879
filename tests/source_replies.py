"""Replies in the shapes that the live sources document, about papers that nobody has written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from typing import Any

from tests.source_server import Reply


def title_of(n: int) -> str:
    return f"Otters of River {n} and Their Holts"


def abstract_of(n: int) -> str:
    return f"We walk along river {n}. Its otters keep {n + 2} holts."


def as_reply(value: Any) -> Reply:
    return Reply(json.dumps(value).encode(), headers={"Content-Type": "application/json"})


def atom(numbers: Sequence[int], *, total: int, start: int = 0) -> Reply:
    """A page of arXiv's feed; a negative number is a paper without a summary."""
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom">'
        "<title>ArXiv Query: otters</title><id>http://arxiv.org/api/abc</id><updated>2026-01-02T00:00:00-05:00</updated>"
        f"<opensearch:totalResults>{total}</opensearch:totalResults>"
        f"<opensearch:startIndex>{start}</opensearch:startIndex>"
        f"<opensearch:itemsPerPage>{len(numbers)}</opensearch:itemsPerPage>"
    )
    return Reply((head + "".join(map(_atom_entry, numbers)) + "</feed>").encode())


def _atom_entry(n: int) -> str:
    where = f"http://arxiv.org/abs/2601.{abs(n):05}v2"
    summary = f"<summary>  {escape(abstract_of(n))}\n</summary>" if n >= 0 else ""
    return (
        f"<entry><id>{where}</id><published>2026-01-02T10:00:00Z</published><updated>2026-02-03T10:00:00Z</updated>"
        f"<title>{title_of(abs(n))}</title>{summary}<author><name>Ada Stream</name></author>"
        f'<link href="{where}" rel="alternate" type="text/html"/><category term="q-bio.PE"/></entry>'
    )


def atom_error(words: str) -> Reply:
    """arXiv's word that it cannot answer, in the form of a feed."""
    return Reply(
        b'<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
        b'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"><opensearch:totalResults>1</opensearch:totalResults>'
        b"<entry><id>http://arxiv.org/api/errors#otters</id><title>Error</title><summary>"
        + words.encode()
        + b"</summary>"
        b"</entry></feed>"
    )


def openalex(numbers: Sequence[int], cursor: str | None, total: int = 9) -> dict[str, Any]:
    return {"meta": {"count": total, "next_cursor": cursor}, "results": [_work(n) for n in numbers], "group_by": []}


def _work(n: int) -> dict[str, Any]:
    places: dict[str, list[int]] = {}
    for place, word in enumerate(abstract_of(n).split()):
        places.setdefault(word, []).append(place)
    return {
        "id": f"https://openalex.org/W{n}",
        "doi": f"https://doi.org/10.5555/otters.{n}",
        "display_name": title_of(n),
        "publication_date": "2026-01-02",
        "publication_year": 2026,
        "authorships": [{"author": {"display_name": "Ada Stream"}}],
        "abstract_inverted_index": places if n >= 0 else None,
        "cited_by_count": n,
    }


def semantic_scholar(numbers: Sequence[int], token: str | None, total: int = 9) -> dict[str, Any]:
    return {"total": total, **({"token": token} if token else {}), "data": [_s2_paper(n) for n in numbers]}


def _s2_paper(n: int) -> dict[str, Any]:
    return {
        "paperId": f"{abs(n):040x}",
        "externalIds": {"DOI": f"10.5555/otters.{n}", "CorpusId": n},
        "title": title_of(n),
        "abstract": abstract_of(n) if n >= 0 else None,
        "authors": [{"authorId": "1", "name": "Ada Stream"}],
        "publicationDate": "2026-01-02",
        "year": 2026,
    }


def crossref(numbers: Sequence[int], cursor: str = "AoJ3+/w==", total: int = 109) -> dict[str, Any]:
    works = [_deposit(n) for n in numbers]
    message = {"total-results": total, "items-per-page": 100, "next-cursor": cursor, "items": works}
    return {"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": message}


def _deposit(n: int) -> dict[str, Any]:
    return {
        "DOI": f"10.5555/otters.{n}",
        "title": [title_of(n)],
        "abstract": f"<jats:title>Abstract</jats:title><jats:p>{abstract_of(n)}</jats:p>" if n >= 0 else "",
        "author": [{"given": "Ada", "family": "Stream"}],
        "issued": {"date-parts": [[2026, 1, 2]]},
        "type": "journal-article",
    }


def hf_papers(numbers: Sequence[int], **facts: Any) -> list[dict[str, Any]]:
    return [{"paper": _hf_paper(n) | facts, "title": title_of(n)} for n in numbers]


def _hf_paper(n: int) -> dict[str, Any]:
    return {
        "id": f"2601.{abs(n):05}",
        "title": title_of(n),
        "summary": abstract_of(n) if n >= 0 else "",
        "authors": [{"_id": "a", "name": "Ada Stream", "hidden": False}],
        "publishedAt": f"2026-01-{abs(n) % 28 + 1:02}T00:00:00.000Z",
        "upvotes": 12,
    }
