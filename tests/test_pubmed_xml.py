"""PubMed XML."""

import gzip
import re
from pathlib import Path

import pytest

from assistant.records import Paper, Source
from ingest.formats.base import Rejected
from ingest.formats.pubmed_xml import PubmedXml
from tests.entries import read_as

HEAD = """<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//SHEEP//DTD Article//EN" "https://sheep.example/article.dtd">
<PubmedArticleSet>
"""
ARTICLE = """<PubmedArticle>
  <MedlineCitation Status="MEDLINE" Owner="NLM">
    <PMID Version="1">1234</PMID>
    <Article PubModel="Print-Electronic">
      <Journal>
        <JournalIssue CitedMedium="Internet">
          <Volume>7</Volume>
          <PubDate><Year>2021</Year><Month>Mar</Month></PubDate>
        </JournalIssue>
        <Title>Annals of Sheep</Title>
        <ISOAbbreviation>Ann Sheep</ISOAbbreviation>
      </Journal>
      <ArticleTitle>Sleep of <i>Ovis aries</i> at high CO<sub>2</sub>.</ArticleTitle>
      <ELocationID EIdType="pii" ValidYN="Y">S7</ELocationID>
      <ELocationID EIdType="doi" ValidYN="Y">10.1/Sheep.7</ELocationID>
      <Abstract>
        <AbstractText Label="BACKGROUND" NlmCategory="BACKGROUND">Sheep sleep.</AbstractText>
        <AbstractText Label="RESULTS" NlmCategory="RESULTS">Less so (<i>p</i> &lt; 0.05, 10<sup>3</sup> sheep).</AbstractText>
        <CopyrightInformation>Hill Farm.</CopyrightInformation>
      </Abstract>
      <AuthorList CompleteYN="Y">
        <Author ValidYN="Y"><LastName>Ram</LastName><ForeName>Ann B</ForeName><Initials>AB</Initials></Author>
        <Author ValidYN="N"><LastName>Eew</LastName><ForeName>Bo</ForeName></Author>
        <Author ValidYN="Y"><LastName>Ewe</LastName><Initials>B</Initials><Suffix>Jr</Suffix></Author>
        <Author ValidYN="Y"><CollectiveName>Hill Farm Group</CollectiveName></Author>
      </AuthorList>
      <PublicationTypeList>
        <PublicationType UI="D1">Journal Article</PublicationType>
        <PublicationType UI="D2">Review</PublicationType>
      </PublicationTypeList>
      <ArticleDate DateType="Electronic"><Year>2020</Year><Month>12</Month><Day>05</Day></ArticleDate>
    </Article>
    <OtherAbstract Type="plain-language-summary"><AbstractText>Sheep dream.</AbstractText></OtherAbstract>
  </MedlineCitation>
  <PubmedData>
    <ArticleIdList>
      <ArticleId IdType="pubmed">1234</ArticleId>
      <ArticleId IdType="pmc">PMC77</ArticleId>
      <ArticleId IdType="doi">10.1/Sheep.8</ArticleId>
    </ArticleIdList>
    <ReferenceList><Reference><ArticleIdList><ArticleId IdType="pmc">PMC1</ArticleId></ArticleIdList></Reference></ReferenceList>
  </PubmedData>
</PubmedArticle>
"""
SMALL = """<PubmedArticle><MedlineCitation><PMID>7</PMID><Article><ArticleTitle>Goats</ArticleTitle>
<Abstract><AbstractText>Goats hide.</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>
"""
CHAPTER = """<PubmedBookArticle><BookDocument>
  <PMID>99</PMID>
  <ArticleIdList><ArticleId IdType="doi">10.1/Book.9</ArticleId></ArticleIdList>
  <Book><BookTitle>Sheep Medicine</BookTitle><PubDate><Year>1993</Year></PubDate></Book>
  <ArticleTitle>Hooves</ArticleTitle>
  <AuthorList Type="authors"><Author><LastName>Ram</LastName><ForeName>Ann</ForeName></Author></AuthorList>
  <Abstract><AbstractText>Hooves grow.</AbstractText></Abstract>
  <ContributionDate><Year>2001</Year><Month>2</Month></ContributionDate>
</BookDocument></PubmedBookArticle>
"""
END = "</PubmedArticleSet>\n"

