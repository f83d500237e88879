"""Which of some copies are of one paper."""

from dataclasses import replace
from itertools import permutations

import pytest

from assistant.records import Paper
from ingest.grouping import FREE, Bond, grouped
from ingest.likeness import facts_of
from tests.fakes import a_paper

TITLE = "Settling Surfaces of Cold Bathtub Water"
TEXT = "We fill a bathtub with cold water and watch how slowly its surface settles under lamps of various colours."
OTHER = "Seven glaciers were weighed by tired surveyors who kept careful logbooks during every stormy autumn night."
THIRD = "Sourdough starters from nine bakeries were fed with rye and kept beside warm ovens until their bubbles slowed."


def named(name: str, title: str = TITLE, abstract: str = TEXT, **facts: object) -> Paper:
    return a_paper(title, abstract, name=name, **facts)


CASES: dict[str, tuple[dict[str, Paper], str]] = {
    "a vague copy joins the one it fits best": (
        {
            "a": named("a", year=2010, date="2010", abstract=OTHER),
            "b": named("b", year=2020, date="2020"),
            "v": named("v"),
        },
        "a bv",
    ),
    "a chain of years is cut where it is weakest": (
        {
            "a": named("a", year=2018, date="2018"),
            "b": named("b", year=2020, date="2020", authors=("Lia Brandt",)),
            "c": named("c", year=2022, date="2022", authors=("Lia Brandt",)),
        },
        "a bc",
    ),
    "one main title and two subtitles": (
        {
            "m": named("m"),
            "t": named("t", f"{TITLE}: A Theory"),
            "e": named("e", f"{TITLE}: An Experiment", OTHER, authors=("Lia Brandt",)),
        },
        "e mt",
    ),
    "a number joins what nothing else would": (
        {
            "a": named("a", doi="10.1/x", year=2001, date="2001"),
            "b": named("b", "Logbooks of Ice", OTHER, doi="10.1/X", arxiv_id="2401.00001"),
            "c": named("c", "Sourdough", THIRD, arxiv_id="2401.00001v4"),
            "d": named("d", year=2001, date="2001"),
        },
        "abcd",
    ),
    "a copy without a number makes no two published papers one": (
        {"a": named("a", doi="10.1/x"), "b": named("b", doi="10.2/y"), "c": named("c")},
        "ac b",
    ),
    "a number that both carry does": (
        {
            "a": named("a", doi="10.1/x", arxiv_id="2401.00001"),
            "b": named("b", doi="10.2/y"),
            "c": named("c", doi="10.2/y", arxiv_id="2401.00001"),
        },
        "abc",
    ),
    "parts stay two though a third copy names neither": (
        {
            "1": named("1", f"{TITLE}: Part I"),
            "2": named("2", f"{TITLE}: Part II"),
            "n": named("n"),
        },
        "1 2 n",
    ),
    "equal copies count once": (
        {**{str(n): named(str(n)) for n in range(3)}, "x": named("x", "Logbooks of Ice", OTHER)},
        "012 x",
    ),
}


def sets(copies: dict[str, Paper], bonds: dict[str, Bond] | None = None) -> str:
    """The groups as sorted words of the copies' names."""
    names = list(copies)
    each = [(bonds or {}).get(name, FREE) for name in names]
    found = grouped([facts_of(copies[n]) for n in names], each, [repr(copies[n]) for n in names])
    return " ".join(sorted("".join(sorted(names[n] for n in group)) for group in found))


@pytest.mark.parametrize(("copies", "expected"), CASES.values(), ids=CASES.keys())
def test_every_order_gives_the_same_papers(copies: dict[str, Paper], expected: str) -> None:
    for order in permutations(copies):
        assert sets({name: copies[name] for name in order}) == expected


def test_what_a_user_split_or_put_together_stays_so() -> None:
    copies = {name: named(name, doi="10.1/x") for name in "abc"} | {"x": named("x", "Logbooks of Ice", OTHER)}
    one, two = Bond(frozenset({"p1"}), frozenset({"p2"})), Bond(frozenset({"p2"}), frozenset({"p1"}))
    own = Bond(frozenset({"p3"}), frozenset({"p3"}))
    assert sets(copies, {"a": one, "b": two}) in {"ac b x", "a bc x"}
    assert sets(copies, {"a": one, "b": two, "x": one}) in {"acx b", "ax bc"}
    assert sets(copies, {"c": own, "x": own}) == "abcx"
    assert sets({"a": copies["a"], "b": replace(copies["b"], doi=None)}, {"a": one, "b": two}) == "a b"
