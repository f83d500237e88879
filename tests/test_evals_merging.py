"""The measure of merging: its cases are what they say, and its counting is right."""

import json
from pathlib import Path
from random import Random

import pytest

from assistant.records import Paper
from evals import merging
from evals.lookalikes import LOOKALIKES, world_of
from evals.merging import Case, half_of, make_cases, merge_cases, read_papers, table
from evals.merging_speed import speed
from evals.perturbed import MERGING, second_copy
from tests.fakes import a_paper

WORDS = "sourdough kettles glaciers lanterns beetles ferries magnets orchards violins tunnels harbours meadows".split()


def rows(n: int) -> list[dict[str, str]]:
    random = Random(11)
    found = []
    for i in range(n):
        a, b, c, d = random.sample(WORDS, 4)
        titles = (
            f"Modelling the behaviour of KX{i} in {a}: high {b}-driven {c}",
            f"Early {a} and {b} of NRQ{i} is {c}",
            f"What every {a} learns from careful {b} and patient {c} or {d}",
        )
        text = " ".join(f"{random.choice(WORDS)}{random.randrange(500)}" for _ in range(60))
        found.append(
            {
                "title": titles[i % 3],
                "text": f"{text}. KX{i} and NRQ{i} with {a}, {b}, {c} and {d} were seen. {text[::-1]}",
            }
        )
    return found


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[Paper]:
    file = tmp_path_factory.mktemp("titles") / "titles.jsonl"
    lines = [*rows(160), {"title": "Short", "text": "Too little."}, rows(1)[0]]
    file.write_text("".join(json.dumps(row) + "\n" for row in lines))
    return read_papers([file])


def test_papers_are_read_once_each_and_the_same_every_time(papers: list[Paper], tmp_path: Path) -> None:
    assert len(papers) == 160
    file = tmp_path / "again.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows(160)))
    assert read_papers([file]) == papers
    assert {half_of(paper.title) for paper in papers} == {"tune", "report"}


@pytest.mark.parametrize("kind", MERGING)
def test_each_kind_of_second_copy_is_made(papers: list[Paper], kind: str) -> None:
    made = [second for paper in papers if (second := second_copy(paper, MERGING[kind], Random(1)))]
    assert made
    assert all(copy.sources[0].name == "second.bib" and copy.abstract for copy in made)


@pytest.mark.parametrize("kind", LOOKALIKES)
def test_each_kind_of_look_alike_is_made(papers: list[Paper], kind: str) -> None:
    world = world_of(papers)
    made = [pair for paper in papers if (pair := LOOKALIKES[kind](paper, world, Random(1)))]
    assert made
    assert all(one.sources != two.sources for one, two in made)


def test_most_cases_go_right_and_are_counted_by_kind(papers: list[Paper]) -> None:
    cases = make_cases(papers[:80], papers[80:])
    scores = merge_cases(cases)
    assert sum(total for _, total, _ in scores.kinds.values()) == len(cases)
    assert scores.recall > 0.9
    assert scores.precision > 0.9
    assert all(kind in table(scores) for kind in scores.kinds)


def test_what_goes_wrong_is_counted() -> None:
    one, two = (a_paper("Tides in a Bathtub", name=name) for name in ("a", "b"))
    far = a_paper("Logbooks of Glaciers", "Ice. Snow.", name="c")
    wrong = [Case("look-alike", same=False, one=one, two=two), Case("missed", same=True, one=one, two=far)]
    scores = merge_cases(wrong)
    assert scores.kinds == {"look-alike": (False, 1, 1), "missed": (True, 1, 0)}
    assert scores.stray == 2
    assert (scores.precision, scores.recall) == (0.0, 0.0)
    assert merge_cases([]).recall == 0.0


def test_the_command(papers: list[Paper], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "titles.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows(40)))
    assert merging.main([str(file), "--wrong", "1"]) == 0
    assert "precision" in capsys.readouterr().out
    assert list(speed(papers, (20, 40)))[1].startswith("     20 to      40 copies")