FULL = Paper(
    id="",
    title="Sleep of Ovis aries at high CO2.",
    abstract="BACKGROUND: Sheep sleep.\nRESULTS: Less so (p < 0.05, 10^3 sheep).",
    authors=("Ann B Ram", "B Ewe Jr", "Hill Farm Group"),
    n_authors=3,
    date="2020-12-05",
    year=2020,
    venue="Annals of Sheep",
    doi="10.1/Sheep.7",
    url="https://pubmed.ncbi.nlm.nih.gov/1234/",
    sources=(Source("set.xml", "pubmed-xml", "1234"),),
    extra=(("pmc", "PMC77"), ("pmid", "1234"), ("type", "Journal Article; Review")),
)


def read(tmp_path: Path, content: str | bytes, name: str = "set.xml") -> list[Paper | Rejected]:
    return read_as(PubmedXml(), tmp_path / name, content)


def one(tmp_path: Path, *changes: tuple[str, str]) -> Paper | Rejected:
    """The entry of an article with each of these patterns replaced."""
    article = ARTICLE
    for pattern, other in changes:
        article, found = re.subn(pattern, other, article, flags=re.DOTALL)
        assert found, pattern
    (entry,) = read(tmp_path, HEAD + article + END)
    return entry


def test_a_set_of_articles_and_a_chapter(tmp_path: Path) -> None:
    full, small, chapter = read(tmp_path, HEAD + ARTICLE + SMALL + CHAPTER + END)
    assert full == FULL
    assert isinstance(small, Paper)
    assert (small.title, small.authors, small.date, small.sources[0].entry) == ("Goats", (), None, "7")
    assert chapter == Paper(
        id="",
        title="Hooves",
        abstract="Hooves grow.",
        authors=("Ann Ram",),
        n_authors=1,
        date="2001-02",
        year=2001,
        venue="Sheep Medicine",
        doi="10.1/Book.9",
        url="https://pubmed.ncbi.nlm.nih.gov/99/",
        sources=(Source("set.xml", "pubmed-xml", "99"),),
        extra=(("pmid", "99"),),
    )


ARTICLE_DATE = r"<ArticleDate.*?</ArticleDate>"
PUB_DATE = r"<PubDate>.*?</PubDate>"


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("<Year>2021</Year><Month>Mar</Month>", "2021-03"),
        ("<Year>2021</Year><Month>03</Month><Day>9</Day>", "2021-03-09"),
        ("<Year>2021</Year><Season>Spring</Season>", "2021"),
        ("<Year>2021</Year><Day>9</Day>", "2021"),
        ("<MedlineDate>2004 Nov-Dec</MedlineDate>", "2004-11"),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", "1998-12"),
        ("<MedlineDate>2011 Jan 1-7</MedlineDate>", "2011-01-01"),
        ("<MedlineDate>Lent</MedlineDate>", None),
        ("<Year>2021</Year><Month>Feb</Month><Day>30</Day>", "2021"),
        ("<Year>2021</Year><Month>Lent</Month><Day>3</Day>", "2021"),
        ("<Year>MMXXI</Year>", None),
        ("<MedlineDate>2000-2001</MedlineDate>", "2000"),
        ("<MedlineDate>Winter 1999</MedlineDate>", "1999"),
        ("<MedlineDate>1999 Marches</MedlineDate>", "1999"),
        ("", None),
    ],
)
def test_dates_of_issues(tmp_path: Path, written: str, date: str | None) -> None:
    paper = one(tmp_path, (ARTICLE_DATE, ""), (PUB_DATE, f"<PubDate>{written}</PubDate>"))
    assert isinstance(paper, Paper)
    assert (paper.date, paper.year) == (date, int(date[:4]) if date else None)


