"""Filters: each condition as a table, and all of them against a check written a second time, plainly."""

from __future__ import annotations

import random
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.errors import UsageError
from assistant.filters import condition
from assistant.given import typed
from assistant.library.catalogue import Catalogue
from assistant.library.database import Database
from assistant.library.stored import Stored
from assistant.records import Filters, Paper, Source

Found = tuple[frozenset[str], int]
"""The ids that match, and how many papers cannot be judged."""

PAPER = Paper(
    "p1",
    "Counting Sheep",
    "We count sheep.",
    authors=("Ada Ram", "Élise Bélier"),
    n_authors=5,
    date="2024-05-17",
    year=2024,
    venue="Annals of Sheep",
    sources=(Source("farm/list.txt", "listing", "line 3"), Source("api", "jsonl", "7")),
)
MATCHES, DIFFERS, UNKNOWN = (frozenset({"p1"}), 0), (frozenset[str](), 0), (frozenset[str](), 1)


def catalogue_of(papers: Iterable[Paper], folder: Path) -> Catalogue:
    made = Catalogue(Database(folder), folder)
    made.write([Stored(paper, (), (), ()) for paper in papers], (), 1)
    return made


def select(catalogue: Catalogue, filters: Filters) -> Found | None:
    where = condition(filters)
    if where is None:
        return None
    selected = catalogue.select(where)
    ids = selected.ids()
    assert len(selected) == len(ids)
    assert selected.kept(["p0", "p1", "p7", "none"]) == {"p0", "p1", "p7"}.intersection(ids)
    return frozenset(ids), selected.unknown


def paper(**changes: Any) -> Paper:
    return replace(PAPER, **changes)


