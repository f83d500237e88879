"""DOIs, arXiv ids and PubMed ids in one form each."""

import pytest

from assistant.library.identifiers import Identifiers, bare_doi, identifiers, is_preprint
from assistant.records import Paper
from tests.fakes import a_paper

DOIS = {
    "10.1000/ABC": "10.1000/abc",
    " https://doi.org/10.1000/abc ": "10.1000/abc",
    "http://dx.doi.org/10.1000/abc.": "10.1000/abc",
    "doi: 10.1000/abc": "10.1000/abc",
    "10.1101/2020.01.02.123456v3": "10.1101/2020.01.02.123456",
    "10.21203/rs.3.rs-77/v2": "10.21203/rs.3.rs-77",
    "10.12688/f1000research.77.2": "10.12688/f1000research.77",
    "10.1000/kettles.v2": "10.1000/kettles.v2",
    "10.1101/gr.77.2": "10.1101/gr.77.2",
    "": None,
}


@pytest.mark.parametrize(("written", "bare"), DOIS.items())
def test_a_doi_has_one_form(written: str, bare: str | None) -> None:
    assert bare_doi(written) == bare


@pytest.mark.parametrize(
    ("doi", "preprint"),
    [("10.48550/arxiv.2401.1", True), ("10.1101/2020.01.02.1", True), ("10.1101/gr.7", False), ("10.1000/1", False)],
)
def test_which_dois_are_of_preprints(doi: str, preprint: bool) -> None:
    assert is_preprint(doi) is preprint


FOUND: dict[str, tuple[Paper, Identifiers]] = {
    "none": (a_paper(), Identifiers()),
    "a published DOI": (a_paper(doi="10.1000/A"), Identifiers(doi="10.1000/a")),
    "an arXiv DOI is the arXiv id": (a_paper(doi="10.48550/arXiv.2401.00007v2"), Identifiers(arxiv="2401.00007")),
    "an arXiv DOI beside the id": (
        a_paper(doi="10.48550/arXiv.2401.00007", arxiv_id="arXiv:2401.00007v3"),
        Identifiers(arxiv="2401.00007"),
    ),
    "another preprint's DOI": (a_paper(doi="10.21203/rs.3.rs-7/v1"), Identifiers(preprint_doi="10.21203/rs.3.rs-7")),
    "an arXiv address": (a_paper(arxiv_id="https://arxiv.org/pdf/cs/0101001v2.pdf"), Identifiers(arxiv="cs/0101001")),
    "a PubMed id": (a_paper(extra=(("PMID", " 00123 "),)), Identifiers(pmid="123")),
    "a PubMed address": (a_paper(extra=(("pmid", "https://pubmed.example/123"),)), Identifiers(pmid="123")),
    "no number at all": (a_paper(extra=(("pmid", "none"),)), Identifiers()),
}


@pytest.mark.parametrize(("paper", "expected"), FOUND.values(), ids=FOUND.keys())
def test_what_a_copy_carries(paper: Paper, expected: Identifiers) -> None:
    assert identifiers(paper) == expected


BOTH: dict[str, tuple[Identifiers, Identifiers, str | None, str | None]] = {
    "nothing": (Identifiers(), Identifiers(), None, None),
    "one has none": (Identifiers(doi="10.1/a"), Identifiers(arxiv="1"), None, None),
    "one DOI": (Identifiers(doi="10.1/a"), Identifiers(doi="10.1/a"), "doi:10.1/a", None),
    "two DOIs": (Identifiers(doi="10.1/a"), Identifiers(doi="10.1/b"), None, "DOIs"),
    "a DOI and a preprint's": (Identifiers(doi="10.1/a"), Identifiers(preprint_doi="10.2139/b"), None, None),
    "preprints at two servers": (
        Identifiers(preprint_doi="10.2139/a"),
        Identifiers(preprint_doi="10.31234/b"),
        None,
        None,
    ),
    "two at one server": (
        Identifiers(preprint_doi="10.2139/a"),
        Identifiers(preprint_doi="10.2139/b"),
        None,
        "preprint DOIs",
    ),
    "two arXiv ids": (Identifiers(arxiv="1"), Identifiers(arxiv="2"), None, "arXiv ids"),
    "one PubMed id, though DOIs differ": (
        Identifiers(doi="10.1/a", pmid="7"),
        Identifiers(doi="10.1/b", pmid="7"),
        "pmid:7",
        "DOIs",
    ),
}


@pytest.mark.parametrize(("one", "two", "shared", "clash"), BOTH.values(), ids=BOTH.keys())
def test_what_two_share_and_what_speaks_against(
    one: Identifiers, two: Identifiers, shared: str | None, clash: str | None
) -> None:
    for a, b in ((one, two), (two, one)):
        assert (a.shared(b), a.clash(b)) == (shared, clash)
    assert (shared in one.names) == (shared is not None)
