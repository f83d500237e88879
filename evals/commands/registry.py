"""The commands of `python -m evals`, by the word that calls them."""

from evals.commands import (
    cases,
    compare,
    drafts,
    fit,
    fit_abstention,
    fit_grounding,
    fit_orders,
    gate,
    grounding,
    injections,
    mutations,
    report,
    retrieval,
    run,
    speed,
)
from evals.commands.base import Command

COMMANDS: dict[str, Command] = {
    "run": run.COMMAND,
    "compare": compare.COMMAND,
    "gate": gate.COMMAND,
    "drafts": drafts.COMMAND,
    "retrieval": retrieval.COMMAND,
    "cases": cases.COMMAND,
    "grounding": grounding.COMMAND,
    "mutations": mutations.COMMAND,
    "injections": injections.COMMAND,
    "report": report.COMMAND,
    "fit": fit.COMMAND,
    "fit-abstention": fit_abstention.COMMAND,
    "fit-grounding": fit_grounding.COMMAND,
    "fit-orders": fit_orders.COMMAND,
    "speed": speed.COMMAND,
}