@pytest.mark.parametrize(
    ("pattern", "other", "field", "expected"),
    [
        ('<ELocationID EIdType="doi".*?</ELocationID>', "", "doi", "10.1/Sheep.8"),
        ("10.1/Sheep.7", "10.48550/arXiv.2301.00001", "arxiv_id", "2301.00001"),
        ('CompleteYN="Y"', 'CompleteYN="N"', "n_authors", None),
        ("<AuthorList.*?</AuthorList>", "", "authors", ()),
        ("<Title>.*?</Title>", "", "venue", "Ann Sheep"),
        ("<ArticleTitle>.*?</ArticleTitle>", "<VernacularTitle>Schafe</VernacularTitle>", "title", "Schafe"),
        ("<ArticleTitle>.*?</ArticleTitle>", "<ArticleTitle>\n  Two\n  lines </ArticleTitle>", "title", "Two lines"),
        ('Label="BACKGROUND"', 'Label="UNLABELLED"', "abstract",
         "Sheep sleep.\nRESULTS: Less so (p < 0.05, 10^3 sheep)."),
        ('Label="BACKGROUND"', 'Label="AIM:"', "abstract",
         "AIM: Sheep sleep.\nRESULTS: Less so (p < 0.05, 10^3 sheep)."),
        ("Sheep sleep.", "", "abstract", "RESULTS: Less so (p < 0.05, 10^3 sheep)."),
        ("Sheep sleep.", "&nbsp;&alpha; &amp;lt;", "abstract",
         "BACKGROUND: \u03b1 <\nRESULTS: Less so (p < 0.05, 10^3 sheep)."),
        ("<ArticleTitle>.*?</ArticleTitle>",
         '<ArticleTitle>A<mml:math xmlns:mml="http://m"><mml:mi>x</mml:mi></mml:math> <Odd>B</Odd></ArticleTitle>',
         "title", "Ax B"),
        ("<AbstractText Label=.BACK.*</Abstract>", f"<AbstractText>{'baa ' * 250_000}end</AbstractText></Abstract>",
         "abstract", "baa " * 250_000 + "end"),
    ],
)  # fmt: skip
def test_odd_articles(tmp_path: Path, pattern: str, other: str, field: str, expected: object) -> None:
    assert getattr(one(tmp_path, (pattern, other)), field) == expected


def test_an_article_without_a_pmid_is_known_by_its_line(tmp_path: Path) -> None:
    paper = one(tmp_path, ("<PMID.*?</PMID>", ""))
    assert isinstance(paper, Paper)
    assert (paper.sources[0].entry, paper.url) == ("line 4", None)


def test_a_book_as_a_whole(tmp_path: Path) -> None:
    (book,) = read(tmp_path, HEAD + CHAPTER.replace("<ArticleTitle>Hooves</ArticleTitle>", "") + END)
    assert isinstance(book, Paper)
    assert (book.title, book.venue) == ("Sheep Medicine", None)


@pytest.mark.parametrize(
    ("pattern", "other", "reason"),
    [
        ("<ArticleTitle>.*?</ArticleTitle>", "", "no title (1234)"),
        ("<Abstract>.*?</Abstract>", "", "no abstract (1234)"),
        ("<AbstractText.*?</AbstractText>", "<AbstractText> </AbstractText>", "no abstract (1234)"),
        ("<Article .*</Article>", "", "neither an article nor a book document in it"),
    ],
)
def test_a_bad_article_is_named(tmp_path: Path, pattern: str, other: str, reason: str) -> None:
    assert one(tmp_path, (pattern, other)) == Rejected(str(tmp_path / "set.xml"), 4, reason)


def test_a_file_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    small, cut = read(tmp_path, HEAD + SMALL + ARTICLE[:900])
    assert isinstance(small, Paper)
    assert isinstance(cut, Rejected)
    assert (cut.line, cut.reason) == (6, "the file breaks off at line 24")


def test_a_packed_file_under_another_name(tmp_path: Path) -> None:
    (paper,) = read(tmp_path, gzip.compress((HEAD + ARTICLE + END).encode()), "set.bib")
    assert isinstance(paper, Paper)
    assert paper.sources[0] == Source("set.bib", "pubmed-xml", "1234")


def test_files_one_behind_the_other(tmp_path: Path) -> None:
    entries = read(tmp_path, (HEAD + SMALL + END) * 3)
    assert [entry.title for entry in entries if isinstance(entry, Paper)] == ["Goats"] * 3


@pytest.mark.parametrize(
    ("head", "claimed"),
    [
        (HEAD, True),
        ("<PubmedArticle>", True),
        ("<PubmedBookArticleSet ", True),
        ("<feed>", False),
        ("We parse PubmedArticleSet files", False),
        ("<PubmedArticles>", False),
    ],
)
def test_claims(head: str, claimed: bool) -> None:
    assert PubmedXml().claims(head, Path("anything.txt")) is claimed
