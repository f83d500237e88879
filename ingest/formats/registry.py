"""All formats, in the order in which they are asked whether a file is theirs: the most particular first."""

from __future__ import annotations

from ingest.formats.arxiv_atom import ArxivAtom
from ingest.formats.arxiv_snapshot import ARXIV_SNAPSHOT
from ingest.formats.base import Format
from ingest.formats.bibtex import BibTeX
from ingest.formats.crossref import CROSSREF
from ingest.formats.csl_json import CSL_JSON
from ingest.formats.jsonl import Jsonl
from ingest.formats.listing import Listing
from ingest.formats.nbib import Nbib
from ingest.formats.openalex import OPENALEX
from ingest.formats.plain_json import PlainJson
from ingest.formats.pubmed_xml import PubmedXml
from ingest.formats.ris import Ris
from ingest.formats.semantic_scholar import SEMANTIC_SCHOLAR
from ingest.formats.tabular import CSV, TSV
from ingest.formats.zotero_csv import ZOTERO_CSV

FORMATS: tuple[Format, ...] = (
    PubmedXml(),
    ArxivAtom(),
    ARXIV_SNAPSHOT,
    OPENALEX,
    CROSSREF,
    SEMANTIC_SCHOLAR,
    CSL_JSON,
    PlainJson(),
    Jsonl(),
    ZOTERO_CSV,
    TSV,
    CSV,
    BibTeX(),
    Ris(),
    Nbib(),
    Listing(),
)
