"""The Settings tab as HTML: what is in use and which variable changes it, and what was spent."""

from __future__ import annotations

from assistant.ui.hello import NO_MODEL, Greeting
from assistant.ui.in_use import Fact, Facts
from assistant.ui.markup import plain
from assistant.ui.spending import Account, Spent

HOW = (
    '<p class="la-note">Nothing is set here. Each value comes from an environment variable, or a line of the file '
    "<code>.env</code> where the page was started; change it there, and start the page again. Keys never reach this page.</p>"
)
LONGEST = 400
"""Characters of one value."""


def facts_html(groups: tuple[Facts, ...]) -> str:
    """All groups, each a list of names, values and variables."""
    return HOW + "".join(
        f'<section class="la-facts"><h2>{plain(group.title)}</h2><dl>{"".join(map(_fact, group.facts))}</dl></section>'
        for group in groups
    )


def _fact(fact: Fact) -> str:
    variable = f'<dd class="la-variable"><code>{plain(fact.variable)}</code></dd>' if fact.variable else ""
    return f'<div><dt>{plain(fact.name)}</dt><dd dir="auto">{plain(fact.value[:LONGEST])}</dd>{variable}</div>'


def account_html(made: Account) -> str:
    """What was spent, in all kept conversations and since the page was opened."""
    left = f'<p class="la-note">{made.unread:,} conversations are not counted.</p>' if made.unread else ""
    return (
        '<section class="la-facts"><h2>Spent</h2><dl>'
        f"{_spent('Your kept conversations', made.kept)}{_spent('Since this page was opened', made.since)}</dl>{left}"
        '<p class="la-note">What was asked in conversations deleted since is not counted.</p>'
        '<p class="la-acts"><button type="button" class="la-act" value="spent">Count again</button></p></section>'
    )


def _spent(name: str, spent: Spent) -> str:
    answers = f"{spent.answers:,} answer{'' if spent.answers == 1 else 's'}"
    if not spent.calls:
        return f"<div><dt>{name}</dt><dd>{answers}, no model asked, no cost</dd></div>"
    tokens = f"{spent.calls:,} calls, {spent.read:,} tokens read, {spent.written:,} written"
    return f"<div><dt>{name}</dt><dd>{answers}: {tokens}, {_cost(spent)}</dd></div>"


def _cost(spent: Spent) -> str:
    if spent.unpriced == spent.answers:
        return "cost not known (LITASSIST_PRICES may name prices)"
    more = f", without {spent.unpriced:,} of unknown price" if spent.unpriced else ""
    return f"{spent.cost_usd:.4f} USD{more}"


def button_html(model: str | None) -> str:
    """What tests the connection to the model, where there is one."""
    if model is None:
        return f'<p class="la-note">{NO_MODEL}</p>'
    return (
        '<p class="la-acts"><button type="button" class="la-act la-button" value="hello">Test the model</button></p>'
        '<p class="la-note">Sends one short request, which may cost a fraction of a cent.</p>'
    )


def greeting_html(found: Greeting) -> str:
    """How the test went."""
    sign = "✓" if found.answered else "✕"
    css = "la-went-well" if found.answered else "la-problem"
    return f'<p class="{css}" role="status"><span aria-hidden="true">{sign}</span> {plain(found.words)}</p>'
