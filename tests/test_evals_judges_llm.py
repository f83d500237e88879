"""The judge that asks a model: many claims in a call, kept on disk, and what is done where the model fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import LitAssistError, ModelError, UsageError
from assistant.grounding import Grounding
from assistant.records import Verdict
from assistant.settings import Settings
from evals.judges.base import Asked, judged_all
from evals.judges.kept import KeptJudgements
from evals.judges.llm import BATCH, BATCH_CHARACTERS, FOLDER, LlmJudge, batches
from evals.judges.quality import Measured, quality_of, weights_of, write
from evals.opening import judge_called
from evals.scores import JudgeQuality
from tests.model_server import Call, ModelServer, Scripted, refuses, says, serving

LINE = re.compile(r"^(\d+): (.*) \(\[t", re.MULTILINE)
TEXT = "We weighed hives. Bees leave at noon."


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A model that calls supported what speaks of bees, partial what speaks of hives, and nothing else."""
    with serving() as made:
        made.answer = by_words
        yield made


def by_words(call: Call) -> Scripted:
    lines = [f"{n}: {verdict_of(claim)} - as it says" for n, claim in LINE.findall(call.prompt)]
    return says("\n".join(lines))


def verdict_of(claim: str) -> Verdict:
    return "supported" if "bees" in claim else "partial" if "hives" in claim else "contradicted"


def settings_for(server: ModelServer, cache: Path, model: str = "scripted") -> Settings:
    environ = {"MODEL": model, "BASE_URL": server.url}
    environ = {f"LITASSIST_LLM_{name}": value for name, value in environ.items()}
    return Settings.load(environ | {"LITASSIST_CACHE_DIR": str(cache)})


def judged(server: ModelServer, cache: Path, asked: list[Asked], model: str = "scripted") -> list[Grounding]:
    with judge_called("llm", settings_for(server, cache, model)) as judge:
        return judged_all(judge, asked, lambda _: None)


def claims(n: int) -> list[Asked]:
    words = ("bees", "hives", "kilns")
    return [(f"{words[i % 3]} {i}", (TEXT,)) for i in range(n)]


def test_many_claims_in_few_calls_and_in_their_order(server: ModelServer, tmp_path: Path) -> None:
    asked = claims(2 * BATCH + 1)
    found = judged(server, tmp_path, asked)
    assert [one.verdict for one in found] == [verdict_of(claim) for claim, _ in asked]
    assert {one.verdict: one.support for one in found} == {"supported": 1.0, "partial": 0.5, "contradicted": 0.0}
    assert len(server.calls) == 3
    assert all(call.prompt.count(TEXT) == 1 for call in server.calls)
    assert {call.body["model"] for call in server.calls} == {"scripted"}


def test_what_was_judged_is_kept_for_its_owner_and_not_asked_again(server: ModelServer, tmp_path: Path) -> None:
    first = judged(server, tmp_path, claims(3))
    assert judged(server, tmp_path, [*claims(3), *claims(2)]) == [*first, *first[:2]]
    assert len(server.calls) == 1
    folder = tmp_path / FOLDER
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert [path.stat().st_mode & 0o777 for path in files] == [0o600] * 3
    assert folder.stat().st_mode & 0o777 == 0o700
    judged(server, tmp_path, claims(1), "another")
    judged(server, tmp_path, [(claims(1)[0][0], ("Other words.",))])
    assert len(server.calls) == 3


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"key": "0"}',
        b'{"key": KEY, "judgement": {"verdict": "supported", "support": 7, "reason": ""}}',
        b'{"key": KEY, "judgement": {"verdict": "fine", "support": 1, "reason": ""}}',
        b'{"key": KEY, "judgement": {"verdict": "unchecked", "support": null, "reason": ""}}',
        b'{"key": "0", "judgement": {"verdict": "supported", "support": 1, "reason": ""}}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_asked_for_again(content: bytes, server: ModelServer, tmp_path: Path) -> None:
    first = judged(server, tmp_path, claims(2))
    damaged = min(path for path in (tmp_path / FOLDER).rglob("*.json"))
    damaged.write_bytes(content.replace(b"KEY", f'"{damaged.stem}"'.encode()))
    assert judged(server, tmp_path, claims(2)) == first
    assert [len(LINE.findall(call.prompt)) for call in server.calls] == [2, 1]
    assert KeptJudgements(tmp_path / FOLDER).get(damaged.stem) in first


