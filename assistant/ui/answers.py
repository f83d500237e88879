"""One turn of the chat as HTML: the question, the answer with its citation chips, and its sources beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.records import STRUCK, Answer, Sentence, Step, Turn, Verdict
from assistant.ui.cards import nearest_cards, source_cards
from assistant.ui.markup import plain

VERDICT_WORDS: dict[Verdict, str] = {
    "partial": "partly supported",
    "unsupported": "not supported by the abstract",
    "contradicted": "contradicted by the abstract",
    "unchecked": "not checked",
}
"""What a sentence's mark says; a supported one needs none."""

LONGEST_TAIL = 24
"""Characters of a last word that is kept on one line with its chips."""

_STREAMED_NUMBER = re.compile(r"\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer still being written: the steps taken so far and the text that has arrived."""

    question: str
    steps: tuple[Step, ...] = ()
    text: str = ""
    answer: Answer | None = None


def turns_html(turns: Sequence[Turn]) -> str:
    """All finished turns; the nth has the id `a{n}`."""
    return "".join(turn_html(turn.question, turn.answer, f"a{n}") for n, turn in enumerate(turns, 1))


def turn_html(question: str, answer: Answer, turn: str) -> str:
    """One finished turn."""
    body = f"{_status(answer)}{_prose(answer, turn)}{_missing(answer)}{_notices(answer)}{_foot(answer)}"
    return _turn(turn, question, body, _aside(answer, turn))


def draft_html(draft: Draft, turn: str) -> str:
    """A turn being written. Once the answer stands it is shown as it is, with what is still going on under it."""
    if draft.answer is not None:
        return _turn(turn, draft.question, _prose(draft.answer, turn) + _steps(draft), _aside(draft.answer, turn))
    shown = _STREAMED_NUMBER.sub(r'<span class="la-chip la-pending">\1</span>', plain(draft.text))
    text = f'<p class="la-text" dir="auto">{shown}</p>' if shown else ""
    return _turn(turn, draft.question, text + _steps(draft), "")


def failure_html(question: str, message: str, turn: str, text: str = "") -> str:
    """A turn that brought no answer, in plain words; `text` is what had been written until then."""
    written = f'<p class="la-text la-cut" dir="auto">{plain(text)}</p>' if text else ""
    return _turn(turn, question, f'{written}<p class="la-problem" role="alert">{plain(message)}</p>', "")


def _turn(turn: str, question: str, body: str, aside: str) -> str:
    asked = f'<h2 class="la-question" dir="auto">{plain(question)}</h2>' if question.strip() else ""
    return (
        f'<section class="la-turn" id="{turn}"><div class="la-main">{asked}'
        f'<div class="la-answer" id="{turn}-answer" tabindex="-1">{body}</div></div>{aside}</section>'
    )


def _status(answer: Answer) -> str:
    if answer.status != "abstained":
        return ""
    return (
        '<p class="la-abstained"><strong>The library does not answer this.</strong> '
        "No abstract in it says what was asked, so nothing is claimed here.</p>"
    )


def _prose(answer: Answer, turn: str) -> str:
    if not answer.sentences:
        return ""
    if answer.mode == "extractive":
        quoted = "".join(f'<li dir="auto">{_sentence(answer, s, turn)}</li>' for s in answer.sentences)
        return f'<ul class="la-text la-verbatim">{quoted}</ul>'
    return f'<p class="la-text" dir="auto">{" ".join(_sentence(answer, s, turn) for s in answer.sentences)}</p>'


def _sentence(answer: Answer, sentence: Sentence, turn: str) -> str:
    struck = sentence.verdict in STRUCK
    chips = "".join(_chip(answer, sentence, number, turn) for number in answer.numbers(sentence))
    *before, last = re.split(r"(?<=\s)(?=\S+$)", sentence.text.rstrip())
    if len(last) > LONGEST_TAIL:
        before, last = [sentence.text], ""
    body = f'{_words("".join(before), struck=struck)}<span class="la-tail">{_words(last, struck=struck)}{chips}</span>'
    return f'<span class="la-sentence">{body}{_mark(sentence)}</span>'


def _words(text: str, *, struck: bool) -> str:
    return f"<s>{plain(text)}</s>" if struck and text else plain(text)


def _chip(answer: Answer, sentence: Sentence, number: int, turn: str) -> str:
    quotes = [i for i in sentence.citations if answer.citations[i].number == number]
    title = plain(answer.citations[quotes[0]].paper.title)
    return (
        f'<a class="la-chip" href="#{turn}-c{number}" data-quotes="{" ".join(map(str, quotes))}" '
        f'aria-label="Source {number}: {title}">{number}</a>'
    )


def _mark(sentence: Sentence) -> str:
    if (words := VERDICT_WORDS.get(sentence.verdict)) is None:
        return ""
    reason = f' title="{plain(sentence.reason)}" tabindex="0"' if sentence.reason else ""
    return f' <span class="la-verdict la-{sentence.verdict}"{reason}>{words}</span>'


def _missing(answer: Answer) -> str:
    if not answer.missing:
        return ""
    parts = "".join(f'<li dir="auto">{plain(part)}</li>' for part in answer.missing)
    return f'<div class="la-missing"><strong>Not covered by the library:</strong><ul>{parts}</ul></div>'


def _notices(answer: Answer) -> str:
    return "".join(f'<p class="la-notice" dir="auto">{plain(notice)}</p>' for notice in answer.notices)


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
    return f'<p class="la-foot">{" · ".join(plain(fact) for fact in facts)}</p>'


def _steps(draft: Draft) -> str:
    if not draft.steps:
        return '<p class="la-steps" role="status"><span class="la-now">Starting</span></p>'
    *before, now = [plain(_sentence_case(step.detail or step.name)) for step in draft.steps]
    done = "".join(f'<span class="la-past">{step}</span>' for step in before)
    return f'<p class="la-steps" role="status">{done}<span class="la-now">{now}</span></p>'


def _sentence_case(words: str) -> str:
    return words[:1].upper() + words[1:]


def _aside(answer: Answer, turn: str) -> str:
    if answer.citations:
        return _panel("Sources", "", source_cards(answer, turn), "la-sources")
    if answer.nearest:
        note = '<p class="la-aside-note">Closest papers, not evidence. They may only be near the subject.</p>'
        return _panel("Closest papers", note, nearest_cards(answer.nearest, turn), "la-nearest")
    return ""


def _panel(heading: str, note: str, cards: str, kind: str) -> str:
    return f'<aside class="la-aside {kind}" aria-label="{heading}"><h2>{heading}</h2>{note}{cards}</aside>'