TABLE: list[tuple[str, Paper, Filters, Found]] = [
    ("year from, inclusive", PAPER, Filters(year_from=2024), MATCHES),
    ("year from, later", PAPER, Filters(year_from=2025), DIFFERS),
    ("year to, inclusive", PAPER, Filters(year_to=2024), MATCHES),
    ("year to, earlier", PAPER, Filters(year_to=2023), DIFFERS),
    ("one year", PAPER, Filters(year_from=2024, year_to=2024), MATCHES),
    ("no year fits", PAPER, Filters(year_from=2025, year_to=2023), DIFFERS),
    ("year unknown", paper(year=None), Filters(year_from=1900), UNKNOWN),
    ("year 0 is a bound too", PAPER, Filters(year_to=0), DIFFERS),
    ("day, inclusive from", PAPER, Filters(date_from="2024-05-17"), MATCHES),
    ("day, inclusive to", PAPER, Filters(date_to="2024-05-17"), MATCHES),
    ("day after", PAPER, Filters(date_from="2024-05-18"), DIFFERS),
    ("day before", PAPER, Filters(date_to="2024-05-16"), DIFFERS),
    ("month bounds take in the whole month", PAPER, Filters(date_from="2024-05", date_to="2024-05"), MATCHES),
    ("year bounds take in the whole year", PAPER, Filters(date_from="2024", date_to="2024"), MATCHES),
    ("month before", PAPER, Filters(date_to="2024-04"), DIFFERS),
    ("month after", PAPER, Filters(date_from="2024-06"), DIFFERS),
    ("date unknown, year known", paper(date=None), Filters(date_from="2000"), UNKNOWN),
    ("a month from its first day", paper(date="2024-05"), Filters(date_from="2024-05-01"), MATCHES),
    ("a month from its second day", paper(date="2024-05"), Filters(date_from="2024-05-02"), UNKNOWN),
    ("a month to its last day", paper(date="2024-05"), Filters(date_to="2024-05-31"), MATCHES),
    ("a month to its last day but one", paper(date="2024-05"), Filters(date_to="2024-05-30"), UNKNOWN),
    ("a month to the day before", paper(date="2024-05"), Filters(date_to="2024-04-30"), DIFFERS),
    ("February of a leap year", paper(date="2024-02"), Filters(date_to="2024-02-28"), UNKNOWN),
    ("February of another", paper(date="2023-02"), Filters(date_to="2023-02-28"), MATCHES),
    ("December", paper(date="2024-12"), Filters(date_from="2024-12", date_to="2024-12-31"), MATCHES),
    ("a year within years", paper(date="2024"), Filters(date_from="2024", date_to="2025"), MATCHES),
    ("a year from May on", paper(date="2024"), Filters(date_from="2024-05"), UNKNOWN),
    ("a year before", paper(date="2024"), Filters(date_from="2025-01-01"), DIFFERS),
    ("the last month there is", PAPER, Filters(date_to="9999-12"), MATCHES),
    ("an empty date asks nothing", paper(date=None), Filters(date_from="", year_from=2024), MATCHES),
    ("at least as many authors", PAPER, Filters(n_authors_min=5), MATCHES),
    ("fewer authors", PAPER, Filters(n_authors_min=6), DIFFERS),
    ("at most as many authors", PAPER, Filters(n_authors_max=5), MATCHES),
    ("more authors", PAPER, Filters(n_authors_max=4), DIFFERS),
    ("count from the names", paper(n_authors=None), Filters(n_authors_min=2, n_authors_max=2), MATCHES),
    ("neither count nor names", paper(n_authors=None, authors=()), Filters(n_authors_max=9), UNKNOWN),
    ("count known, no names", paper(authors=()), Filters(n_authors_min=5), MATCHES),
    ("a word of a name, whatever its case", PAPER, Filters(authors=("RAM",)), MATCHES),
    ("not a part of a word", PAPER, Filters(authors=("Ra",)), DIFFERS),
    ("family name first", PAPER, Filters(authors=("Ram, Ada",)), MATCHES),
    ("stored with the family name first", paper(authors=("Ram, Ada",)), Filters(authors=("Ada Ram",)), MATCHES),
    ("without the accent", PAPER, Filters(authors=("elise belier",)), MATCHES),
    ("words of two people", PAPER, Filters(authors=("Ram Élise",)), DIFFERS),
    ("a hyphen is a blank", paper(authors=("Bo-Yan Li",)), Filters(authors=("Yan Li",)), MATCHES),
    ("another script", paper(authors=("李 雷",)), Filters(authors=("李 雷",)), MATCHES),
    ("a name without letters finds nobody", PAPER, Filters(authors=("?",)), DIFFERS),
    ("an accent, whatever its case", PAPER, Filters(authors=("ÉLISE",)), MATCHES),
    ("any of the names", PAPER, Filters(authors=("Nobody", "bélier")), MATCHES),
    ("another name", PAPER, Filters(authors=("Ada Bélier",)), DIFFERS),
    ("names unknown", paper(authors=()), Filters(authors=("Ram",)), UNKNOWN),
    ("a part of the venue", PAPER, Filters(venues=("annals",)), MATCHES),
    ("sharp s is folded", paper(venue="Straße und Schaf"), Filters(venues=("STRASSE",)), MATCHES),
    ("a comma of the venue's own", paper(venue="Wool, Series B"), Filters(venues=("wool, series b",)), MATCHES),
    ("not a part of its word", PAPER, Filters(venues=("Ann",)), DIFFERS),
    ("another venue", PAPER, Filters(venues=("Journal of Sheep",)), DIFFERS),
    ("venue unknown", paper(venue=None), Filters(venues=("Annals",)), UNKNOWN),
    ("venue empty", paper(venue=""), Filters(venues=("Annals",)), UNKNOWN),
    ("a source by its whole name", PAPER, Filters(sources=("api",)), MATCHES),
    ("not by a part of it", PAPER, Filters(sources=("list.txt",)), DIFFERS),
    (
        "not by what another name quotes",
        paper(sources=(Source('a "api" b', "x", "1"),)),
        Filters(sources=("api",)),
        DIFFERS,
    ),
    ("a name with quotes", paper(sources=(Source('a "api"', "x", "1"),)), Filters(sources=('a "api"',)), MATCHES),
    ("nor in another case", PAPER, Filters(sources=("API",)), DIFFERS),
    ("an id", PAPER, Filters(paper_ids=("p0", "p1")), MATCHES),
    ("another id", PAPER, Filters(paper_ids=("p",)), DIFFERS),
    ("all conditions hold", PAPER, Filters(year_from=2024, venues=("sheep",), authors=("ada",)), MATCHES),
    ("one does not", PAPER, Filters(year_from=2024, venues=("goats",), authors=("ada",)), DIFFERS),
    ("unknown and met", paper(year=None), Filters(year_from=2024, venues=("sheep",)), UNKNOWN),
    ("unknown and not met is not met", paper(year=None), Filters(year_from=2024, venues=("goats",)), DIFFERS),
]


