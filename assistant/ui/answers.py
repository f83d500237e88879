"""One turn of the chat as HTML: the question, the answer, what can be done with it, and its sources beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.records import STRUCK, Answer, Turn
from assistant.ui.cards import nearest_cards, source_cards
from assistant.ui.conditions import conditions
from assistant.ui.markup import act_html, offers_html, plain, problem_html
from assistant.ui.maths import shown
from assistant.ui.prose import prose_html, streamed_html
from assistant.ui.steps import Begun, running, taken


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer still being written: the steps taken so far and the text that has arrived."""

    question: str
    steps: tuple[Begun, ...] = ()
    text: str = ""
    answer: Answer | None = None


def name_of(turn: int) -> str:
    """The id of the nth turn, the first being 1; a link to an answer ends in it."""
    return f"turn-{turn}"


def turns_html(turns: Sequence[Turn], follow_ups: Sequence[str] = ()) -> str:
    """All finished turns; below the last stands what may be asked next."""
    last = len(turns)
    return "".join(
        turn_html(turn.question, turn.answer, name_of(n), follow_ups if n == last else ())
        for n, turn in enumerate(turns, 1)
    )


def turn_html(question: str, answer: Answer, turn: str, follow_ups: Sequence[str] = ()) -> str:
    """One finished turn."""
    said = f"{_status(answer)}{prose_html(answer, turn)}{_missing(answer)}{_notices(answer)}{_foot(answer)}"
    body = f'{said}{_tools(answer, turn)}<div class="la-follow" id="{turn}-follow">{follow_html(follow_ups)}</div>'
    return _turn(turn, question, body, _aside(answer, turn), _edit(turn))


def draft_html(draft: Draft, turn: str, now: float) -> str:
    """A turn being written. Once the answer stands it is shown as it is, with what is still going on under it."""
    steps = running(draft.steps, now)
    if draft.answer is not None:
        return _turn(turn, draft.question, prose_html(draft.answer, turn) + steps, _aside(draft.answer, turn))
    return _turn(turn, draft.question, streamed_html(draft.text) + steps, "")


def failure_html(question: str, message: str, turn: str, text: str = "") -> str:
    """A turn that brought no answer, in plain words; `text` is what had been written until then."""
    written = f'<p class="la-text la-cut" dir="auto">{plain(text)}</p>' if text else ""
    again = f'<p class="la-tools">{act_html("follow", "Ask again")}</p>'
    return _turn(turn, question, f"{written}{problem_html(message)}{again if question.strip() else ''}", "")


def _turn(turn: str, question: str, body: str, aside: str, edit: str = "") -> str:
    asked = f'<h2 class="la-question" dir="auto">{shown(question)}</h2>{edit}' if question.strip() else ""
    return (
        f'<section class="la-turn" id="{turn}"><div class="la-main"><div class="la-asked">{asked}</div>'
        f'<div class="la-answer" id="{turn}-answer" tabindex="-1">{body}</div></div>{aside}</section>'
    )


def _edit(turn: str) -> str:
    return f'<button type="button" class="la-act la-edit" value="edit {turn}" title="Change the question and ask anew from here">Edit</button>'


def _status(answer: Answer) -> str:
    if answer.status != "abstained":
        return ""
    return (
        '<p class="la-abstained"><strong>The library does not answer this.</strong> '
        "No abstract in it says what was asked, so nothing is claimed here.</p>"
    )


def _missing(answer: Answer) -> str:
    if not answer.missing:
        return ""
    parts = "".join(f'<li dir="auto">{shown(part)}</li>' for part in answer.missing)
    return f'<div class="la-missing"><strong>Not covered by the library:</strong><ul>{parts}</ul></div>'


def _notices(answer: Answer) -> str:
    searched = "; ".join(conditions(answer.plan.filters))
    among = f'<p class="la-notice">Searched only: {plain(searched)}.</p>' if searched else ""
    return among + "".join(f'<p class="la-notice" dir="auto">{plain(notice)}</p>' for notice in answer.notices)


def _foot(answer: Answer) -> str:
    facts = ["From abstracts only"]
    if answer.sentences:
        facts.append(
            "sentences word for word" if answer.mode == "extractive" else f"written by {answer.model or 'a model'}"
        )
    if answer.evidence:
        facts.append(f"{len(answer.evidence)} paper{'s' if len(answer.evidence) != 1 else ''} read")
    if any(s.verdict in STRUCK for s in answer.sentences):
        facts.append("struck-through sentences failed the check against their abstracts")
    return f'<div class="la-foot"><p>{" · ".join(plain(fact) for fact in facts)}</p>{taken(answer)}</div>'


def _tools(answer: Answer, turn: str) -> str:
    """Copy, link, ask again, and what the reader thinks; the text to copy stands ready beside them."""
    copied = f'<pre class="la-markdown" id="{turn}-markdown" hidden>{plain(answer.to_markdown())}</pre>'
    acts = (("copy", "Copy"), ("link", "Link"), ("again", "Ask again"), ("up", "Helpful"), ("down", "Not helpful"))
    buttons = "".join(
        f'<button type="button" class="la-act" id="{turn}-{act}" value="{act} {turn}">{words}</button>'
        for act, words in acts
    )
    return f'<p class="la-tools">{buttons}</p>{copied}'


def follow_html(questions: Sequence[str]) -> str:
    """What may be asked next, each a button that asks it."""
    if not questions:
        return ""
    return f"<h3>The library also answers</h3><ul>{offers_html(questions)}</ul>"


def _aside(answer: Answer, turn: str) -> str:
    if answer.citations:
        among = (
            act_html(f"these {turn}", "Ask only these papers")
            if len({citation.paper.id for citation in answer.citations}) > 1
            else ""
        )
        return _panel(f"<h2>Sources</h2>{among}", "Sources", source_cards(answer, turn), "la-sources")
    if answer.nearest:
        note = '<p class="la-aside-note">Closest papers, not evidence. They may only be near the subject.</p>'
        return _panel(
            f"<h2>Closest papers</h2>{note}", "Closest papers", nearest_cards(answer.nearest, turn), "la-nearest"
        )
    return ""


def _panel(head: str, name: str, cards: str, kind: str) -> str:
    return f'<aside class="la-aside {kind}" aria-label="{name}"><div class="la-aside-head">{head}</div>{cards}</aside>'
