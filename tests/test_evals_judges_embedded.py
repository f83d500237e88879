"""The judges that weigh signs, alone and with a reader."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.embedding.cross_encoder import CrossEncoder
from assistant.errors import InputError
from assistant.grounding import Grounder
from assistant.records import Verdict
from assistant.settings import Settings
from evals.judges.embedded import EmbeddedJudge
from evals.judges.registry import open_judge
from tests.fakes import FakeEmbedder
from tests.test_grounding import FakeReader

KILNS = "In four towns the kilns reduced the firing time of Vienna glazes by 38% after 12 h."
MOSS = "Moss never grows on warm walls."

CLAIMS: list[tuple[str, str, Sequence[str], Verdict]] = [
    ("word for word", MOSS, [KILNS, MOSS], "supported"),
    ("two sentences of two texts", f"{MOSS} {KILNS}", [KILNS, MOSS], "supported"),
    ("no text", MOSS, [], "unsupported"),
    ("nothing said", "of the", [KILNS], "unchecked"),
    ("a number from nowhere", KILNS.replace("38%", "51%"), [KILNS], "unsupported"),
]


@pytest.mark.parametrize(("claim", "texts", "verdict"), [row[1:] for row in CLAIMS], ids=[row[0] for row in CLAIMS])
def test_a_claim_whatever_was_fitted(claim: str, texts: Sequence[str], verdict: Verdict) -> None:
    assert EmbeddedJudge(FakeEmbedder()).judge(claim, texts).verdict in {verdict, _or(verdict)}


def _or(verdict: Verdict) -> Verdict:
    """What is not supported may be called contradicted, as the weights have it."""
    return "contradicted" if verdict == "unsupported" else verdict


def test_it_judges_as_grounding_does() -> None:
    claims = [KILNS.replace("reduced", "increased"), "Vienna glazing went faster", "Fog", MOSS]
    judge, grounder = EmbeddedJudge(FakeEmbedder()), Grounder(FakeEmbedder())
    assert [judge.judge(claim, [KILNS, MOSS]) for claim in claims] == [
        grounder.judge(claim, [KILNS, MOSS]) for claim in claims
    ]


def test_names_tell_whether_there_is_a_reader() -> None:
    assert EmbeddedJudge(FakeEmbedder()).name == open_judge("signs", FakeEmbedder, Settings()).name == "signs"
    assert (
        EmbeddedJudge(FakeEmbedder(), CrossEncoder()).name
        == open_judge("embedded", FakeEmbedder, Settings()).name
        == "embedded"
    )


def test_a_reader_that_the_weights_are_not_for() -> None:
    with pytest.raises(InputError, match="not reader-fake; run python -m evals fit-grounding"):
        EmbeddedJudge(FakeEmbedder(), FakeReader(0.5, 0.2, 0.3))
