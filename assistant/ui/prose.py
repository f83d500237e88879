"""The sentences of an answer as HTML: each with its citation chips and the mark of its verdict.

A chip carries only class, id, href, title, role and tabindex, so that any sanitiser leaves it working; the script of
the page listens to all of them at once. Which quotes it stands for is in its classes: `la-on-3` is citation 3.
"""

from __future__ import annotations

import re

from assistant.records import STRUCK, Answer, Sentence, Verdict
from assistant.ui.markup import plain
from assistant.ui.maths import shown
from assistant.verdicts import VERDICT_WORDS

SIGNS: dict[Verdict, str] = {
    "supported": "✓",
    "partial": "◐",
    "unsupported": "✕",
    "contradicted": "✕",
    "unchecked": "○",
}
"""A sign beside the words of each verdict: colour is never the only sign."""

PARAGRAPH = 4
"""Sentences of a paragraph, where a model wrote more."""

LONGEST_TAIL = 24
"""Characters of a last word that is kept on one line with its chips."""

_STREAMED_NUMBER = re.compile(r"\[(\d{1,3})\]")


def prose_html(answer: Answer, turn: str) -> str:
    """All sentences: quoted ones as a list, written ones in paragraphs."""
    made = [_sentence(answer, n, turn) for n in range(len(answer.sentences))]
    if not made:
        return ""
    if answer.mode == "extractive":
        quoted = "".join(f'<li dir="auto">{one}</li>' for one in made)
        return f'<ul class="la-text la-verbatim">{quoted}</ul>'
    cuts = range(0, len(made), PARAGRAPH)
    return "".join(f'<p class="la-text" dir="auto">{" ".join(made[cut : cut + PARAGRAPH])}</p>' for cut in cuts)


def streamed_html(text: str) -> str:
    """Text that is still coming: its numbers lead nowhere yet."""
    if not text:
        return ""
    chips = _STREAMED_NUMBER.sub(r'<span class="la-chip la-pending">\1</span>', plain(text))
    return f'<p class="la-text" dir="auto">{chips}</p>'


def _sentence(answer: Answer, position: int, turn: str) -> str:
    sentence = answer.sentences[position]
    struck = sentence.verdict in STRUCK
    chips = "".join(_chip(answer, position, number, turn) for number in answer.numbers(sentence))
    *before, last = re.split(r"(?<=\s)(?=\S+$)", sentence.text.rstrip())
    if len(last) > LONGEST_TAIL or "$" in sentence.text or "\\" in sentence.text:
        before, last = [sentence.text], ""
    body = f'{_words("".join(before), struck=struck)}<span class="la-tail">{_words(last, struck=struck)}{chips}'
    mark = _mark(sentence, turn, position)
    return f'<span class="la-sentence" id="{turn}-s{position}">{body}{mark}</span>{_struck(sentence)}</span>'


def _words(text: str, *, struck: bool) -> str:
    return f"<s>{shown(text)}</s>" if struck and text else shown(text)


def _chip(answer: Answer, position: int, number: int, turn: str) -> str:
    quotes = [i for i in answer.sentences[position].citations if answer.citations[i].number == number]
    title = plain(answer.citations[quotes[0]].paper.title)
    return (
        f'<a class="la-chip {" ".join(f"la-on-{i}" for i in quotes)}" id="{turn}-s{position}-{number}" '
        f'href="#{turn}-c{number}" title="Source {number}: {title}" role="doc-noteref" tabindex="0">'
        f'<span class="la-unseen">Source </span>{number}</a>'
    )


def _mark(sentence: Sentence, turn: str, position: int) -> str:
    sign = SIGNS[sentence.verdict]
    said = plain(_said(sentence))
    stop = ' tabindex="0"' if sentence.verdict != "supported" else ""
    return (
        f'<span class="la-verdict la-{sentence.verdict}" id="{turn}-v{position}" title="{said}" role="note"{stop}>'
        f'<span class="la-sign">{sign}</span><span class="la-unseen"> {said}.</span></span>'
    )


def _struck(sentence: Sentence) -> str:
    """Why a sentence was struck, in the open."""
    return f' <span class="la-reason">{plain(_said(sentence))}</span>' if sentence.verdict in STRUCK else ""


def _said(sentence: Sentence) -> str:
    words = VERDICT_WORDS[sentence.verdict]
    return f"{words}: {sentence.reason}" if sentence.reason else words
