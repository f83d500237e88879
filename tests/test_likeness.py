"""Whether two copies are of one paper, and why."""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from assistant.records import Paper
from evals.merging import Case, half_of, make_cases, read_papers
from ingest.likeness import CERTAIN, LIKELY, abstract_likeness, compare, facts_of
from ingest.likeness_limits import FITTED_ON
from tests.fakes import a_paper

SHARED = Path(__file__).parents[2] / "shared" / "data"
FITTED = ("scifact", "check_covid", "spar_bench", "cranfield")

TITLE = "Settling Surfaces of Cold Bathtub Water Under Coloured Lamps"
ONE = (
    "We fill a bathtub with cold water and watch how slowly its surface settles under lamps of various colours. Red "
    "lamps calm it within nine minutes, blue ones need twelve. Soap shortens both. We explain this by the warmth that "
    "each lamp gives and offer tables for plumbers."
)
EDITED = ONE.replace("slowly", "fast").replace("nine", "ten").replace("plumbers", "painters")
OTHER = (
    "Seven glaciers were weighed by tired surveyors who kept careful logbooks during every stormy autumn night. The "
    "heaviest lost a tenth of its ice between two visits, the lightest nothing. Wind explains more than sunshine does, "
    "and local maps should be drawn anew each decade."
)
BASE = a_paper(TITLE, ONE, authors=("Jürgen Müller",), year=2020, date="2020")


def like(**facts: object) -> Paper:
    return replace(BASE, **facts)  # type: ignore[arg-type]


ONE_PAPER: dict[str, tuple[Paper, str]] = {
    "DOI": (a_paper("Lamps", OTHER, doi="10.1/A"), "same DOI 10.1/a"),
    "same of everything": (BASE, "same title and author and year"),
    "author in another spelling, abstract rewritten": (
        like(authors=("Mueller, J.",), abstract=OTHER),
        "same title and author and year",
    ),
    "no author, no year": (like(authors=(), year=None, date=None, abstract=OTHER), "same title"),
    "the year only inferred": (like(year=2024, date="2024", date_inferred=True), "same title and author"),
    "preprint a year before": (like(year=2019, date="2019", abstract=EDITED), "same title, years close"),
    "preprint, author unknown": (like(year=2018, date="2018", authors=()), "same title, years close"),
    "letters wrong": (like(title=TITLE.replace("Settling", "Setlting")), "near title, same abstract (0.98)"),
    "letters wrong, a word dropped": (
        like(title="Setlting Surfaces of Cold Bathtub Water Under the Coloured Lamps", abstract=EDITED, year=2021),
        "near title, same abstract (0.98)",
    ),
    "subtitle cut": (like(title=f"{TITLE}: A Study"), "title without subtitle, same abstract (0.94)"),
    "retitled": (like(title="What Lamps Do to Bathtubs"), "same abstract under another title (0.39)"),
    "same abstract, other author order": (like(authors=("Lia Brandt",)), "same title and year"),
}
TWO_PAPERS: dict[str, tuple[Paper, str, bool]] = {
    "another title and abstract": (like(title="Logbooks", abstract=OTHER), "different titles and abstracts", True),
    "years far apart": (like(year=2010, date="2010"), "years far apart", True),
    "years close, abstracts unlike": (like(year=2021, abstract=OTHER), "different years", True),
    "another author, another abstract": (
        like(authors=("Lia Brandt",), abstract=OTHER),
        "different first authors",
        True,
    ),
    "the second part": (like(title=f"{TITLE}: Part II"), "another part or edition", True),
    "a number in one only, abstracts unlike": (
        like(title=TITLE.replace("Under", "Under 7"), abstract=OTHER),
        "a number in one title only",
        False,
    ),
    "letters wrong and no more": (
        like(title=TITLE.replace("Settling", "Setlting"), authors=(), abstract=OTHER),
        "only the titles are near",
        False,
    ),
    "a word that each abstract has": (
        like(title=TITLE.replace("Lamps", "Lamas"), abstract=ONE.replace("lamps", "lamas").replace("lamp", "lama")),
        "'lamps' is what one of them is about",
        True,
    ),
    "subtitle cut, abstracts unlike": (
        like(title=f"{TITLE}: A Study", abstract=OTHER),
        "a subtitle in one only",
        False,
    ),
}


@pytest.mark.parametrize(("other", "why"), ONE_PAPER.values(), ids=ONE_PAPER.keys())
def test_one_paper(other: Paper, why: str) -> None:
    base = replace(BASE, doi="10.1/a")
    for one, two in ((base, other), (other, base)):
        verdict = compare(facts_of(one), facts_of(two))
        assert (verdict.sure, verdict.why) == (CERTAIN if other.doi else LIKELY, why)


@pytest.mark.parametrize(("other", "why", "hard"), TWO_PAPERS.values(), ids=TWO_PAPERS.keys())
def test_two_papers(other: Paper, why: str, hard: bool) -> None:
    verdict = compare(facts_of(BASE), facts_of(other))
    assert (verdict.sure, verdict.why, verdict.hard) == (0, why, hard)
    assert compare(facts_of(other), facts_of(BASE)).sure == 0


