"""The gate: it passes what is as good as the baseline, and fails what got worse or lost answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.records import Answer, Citation
from assistant.settings import Settings
from evals.baseline_file import slim, write_baseline
from evals.commands import gate as command
from evals.gate import GATED, gate
from evals.opening import judge_called, opened
from evals.outcomes import Outcome
from evals.read_cases import CASES
from evals.rerun import Rerun, rerun
from evals.run_folder import read_scores, write_scores
from evals.run_setup import chosen_cases
from evals.scores import CaseScores, Scores
from evals.scoring import score
from tests.scored_runs import INFO, case, good_run, scored

BASELINE = Path(__file__).parents[1] / "evals" / "baselines" / "samples.json"


def run(values: Sequence[float | None], measure: str = "cites gold", **changes: object) -> Scores:
    return scored([case(number, {measure: value}, **changes) for number, value in enumerate(values)])


@pytest.mark.parametrize(
    ("measure", "before", "now", "passes"),
    [
        ("cites gold", [1.0] * 20, [1.0] * 20, True),
        ("cites gold", [1.0] * 20, [1.0] * 19 + [0.0], True),
        ("cites gold", [1.0] * 20, [1.0] * 10 + [0.0] * 10, False),
        ("cites gold", [0.0] * 20, [1.0] * 20, True),
        ("wrong answers", [0.0] * 20, [1.0] * 20, False),
        ("wrong answers", [1.0] * 20, [0.0] * 20, True),
        ("struck sentences", [0.0] * 20, [1.0] * 20, True),
        ("seconds", [0.1] * 20, [9.0] * 20, True),
        ("cost", [0.0] * 20, [9.0] * 20, True),
        ("failed", [0.0] * 20, [1.0] * 20, False),
        ("of another version", [1.0] * 20, [0.0] * 20, True),
    ],
)
def test_the_gate_falls_for_what_got_worse_beyond_noise(
    measure: str, before: Sequence[float], now: Sequence[float], passes: bool
) -> None:
    verdict = gate(run(before, measure), run(now, measure))
    assert verdict.passed == passes
    assert [difference.name for difference in verdict.worse] == ([] if passes else [measure])


def test_what_is_gated_has_a_direction_and_no_unit() -> None:
    assert {"cites gold", "citation recall", "nDCG@10 search", "missed abstentions", "failed"} <= GATED
    assert not {"seconds", "cost", "prompt tokens", "struck sentences", "confidence"} & GATED


def test_it_names_the_cases_behind_the_worst_first() -> None:
    verdict = gate(run([1.0] * 10), run([0.5, 0.0, 1.0, 0.5, 0.0, 0.5, 0.5, 0.5, 0.5, 0.5]))
    assert [flip.case for flip in verdict.flips][:3] == ["bee-01", "bee-04", "bee-00"]
    assert len(verdict.flips) == 9


def failed(one: CaseScores) -> CaseScores:
    return replace(one, status="failed", values=(("cites gold", None), ("failed", 1.0)), error="ModelError: gone")


def test_an_answer_that_is_missing_or_failed_now_fails_it() -> None:
    before = run([1.0] * 20)
    now = replace(before, cases=(*before.cases[2:19], failed(before.cases[19])))
    verdict = gate(before, now)
    assert not verdict.passed
    assert verdict.lost == ("bee-00", "bee-01", "bee-19")


def test_a_case_that_failed_before_may_fail_again_or_mend() -> None:
    mended = scored([case(number, {"cites gold": 1.0, "failed": 0.0}) for number in range(20)])
    before = replace(mended, cases=(failed(mended.cases[0]), *mended.cases[1:]))
    assert gate(before, before).passed
    assert gate(before, mended).passed


def test_a_measure_that_nobody_can_tell_any_more_fails_it() -> None:
    verdict = gate(run([1.0] * 20), run([None] * 20))
    assert not verdict.passed
    assert verdict.gone == ("cites gold",)


def test_new_cases_do_not_matter() -> None:
    assert gate(run([1.0] * 20), run([1.0] * 20 + [0.0] * 20)).passed


def test_another_judge_cannot_be_held_against_it() -> None:
    before = run([1.0] * 20)
    with pytest.raises(UsageError, match=r"judged by 'embedded', the run by 'none'.*--update"):
        gate(before, replace(before, info=replace(INFO, judge="none")))


def test_a_case_that_was_changed_cannot_be_held_against_it() -> None:
    with pytest.raises(UsageError, match="another question"):
        gate(run([1.0]), run([1.0], question="Who?"))


def test_a_baseline_holds_no_answers_and_no_times(tmp_path: Path) -> None:
    whole = good_run()
    whole = replace(whole, cases=whole.cases[:-1])
    path = tmp_path / "new" / "baseline.json"
    write_baseline(path, whole)
    found = read_scores(path)
    assert found == slim(whole)
    assert gate(found, whole).passed
    text = path.read_text(encoding="utf-8")
    assert "hive 3 weigh?" in text
    assert [word for word in ("weighs", "seconds", "Glacier", "unsupported") if word in text] == []
    assert len(text.splitlines()) == len(whole.cases) + len(found.measures) + 8


def test_the_order_of_cases_does_not_change_a_baseline(tmp_path: Path) -> None:
    whole = run([1.0, 0.0, 0.5])
    for name, cases in (("a", whole.cases), ("b", whole.cases[::-1])):
        write_baseline(tmp_path / name, replace(whole, cases=cases))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("lacking", [good_run(), replace(run([1.0]), info=replace(INFO, missing=("bee-77",)))])
def test_a_run_that_lacks_answers_is_no_baseline(tmp_path: Path, lacking: Scores) -> None:
    with pytest.raises(UsageError, match="1 cases have no answer, such as bee-"):
        write_baseline(tmp_path / "baseline.json", lacking)


@pytest.fixture
def kept(tmp_path: Path) -> tuple[str, str, str]:
    """A baseline, a folder of a run as good, and one of a worse."""
    baseline = tmp_path / "baseline.json"
    write_baseline(baseline, run([1.0] * 20))
    for name, values in (("same", [1.0] * 20), ("worse", [1.0] * 8 + [0.0] * 12)):
        (tmp_path / name).mkdir()
        write_scores(tmp_path / name, run(values))
    return str(baseline), str(tmp_path / "same"), str(tmp_path / "worse")


def called(*arguments: str) -> int:
    return command.COMMAND.run(command.COMMAND.parser().parse_args(arguments))


def test_the_command_exits_with_what_it_found(kept: tuple[str, str, str], capsys: pytest.CaptureFixture[str]) -> None:
    baseline, same, worse = kept
    assert called(baseline, "--run", same) == 0
    assert capsys.readouterr().out.startswith("passed: 20 cases")
    assert called(baseline, "--run", worse) == 1
    told = capsys.readouterr()
    assert told.out.startswith("failed: 20 cases")
    assert "worse: cites gold 1.000 -> 0.400 (-0.600, 95% interval" in told.out
    assert "1.000 -> 0.000  bee-08: What does hive 8 weigh?" in told.out
    assert "--update" in told.err


def test_the_command_gives_one_object(kept: tuple[str, str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert called(kept[0], "--run", kept[2], "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["passed"], [d["name"] for d in told["worse"]], len(told["flips"])) == (False, ["cites gold"], 12)


def test_a_worse_run_can_become_the_baseline(kept: tuple[str, str, str]) -> None:
    assert called(kept[0], "--run", kept[2], "--update") == 0
    assert called(kept[0], "--run", kept[2]) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.json"], "is not there; make it from a run"),
        (["none.json", "--run", "nowhere"], "is not there"),
        (["none.json", "--run", "there", "--out", "here"], "--out is for a run made now"),
        (["none.json", "--run", "there", "--library", "here"], "--library is for a run made now"),
    ],
)
def test_wrong_usage_is_refused(arguments: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        called(*arguments)


def test_answers_made_elsewhere_cannot_be_made_again() -> None:
    elsewhere = run([1.0])
    elsewhere = replace(elsewhere, info=replace(INFO, system="answers", judge="none"))
    with pytest.raises(UsageError, match="name a run with --run"):
        rerun(elsewhere, Settings(), library=None, cases=sample_files_with(elsewhere), on_progress=lambda _: None)


def sample_files_with(scores: Scores) -> list[Path]:
    """A file of cases in the working folder with the ids of a run."""
    rows = [
        {"id": c.id, "kind": c.kind, "question": c.question, "gold": list(c.gold), "key_facts": ["1 kg"]}
        for c in scores.cases
    ]
    path = Path("bees.jsonl")
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return [path]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with a data folder for the sample library."""
    return replace(Settings.load(), data_dir=tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def again(samples: Settings) -> Rerun:
    """The cases of the baseline that comes with the program, answered over the samples as they are now."""
    return rerun(read_scores(BASELINE), samples, library=None, cases=(), on_progress=lambda _: None)


@pytest.mark.slow
def test_the_assistant_is_as_good_as_the_baseline_that_comes_with_it(again: Rerun) -> None:
    verdict = gate(read_scores(BASELINE), again.scores)
    assert (verdict.worse, verdict.gone, verdict.lost) == ((), (), ())


@pytest.mark.slow
def test_answers_with_their_citations_swapped_fail_it(again: Rerun, samples: Settings) -> None:
    swapped = with_citations_of_the_next(again.outcomes)
    ids = {outcome.case for outcome in swapped}
    chosen = [c for c in chosen_cases(sorted(CASES.glob("samples*.jsonl")), "all") if c.id in ids]
    with opened(None, samples) as assistant:
        papers = assistant.papers()
    info = again.scores.info
    with judge_called(info.judge, samples) as judge:
        now = score(swapped, chosen, papers, judge, info)
    verdict = gate(read_scores(BASELINE), now)
    assert {"citation recall", "cites gold"} <= {difference.name for difference in verdict.worse}


def with_citations_of_the_next(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Each answer's sentences with the citations of the next answer that cites anything."""
    answers = [o.answer for o in outcomes if o.answer and o.answer.citations]
    following = dict(zip(map(id, answers), [*answers[1:], answers[0]], strict=True))
    return [
        replace(o, answer=_citing(o.answer, following[id(o.answer)].citations))
        if o.answer and id(o.answer) in following
        else o
        for o in outcomes
    ]


def _citing(answer: Answer, citations: tuple[Citation, ...]) -> Answer:
    sentences = tuple(replace(s, citations=(0,) if s.citations else ()) for s in answer.sentences)
    return replace(answer, sentences=sentences, citations=citations)