@pytest.mark.parametrize(("one", "filters", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_a_condition(one: Paper, filters: Filters, expected: Found, tmp_path: Path) -> None:
    assert select(catalogue_of([one], tmp_path), filters) == expected


def test_no_condition_selects_nothing_in_particular() -> None:
    assert condition(Filters()) is None


BAD_DATES = (
    "yesterday",
    "24",
    "2024-1",
    "2024-13",
    "2024-02-30",
    "2024-12-05-07",
    "2024-12-05T10:00",
    "20241205",
    " 2024",
    "2024-",
    "-2024",
    "0000",
    "1_00",
    "٢٠٢٤",
    "2024\n",
)


@pytest.mark.parametrize("bound", ["date_from", "date_to"])
@pytest.mark.parametrize("text", BAD_DATES)
def test_a_date_that_is_none_is_refused(text: str, bound: str) -> None:
    filters = Filters(date_from=text) if bound == "date_from" else Filters(date_to=text)
    with pytest.raises(UsageError, match="is no date; write 2024"):
        condition(filters)


KINDS: list[tuple[dict[str, Any], str]] = [
    # fields as a script may fill them, and what the error says
    ({"venues": "Journal 17"}, "venues='Journal 17' is one text, not some names; write venues=('Journal 17',)"),
    ({"authors": "Li"}, "write authors=('Li',)"),
    ({"sources": "farm/list.txt"}, "write sources=('farm/list.txt',)"),
    ({"paper_ids": "p1"}, "write paper_ids=('p1',)"),
    ({"authors": " "}, "write authors=()"),
    ({"authors": ("",)}, "authors=('',): each name is a text with something in it; write authors=() for any"),
    ({"venues": ("sheep", "\t ")}, "each name is a text with something in it"),
    ({"sources": ("",)}, "each name is a text with something in it"),
    ({"authors": (None,)}, "authors=(None,): each name is a text"),
    ({"paper_ids": ["p1", 2]}, "paper_ids=['p1', 2]: each name is a text"),
    ({"authors": None}, "authors=None are no names; write a tuple of texts, authors=() for any"),
    ({"venues": 17}, "venues=17 are no names"),
    ({"venues": b"sheep"}, "are no names"),
    ({"authors": (name for name in ("Li",))}, "are no names"),  # it would be empty when it is read again
    ({"year_from": "2022"}, "year_from='2022' is no whole number; write one without quotes, such as year_from=2020"),
    ({"year_to": 2022.0}, "year_to=2022.0 is no whole number"),
    ({"year_from": date(2022, 1, 1)}, "year_from=datetime.date(2022, 1, 1) is no whole number"),
    ({"n_authors_min": 1.5}, "n_authors_min=1.5 is no whole number; write one without quotes, such as n_authors_min=2"),
    ({"n_authors_max": True}, "n_authors_max=True is no whole number"),
    ({"date_from": 2024}, "date_from=2024 is no text; write a date as '2024', '2024-12' or '2024-12-05'"),
    ({"date_to": date(2024, 5, 17)}, "date_to=datetime.date(2024, 5, 17) is no text"),
    ({"date_from": b"2024"}, "is no text"),
    ({"date_to": ("2024",)}, "is no text"),
]


def filled(fields: dict[str, Any]) -> Filters:
    """Filters as a script may make them that nobody's type checker has seen."""
    return Filters(**fields)


@pytest.mark.parametrize(("fields", "told"), KINDS)
def test_a_field_of_another_kind_is_refused(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError) as raised:
        condition(filled(fields))
    assert told in str(raised.value)


def test_every_field_is_looked_at() -> None:
    for field in dataclass_fields(Filters):
        with pytest.raises(UsageError, match=f"^{field.name}="):
            condition(filled({field.name: object()}))


def test_a_long_text_is_not_told_whole() -> None:
    with pytest.raises(UsageError) as raised:
        condition(filled({"venues": "sheep " * 1000}))
    assert len(str(raised.value)) < 250


def test_lists_and_numbers_of_numpy_are_taken() -> None:
    listed = filled({"authors": ["Ada"], "paper_ids": [], "year_from": np.int64(2024)})
    assert typed(listed) == Filters(authors=("Ada",), year_from=2024)
    assert type(typed(listed).year_from) is int
    assert condition(listed) == condition(Filters(authors=("Ada",), year_from=2024))


@pytest.mark.parametrize("given", [{"year_from": 2020}, "2020", ("Ada",), {}])
def test_what_are_no_filters_at_all(given: object) -> None:
    with pytest.raises(UsageError, match=r"write filters=Filters\(year_from=2020\)"):
        typed(given)
    assert typed(None) == Filters()


HALF = "\ud800"


@pytest.mark.parametrize("name", [HALF, f"{HALF}{HALF}", f"Li {HALF}", f"p1{HALF}", f"api{HALF}"])
@pytest.mark.parametrize("field", ["authors", "venues", "sources", "paper_ids"])
def test_half_a_pair_of_surrogates_is_in_no_name(field: str, name: str, tmp_path: Path) -> None:
    odd = paper(id="p0", authors=("\ufffd",), venue="\ufffd", sources=(Source("\ufffd", "x", "1"),))
    catalogue = catalogue_of([PAPER, odd], tmp_path)
    assert select(catalogue, filled({field: (name,)})) == DIFFERS
    assert catalogue.formerly(name) == []
    assert catalogue.numbers([name]) == {}


def days(text: str) -> set[date]:
    """Every day that an ISO year, month or day may mean."""
    year, month, day = (int(part) for part in [*text.split("-"), "0", "0"][:3])
    first = date(year, month or 1, day or 1)
    last = date(year, month or 12, day or monthrange(year, month or 12)[1])
    return {first + timedelta(n) for n in range((last - first).days + 1)}


def words(name: str) -> set[str]:
    return set(name.lower().replace("é", "e").split())


def verdict(p: Paper, f: Filters) -> bool | None:  # noqa: C901 - one plain rule after the other
    """Whether a paper meets every condition, None where it does not say; written without regard to speed."""
    said: list[bool | None] = []
    if f.year_from is not None:
        said.append(None if p.year is None else p.year >= f.year_from)
    if f.year_to is not None:
        said.append(None if p.year is None else p.year <= f.year_to)
    if f.date_from is not None or f.date_to is not None:
        first = min(days(f.date_from)) if f.date_from else date.min
        last = max(days(f.date_to)) if f.date_to else date.max
        inside = {first <= day <= last for day in days(p.date)} if p.date else {True, False}
        said.append(None if len(inside) > 1 else inside.pop())
    count = len(p.authors) if p.n_authors is None and p.authors else p.n_authors
    if f.n_authors_min is not None:
        said.append(None if count is None else count >= f.n_authors_min)
    if f.n_authors_max is not None:
        said.append(None if count is None else count <= f.n_authors_max)
    if f.authors:
        said.append(any(words(w) & words(a) for w in f.authors for a in p.authors) if p.authors else None)
    if f.venues:
        said.append(any(words(w) <= words(p.venue) for w in f.venues) if p.venue else None)
    if f.sources:
        said.append(bool({s.name for s in p.sources} & set(f.sources)))
    if f.paper_ids:
        said.append(p.id in f.paper_ids)
    if False in said:
        return False
    return None if None in said else True


NAMES = ("Ada Ram", "Jon Ewe", "Mia Lamb", "Élise Bélier")
VENUES = ("Annals of Sheep", "Workshop on Wool", "Sheep and Society")


def any_date(rng: random.Random) -> str:
    day = date(2020, 1, 1) + timedelta(rng.randrange(1500))
    return day.isoformat()[: rng.choice((4, 7, 10))]


def any_paper(rng: random.Random, number: int) -> Paper:
    when = any_date(rng) if rng.random() < 0.8 else None
    return Paper(
        f"p{number}",
        "T",
        "A",
        authors=tuple(rng.sample(NAMES, rng.randrange(4))),
        n_authors=rng.choice((None, None, 1, 2, 5)),
        date=when,
        year=int(when[:4]) if when else rng.choice((None, 2021)),
        venue=rng.choice((None, *VENUES)),
        sources=tuple(Source(name, "jsonl", "line 1") for name in rng.sample(("a", "b", "c"), rng.randrange(1, 3))),
    )


def any_filters(rng: random.Random) -> Filters:
    first, last = sorted((any_date(rng), any_date(rng)))
    every: dict[str, Any] = {
        "year_from": rng.randrange(2019, 2024),
        "year_to": rng.randrange(2020, 2025),
        "date_from": first,
        "date_to": last,
        "authors": tuple(rng.sample(("ada", "LAMB", "él", "elise", "x"), 2)),
        "n_authors_min": rng.randrange(4),
        "n_authors_max": rng.randrange(1, 6),
        "venues": tuple(rng.sample(("sheep", "WOOL", "goat"), 1)),
        "sources": tuple(rng.sample(("a", "b", "zzz"), 2)),
        "paper_ids": tuple(f"p{rng.randrange(60)}" for _ in range(30)),
    }
    return Filters(**{name: every[name] for name in rng.sample(sorted(every), rng.randrange(1, 4))})


@pytest.mark.parametrize("seed", range(40))
def test_any_filters_over_any_papers(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    papers = [any_paper(rng, number) for number in range(60)]
    catalogue = catalogue_of(papers, tmp_path)
    for _ in range(25):
        filters = any_filters(rng)
        verdicts = {p.id: verdict(p, filters) for p in papers}
        expected = (
            frozenset(i for i, said in verdicts.items() if said),
            sum(said is None for said in verdicts.values()),
        )
        assert select(catalogue, filters) == expected, filters
