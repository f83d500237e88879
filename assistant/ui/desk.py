"""What the chat tab does when something is asked of it, without Gradio: sessions in, sessions and HTML out.

Everything here is reached from outside: sessions were looked at by `held_by`, acts bounded by `act_of`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.answering import Asked as Question
from assistant.answering import answered
from assistant.assistant import Assistant
from assistant.chats import Place
from assistant.commands.state import library_place, library_state
from assistant.errors import LitAssistError, PaperMissing, UsageError
from assistant.fitted import FITTED, without_ranker
from assistant.records import Evidence, Filters, Paper, Turn
from assistant.ui.acts import Act
from assistant.ui.conditions import MAX_CHOSEN, chosen
from assistant.ui.exports import exported
from assistant.ui.follow_ups import follow_ups
from assistant.ui.remarks import Remarks
from assistant.ui.replying import Reply, file_reply, html_reply, said
from assistant.ui.served import Served
from assistant.ui.sessions import Limits, Session
from assistant.ui.side import no_list_html, side_html
from assistant.ui.talks import Talks
from assistant.ui.why import likes_html, matches_html, why_html

ALIKE = 5
FOUND = 6
MAX_WORDS = 500
"""Characters of what a paper is looked for by."""


def talks_of(served: Served) -> Talks:
    """The kept conversations of the page's users. They are there where the library is not."""

    def place() -> Place:
        try:
            return library_place(served.assistant)
        except LitAssistError:
            return Place()

    return Talks(served.data_dir, place)


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers what the page asks besides questions: explanations, likes, exports, remarks, choices of papers."""

    assistant: Assistant
    talks: Talks
    remarks: Remarks

    def told(self, session: Session, act: Act) -> Reply:
        """The reply to an act that changes nothing on the page but one element.

        Raises:
            LitAssistError: it cannot be done, in words for the reader.
        """
        acts: dict[str, Callable[[Session, Act], Reply]] = {
            "why": self._why,
            "like": self._like,
            "export": self._export,
            "up": self._remark,
            "down": self._remark,
            "wrong": self._remark,
        }
        if act.do not in acts:
            raise UsageError("The page asked for something that it does not know; load it again.")
        return acts[act.do](session, act)

    def side(self, owner: str | None, chat_id: str, search: object) -> str:
        """The list of conversations, or why there is none."""
        words = search if isinstance(search, str) else ""
        try:
            return side_html(self.talks.listing(owner, words), chat_id, words)
        except LitAssistError as error:
            return no_list_html(str(error), chat_id)

    def limited(self, limits: Limits, session: Session, act: Act) -> Limits:
        """The filters after a choice of papers: one more, only one, all that an answer cites, or a group of the map.

        Raises:
            PaperMissing: the library has no such paper.
            UsageError: there is no such answer, or too many papers are chosen.
        """
        if act.do == "these":
            papers = {citation.paper.id: citation.paper for citation in self._turn(session, act).answer.citations}
            picked = tuple(papers.values())
        elif act.do == "group":
            ids = [paper_id for paper_id in act.text.split(",") if paper_id][: MAX_CHOSEN + 1]
            picked = tuple(self.assistant.library.get(paper_id).paper for paper_id in ids)
        else:
            picked = (self.assistant.library.get(act.id).paper,)
        before = limits.filters.paper_ids if act.do == "choose" else ()
        if len({*before, *(paper.id for paper in picked)}) > MAX_CHOSEN:
            raise UsageError(f"At most {MAX_CHOSEN} papers can be chosen; remove some of them first.")
        titles = dict(limits.titles) | {paper.id: paper.title for paper in picked}
        filters = chosen(limits.filters, (*before, *(paper.id for paper in picked)))
        return replace(limits, filters=filters, titles=tuple((i, titles[i]) for i in filters.paper_ids if i in titles))

    def matches(self, words: object) -> str:
        """Papers that fit some words, to be chosen among."""
        text = words.strip()[:MAX_WORDS] if isinstance(words, str) else ""
        if not text:
            return ""
        return matches_html(self.assistant.search(text, FOUND))

    def next_questions(self, session: Session, limits: Limits) -> tuple[str, ...]:
        """What may be asked next; nothing where that cannot be told."""
        try:
            return follow_ups(session.turns, lambda question: self._answers(question, limits.filters))
        except LitAssistError:
            return ()

    def _answers(self, question: str, filters: Filters) -> bool:
        """Whether the library answers a question, without a model and without the ranker, which takes longest."""
        asked, fitted = Question(question, filters=filters), without_ranker(FITTED)
        made = answered(self.assistant.library.snapshot(), self.assistant.embedding, asked, fitted)
        return made.answer.status == "answered"

    def _why(self, session: Session, act: Act) -> Reply:
        found, question = self._evidence(session, act)
        explained = self.assistant.explain(question, (found,))
        return html_reply(f"{act.at}-told", why_html(explained[0] if explained else None))

    def _like(self, session: Session, act: Act) -> Reply:
        paper = self._paper(session, act)
        try:
            found = self.assistant.like(paper.id, ALIKE)
            return html_reply(f"{act.at}-likes", likes_html(found, self.assistant.explain_like(paper.id, found)))
        except PaperMissing as error:
            raise UsageError("This paper is no longer in the library.") from error

    def _export(self, session: Session, act: Act) -> Reply:
        chat = self.talks.conversation(session.owner, act.id)
        return file_reply(exported(chat, act.text, library_state(self.assistant)))

    def _remark(self, session: Session, act: Act) -> Reply:
        return said(self.remarks.note(session, act))

    def _evidence(self, session: Session, act: Act) -> tuple[Evidence, str]:
        answer, paper = self._turn(session, act).answer, self._paper(session, act)
        for found in (*answer.evidence, *answer.nearest):
            if found.paper.id == paper.id:
                return found, answer.plan.question or answer.standalone_question
        raise UsageError("This paper is cited but was not found by this search.")

    def _paper(self, session: Session, act: Act) -> Paper:
        answer = self._turn(session, act).answer
        if "-n" in act.at and act.number <= len(answer.nearest):
            return answer.nearest[act.number - 1].paper
        for citation in answer.citations:
            if citation.number == act.number and "-c" in act.at:
                return citation.paper
        raise UsageError("This paper is not in the conversation any more; load the page again.")

    def _turn(self, session: Session, act: Act) -> Turn:
        if not 1 <= act.turn <= len(session.turns):
            raise UsageError("This answer is not in the conversation any more; load the page again.")
        return session.turns[act.turn - 1]
