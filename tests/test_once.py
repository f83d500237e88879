"""One key for two texts in one file: the second is refused, and where both stand is told; in every format with keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.records import Paper
from ingest.formats import FORMATS, ReadOptions, Rejected
from ingest.formats.once import Once
from tests.fakes import a_paper

BIBTEX = "@misc{{k7,\n title={{{title}}}, abstract={{We count.}}}}\n"
RIS = "TY  - JOUR\nID  - k7\nTI  - {title}\nAB  - We count.\nER  - \n"
NBIB = "PMID- 7\nTI  - {title}\nAB  - We count.\n\n"
JSONL = '{{"id": "k7", "title": "{title}", "abstract": "We count."}}\n'
CSV = "k7,{title},We count.\n"
ZOTERO = "k7,journalArticle,{title},We count.\n"
CSL = '{{"id": "k7", "type": "book", "title": "{title}", "abstract": "We count."}}'
PUBMED = """<PubmedArticle><MedlineCitation><PMID>7</PMID><Article><ArticleTitle>{title}</ArticleTitle>
<Abstract><AbstractText>We count.</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>
"""
ATOM = """<entry><id>http://arxiv.org/abs/2401.00007v1</id>
<title>{title}</title><summary>We count.</summary></entry>
"""
ATOM_HEAD = '<feed xmlns="http://www.w3.org/2005/Atom">\n'
ZOTERO_HEAD = "Key,Item Type,Title,Abstract Note\n"

FILES = [
    ("bibtex", "", BIBTEX, "", (1, 3)),
    ("ris", "", RIS, "", (1, 6)),
    ("nbib", "", NBIB, "", (1, 5)),
    ("jsonl", "", JSONL, "", (1, 2)),
    ("json", "[", JSONL.strip() + "{comma}\n", "]", (1, 2)),
    ("csv", "id,title,abstract\n", CSV, "", (2, 3)),
    ("zotero-csv", ZOTERO_HEAD, ZOTERO, "", (2, 3)),
    ("csl-json", "[\n", CSL + "{comma}\n", "]", (2, 3)),
    ("pubmed-xml", "<PubmedArticleSet>\n", PUBMED, "</PubmedArticleSet>", (2, 4)),
    ("arxiv-atom", ATOM_HEAD, ATOM, "</feed>", (2, 4)),
]


@pytest.mark.parametrize(("name", "head", "record", "end", "lines"), FILES, ids=[row[0] for row in FILES])
def test_the_second_of_two_texts_under_one_key_is_refused_by_its_line(
    tmp_path: Path, name: str, head: str, record: str, end: str, lines: tuple[int, int]
) -> None:
    path = tmp_path / "refs"
    form = next(form for form in FORMATS if form.name == name)
    records = [record.format(title=title, comma=comma) for title, comma in (("Goats", ","), ("Sheep", ""))]
    path.write_text(head + "".join(records) + end)
    first, second = form.read(path, ReadOptions())
    assert isinstance(first, Paper)
    assert isinstance(second, Rejected)
    assert (first.title, second.file, second.line) == ("Goats", str(path), lines[1])
    assert f"of 'Sheep' stands in line {lines[0]} for another text" in second.reason
    path.write_text(head + "".join(record.format(title="Goats", comma=comma) for comma in ",|".split("|")) + end)
    assert all(isinstance(found, Paper) for found in form.read(path, ReadOptions()))


def test_every_format_with_keys_is_among_these() -> None:
    # The others are read by what reads csv, json or csl-json, and a listing page has no keys.
    read_alike = {"tsv", "arxiv-snapshot", "openalex", "semanticscholar", "crossref"}
    assert {form.name for form in FORMATS} - {row[0] for row in FILES} == read_alike | {"listing"}


def test_places_are_no_keys_and_a_live_source_has_no_lines() -> None:
    once = Once("arxiv")
    goats, sheep = a_paper("Goats", entry="k7"), a_paper("Sheep", entry="k7")
    assert [once.checked(a_paper(title, entry="line 1")) for title in ("Goats", "Sheep")] == [
        a_paper("Goats", entry="line 1"),
        a_paper("Sheep", entry="line 1"),
    ]
    assert [once.checked(found) for found in (goats, goats)] == [goats, goats]
    refused = once.checked(sheep)
    assert isinstance(refused, Rejected)
    assert (refused.file, refused.line) == ("arxiv", None)
    assert "stands above" in refused.reason
    assert once.checked(refused) is refused
    assert once.checked(goats) == goats
