"""What a question compares: named aspects, listed ones, its parts, itself."""

from __future__ import annotations

import pytest

from assistant.aspects import Aspect, Comparison, comparison_of
from assistant.errors import UsageError


def phrases(*names: str) -> tuple[Aspect, ...]:
    return tuple(Aspect(name, "phrase") for name in names)


def asked(*questions: str) -> Comparison:
    return Comparison(questions, tuple(Aspect(question, "question") for question in questions))


@pytest.mark.parametrize(
    ("question", "named", "expected"),
    [
        ("How do bees swarm?", (), asked("How do bees swarm?")),
        (
            "How do bees swarm and what do their hives weigh?",
            (),
            asked("How do bees swarm", "How do bees swarm what do their hives weigh?"),
        ),
        ("How do bees swarm?", ("weight", "time"), Comparison(("How do bees swarm?",), phrases("weight", "time"))),
        ("How do\n bees swarm?", (" hive \n weight ",), Comparison(("How do bees swarm?",), phrases("hive weight"))),
        ("How do bees swarm?", ("time", "time"), Comparison(("How do bees swarm?",), phrases("time"))),
        (
            "How do hives differ in terms of weight, noise and time of year?",
            (),
            Comparison(
                ("How do hives differ in terms of weight, noise and time of year?",),
                phrases("weight", "noise", "time of year"),
            ),
        ),
        (
            "Compare hives with respect to their weight; noise, or heat.",
            (),
            Comparison(
                ("Compare hives with respect to their weight; noise, or heat.",), phrases("weight", "noise", "heat")
            ),
        ),
        (
            "How do hives differ by their weight and by their price?",
            (),
            Comparison(("How do hives differ by their weight and by their price?",), phrases("weight", "price")),
        ),
        *(
            (line, (), Comparison((line,), phrases(*names)))
            for line, names in {
                "Compare hives and nests in terms of both speed and memory for hot summers": ("speed", "memory"),
                "In terms of weight & noise, how do hives differ?": ("weight", "noise"),
                "How do hives compare with regard to weight?": ("weight",),
                "How do hives compare on weight and price?": ("weight", "price"),
                "Compare hives and nests on weight and price.": ("weight", "price"),
                "Compare the papers by dataset and metric": ("dataset", "metric"),
                "Compare papers on hives by dataset, hive size and metric.": ("dataset", "hive size", "metric"),
                "What dataset, model size and metric does each use?": ("dataset", "model size", "metric"),
                "Which scales and alarms do papers on hives use?": ("scales", "alarms"),
                "What is the training cost of each method?": ("training cost",),
                "For each paper on hives, list the scale and the alarm": ("scale", "alarm"),
                "List the scale, weight and price of each study of hives": ("scale", "weight", "price"),
                "Compare the weight, noise and price of wooden hives": ("weight", "noise", "price"),
                "How do hives differ in weight and price?": ("weight", "price"),
                "Compare hives and nests, considering weight and price, etc.": ("weight", "price"),
                "Compare hives with the columns: weight, price": ("weight", "price"),
                "Compare hives in terms of cost, e.g. memory": ("cost", "memory"),
                "Compare hives in terms of cost, eg memory, and noise": ("cost", "memory", "noise"),
                "Compare hives in terms of cost (e.g., memory) and noise": ("cost", "memory", "noise"),
                "Compare hives in terms of size, i.e. weight, and eggs": ("size", "weight", "eggs"),
                "Compare hives in terms of cost, for example memory and time": ("cost", "memory", "time"),
                "Compare, by year, the papers": ("year",),
                "Compare, by year, the papers on hives.": ("year",),
                "Compare, by year, cost and noise, hives and nests": ("year", "cost", "noise"),
                "Compare, in terms of year and cost, the papers": ("year", "cost"),
                "Compare, on weight, hives of wood": ("weight",),
                "How do hives differ, by year, cost and noise?": ("year", "cost", "noise"),
                "Compare hives in terms of the model and its size": ("model", "size"),
                "Compare hives when it comes to weight, noise and price": ("weight", "noise", "price"),
            }.items()
        ),
        *(
            (line, (), asked(line))
            for line in (
                "Compare hives built on wood and straw",
                "Compare papers by Imker and Wachs",
                "Compare papers on hives and nests",
                "Compare hives and nests of different sizes",
                "Compare the effects of caffeine and sleep",
                "Compare what papers say on how bees decide",
                "How do hives differ in hot summers?",
                "How do hives differ by an order of magnitude?",
                "What do bees and wasps do in winter?",
                "Which bees and wasps are best at dancing?",
                "What work on speed and cost was done by beekeepers?",
                "What role does dancing play in hives?",
            )
        ),
        ("What is known regarding swarms?", (), Comparison(("What is known regarding swarms?",), phrases("swarms"))),
        ("When do bees swarm according to beekeepers?", (), asked("When do bees swarm according to beekeepers?")),
        ("How do hives differ in terms of weight?", ("noise",), None),
        (
            "What was found regarding bees that leave their hive early in a very hot summer?",
            (),
            asked("What was found regarding bees that leave their hive early in a very hot summer?"),
        ),
    ],
)
def test_what_is_compared(question: str, named: tuple[str, ...], expected: Comparison | None) -> None:
    found = comparison_of(question, named)
    assert found == (expected or Comparison((question,), phrases(*named)))


@pytest.mark.parametrize(
    ("named", "told"),
    [
        (("weight", " "), "the aspect '' has no words"),
        (("?!",), "has no words; name what to compare"),
        (tuple(f"aspect {n}" for n in range(9)), "9 aspects are too many to compare by; name at most 8"),
    ],
)
def test_aspects_that_cannot_be(named: tuple[str, ...], told: str) -> None:
    with pytest.raises(UsageError, match=told.replace("?", r"\?")):
        comparison_of("How do bees swarm?", named)
