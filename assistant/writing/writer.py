"""The answer written by a model: written while the reader watches, checked, repaired once; what fails is struck."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.candidates import Found
from assistant.errors import ModelError
from assistant.grounding import Grounder
from assistant.model import Message, Request
from assistant.prompts import load_prompt
from assistant.records import STRUCK, Evidence
from assistant.replies import Tally
from assistant.writing import counted, repairing
from assistant.writing.calls import CUT, Calls
from assistant.writing.checking import Checker
from assistant.writing.composing import Composer, Numbers, Tell
from assistant.writing.levels import FEWEST, SHORT_REPLY, Level, level_for
from assistant.writing.lines import LineReader
from assistant.writing.neutral import shown_paper
from assistant.writing.ranking import MOST, Nearest, nearest, ranked
from assistant.writing.records import Checked, Claim, Task
from assistant.writing.tidy import key_like

SYSTEM, TASK = "write", "write_task"
Kind = Literal["written", "nothing", "failed"]
NO_SENTENCE = "The model's reply had no sentence in it."
CUT_SHORT = "The answer ends where the model's reply broke off; what would have followed is not in it."
NOTHING_STANDS = "Nothing that the model wrote stood the check against the abstracts."
WORD_FOR_WORD = "The answer is made of the abstracts' own sentences instead."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of writing. `nothing`: the model found no answer in the papers. `failed`: no sentence stands.

    `cut`: the reply broke off, so these sentences may be a part of the answer only.
    """

    kind: Kind
    checked: tuple[Checked, ...] = ()
    missing: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """How writing reaches the reader: the text as it comes, the answer as it stands, stages by name and in words.

    `go_on` raises `Stopped` where the reader wants no more.
    """

    tell: Tell
    revise: Callable[[Outcome], None]
    stage: Callable[[str, str], AbstractContextManager[None]]
    go_on: Callable[[], None]


