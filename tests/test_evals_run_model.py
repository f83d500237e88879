"""`python -m evals run` of a model's answers, judged by a model: what is asked, measured, printed and gone on with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import Settings
from evals.__main__ import main
from evals.run_folder import read_outcomes, read_scores, read_setup
from tests import small_library
from tests.model_server import Call, refuses, serving
from tests.scripted_writer import BEES, Script

Captured = pytest.CaptureFixture[str]
FORTY = "A sudden loss of 2.3 kg announces a swarm about forty minutes before the bees leave."
OWN = "Bees swarm some forty minutes after their hive has lost weight."
WRONG = "Bees swarm at night because of the moon."
MENDED = "Weight falls about forty minutes before bees swarm."
COFFEE = "Which paper weighs cold against hot coffee by caffeine?"
ODES = "Who wrote the odes of Horace?"
ROWS: tuple[dict[str, Any], ...] = (
    {
        "id": "bees",
        "kind": "single_fact",
        "question": BEES,
        "gold": ["Hive Scales Reveal When Bees Swarm"],
        "key_points": ["Hives lose weight before a swarm."],
    },
    *(
        {
            "id": f"coffee{n}",
            "kind": "which_work",
            "question": f"{COFFEE[:-1]}{' really' * n}?",
            "gold": ["Cold Brew Coffee Holds as Much Caffeine as Hot"],
        }
        for n in range(3)
    ),
    {"id": "odes", "kind": "absent_topic", "question": ODES, "should_abstain": True},
)
LINE = re.compile(r"^(\d+): (.*) \(\[", re.MULTILINE)


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    return small_library.write_rows(tmp_path / "cases.jsonl", ROWS)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Script]:
    """The environment of a user whose model writes of bees in words of its own, and knows no coffee."""
    with serving() as server:
        made = Script({"rank": "x", "check": _judged, "write": _written, "repair": _mended})
        server.answer = made
        monkeypatch.setenv("LITASSIST_LLM_MODEL", "scripted")
        monkeypatch.setenv("LITASSIST_LLM_BASE_URL", server.url)
        monkeypatch.setenv("LITASSIST_LLM_API_KEY", "sk-very-secret")
        monkeypatch.setenv("LITASSIST_CACHE_DIR", str(_cache(tmp_path / "cache")))
        yield made


def _cache(folder: Path) -> Path:
    """A cache folder of the test's own, with the networks that have been built already."""
    folder.mkdir()
    for file in Settings.load().cache_dir.glob("*.onnx*"):
        (folder / file.name).symlink_to(file)
    return folder


def _key(call: Call) -> str:
    lines = [line for line in call.prompt.splitlines() if line.startswith("[p") and "Hive Scales" in line]
    return lines[0][1:].partition("]")[0] if lines else ""


def _written(call: Call) -> str:
    if "swarm of bees" not in call.prompt:
        return "!"
    return f'{OWN}\n> [{_key(call)}] "{FORTY}"\n> [pffff] "of no paper"\n{WRONG}\n> [{_key(call)}] "{FORTY}"\n'


def _mended(call: Call) -> str:
    return f'1: {MENDED}\n> [{_key(call)}] "{FORTY}"\n> [peeee] "of no paper"\n'


def _judged(call: Call) -> str:
    found = LINE.findall(call.prompt)
    return "\n".join(f"{n}: {'unsupported' if 'moon' in claim else 'supported'} - so it is" for n, claim in found)


def run(library: Path, *words: object) -> int:
    return main(["run", "--mode", "llm", "--library", str(library), *map(str, words)])


@pytest.mark.usefixtures("script")
def test_a_models_answers_are_measured(library: Path, cases: Path, capsys: Captured) -> None:
    assert run(library, "--cases", cases, "--judge", "none", "--out", "first") == 0
    outcomes = {outcome.case: outcome for outcome in read_outcomes(Path("first"))}
    assert [said.call for said in outcomes["bees"].said] == ["rank", "write", "check", "repair", "check"]
    bees = outcomes["bees"]
    assert bees.tally
    assert (bees.tally.unknown_keys, bees.tally.mended, bees.tally.malformed) == (2, 1, 1)
    assert bees.answer
    assert [sentence.text for sentence in bees.answer.sentences] == [OWN, MENDED]
    (case,) = (case for case in read_scores(Path("first")).cases if case.id == "bees")
    assert case.value("unknown keys") == 2
    assert case.value("malformed replies") == 0.2
    assert case.value("mended sentences") == 0.5
    assert case.value("prompt tokens, check") == 22
    assert case.value("prompt tokens") == 55
    printed = capsys.readouterr().out
    assert all(name in printed for name in ("unknown keys", "prompt tokens, write", "malformed replies"))
    assert "sk-very-secret" not in "".join(path.read_text() for path in Path("first").iterdir())


