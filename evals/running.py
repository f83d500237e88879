"""Answers cases one by one or several at once, and hands over each outcome as soon as it is there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from threading import Event

from assistant.answering import Asked
from assistant.errors import LitAssistError, Stopped
from assistant.records import Turn
from evals.outcomes import Outcome
from evals.read_cases import Case
from evals.systems import System
from ingest.report import OnProgress, Progress

STAGE = "cases"


def run_cases(
    system: System,
    cases: Sequence[Case],
    keep: Callable[[Outcome], None],
    *,
    jobs: int = 1,
    on_progress: OnProgress = lambda _: None,
) -> None:
    """Answer every case, `jobs` at a time; `keep` is called on the thread that answered, in the order of finishing.

    A case that fails is an outcome with its error, and the others go on. With several jobs an answer's seconds are
    those beside the others, so time with one.

    Raises:
        KeyboardInterrupt: the user stopped it; answers that were under way are stopped or finished first.
        LitAssistError: `keep` raised it.
    """
    stop = Event()
    with ThreadPoolExecutor(jobs, thread_name_prefix="case") as pool:
        running = [pool.submit(_keep, keep, system, case, stop) for case in cases]
        try:
            on_progress(Progress(STAGE, 0, len(cases)))
            for done, future in enumerate(as_completed(running), 1):
                future.result()
                on_progress(Progress(STAGE, done, len(cases)))
        except BaseException:
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _keep(keep: Callable[[Outcome], None], system: System, case: Case, stop: Event) -> None:
    """Kept by the thread that answered, so that an interrupt of the main thread loses nothing that is finished."""
    keep(outcome_of(system, case, stop))


def outcome_of(system: System, case: Case, stop: Event) -> Outcome:
    """One case answered; of a conversation the last turn counts, those before it are answered as its history.

    Raises:
        Stopped: `stop` was set.
    """
    *before, question = case.turns or (case.question,)
    history: tuple[Turn, ...] = ()
    try:
        for earlier in before:
            given = system.answer(Asked(earlier, history, case.filters, stop=stop))
            history += (Turn(earlier, given.answer),)
        started = time.perf_counter()
        given = system.answer(Asked(question, history, case.filters, stop=stop))
        seconds = time.perf_counter() - started
        rankings = system.rankings(given)
        return Outcome(case.id, given.answer, rankings, given.confidence, seconds, said=given.said, tally=given.tally)
    except Stopped:
        raise
    except LitAssistError as error:
        return Outcome(case.id, error=f"{type(error).__name__}: {error}")


def left(cases: Iterable[Case], outcomes: Iterable[Outcome]) -> list[Case]:
    """The cases still to be answered: those without an outcome, and those that failed."""
    answered = {outcome.case for outcome in outcomes if outcome.answer is not None}
    return [case for case in cases if case.id not in answered]
