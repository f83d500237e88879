"""A file of three papers in each format, which the fuzz run spoils."""

import csv
import io
import json
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape


@dataclass(frozen=True)
class Seed:
    """What one of the three papers says; titles are in none of the other texts."""

    key: str
    title: str
    abstract: str
    authors: tuple[tuple[str, str], ...]
    year: int
    doi: str
    arxiv: str


PAPERS = (
    Seed(
        "ram2021",
        "Counting Sheep at Night",
        "We count sheep on three hills by night. Fewer sheep lie down (p < 0.05) where a fence is \u03b1-stable.",
        (("Ann", "Ram"), ("Bo", "Ewe")),
        2021,
        "10.1000/sheep.1",
        "2101.00001",
    ),
    Seed(
        "ewe2022",
        'Goats, "Fences" & a Gate',
        'Goats climb; fences do not. We show that $x_i \\leq 10\\%$ of all goats, "at best", pass <unk> gates.',
        (("Bo", "Ewe"),),
        2022,
        "10.1000/goat.2",
        "2202.00002",
    ),
    Seed(
        "hen2023",
        "Hens of the \u00c5land Islands",
        "Hens are small. Their eggs are not. This paper weighs both, and finds that caf\u00e9s buy CO<sub>2</sub>-free ones.",
        (("Cy", "Hen"), ("Di", "Cock"), ("Ed", "Chick")),
        2023,
        "10.1000/hen.3",
        "2303.00003",
    ),
)


def _names(seed: Seed) -> list[str]:
    return [f"{given} {family}" for given, family in seed.authors]


def _lines(records: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _table(columns: list[str], rows: list[list[object]], delimiter: str = ",") -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator="\n").writerows([columns, *rows])
    return written.getvalue()


def _pubmed(seed: Seed) -> str:
    people = "".join(
        f"<Author><LastName>{family}</LastName><ForeName>{given}</ForeName></Author>" for given, family in seed.authors
    )
    return (
        f"<PubmedArticle>\n<MedlineCitation><PMID>{seed.year}</PMID>\n<Article><Journal><JournalIssue><PubDate>"
        f"<MedlineDate>{seed.year} Nov-Dec</MedlineDate></PubDate></JournalIssue><Title>Sheep Days</Title></Journal>\n"
        f"<ArticleTitle>{escape(seed.title)}</ArticleTitle>\n<Abstract>\n<AbstractText Label='AIM'>"
        f"{escape(seed.abstract)}</AbstractText>\n</Abstract><AuthorList>{people}</AuthorList></Article>"
        f"</MedlineCitation>\n</PubmedArticle>\n"
    )


def _atom(seed: Seed) -> str:
    people = "".join(f"<author><name>{name}</name></author>" for name in _names(seed))
    return (
        f"<entry>\n<id>http://arxiv.org/abs/{seed.arxiv}v1</id><title>{escape(seed.title)}</title>\n"
        f"<summary>{escape(seed.abstract)}\n</summary><published>{seed.year}-01-02T03:04:05Z</published>{people}</entry>\n"
    )


def _openalex(seed: Seed) -> dict[str, Any]:
    index: dict[str, list[int]] = {}
    for place, word in enumerate(seed.abstract.split(" ")):
        index.setdefault(word, []).append(place)
    return {
        "id": f"https://openalex.org/W{seed.year}",
        "display_name": seed.title,
        "authorships": [{"author": {"display_name": name}} for name in _names(seed)],
        "publication_date": f"{seed.year}-01-02",
        "primary_location": {"source": {"display_name": "Sheep Days"}},
        "doi": f"https://doi.org/{seed.doi}",
        "abstract_inverted_index": index,
    }


def _crossref(seed: Seed) -> dict[str, Any]:
    return {
        "DOI": seed.doi,
        "title": [seed.title],
        "abstract": f"<jats:title>Abstract</jats:title><jats:p>{escape(seed.abstract)}</jats:p>",
        "author": [{"given": given, "family": family} for given, family in seed.authors],
        "issued": {"date-parts": [[seed.year, 1, 2]]},
        "is-referenced-by-count": 7,
    }


def _semantic_scholar(seed: Seed) -> dict[str, Any]:
    return {
        "paperId": f"{seed.year:040}",
        "externalIds": {"DOI": seed.doi, "ArXiv": seed.arxiv},
        "title": seed.title,
        "abstract": seed.abstract,
        "authors": [{"authorId": "1", "name": name} for name in _names(seed)],
        "year": seed.year,
    }


def _snapshot(seed: Seed) -> dict[str, Any]:
    return {
        "id": seed.arxiv,
        "title": seed.title,
        "abstract": f"  {seed.abstract}\n",
        "authors_parsed": [[family, given, ""] for given, family in seed.authors],
        "versions": [{"version": "v1", "created": f"Mon, 4 Jan {seed.year} 18:00:00 GMT"}],
        "categories": "cs.AI",
    }