def test_a_model_judges_and_the_report_names_it(script: Script, library: Path, cases: Path, capsys: Captured) -> None:
    assert run(library, "--cases", cases, "--judge", "none", "--out", "r") == 0
    script.asked.clear()
    assert main(["run", "--resume", "r", "--judge", "llm", "--premise", "abstract"]) == 0
    assert script.asked == ["check"]
    assert {claim for _, claim in LINE.findall(script.calls[-1].prompt)} == {
        OWN,
        MENDED,
        "Hives lose weight before a swarm.",
    }
    assert "Judge: llm, asking scripted, against the abstracts cited." in capsys.readouterr().out
    info = read_scores(Path("r")).info
    assert info.model == "scripted"
    assert (info.judge, info.judge_model, info.premise) == ("llm", "scripted", "abstract")
    assert "asking scripted" in Path("r/report.html").read_text()
    assert "asking scripted" in Path("r/report.md").read_text()
    measures = {measure.name: measure.value for measure in read_scores(Path("r")).measures}
    assert (measures["citation recall"], measures["citation precision"], measures["key points"]) == (1, 1, 1)
    assert main(["run", "--resume", "r"]) == 0
    assert script.asked == ["check"]
    assert read_scores(Path("r")).info == info


def test_a_judge_that_fails_loses_no_answer(script: Script, library: Path, cases: Path, capsys: Captured) -> None:
    assert run(library, "--cases", cases, "--judge", "none", "--out", "r") == 0
    script.replies["check"] = refuses(401, "wrong key")
    capsys.readouterr()
    assert main(["run", "--resume", "r", "--judge", "llm"]) == 1
    told = capsys.readouterr().err
    assert "the model that judges failed" in told
    assert "run --resume r" in told
    assert len(read_outcomes(Path("r"))) == len(ROWS)
    script.replies["check"] = _judged
    script.asked.clear()
    assert main(["run", "--resume", "r", "--judge", "llm"]) == 0
    assert script.asked == ["check"]


def test_a_sample_has_some_of_each_kind_and_is_gone_on_with(library: Path, cases: Path, capsys: Captured) -> None:
    words = ["run", "--judge", "none", "--library", str(library), "--cases", str(cases)]
    assert main([*words, "--sample", "3", "--out", "r"]) == 0
    ids = [outcome.case for outcome in read_outcomes(Path("r"))]
    assert (ids[0], ids[1][:6], ids[2:]) == ("bees", "coffee", ["odes"])
    setup = read_setup(Path("r"))
    assert (setup.sample, setup.info.cases) == (3, "cases.jsonl (sample of 3)")
    assert main(["run", "--resume", "r", "--judge", "none"]) == 0
    assert [outcome.case for outcome in read_outcomes(Path("r"))] == ids
    capsys.readouterr()
    assert main([*words, "--sample", "2", "--out", "s"]) == 2
    assert "there are 3 kinds" in capsys.readouterr().err
    assert main(["run", "--resume", "r", "--sample", "4"]) == 2
    assert "--resume and --sample do not go together" in capsys.readouterr().err


def test_without_a_model_there_is_no_such_judge(library: Path, cases: Path, capsys: Captured) -> None:
    words = ["run", "--library", str(library), "--cases", str(cases), "--judge", "llm", "--out", "r", "--json"]
    assert main(words) == 2
    assert "set LITASSIST_LLM_MODEL" in capsys.readouterr().err
    assert not Path("r").exists()


def test_json_tells_the_judges_model(script: Script, library: Path, cases: Path, capsys: Captured) -> None:
    assert run(library, "--cases", cases, "--judge", "none", "--out", "r") == 0
    capsys.readouterr()
    assert main(["run", "--resume", "r", "--judge", "llm", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["info"]["judge_model"] == "scripted"
    assert "write" in script.asked
