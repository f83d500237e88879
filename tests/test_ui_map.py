"""The map of a library: projection, groups and their names, over made-up vectors and a small real library."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pytest

from assistant.ui.chart_html import chart_html, chart_json
from assistant.ui.charting import Charts, charted
from assistant.ui.conditions import MAX_CHOSEN
from assistant.ui.projection import Floats, from_middle, grouped, number_of_groups, projected, reduced
from assistant.ui.telling import named
from tests.hostile import FORTY
from tests.small_library import build, opened


def clouds(sizes: Sequence[int], width: int = 12) -> Floats:
    """Clouds of points far from each other."""
    random = np.random.default_rng(3)
    middles = np.eye(width, dtype=np.float32)[: len(sizes)] * 10
    parts = [middle + random.normal(0, 0.2, (n, width)) for middle, n in zip(middles, sizes, strict=True)]
    return np.concatenate(parts).astype(np.float32)


def test_the_first_axis_is_that_of_the_largest_spread() -> None:
    along = reduced(np.array([[0, 0, 0], [9, 1, 0], [18, 0, 0], [27, 1, 0]], np.float32))
    assert np.abs(np.diff(along[:, 0])) == pytest.approx([9, 9, 9], abs=0.1)
    assert along.var(axis=0)[0] > along.var(axis=0)[1] > along.var(axis=0)[2]


def test_places_are_between_0_and_1_and_always_the_same() -> None:
    vectors = clouds((20, 30, 10))
    places = projected(reduced(vectors))
    assert places.shape == (60, 2)
    assert (places.min(), places.max()) == (0.0, 1.0)
    assert (places == projected(reduced(vectors.copy()))).all()


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_vectors_have_places_too(n: int) -> None:
    places = projected(reduced(clouds((n,))))
    assert places.shape == (n, 2)
    assert np.isfinite(places).all()


def test_one_number_a_paper_is_enough() -> None:
    assert projected(reduced(np.array([[1.0], [2.0], [3.0]], np.float32)))[:, 1].tolist() == [0.5, 0.5, 0.5]


def test_clouds_are_groups_the_largest_first() -> None:
    groups = grouped(clouds((10, 40, 25)), 3)
    assert groups.tolist() == [2] * 10 + [0] * 40 + [1] * 25


def test_equal_papers_can_be_grouped() -> None:
    assert set(grouped(np.ones((9, 4), np.float32), 3).tolist()) <= {0, 1, 2}


@pytest.mark.parametrize(("n", "expected"), [(0, 1), (1, 1), (30, 2), (400, 7), (10**6, 8)])
def test_how_many_groups(n: int, expected: int) -> None:
    assert number_of_groups(n) == expected


def test_those_nearest_to_the_middle_come_first() -> None:
    assert from_middle(np.array([[0.0], [10.0], [4.0], [5.0]], np.float32)).tolist()[0] == 3


def test_groups_are_named_by_what_tells_them_apart() -> None:
    groups = [["Bees count flowers well", "bees dance at flowers"], ["Tides rise well", "tides fall at noon"]]
    often = {"bee": 2, "tide": 2, "well": 400, "flower": 2}

    def terms(text: str) -> list[str]:
        return [word.removesuffix("s") for word in text.lower().split() if word != "at"]

    names = named(groups, terms, lambda text: {t: often.get(t, 90) for t in terms(text)}, 1_000)
    assert names[0][:2] == ("bees", "flowers")
    assert names[1][0] == "tides"


def test_addresses_name_nothing() -> None:
    texts = [["see https://github.com/a/bees now", "see https://github.com/b now"]]
    assert "github" not in named(texts, lambda text: text.split(), lambda _: {}, 10)[0]


def test_the_map_of_a_library(tmp_path_factory: pytest.TempPathFactory) -> None:
    with opened(build(tmp_path_factory.mktemp("map"))) as assistant:
        snapshot = assistant.library.snapshot()
        chart = charted(snapshot)
        n = snapshot.catalogue.count()
        assert (chart.total, chart.unplaced, len(chart.titles), chart.places.shape) == (n, 0, n, (n, 2))
        assert sum(group.size for group in chart.named) == n
        assert {i for group in chart.named for i in group.ids} == set(snapshot.catalogue.ids())
        assert all(len(group.ids) <= MAX_CHOSEN and group.words for group in chart.named)
        sample = charted(snapshot, 5)
        assert (sample.total, len(sample.titles)) == (n, 5)
        assert "a sample" in chart_html(sample)
        assert "a sample" not in chart_html(chart)
        charts = Charts(assistant)
        assert charts.chart() is charts.chart()


def test_an_empty_map_says_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    with opened(build(tmp_path_factory.mktemp("map"))) as assistant:
        assert "nothing to draw" in chart_html(charted(assistant.library.snapshot(), 0))


def test_hostile_titles_are_text(tmp_path_factory: pytest.TempPathFactory) -> None:
    rows = [{"title": f"{bad} {n}", "abstract": f"{bad} says number {n}."} for n, bad in enumerate(FORTY)]
    with opened(build(tmp_path_factory.mktemp("hostile"), rows)) as assistant:
        chart = charted(assistant.library.snapshot())
    html = chart_html(chart)
    for tag in ("<script", "<img", "<svg", "<iframe", "<style", "<form", "<input", "\x1b", "\u202e"):
        assert tag not in html
    drawn = json.loads(chart_json(chart))
    assert len(drawn["title"]) == len(drawn["x"]) == len(drawn["group"]) == len(chart.titles)
    assert max(map(len, drawn["title"])) <= 90
