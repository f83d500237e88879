"""arXiv's Atom feeds."""

import gzip
from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.records import Paper, Source
from ingest.formats.arxiv_atom import ArxivAtom, entries, paper_of, total
from ingest.formats.base import Rejected
from tests.entries import read_as

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"
      xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <link href="http://arxiv.org/api/query?search_query=all:sheep" rel="self" type="application/atom+xml"/>
  <title type="html">ArXiv Query: search_query=all:sheep</title>
  <opensearch:totalResults>1234</opensearch:totalResults>
"""
ENTRY = """  <entry>
    <id>http://arxiv.org/abs/2301.00001v2</id>
    <updated>2023-04-05T06:07:08Z</updated>
    <published>2023-01-02T03:04:05Z</published>
    <title>Counting Sheep
  at Night</title>
    <summary>  We count $n &lt; 10$ sheep
by night. They
lie down.
    </summary>
    <author><name>Ann  Ram</name><arxiv:affiliation>Hill Farm</arxiv:affiliation></author>
    <author><name>Bo Ew&#233;</name></author>
    <arxiv:doi>10.1/Sheep.7</arxiv:doi>
    <arxiv:comment>12 pages,
      3 figures</arxiv:comment>
    <arxiv:journal_ref>Annals of Sheep 7, 12 (2023)</arxiv:journal_ref>
    <link href="http://arxiv.org/abs/2301.00001v2" rel="alternate" type="text/html"/>
    <link title="pdf" href="http://arxiv.org/pdf/2301.00001v2" rel="related" type="application/pdf"/>
    <arxiv:primary_category term="q-bio.PE" scheme="http://arxiv.org/schemas/atom"/>
    <category term="cs.AI" scheme="http://arxiv.org/schemas/atom"/>
    <category term="q-bio.PE" scheme="http://arxiv.org/schemas/atom"/>
  </entry>
"""
SMALL = """  <entry><id>http://arxiv.org/abs/math/0101001v1</id><title>Few Goats</title><summary>Goats hide.</summary></entry>
"""
END = "</feed>\n"
ERROR = """  <entry>
    <id>http://arxiv.org/api/errors#incorrect_id_format_for_sheep</id>
    <title>Error</title>
    <summary>incorrect id format for sheep</summary>
  </entry>
"""
ANNOUNCED = """  <entry>
    <id>oai:arXiv.org:2402.00002v1</id>
    <title>More Goats</title>
    <published>2024-02-12T00:00:00-05:00</published>
    <link href="https://arxiv.org/abs/2402.00002" rel="alternate" type="text/html"/>
    <summary>arXiv:2402.00002v1 Announce Type: new
Abstract: Goats climb.</summary>
    <dc:creator>Ann Ram, Bo Ewe</dc:creator>
  </entry>
