"""What was measured of a growing library, as Markdown tables."""

from __future__ import annotations

from collections.abc import Sequence

from evals.growth.growing import Grown

HEAD = "| papers | written/s | ingested/s | on disk, MB | a first search, s | in memory, MB | opened, ms |"
SEARCHES = "| papers | filter | let through | p50, ms | p95, ms | × p95 before | recall@10 | same ten papers |"


def as_markdown(found: Sequence[Grown]) -> str:
    """A table of what each size costs, and one of the searches at each, with how their time grew."""
    sizes = [HEAD, "|---" * 7 + "|", *map(_size, found)]
    searches = [SEARCHES, "|---" * 8 + "|"]
    for before, now in zip([None, *found[:-1]], found, strict=True):
        searches += _searches(now, before)
    return "\n".join([*sizes, "", *searches])


def _size(one: Grown) -> str:
    written = "" if one.written_per_s is None else f"{one.written_per_s:.0f}"
    numbers = f"{one.ingested_per_s:.0f} | {one.disk_mb:,.0f} | {one.cold_s:.2f} | {one.cold_mb:.0f}"
    return f"| {one.timings.papers:,} | {written} | {numbers} | {one.timings.open_ms:.0f} |"


def _searches(now: Grown, before: Grown | None) -> list[str]:
    earlier = {} if before is None else {timed.filtered: timed.p95_ms for timed in before.timings.timed}
    return [
        f"| {now.timings.papers:,} | {one.filtered} | {one.papers:,} | {one.p50_ms:.1f} | {one.p95_ms:.1f} | "
        + (f"{one.p95_ms / earlier[one.filtered]:.1f}" if one.filtered in earlier else "")
        + f" | {one.recall:.3f} | {one.same:.3f} |"
        for one in now.timings.timed
    ]
