"""Commands with a model set: what `ask` prints and keeps, what `replay` and `evals run` do with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.__main__ import main
from assistant.bundles import read_bundle
from evals.__main__ import main as evals
from evals.run_folder import OUTCOMES, read_outcomes, read_setup
from tests import small_library
from tests.model_server import Call, serving
from tests.scripted_writer import BEES, Script

FORTY = "A sudden loss of 2.3 kg announces a swarm about forty minutes before the bees leave."
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def script(library: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Script]:
    """The environment of a user whose model knows bees and no more."""
    with serving() as server:
        made = Script({"rank": "x", "check": "1: supported", "write": _bees})
        server.answer = made
        monkeypatch.setenv("LITASSIST_LIBRARY", str(library))
        monkeypatch.setenv("LITASSIST_LLM_MODEL", "scripted")
        monkeypatch.setenv("LITASSIST_LLM_BASE_URL", server.url)
        monkeypatch.setenv("LITASSIST_LLM_API_KEY", "sk-very-secret")
        yield made


def _bees(call: Call) -> str:
    """The sentence about bees under the key that the call gives to their paper, if it shows that."""
    lines = [line for line in call.prompt.splitlines() if line.startswith("[p") and "Hive Scales" in line]
    return f'{FORTY}\n> [{lines[0][1:].partition("]")[0]}] "{FORTY}"\n' if lines else "!"


def test_ask_prints_and_keeps_what_a_model_wrote(script: Script, capsys: Captured) -> None:
    assert main(["ask", BEES, "--save", "a.json", "--json"]) == 0
    given: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (given["mode"], given["text"], given["model"]) == ("llm", f"{FORTY} [1]", "scripted-model")
    bundle = read_bundle(Path("a.json"))
    assert [(reply.call, reply.finish) for reply in bundle.replies] == [("rank", "stop"), ("write", "stop")]
    assert script.asked == ["rank", "write"]
    assert bundle.replies[1].text.startswith(FORTY)
    assert "sk-very-secret" not in Path("a.json").read_text(encoding="utf-8")


def test_a_review_is_of_what_the_model_wrote(script: Script, capsys: Captured) -> None:
    assert main(["ask", BEES, "--format", "review", "--json"]) == 0
    review = json.loads(capsys.readouterr().out)
    assert (review["mode"], review["model"]) == ("llm", "scripted-model")
    assert [finding["text"] for theme in review["themes"] for finding in theme["findings"]] == [FORTY]
    assert "write" in script.asked


@pytest.mark.usefixtures("script")
def test_replay_asks_the_model_again(capsys: Captured) -> None:
    assert main(["ask", BEES, "--save", "a.json"]) == 0
    assert main(["replay", "a.json", "--json"]) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed[printed.index("\n{") :])["answer_changed"] is False


def test_runs_measure_answers_of_a_model(script: Script, tmp_path: Path, library: Path) -> None:
    rows = (
        {"id": "s1", "kind": "single_fact", "question": BEES, "gold": ["Hive Scales Reveal When Bees Swarm"]},
        {"id": "s3", "kind": "absent_topic", "question": "Who wrote the odes of Horace?", "should_abstain": True},
    )
    cases = small_library.write_rows(tmp_path / "cases.jsonl", rows)
    words = ["run", "--judge", "none", "--mode", "llm", "--cases", str(cases), "--library", str(library), "--out", "r"]
    assert evals(words) == 0
    assert {o.case: o.answer and o.answer.mode for o in read_outcomes(Path("r"))} == {"s1": "llm", "s3": "extractive"}
    assert read_setup(Path("r")).info.mode == "llm"
    assert (Path("r") / OUTCOMES).is_file()
    assert script.asked == ["rank", "write"]


@pytest.mark.usefixtures("script")
def test_runs_without_a_model_leave_it_alone(script: Script, tmp_path: Path, library: Path) -> None:
    row = {"id": "s1", "kind": "single_fact", "question": BEES, "gold": ["Hive Scales Reveal When Bees Swarm"]}
    cases = small_library.write_rows(tmp_path / "cases.jsonl", (row,))
    assert evals(["run", "--judge", "none", "--cases", str(cases), "--library", str(library), "--out", "r"]) == 0
    assert script.asked == []
