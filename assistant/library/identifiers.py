"""The numbers under which the world knows a paper, in one form each: DOI, arXiv id without version, PubMed id."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.records import Paper

_ARXIV = re.compile(r"(?:https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/|arxiv:)?\s*(.+?)(?:v\d+)?(?:\.pdf)?", re.IGNORECASE)
_DOI_HEAD = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:)\s*", re.IGNORECASE)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)", re.IGNORECASE)
# Their later versions have a DOI each, which ends in the version.
_VERSIONED = re.compile(r"(10\.(?:1101/\d|21203/|20944/|26434/|12688/).*?)(?:[/.]?v\d+|(?<=\d)\.v?\d{1,2})")
_PREPRINT = re.compile(
    r"10\.(?:48550|21203|20944|2139|26434|31234|31219|31222|31223|36227|5281|22541|7287|33774|14293|55458)/|10\.1101/\d"
)
_PUBMED = frozenset({"pmid", "pubmed", "pubmed_id", "pubmedid"})
_DIGITS = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class Identifiers:
    """What numbers a copy carries; an arXiv DOI counts as the arXiv id. `doi` is of a published version or of none."""

    doi: str | None = None
    preprint_doi: str | None = None
    arxiv: str | None = None
    pmid: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """One name a number: "doi:…", "arxiv:…", "pmid:…"."""
        dois = (f"doi:{doi}" for doi in (self.doi, self.preprint_doi) if doi)
        rest = (f"{kind}:{number}" for kind, number in (("arxiv", self.arxiv), ("pmid", self.pmid)) if number)
        return (*dois, *rest)

    def shared(self, other: Identifiers) -> str | None:
        """The first number that both carry, as a name."""
        for kind, mine, theirs in (
            ("doi", self.doi, other.doi),
            ("doi", self.preprint_doi, other.preprint_doi),
            ("arxiv", self.arxiv, other.arxiv),
            ("pmid", self.pmid, other.pmid),
        ):
            if mine and mine == theirs:
                return f"{kind}:{mine}"
        return None

    def clash(self, other: Identifiers) -> str | None:
        """What kind of number speaks against one paper: both carry it and they differ. Preprints may have several."""
        for label, mine, theirs in (
            ("DOIs", self.doi, other.doi),
            ("arXiv ids", self.arxiv, other.arxiv),
            ("PubMed ids", self.pmid, other.pmid),
        ):
            if mine and theirs and mine != theirs:
                return label
        one, two = self.preprint_doi, other.preprint_doi
        same_server = one and two and one != two and one.partition("/")[0] == two.partition("/")[0]
        return "preprint DOIs" if same_server else None


def identifiers(paper: Paper) -> Identifiers:
    """The numbers of a copy."""
    doi = bare_doi(paper.doi) if paper.doi else None
    arxiv = _arxiv(paper.arxiv_id) if paper.arxiv_id else None
    if doi and (of_arxiv := _ARXIV_DOI.fullmatch(doi)):
        arxiv, doi = arxiv or _arxiv(of_arxiv[1]), None
    preprint = doi is not None and is_preprint(doi)
    return Identifiers(None if preprint else doi, doi if preprint else None, arxiv, _pubmed(paper))


def bare_doi(doi: str) -> str | None:
    """A DOI in lower case without resolver, stray marks or a preprint's version."""
    doi = _DOI_HEAD.sub("", doi.strip()).strip().rstrip(".,;").lower()
    versioned = _VERSIONED.fullmatch(doi)
    return (versioned[1] if versioned else doi) or None


def is_preprint(doi: str) -> bool:
    """Whether a bare DOI is given by a preprint server or archive, so that the published version has another."""
    return _PREPRINT.match(doi) is not None


def _arxiv(text: str) -> str | None:
    match = _ARXIV.fullmatch(text.strip())
    return match[1].lower() if match else None


def _pubmed(paper: Paper) -> str | None:
    text = next((value for name, value in paper.extra if name.casefold() in _PUBMED), "")
    match = _DIGITS.search(text)
    return match[0].lstrip("0") or None if match else None