def _csl(seed: Seed) -> dict[str, Any]:
    return {
        "id": seed.key,
        "type": "article-journal",
        "title": seed.title,
        "abstract": seed.abstract,
        "author": [{"given": given, "family": family} for given, family in seed.authors],
        "issued": {"date-parts": [[seed.year, 1]]},
        "DOI": seed.doi,
    }


def _plain(seed: Seed) -> dict[str, Any]:
    return {"title": seed.title, "abstract": seed.abstract, "authors": _names(seed), "year": seed.year, "doi": seed.doi}


def _bibtex(seed: Seed) -> str:
    people = " and ".join(f"{family}, {given}" for given, family in seed.authors)
    title = seed.title.replace("&", "\\&").replace('"', "''")
    abstract = seed.abstract.replace("CO<sub>2</sub>", "CO$_2$")
    return (
        f"@article{{{seed.key},\n  title = {{{title}}},\n  author = {{{people}}},\n  year = {seed.year},\n"
        f'  month = jan,\n  journal = "Sheep Days",\n  doi = {{{seed.doi}}},\n  abstract = {{{abstract}}}\n}}\n\n'
    )


def _ris(seed: Seed) -> str:
    people = "".join(f"AU  - {family}, {given}\n" for given, family in seed.authors)
    return (
        f"TY  - JOUR\nTI  - {seed.title}\n{people}PY  - {seed.year}/01/02\nJO  - Sheep Days\nDO  - {seed.doi}\n"
        f"AB  - {seed.abstract}\nER  - \n\n"
    )


def _nbib(seed: Seed) -> str:
    people = "".join(f"FAU - {family}, {given}\nAU  - {family} {given[0]}\n" for given, family in seed.authors)
    return (
        f"PMID- {seed.year}\nOWN - NLM\nSTAT- MEDLINE\nDP  - {seed.year} Jan 2\nTI  - {seed.title}\n"
        f"AB  - {seed.abstract}\n{people}JT  - Sheep Days\nAID - {seed.doi} [doi]\n\n"
    )


def _listing(seed: Seed) -> str:
    return f"{seed.title}\n\n{seed.abstract}\n\n  \u2022 {len(seed.authors)} authors\n\u00b7\nAug 13, {seed.year}\n\n\n"


def _rows() -> list[list[object]]:
    return [[seed.title, "; ".join(_names(seed)), seed.year, seed.doi, seed.abstract] for seed in PAPERS]


_TEXTS: dict[str, str] = {
    "pubmed-xml": '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet SYSTEM "pubmed.dtd">\n<PubmedArticleSet>\n'
    + "".join(map(_pubmed, PAPERS))
    + "</PubmedArticleSet>\n",
    "arxiv-atom": '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
    '<link href="http://arxiv.org/api/query?all=sheep"/>\n' + "".join(map(_atom, PAPERS)) + "</feed>\n",
    "arxiv-snapshot": _lines([_snapshot(seed) for seed in PAPERS]),
    "openalex": json.dumps({"meta": {"count": 3}, "results": [_openalex(seed) for seed in PAPERS]}, indent=1),
    "crossref": json.dumps({"status": "ok", "message": {"items": [_crossref(seed) for seed in PAPERS]}}),
    "semanticscholar": json.dumps({"total": 3, "data": [_semantic_scholar(seed) for seed in PAPERS]}),
    "csl-json": json.dumps([_csl(seed) for seed in PAPERS], indent=2, ensure_ascii=False),
    "json": json.dumps([_plain(seed) for seed in PAPERS], indent=2),
    "jsonl": _lines([_plain(seed) for seed in PAPERS]),
    "csv": _table(["title", "authors", "year", "doi", "abstract"], _rows()),
    "tsv": _table(["title", "authors", "year", "doi", "abstract"], _rows(), "\t"),
    "zotero-csv": _table(
        ["Key", "Item Type", "Title", "Author", "Publication Year", "DOI", "Abstract Note"],
        [[s.key, "journalArticle", s.title, "; ".join(f"{f}, {g}" for g, f in s.authors), s.year, s.doi, s.abstract]
         for s in PAPERS],
    ),
    "bibtex": "".join(map(_bibtex, PAPERS)),
    "ris": "".join(map(_ris, PAPERS)),
    "nbib": "".join(map(_nbib, PAPERS)),
    "listing": "".join(map(_listing, PAPERS)),
}  # fmt: skip
SEEDS: dict[str, bytes] = {name: text.encode() for name, text in _TEXTS.items()}
"""The bytes of a file of `PAPERS`, by the name of its format."""
