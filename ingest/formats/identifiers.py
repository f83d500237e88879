"""DOIs, arXiv ids and PubMed ids as files write them: as addresses, behind a label, in a note."""

from __future__ import annotations

import re

_DOI_HEADS = ("https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:")
_ARXIV_HEADS = (
    "https://arxiv.org/abs/",
    "http://arxiv.org/abs/",
    "https://arxiv.org/pdf/",
    "http://arxiv.org/pdf/",
    "arxiv:",
)
_ARXIV_DOI = "10.48550/arxiv."
_ARXIV_ID = r"\d{4}\.\d{4,5}(?:v\d+)?|[a-z]+(?:-[a-z]+)?(?:\.[a-z]{2})?/\d{7}(?:v\d+)?"
_WHOLE_ARXIV_ID = re.compile(_ARXIV_ID, re.IGNORECASE)
_ARXIV_MENTION = re.compile(
    rf"(?:\barxiv\s*:\s*|\barxiv\s+id\s*:\s*|arxiv\.org/(?:abs|pdf)/)({_ARXIV_ID})", re.IGNORECASE
)
_PUBMED_MENTION = re.compile(r"(?:\bPMID\s*:\s*|pubmed\.ncbi\.nlm\.nih\.gov/)(\d{1,9})\b", re.IGNORECASE)
_VERSION = re.compile(r"v\d+$")


def bare_doi(text: str) -> str:
    """A DOI without the address of a resolver: "https://doi.org/10.1/x" gives "10.1/x"."""
    return _without(text, _DOI_HEADS)


def bare_arxiv_id(text: str) -> str:
    """An arXiv id without an address or "arXiv:" before it; a version stays."""
    return _without(text, _ARXIV_HEADS).removesuffix(".pdf")


def without_version(arxiv_id: str) -> str:
    """An arXiv id as the paper has it, whatever its version: "2301.00001v2" gives "2301.00001"."""
    return _VERSION.sub("", arxiv_id)


def is_arxiv_id(text: str) -> bool:
    """Whether a text is an arXiv id and nothing else."""
    return _WHOLE_ARXIV_ID.fullmatch(text) is not None


def arxiv_id_of_doi(doi: str) -> str | None:
    """The arXiv id that a DOI given by arXiv stands for: "10.48550/arXiv.2301.00001" gives "2301.00001"."""
    bare = bare_doi(doi)
    return bare[len(_ARXIV_DOI) :] or None if bare.lower().startswith(_ARXIV_DOI) else None


def arxiv_id_in(text: str) -> str | None:
    """The first arXiv id that a note or an address names: "arXiv:2301.00001 [cs]" gives "2301.00001"."""
    mention = _ARXIV_MENTION.search(text)
    return mention[1] if mention else None


def pubmed_id_in(text: str) -> str | None:
    """The first PubMed id that a note or an address names: "PMID: 123" gives "123"."""
    mention = _PUBMED_MENTION.search(text)
    return mention[1] if mention else None


def _without(text: str, heads: tuple[str, ...]) -> str:
    text = text.strip()
    if text[:1].isdigit():
        return text
    lower = text.lower()
    return next((text[len(head) :].strip() for head in heads if lower.startswith(head)), text)
