"""`python -m evals grounding` and `fit-grounding`: what they print, write and refuse."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.judges.quality import FILE
from evals.labelled import Label
from tests.model_server import says, serving

LINE = re.compile(r"^(\d+): .* \(\[", re.MULTILINE)
KILNS = "We counted kilns in 40 towns. In 97.3% of the towns the kilns cooled at dawn. Nobody found that moss burns."
CLAIMS: list[tuple[str, str, str]] = [
    ("Nobody found that moss burns.", "SUPPORT", "validation"),
    ("We counted kilns in 40 towns.", "SUPPORT", "validation"),
    ("We counted kilns in 41 towns.", "CONTRADICT", "validation"),
    ("Translation models want text.", "NOT_ENOUGH_INFO", "validation"),
    ("Moss burns.", "CONTRADICT", "validation"),
    ("Nobody found that moss burns.", "SUPPORT", "train"),
    ("We counted kilns in 42 towns.", "CONTRADICT", "train"),
]


@pytest.fixture
def kilns(tmp_path: Path) -> Path:
    return written(tmp_path / "kilns", CLAIMS)


def written(folder: Path, claims: list[tuple[str, str, str]]) -> Path:
    folder.mkdir()
    rows = [
        {"id": str(n), "claim": claim, "source": KILNS, "source_id": "k", "label": label, "split": split}
        for n, (claim, label, split) in enumerate(claims)
    ]
    (folder / "claims.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def test_json_is_one_object_and_nothing_else(kilns: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grounding", str(kilns), "--judge", "none", "--json"]) == 0
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    found = json.loads(out)
    assert found["judge"] == "none"
    (measured,) = found["measured"]
    assert (measured["dataset"], measured["split"], measured["n"], measured["unscored"]) == (
        "kilns",
        "validation",
        4,
        1,
    )
    assert (measured["balanced_accuracy"]["value"], measured["auroc"]["value"]) == (1, 1)
    labels: list[Label] = ["supported", "contradicted", "neither"]
    assert [row["label"] for row in measured["labels"]] == labels


def test_text_names_the_set_and_its_held_out_split(kilns: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grounding", str(kilns), "--judge", "none"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("kilns, validation, against what the labels are about: judge none\n")


@pytest.mark.parametrize(
    ("options", "splits"),
    [
        (["--split", "train"], [("train", 2)]),
        (["--split", "all"], [("train", 2), ("validation", 5)]),
        ([], [("validation", 5)]),
    ],
)
def test_splits(
    kilns: Path, options: list[str], splits: list[tuple[str, int]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["grounding", str(kilns), "--judge", "none", "--premise", "abstract", "--json", *options]) == 0
    measured = json.loads(capsys.readouterr().out)["measured"]
    assert [(found["split"], found["n"] + found["unscored"]) for found in measured] == splits
    assert {found["premise"] for found in measured} == {"abstract"}


def test_two_sets_one_of_them_held_out_as_a_whole(
    kilns: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = written(tmp_path / "moss", [(claim, label, "even") for claim, label, _ in CLAIMS])
    assert main(["grounding", str(kilns), str(other), "--judge", "none", "--json"]) == 0
    measured = json.loads(capsys.readouterr().out)["measured"]
    assert [(found["dataset"], found["split"]) for found in measured] == [("kilns", "validation"), ("moss", "even")]


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (["missing"], 2, "missing/claims.jsonl: cannot be read"),
        (["{set}", "missing"], 2, "missing/claims.jsonl: cannot be read"),
        (["{set}/claims.jsonl"], 2, "claims.jsonl/claims.jsonl: cannot be read"),
        (["{set}", "--split", "dusk"], 2, "kilns has no split 'dusk'; use one of train, validation"),
        (["{set}", "--judge", "llm"], 2, "--judge llm asks a language model, and none is set; set LITASSIST_LLM_MODEL"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(
    kilns: Path, options: list[str], code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [option.replace("{set}", str(kilns)) for option in options]
    judge = [] if "--judge" in given else ["--judge", "none"]
    assert main(["grounding", *given, *judge]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1].startswith("error: ")
    assert says in err


@pytest.mark.parametrize("options", [[], ["kilns", "--judge", "oracle"], ["kilns", "--premise", "title"]])
def test_what_the_parser_refuses(options: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["grounding", *options])
    assert stopped.value.code == 2


def test_a_damaged_line_is_named(kilns: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (kilns / "claims.jsonl").open("a") as file:
        file.write("{\n")
    assert main(["grounding", str(kilns), "--judge", "none"]) == 1
    assert f"kilns/claims.jsonl:{len(CLAIMS) + 1}: no JSON" in capsys.readouterr().err


def test_the_plot_is_escaped_and_has_a_policy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, page = written(tmp_path / "<b>kilns & moss", CLAIMS), tmp_path / "plot.html"
    assert main(["grounding", str(folder), "--judge", "none", "--plot", str(page)]) == 0
    html = page.read_text(encoding="utf-8")
    assert "<b>" not in html
    assert "&lt;b&gt;kilns &amp; moss" in html
    assert "Content-Security-Policy" in html.partition("<title>")[0]
    assert "<script" not in html
    assert html.count("<svg") == 1
    assert capsys.readouterr().out.startswith("<b>kilns & moss, validation")


def test_nothing_is_kept_unless_asked(kilns: Path) -> None:
    before = FILE.read_bytes()
    assert main(["grounding", str(kilns), "--judge", "none"]) == 0
    assert FILE.read_bytes() == before
    assert sorted(path.name for path in kilns.iterdir()) == ["claims.jsonl"]


@pytest.mark.parametrize(
    ("first", "says"),
    [("missing", "missing/claims.jsonl: cannot be read"), ("kilns", "missing/claims.jsonl: cannot be read")],
)
def test_fitting_names_the_folder_that_is_no_set(
    kilns: Path, first: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = kilns / "grounding.json"
    scifact = str(kilns) if first == "kilns" else first
    assert main(["fit-grounding", "--scifact", scifact, "--check-covid", "missing", "--out", str(out)]) == 2
    assert says in capsys.readouterr().err
    assert not out.exists()


def test_fitting_needs_both_sets() -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["fit-grounding", "--scifact", "kilns"])
    assert stopped.value.code == 2


def test_a_plot_that_cannot_be_written_stops_it_before_anything_is_judged(
    kilns: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["grounding", str(kilns), "--judge", "none", "--plot", "nowhere/plot.html"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "there is no folder nowhere" in printed.err


def test_claims_of_one_kind_leave_a_dash_and_valid_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = written(tmp_path / "good", [claim for claim in CLAIMS if claim[1:] == ("SUPPORT", "validation")])
    assert main(["grounding", str(folder), "--judge", "none", "--json"]) == 0
    (measured,) = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)["measured"]
    assert (measured["balanced_accuracy"], measured["overlap"], measured["overlap_auroc"]) == (None, None, None)
    assert main(["grounding", str(folder), "--judge", "none"]) == 0
    assert "word overlap, cut where best -" in capsys.readouterr().out


def test_a_sample_is_the_same_for_every_judge(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = [(f"We counted kilns in {n} towns.", "SUPPORT" if n % 3 else "CONTRADICT", "test") for n in range(30)]
    folder = written(tmp_path / "towns", claims)
    with serving() as server:
        server.answer = lambda call: says("\n".join(f"{n}: supported" for n in LINE.findall(call.prompt)))
        monkeypatch.setenv("LITASSIST_LLM_MODEL", "scripted")
        monkeypatch.setenv("LITASSIST_LLM_BASE_URL", server.url)
        monkeypatch.setenv("LITASSIST_CACHE_DIR", str(tmp_path / "cache"))
        words = ["grounding", str(folder), "--sample", "9"]
        assert main([*words, "--judge", "llm"]) == 0
        told = capsys.readouterr().out
        assert main([*words, "--judge", "llm", "--json"]) == 0
        asked = {claim for call in server.calls for claim in re.findall(r"^\d+: (.*) \(\[", call.prompt, re.MULTILINE)}
    assert told.startswith("towns, test, 9 of 30, against what the labels are about: judge llm, asking scripted\n")
    (found,) = json.loads(capsys.readouterr().out)["measured"]
    assert (found["split"], found["n"], found["model"], found["auroc"]["value"]) == (
        "test, 9 of 30",
        9,
        "scripted",
        0.5,
    )
    assert len(asked) == 9
    assert main([*words, "--judge", "none", "--json"]) == 0
    (other,) = json.loads(capsys.readouterr().out)["measured"]
    assert [(row["label"], sum(n for _, n in row["counts"])) for row in other["labels"]] == [
        (row["label"], sum(n for _, n in row["counts"])) for row in found["labels"]
    ]
    assert {row["label"]: sum(n for _, n in row["counts"]) for row in other["labels"]} == {
        "supported": 6,
        "contradicted": 3,
    }


def test_a_sample_larger_than_the_split_is_the_split(kilns: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grounding", str(kilns), "--judge", "none", "--sample", "100"]) == 0
    assert capsys.readouterr().out.startswith("kilns, validation, against")
    with pytest.raises(SystemExit):
        main(["grounding", str(kilns), "--sample", "0"])