def test_a_judgement_under_its_key_is_what_was_put_there(tmp_path: Path) -> None:
    kept = KeptJudgements(tmp_path / "deep" / "folder")
    assert kept.get("ab12") is None
    kept.put("ab12", Grounding("partial", 0.5, "half \ud800"))
    assert kept.get("ab12") == Grounding("partial", 0.5, "half \ud800")
    assert kept.get("ab13") is None


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LitAssistError, match="set LITASSIST_CACHE_DIR"):
        KeptJudgements(tmp_path / "file").put("ab12", Grounding("supported", 1.0, ""))


def test_what_cannot_be_read_is_asked_once_more_alone_and_not_kept(server: ModelServer, tmp_path: Path) -> None:
    server.script = [says("1: supported - yes\n2: I do not know"), says("1: perhaps")]
    found = judged(server, tmp_path, claims(2))
    assert [one.verdict for one in found] == ["supported", "unchecked"]
    assert [len(LINE.findall(call.prompt)) for call in server.calls] == [2, 1]
    assert [one.verdict for one in judged(server, tmp_path, claims(2))] == ["supported", "partial"]
    assert len(server.calls) == 3


def test_texts_too_long_for_one_call_go_alone(server: ModelServer, tmp_path: Path) -> None:
    server.script = [refuses(400, "too much", code="context_length_exceeded")]
    found = judged(server, tmp_path, claims(2))
    assert [one.verdict for one in found] == ["supported", "partial"]
    assert len(server.calls) == 3


def test_a_model_that_fails_costs_nothing_that_was_judged(server: ModelServer, tmp_path: Path) -> None:
    judged(server, tmp_path, claims(2))
    server.script = [refuses(401, "wrong key")]
    with pytest.raises(ModelError, match=r"the model that judges failed: .*give the same command again") as failed:
        judged(server, tmp_path, claims(4))
    assert failed.value.kind == "refused"
    assert [one.verdict for one in judged(server, tmp_path, claims(4))][:2] == ["supported", "partial"]
    assert [len(LINE.findall(call.prompt)) for call in server.calls] == [2, 2, 2]


def test_nothing_to_go_by_is_not_asked(server: ModelServer, tmp_path: Path) -> None:
    found = judged(server, tmp_path, [("bees", ()), ("bees", (" ",))])
    assert [one.verdict for one in found] == ["unsupported", "unsupported"]
    assert server.calls == []


def test_one_claim_and_how_far_it_is(server: ModelServer, tmp_path: Path) -> None:
    with judge_called("llm", settings_for(server, tmp_path)) as judge:
        assert isinstance(judge, LlmJudge)
        assert judge.judge("bees 0", [TEXT]).verdict == "supported"
        told: list[int] = []
        judge.judge_all(claims(BATCH + 2), told.append)
    assert (told[0], told[-1], sorted(told)) == (1, BATCH + 2, told)


def test_without_a_model_it_says_what_to_set() -> None:
    with pytest.raises(UsageError, match="set LITASSIST_LLM_MODEL"), judge_called("llm", Settings()):
        pass


def test_a_call_holds_so_many_claims_and_characters() -> None:
    half = "x" * (BATCH_CHARACTERS // 2)
    asked = [(str(i), (f"c{i}", (text,))) for i, text in enumerate([half, half, half, half * 3, "y"])]
    assert [[key for key, _ in batch] for batch in batches(asked)] == [["0", "1"], ["2"], ["3"], ["4"]]
    assert list(batches([])) == []


def test_the_quality_is_that_of_one_model(tmp_path: Path) -> None:
    path = tmp_path / "quality.json"
    quality = (JudgeQuality("kilns", "validation, 100 of 300", 0.8, 0.9, 100),)
    write("c", Measured("llm", weights_of("llm", "one"), quality, "one"), path)
    assert quality_of("llm", path, "one") == quality
    assert quality_of("llm", path, "other") == ()
    assert weights_of("llm") == ""