NUMBERS: list[tuple[dict[str, object], dict[str, object], str]] = [
    ({"doi": "10.1/a"}, {"doi": "10.1/b"}, "different DOIs"),
    ({"doi": "10.1/a", "arxiv_id": "2401.00001"}, {"doi": "10.1/b", "arxiv_id": "2401.00001v2"}, "same arXiv id 2401.00001"),
    ({"doi": "10.1/a", "extra": (("pmid", "5"),)}, {"doi": "10.1/b", "extra": (("pmid", "5"),)}, "same PubMed id 5"),
    ({"doi": "10.1/a"}, {"doi": "10.48550/arXiv.2401.00001"}, "same title and author and year"),
    ({"doi": "10.1/a"}, {"doi": "10.21203/rs.3.rs-1/v1"}, "same title and author and year"),
    ({"doi": "10.21203/rs.3.rs-1/v1"}, {"doi": "10.21203/rs.3.rs-2/v1"}, "different preprint DOIs"),
    ({"arxiv_id": "2401.00001"}, {"arxiv_id": "2401.00002"}, "different arXiv ids"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "two", "why"), NUMBERS)
def test_numbers_over_one_text(one: dict[str, object], two: dict[str, object], why: str) -> None:
    for a, b in ((one, two), (two, one)):
        verdict = compare(facts_of(like(**a)), facts_of(like(**b)))
        assert verdict.why == why
        assert bool(verdict.sure) is why.startswith("same")


def short(**facts: object) -> Paper:
    return a_paper("Deep Bathtubs", **{"abstract": ONE, "name": "a.txt", **facts})  # type: ignore[arg-type]


EDITORIAL = a_paper("Editorial", ONE, authors=("Lia Brandt",), year=2020)
WEAK_TITLES: dict[str, tuple[Paper, Paper, bool]] = {
    "short, nothing known, abstracts unlike": (short(), short(abstract=OTHER), False),
    "short, nothing known, one is a digest": (short(), short(abstract=OTHER, is_digest=True), True),
    "short, author known": (
        short(authors=("Lia Brandt",)),
        short(abstract=OTHER, authors=("L. Brandt",)),
        True,
    ),
    "editorials of one year by one author": (EDITORIAL, replace(EDITORIAL, abstract="Short."), True),
    "with unlike abstracts": (EDITORIAL, replace(EDITORIAL, abstract=OTHER), False),
    "by nobody known": (replace(EDITORIAL, authors=()), replace(EDITORIAL, abstract="Short."), False),
    "of other years": (EDITORIAL, replace(EDITORIAL, abstract="Short.", year=2021), False),
    "with one abstract": (EDITORIAL, replace(EDITORIAL, authors=(), year=None), True),
}


@pytest.mark.parametrize(("one", "two", "same"), WEAK_TITLES.values(), ids=WEAK_TITLES.keys())
def test_titles_that_say_little(one: Paper, two: Paper, same: bool) -> None:
    assert bool(compare(facts_of(one), facts_of(two)).sure) is same


@pytest.mark.parametrize(
    ("one", "two", "share", "told"),
    [
        (BASE, BASE, 1.0, True),
        (BASE, like(abstract=ONE[: len(ONE) // 2]), 0.9, True),
        (BASE, like(abstract=OTHER), 0.0, True),
        (BASE, like(abstract=EDITED), 0.8, True),
        (BASE, like(is_digest=True), 0.0, False),
        (BASE, like(abstract="Too short."), 0.0, False),
        (BASE, like(abstract="We fill a bathtub."), 1.0, False),
    ],
    ids=["itself", "cut", "another", "edited", "a digest", "no pieces", "few pieces"],
)
def test_abstracts(one: Paper, two: Paper, share: float, told: bool) -> None:
    found, says = abstract_likeness(facts_of(one), facts_of(two))
    assert (found == pytest.approx(share, abs=0.15), says) == (True, told)


def fingerprint(cases: Iterable[Case]) -> str:
    """Of what the limits were chosen on: the cases, as far as merging looks at them."""
    digest = sha256()
    for case in cases:
        told = [(p.title, p.abstract, p.authors, p.year, p.doi, p.arxiv_id) for p in (case.one, case.two)]
        digest.update(repr((case.kind, case.same, *told)).encode())
    return digest.hexdigest()[:16]


def test_the_limits_belong_to_what_they_were_chosen_on() -> None:
    files = [SHARED / name / "corpus.jsonl" for name in FITTED]
    if not all(file.exists() for file in files):
        pytest.skip("the titles that the limits were chosen on are not here (../shared/data)")
    papers = read_papers(files)
    tune = [paper for paper in papers if half_of(paper.title) == "tune"]
    cases = make_cases(tune, [paper for paper in papers if half_of(paper.title) != "tune"])
    assert fingerprint(cases) == FITTED_ON, "run the command named in ingest/likeness_limits.py, and look at its sweep"
    assert fingerprint([*cases[1:], cases[0]]) != FITTED_ON
