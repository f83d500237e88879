"""Reads what may be trained on: the training splits of scifact and check_covid, and scifact's abstracts.

The held-out claims (scifact's `validation`, check_covid's `test`) are never returned, and abstracts that they cite are
left out of what pairs are made from. Of scifact's training claims, those about one in five abstracts are left out too:
what the reader says is weighed on claims that it was not trained on.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from assistant.errors import InputError
from evals.labelled import HELD_OUT
from evals.training.pairs import Abstract, Label, LabelledClaim

TRAIN = "train"
DEV = "dev"
WEIGHED = 5
"""The claims about one in so many of scifact's abstracts are kept from training."""
NAMES: dict[str, Label] = {
    "SUPPORT": "support",
    "CONTRADICT": "contradict",
    "REFUTE": "contradict",
    "NOT_ENOUGH_INFO": "neither",
    "NOTENOUGHINFO": "neither",
}


def for_weighing(abstract: str) -> bool:
    """Whether the claims about the abstract of this id are kept from the reader, to weigh what it says."""
    return sha256(abstract.encode()).digest()[0] % WEIGHED == 0


def read_scifact(folder: Path) -> list[LabelledClaim]:
    """Most claims of `split: train`; every sentence outside all rationales is known not to decide the claim."""
    abstracts = _abstracts(folder)
    rows = [row for row in _claims(folder, TRAIN) if not for_weighing(row["source_id"])]
    return [_scifact_claim(row, abstracts[row["source_id"]]) for row in rows]


def read_check_covid(folder: Path, split: str = TRAIN) -> list[LabelledClaim]:
    """The claims of that split, `train` or `dev`.

    A claim left open is judged against sentences that do not decide it, of an abstract with others that do.

    Raises:
        ValueError: the split is held out.
    """
    if split in HELD_OUT:
        raise ValueError(f"the split {split!r} is held out; train on train, choose on dev")
    abstracts = _abstracts(folder)
    rows = list(_claims(folder, split))
    decisive: dict[str, set[int]] = {}
    for row in rows:
        if NAMES[row["label"]] != "neither":
            decisive.setdefault(_family(row), set()).update(row["rationale_sentences"])
    return [_covid_claim(row, abstracts[row["source_id"]], decisive.get(_family(row), set())) for row in rows]


def read_abstracts(folder: Path) -> list[Abstract]:
    """Scifact's abstracts but those that a held-out claim cites."""
    cited = {row["source_id"] for row in _lines(folder / "claims.jsonl") if row["split"] in HELD_OUT}
    return [abstract for abstract in _abstracts(folder).values() if abstract.id not in cited]


def _scifact_claim(row: dict[str, Any], abstract: Abstract) -> LabelledClaim:
    told = frozenset(i for rationale in row["rationales"] for i in rationale)
    given = frozenset(range(len(abstract.sentences)))
    return LabelledClaim(
        row["id"], row["claim"], abstract, NAMES[row["label"]], given, told, given - told, row["split"]
    )


def _covid_claim(row: dict[str, Any], abstract: Abstract, decisive: set[int]) -> LabelledClaim:
    label, given = NAMES[row["label"]], frozenset(row["rationale_sentences"])
    told = frozenset() if label == "neither" else given
    others = frozenset(range(len(abstract.sentences))) - told - decisive
    return LabelledClaim(row["id"], row["claim"], abstract, label, given, told, others, row["split"])


def _family(row: dict[str, Any]) -> str:
    """The claims made from one statement share the id up to the last underscore."""
    return str(row["id"]).rpartition("_")[0]


def _claims(folder: Path, split: str) -> Iterator[dict[str, Any]]:
    return (row for row in _lines(folder / "claims.jsonl") if row["split"] == split)


def _abstracts(folder: Path) -> dict[str, Abstract]:
    rows = _lines(folder / "corpus.jsonl")
    return {row["id"]: Abstract(row["id"], row["title"], tuple(s.strip() for s in row["sentences"])) for row in rows}


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open("rb") as lines:
            yield from (orjson.loads(line) for line in lines)
    except (OSError, orjson.JSONDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error})") from error
