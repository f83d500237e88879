"""All live sources, by the word that names them."""

from __future__ import annotations

from ingest.sources.arxiv import Arxiv
from ingest.sources.base import Source
from ingest.sources.crossref import Crossref
from ingest.sources.hf_papers import HfPapers
from ingest.sources.openalex import OpenAlex
from ingest.sources.semanticscholar import SemanticScholar

_ALL: tuple[Source, ...] = (Arxiv(), OpenAlex(), SemanticScholar(), Crossref(), HfPapers())
SOURCES: dict[str, Source] = {source.name: source for source in _ALL}
