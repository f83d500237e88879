"""The Evaluation tab: its components, and its one event, which is a public endpoint."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from assistant.errors import LitAssistError
from assistant.ui.acts import Act, act_of
from assistant.ui.markup import problem_html
from assistant.ui.served import A_DAY, PLAIN_HTML, PRIVATE, Served, Tab, sent

BUS = "window.laSendOf.evaluation = (name, detail) => trigger(name, detail); trigger('show', {do: 'runs'});"
WAITING = '<p class="la-note" role="status">Looking for runs …</p>'
AT_ONCE = 1
"""Reports read at the same time."""

_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Shown:
    """What a browser tab shows: whose it is, a run, and which page of its cases."""

    owner: str | None = None
    run: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class EvaluationEvents:
    """What the Evaluation tab answers to."""

    served: Served

    def show(self, held: object, event: gr.EventData, request: gr.Request) -> list[Any]:
        """The list of runs and what is chosen of it: a run, a page of its cases, or two runs compared."""
        owner, act = self.served.owner(request), act_of(sent(event))
        before = held if isinstance(held, Shown) and held.owner == owner else Shown(owner)
        try:
            return self._shown(before, act)
        except LitAssistError as error:
            return [gr.skip(), gr.skip(), problem_html(str(error))]

    def _shown(self, before: Shown, act: Act) -> list[Any]:
        # The evaluation takes half a second to load, and most who open the page never look at it.
        from assistant.ui.eval_compare_html import comparison_html  # noqa: PLC0415
        from assistant.ui.eval_html import none_html, report_html, runs_html  # noqa: PLC0415
        from assistant.ui.eval_runs import Runs  # noqa: PLC0415

        runs = Runs(self.served.settings.eval_runs)
        found = runs.listing()
        if not found:
            return [replace(before, run=""), none_html(f"the folder {runs.folder.name}"), ""]
        now = _chosen(before, act, tuple(run.name for run in found if run.done))
        if not now.run:
            return [now, runs_html(found, ""), '<p class="la-note">No run has been finished yet.</p>']
        if act.do == "against":
            return [now, runs_html(found, now.run), comparison_html(runs.compared(act.id, now.run))]
        return [now, runs_html(found, now.run), report_html(runs.scores(now.run), now.page)]


def _chosen(before: Shown, act: Act, done: tuple[str, ...]) -> Shown:
    """What is shown after an act: the run it names, another page, else what was shown, else the latest run."""
    if act.do == "run":
        return replace(before, run=act.id, page=0)
    if before.run not in done:
        return replace(before, run=done[0] if done else "", page=0)
    if act.do == "cases" and act.id.isdecimal():
        return replace(before, page=int(act.id[:_DIGITS]))
    return before


def build(served: Served, _page: gr.Blocks) -> None:
    """Put the tab on the page that is being made."""
    events = EvaluationEvents(served)
    held = gr.State(Shown(), time_to_live=A_DAY)
    with gr.Row(elem_id="la-evaluation"):
        runs = gr.HTML(WAITING, elem_id="la-runs", **PLAIN_HTML)
        report = gr.HTML("", elem_id="la-report", **PLAIN_HTML)
    bus = gr.HTML("", elem_id="la-bus-evaluation", apply_default_css=False, js_on_load=BUS)
    bus.show(events.show, held, [held, runs, report], concurrency_limit=AT_ONCE, trigger_mode="always_last", **PRIVATE)


TAB = Tab("evaluation", "Evaluation", build)
