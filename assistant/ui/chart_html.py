"""The map of a library: its numbers for the script that draws them, and its groups as a list that anybody can read."""

from __future__ import annotations

import json

from assistant.escaping import visible
from assistant.ui.charting import Chart, Group
from assistant.ui.markup import plain
from assistant.ui.maths import shown

SCALE = 2_000
"""Places are whole numbers up to this."""
LONGEST = 90
"""Characters of a title that a point shows."""


def chart_json(chart: Chart) -> str:
    """What is drawn: of each point its place, group, year (0: unknown) and title; of each group its name and middle.

    Texts are no HTML: the script shows them as text.
    """
    return json.dumps(
        {
            "x": [round(float(x) * SCALE) for x in chart.places[:, 0]],
            "y": [round(float(y) * SCALE) for y in chart.places[:, 1]],
            "group": chart.groups.tolist(),
            "year": [year or 0 for year in chart.years],
            "title": [_short(visible(title)) for title in chart.titles],
            "groups": [{"name": name_of(g), "x": round(g.x * SCALE), "y": round(g.y * SCALE)} for g in chart.named],
            "scale": SCALE,
        },
        ensure_ascii=True,
    )


def chart_html(chart: Chart) -> str:
    """How many papers are shown, and the groups, each with what can be asked."""
    if not chart.titles:
        return '<p class="la-none" role="status">There is nothing to draw yet: the library is empty, or its papers have no vectors of their own here. Add papers to begin.</p>'
    rows = "".join(_group(number, group) for number, group in enumerate(chart.named))
    return f'<p class="la-count" role="status">{_count(chart)}</p><ul class="la-groups">{rows}</ul>'


def name_of(group: Group) -> str:
    """What a group is called."""
    return visible(", ".join(group.words)) or "without words of their own"


def _count(chart: Chart) -> str:
    n = len(chart.titles)
    sample = (
        f"{n:,} of {chart.total:,} papers, a sample taken evenly as they came in"
        if n < chart.total - chart.unplaced
        else f"{n:,} papers"
    )
    left = f" {chart.unplaced:,} have no vector yet and are left out." if chart.unplaced else ""
    return f"{sample}. Papers that stand close say similar things.{left}"


def _group(number: int, group: Group) -> str:
    titles = "".join(f'<li dir="auto">{shown(title)}</li>' for title in group.titles)
    n = len(group.ids)
    which = "all its papers" if n == group.size else f"the {n} papers nearest its middle"
    ids = plain(",".join(group.ids))
    return (
        f'<li class="la-group la-group-{number}" id="la-group-{number}" tabindex="-1"><h2><span class="la-swatch" aria-hidden="true"></span>'
        f'{plain(name_of(group))} <span class="la-note">{group.size:,} paper{"s" if group.size != 1 else ""}</span></h2>'
        f'<ul class="la-central">{titles}</ul><p class="la-acts"><button type="button" class="la-act" value="askgroup {ids}">'
        f'Ask about {which}<span class="la-unseen">: {plain(name_of(group))}</span></button></p></li>'
    )


def _short(title: str) -> str:
    return title if len(title) <= LONGEST else title[: LONGEST - 1] + "…"
