"""axe-core in a tab: what on a page hinders people who see, hear or move otherwise. `.ci/run` fetches it with npm."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

FILE = Path(__file__).parents[1] / "build" / "axe" / "axe.min.js"
SERIOUS = ("serious", "critical")

needs_axe = pytest.mark.skipif(not FILE.exists(), reason="no build/axe/axe.min.js; .ci/run fetches axe-core with npm")

_RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.map((v) => [v.impact, v.id, v.nodes.map((n) => n.html.slice(0, 200) + " " + (n.failureSummary || "").slice(0, 300))]);
}"""


def serious(page: Page) -> list[str]:
    """What axe finds on the page as it stands, serious or worse: the rule, and the elements that break it."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(FILE.read_text("utf-8"))
    found: list[tuple[str, str, list[str]]] = page.evaluate(_RUN)
    return [f"{rule} ({impact}): {nodes[:3]}" for impact, rule, nodes in found if impact in SERIOUS]