@dataclass(slots=True)
class Writer:
    """Writes one answer. What it has to say besides goes to `calls.notices`."""

    calls: Calls
    open_grounder: Callable[[], Grounder]
    desk: Desk
    ranks: bool
    told: bool = field(default=False, init=False)
    numbers: Numbers = field(default_factory=Numbers, init=False)

    def answer(self, task: Task, found: Sequence[Found]) -> Outcome:
        """The answer as it stands at the end.

        `told` says then whether the reader has seen any of it, `numbers` under which numbers its papers.

        `found` has the papers of the task with their sentences, those nearest to some part of the question first.

        Raises:
            Stopped: the reader stopped.
        """
        level = self._level(task)
        if level is None:
            return Outcome("failed")
        if self.ranks and level.extras and len(task.evidence) > FEWEST and not self.calls.spares():
            task = self._ranked(task, nearest(found))
            # Other papers in front may be longer ones.
            after = self._level(task, ranked=True) if task.evidence else level
            if after is None:
                return Outcome("failed")
            level = replace(after, papers=min(level.papers, after.papers))
        return self._write(task, level) if task.evidence else Outcome("nothing")

    def _level(self, task: Task, *, ranked: bool = False) -> Level | None:
        """What is done for the question; None where that is nothing, or nobody is there to ask."""
        if self.calls.gone:
            return None
        return level_for(self.calls, task.evidence, lambda level: request(task, level), ranked=ranked)

    def _ranked(self, task: Task, sentences: Mapping[str, tuple[tuple[str, ...], ...]]) -> Task:
        with self.desk.stage("rank", f"asking which of {counted.papers(len(task.evidence))} fit"):
            papers = [Nearest(e, sentences.get(e.paper.id, ())) for e in task.evidence[:MOST]]
            best = ranked(task.question, papers, self.calls)
        return task if best is None else replace(task, evidence=best)

    def _write(self, task: Task, level: Level) -> Outcome:
        used = replace(task, evidence=task.evidence[: level.papers])
        composer = Composer(used.evidence, self.numbers, self._tell)
        reader = LineReader(*_keys(used))
        with self.desk.stage("write", f"writing from {counted.papers(len(used.evidence))}"):
            whole = self._written(used, level, reader, composer)
        if whole is None:
            papers = level.papers if level.reply > SHORT_REPLY else (level.papers + 1) // 2
            return self._write(task, replace(level, papers=papers, reply=SHORT_REPLY))
        composer.cut = not whole
        self._count(reader, composer)
        if not composer.claims:
            said = whole and (composer.nothing or composer.missing)
            if whole and not said:
                self.calls.notices.append(NO_SENTENCE)
                self.calls.tally += Tally(malformed=1)
            return Outcome("nothing" if said else "failed", missing=tuple(composer.missing), evidence=used.evidence)
        return self._proved(used, level, composer)

    def _tell(self, text: str) -> None:
        self.told = True
        self.desk.tell(text)

    def _written(self, task: Task, level: Level, reader: LineReader, composer: Composer) -> bool | None:
        """Have it written; whether the reply is whole. None where all this is too long for the model."""
        try:
            reply = self.calls.ask(
                "write", (SYSTEM, TASK), request(task, level), on_text=lambda text: composer.take(reader.feed(text))
            )
        except ModelError as error:
            if error.kind == "too_long" and (level.papers > 1 or level.reply > SHORT_REPLY) and not self.told:
                return None
            composer.take(reader.cut())
            self.calls.tell("The language model failed", error)
            return False
        if reply.finish_reason.lower() not in CUT:
            composer.take(reader.end())
            return True
        composer.take(reader.cut())
        self.calls.notices.append(f"The model's reply was cut short ({reply.finish_reason}).")
        return False

    def _count(self, reader: LineReader, composer: Composer) -> None:
        self.calls.tally += Tally(unknown_keys=reader.unknown, misquoted=composer.misquoted)
        if reader.unknown:
            self.calls.notices.append(
                f"{counted.times(reader.unknown)} the model cited a paper that it was not given; that was left out."
            )
        if composer.misquoted:
            self.calls.notices.append(
                f"{counted.times(composer.misquoted)} the model quoted words that are not in the abstract; that was left out."
            )

    def _proved(self, task: Task, level: Level, composer: Composer) -> Outcome:
        with self.desk.stage("check", "checking every sentence against its abstracts"):
            checker = Checker(self.open_grounder, task.question, task.evidence, self.desk.go_on)
            checked = checker.checked(composer.claims, self.calls, by_model=level.extras)
            composer.missing = checker.asked_for(composer.missing)
            outcome = _outcome(checked, composer, task)
            self._show(outcome)
        wrong = repairing.failed(checked)
        if wrong and level.extras:
            outcome = self._repaired(task, composer, checker, checked)
        if outcome.kind == "failed":
            self.calls.notices.append(NOTHING_STANDS)
        elif n := len(repairing.failed(outcome.checked)):
            self.calls.notices.append(counted.struck(n))
        if outcome.cut and outcome.kind == "written":
            self.calls.notices.append(CUT_SHORT)
        return outcome

    def _repaired(self, task: Task, composer: Composer, checker: Checker, checked: list[Checked]) -> Outcome:
        asked = repairing.request(task, papers_of(task), checked)
        if self.calls.spares() or self.calls.fits([asked]) != "fits":
            return _outcome(checked, composer, task)
        wrong = repairing.failed(checked)
        with self.desk.stage("repair", f"repairing {len(wrong)} sentence{'s' if len(wrong) > 1 else ''}"):
            prompts = (repairing.SYSTEM, repairing.TASK)
            reply = self.calls.tried("repair", prompts, asked, "The model did not repair what failed")
            if reply is None:
                return _outcome(checked, composer, task)
            new, unknown = repairing.replacements(reply.text, len(wrong), *_keys(task))
            self.calls.tally += Tally(unknown_keys=unknown)
            if not new and len(wrong) == len(checked) and repairing.gives_up(reply.text):
                return Outcome("nothing", evidence=task.evidence)
            claims = {wrong[n - 1]: composer.claim(drafted) for n, drafted in new.items()}
            mended = self._again(checker, checked, claims) if claims else checked
            self.calls.tally += Tally(mended=sum(new is not old for new, old in zip(mended, checked, strict=True)))
            outcome = _outcome(mended, composer, task)
            self._show(outcome)
        return outcome

    def _show(self, outcome: Outcome) -> None:
        """Shows the sentences with their verdicts; what fails is struck in place, though nothing else should stand."""
        self.desk.revise(replace(outcome, kind="written"))

    def _again(self, checker: Checker, checked: Sequence[Checked], new: Mapping[int, Claim]) -> list[Checked]:
        """The answer with what was written anew, by place, where that stands the check."""
        before = {i: one for i, one in enumerate(checked) if i not in new}
        claims = [new.get(i, one.claim) for i, one in enumerate(checked)]
        after = checker.checked(claims, self.calls, by_model=True, before=before)
        return [_better(old, mended) for old, mended in zip(checked, after, strict=True)]


def _better(before: Checked, after: Checked) -> Checked:
    """The sentence written anew where it stands the check and says something, else the one that was there."""
    return before if after.sentence.verdict in STRUCK or after.claim.frames else after


def request(task: Task, level: Level) -> Request:
    """The call that writes the answer from the first papers of a task, as many as the level shows."""
    used = replace(task, evidence=task.evidence[: level.papers])
    parts = "\n".join(("It asks for:", *(f"- {part}" for part in task.parts))) if task.parts else ""
    values = {"papers": papers_of(used), "question": task.question, "parts": parts, "today": task.today}
    messages = Message("system", load_prompt(SYSTEM).filled({})), Message("user", load_prompt(TASK).filled(values))
    return Request(messages, level.reply)


def papers_of(task: Task) -> str:
    """The papers of a task as the model sees them."""
    return "\n\n".join(shown_paper(e) for e in task.evidence)


def _keys(task: Task) -> tuple[frozenset[str], frozenset[str]]:
    """The keys of the papers of a task, and words of theirs and of the question that only look like keys."""
    return frozenset(e.key for e in task.evidence), key_like(papers_of(task), task.question)


def _outcome(checked: Sequence[Checked], composer: Composer, task: Task) -> Outcome:
    stands = any(one.sentence.verdict not in STRUCK and not one.claim.frames for one in checked)
    missing = tuple(dict.fromkeys(composer.missing))
    return Outcome("written" if stands else "failed", tuple(checked), missing, task.evidence, composer.cut)