"""

FULL = Paper(
    id="",
    title="Counting Sheep at Night",
    abstract="We count $n < 10$ sheep by night. They lie down.",
    authors=("Ann Ram", "Bo Ewé"),
    n_authors=2,
    date="2023-01-02",
    year=2023,
    venue="Annals of Sheep 7, 12 (2023)",
    doi="10.1/Sheep.7",
    arxiv_id="2301.00001v2",
    url="http://arxiv.org/abs/2301.00001v2",
    sources=(Source("feed.xml", "arxiv-atom", "2301.00001"),),
    extra=(("categories", "q-bio.PE cs.AI"), ("comment", "12 pages, 3 figures"), ("updated", "2023-04-05")),
)


def read(tmp_path: Path, content: str | bytes, name: str = "feed.xml") -> list[Paper | Rejected]:
    return read_as(ArxivAtom(), tmp_path / name, content)


def test_a_feed(tmp_path: Path) -> None:
    full, small = read(tmp_path, HEAD + ENTRY + SMALL + END)
    assert full == FULL
    assert small == Paper(
        id="",
        title="Few Goats",
        abstract="Goats hide.",
        arxiv_id="math/0101001v1",
        sources=(Source("feed.xml", "arxiv-atom", "math/0101001"),),
    )


def test_a_packed_feed_under_any_name(tmp_path: Path) -> None:
    (paper,) = read(tmp_path, gzip.compress((HEAD + ENTRY + END).encode()), "feed.bib")
    assert isinstance(paper, Paper)
    assert paper.title == FULL.title


def test_a_day_of_announcements(tmp_path: Path) -> None:
    (paper,) = read(tmp_path, HEAD + ANNOUNCED + END)
    assert isinstance(paper, Paper)
    assert (paper.abstract, paper.authors, paper.date) == ("Goats climb.", ("Ann Ram", "Bo Ewe"), "2024-02-12")
    assert (paper.arxiv_id, paper.sources[0].entry) == ("2402.00002v1", "2402.00002")


BAD: list[tuple[str, str, str]] = [
    ("<title>Counting Sheep\n  at Night</title>", "", "no title (2301.00001)"),
    ("We count $n &lt; 10$ sheep\nby night. They\nlie down.", "", "no abstract (2301.00001)"),
    ("2023-01-02T", "2023-02-30T", "bad date 2023-02-30: there is no such day (2301.00001)"),
    ("2023-01-02T03:04:05Z", "soon", "bad date 'soon': write 2024-12-05, 2024-12 or 2024 (2301.00001)"),
]


@pytest.mark.parametrize(("part", "other", "reason"), BAD)
def test_a_bad_entry_is_named_and_reading_goes_on(tmp_path: Path, part: str, other: str, reason: str) -> None:
    assert part in ENTRY
    bad, good = read(tmp_path, HEAD + ENTRY.replace(part, other) + SMALL + END)
    assert bad == Rejected(str(tmp_path / "feed.xml"), 7, reason)
    assert isinstance(good, Paper)


@pytest.mark.parametrize(
    ("part", "other", "field", "expected"),
    [
        ("http://arxiv.org/abs/2301.00001v2</id>", "http://sheep.example/7</id>", "arxiv_id", None),
        ("http://arxiv.org/abs/2301.00001v2</id>", "http://arxiv.org/abs/2301.00001</id>", "arxiv_id", "2301.00001"),
        ('rel="alternate"', 'rel="self"', "url", None),
        ("2023-04-05", "2023-01-02", "extra", (("categories", "q-bio.PE cs.AI"), ("comment", "12 pages, 3 figures"))),
        ("<published>2023-01-02T03:04:05Z</published>", "", "date", None),
        ("They", "They &amp;amp; &lt;i&gt;we&lt;/i&gt;", "abstract",
         "We count $n < 10$ sheep by night. They & we lie down."),
    ],
)  # fmt: skip
def test_odd_entries(tmp_path: Path, part: str, other: str, field: str, expected: object) -> None:
    (paper,) = read(tmp_path, HEAD + ENTRY.replace(part, other) + END)
    assert getattr(paper, field) == expected


def test_a_feed_that_breaks_off(tmp_path: Path) -> None:
    paper, cut = read(tmp_path, HEAD + ENTRY + SMALL.partition("<summary>")[0])
    assert paper == FULL
    assert cut == Rejected(str(tmp_path / "feed.xml"), 29, "the file breaks off at line 29")


def test_entries_for_a_live_source() -> None:
    feed = (HEAD + ENTRY + SMALL + END).encode()
    papers = [paper_of(entry, Source("arxiv", "arxiv-api", "?")) for entry in entries(feed)]
    assert [paper.title for paper in papers] == ["Counting Sheep at Night", "Few Goats"]
    assert papers[0].sources == (Source("arxiv", "arxiv-api", "2301.00001"),)
    assert total(feed) == 1234
    assert entries((HEAD + END).encode()) == ()


@pytest.mark.parametrize(
    ("feed", "reason"),
    [
        ((HEAD + ERROR + END).encode(), "arXiv could not answer: incorrect id format for sheep"),
        ((HEAD + ENTRY).encode(), "the file breaks off at line 29"),
        (b"<html><body>Rate exceeded.</p>", "broken XML in line 1: mismatched tag"),
        (b"", "the file breaks off at line 1"),
    ],
)
def test_feeds_that_are_none(feed: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        entries(feed)


def test_an_error_in_a_saved_feed_is_rejected_and_a_paper_of_that_title_is_not(tmp_path: Path) -> None:
    error, paper = read(tmp_path, HEAD + ERROR + SMALL.replace("Few Goats", "Error") + END)
    assert isinstance(error, Rejected)
    assert error.reason == "arXiv could not answer: incorrect id format for sheep"
    assert isinstance(paper, Paper)


@pytest.mark.parametrize(
    ("head", "claimed"),
    [
        (HEAD, True),
        ('<feed xmlns="http://www.w3.org/2005/Atom"><id>http://sheep.example/</id>', False),
        ("<PubmedArticleSet><PubmedArticle>", False),
        ("We read http://www.w3.org/2005/Atom feeds of arxiv.org/ daily", False),
    ],
)
def test_claims(head: str, claimed: bool) -> None:
    assert ArxivAtom().claims(head, Path("anything.txt")) is claimed
