"""How far a judge agrees with people: the metrics against tables worked by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.grounding import Grounding
from assistant.records import Verdict
from evals.grounding import (
    VERDICTS,
    About,
    Agreement,
    Bin,
    agreement,
    auroc,
    balanced_accuracy,
    best_cut,
    calibration,
    calibration_error,
    confusion,
    judged,
)
from evals.grounding_shown import as_page, as_text
from evals.labelled import Label, LabelledClaim

ABOUT = About("kilns", "test", "labelled")


def claims(labels: str) -> list[LabelledClaim]:
    """A claim a letter: s(upported), c(ontradicted), n(either); supported ones are the premise's own words."""
    names: dict[str, Label] = {"s": "supported", "c": "contradicted", "n": "neither"}
    said = {"s": "Kilns cool.", "c": "Kilns burn.", "n": "Salt melts ice."}
    return [
        LabelledClaim(str(n), said[letter], "Kilns cool at night.", names[letter], "test", "k")
        for n, letter in enumerate(labels)
    ]


def said(*rows: tuple[Verdict, float | None]) -> list[Grounding]:
    return [Grounding(verdict, support, "why") for verdict, support in rows]


def bools(digits: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.array([digit == "1" for digit in digits])


@pytest.mark.parametrize(
    ("said_", "truth", "wanted"),
    [
        ("1100", "1100", 1.0),
        ("0011", "1100", 0.0),
        ("1111", "1100", 0.5),
        ("1000", "1100", 0.75),
        ("111110", "111100", 0.75),
        ("1110", "1111", math.nan),
        ("1110", "0000", math.nan),
    ],
)
def test_balanced_accuracy(said_: str, truth: str, wanted: float) -> None:
    assert balanced_accuracy(bools(said_), bools(truth)) == pytest.approx(wanted, nan_ok=True)


@pytest.mark.parametrize(
    ("scores", "truth", "wanted"),
    [
        ([0.9, 0.8, 0.3, 0.1], "1100", 1.0),
        ([0.9, 0.8, 0.3, 0.1], "0011", 0.0),
        ([0.9, 0.3, 0.8, 0.1], "1100", 0.75),
        ([0.5, 0.5, 0.5, 0.5], "1100", 0.5),
        ([0.5, 0.9, 0.5, 0.1], "1100", 0.875),
        ([0.2, 0.4], "11", math.nan),
    ],
)
def test_auroc(scores: list[float], truth: str, wanted: float) -> None:
    assert auroc(np.array(scores), bools(truth)) == pytest.approx(wanted, nan_ok=True)


PAIRS = st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.5, 0.9]), st.booleans()), min_size=2, max_size=12)


@settings(max_examples=60, deadline=None)
@given(PAIRS)
def test_auroc_is_the_share_of_pairs_that_stand_right(pairs: list[tuple[float, bool]]) -> None:
    yes, no = ([score for score, true in pairs if true is side] for side in (True, False))
    won = [1.0 if a > b else 0.5 if a == b else 0.0 for a in yes for b in no]
    found = auroc(np.array([score for score, _ in pairs]), np.array([true for _, true in pairs]))
    assert found == pytest.approx(sum(won) / len(won) if won else math.nan, nan_ok=True)


@pytest.mark.parametrize(
    ("scores", "truth", "wanted"),
    [([0.9, 0.8, 0.3, 0.1], "1100", 1.0), ([0.9, 0.1, 0.8, 0.0], "1100", 0.75), ([0.1, 0.9], "10", 0.5)],
)
def test_the_best_cut(scores: list[float], truth: str, wanted: float) -> None:
    assert best_cut(np.array(scores), bools(truth)) == pytest.approx(wanted)


def test_the_tail_leaves_out_what_was_objected_to() -> None:
    found = [
        Grounding("unsupported", 0.001, "number", objected=True),
        Grounding("unsupported", 0.001, ""),
        Grounding("unsupported", 0.009, ""),
        Grounding("unsupported", 0.01, ""),
        Grounding("supported", 0.9, ""),
    ]
    measured = agreement(ABOUT, "none", claims("sscns"), found)
    assert [(t.below, t.n, t.supported) for t in measured.tails] == [
        (0.005, 1, 1),
        (0.01, 2, 1),
        (0.02, 3, 1),
        (0.05, 3, 1),
    ]
    assert "below 0.01       2         0.500 (1 of them)" in as_text(measured)


def test_calibration_by_bins() -> None:
    bins = calibration(np.array([0.05, 0.07, 0.95, 1.0, 0.9, 0.5]), bools("011101"))
    assert [(b.low, b.high, b.n) for b in bins] == [(0.0, 0.1, 2), (0.5, 0.6, 1), (0.9, 1.0, 3)]
    assert [b.said for b in bins] == pytest.approx([0.06, 0.5, 0.95])
    assert [b.supported for b in bins] == pytest.approx([0.5, 1.0, 2 / 3])
    assert calibration_error(bins) == pytest.approx((2 * 0.44 + 1 * 0.5 + 3 * (0.95 - 2 / 3)) / 6)


def test_calibration_of_nothing_and_of_what_is_so() -> None:
    assert calibration(np.array([]), bools("")) == ()
    assert calibration_error([Bin(0.0, 0.1, 4, 0.0, 0.0), Bin(0.9, 1.0, 6, 1.0, 1.0)]) == 0
    assert calibration_error([Bin(0.9, 1.0, 6, 1.0, 0.0)]) == 1


def worked() -> Agreement:
    found = said(
        ("supported", 0.9),
        ("partial", 0.6),
        ("unchecked", None),
        ("contradicted", 0.1),
        ("supported", 0.8),
        ("unsupported", 0.2),
    )
    return agreement(ABOUT, "oracle", claims("ssscnn"), found)


def test_an_agreement_worked_by_hand() -> None:
    found = worked()
    assert (found.dataset, found.split, found.premise, found.judge) == ("kilns", "test", "labelled", "oracle")
    assert (found.n, found.unscored) == (5, 1)
    assert found.balanced_accuracy
    assert found.auroc
    assert found.balanced_accuracy.value == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert found.auroc.value == pytest.approx(5 / 6)
    assert found.balanced_accuracy.low < found.balanced_accuracy.value < found.balanced_accuracy.high
    assert sum(b.n for b in found.bins) == 5
    assert found.calibration_error == pytest.approx(calibration_error(found.bins))
    assert (found.overlap, found.overlap_auroc) == (1.0, 1.0)


def test_the_table_of_labels_and_verdicts() -> None:
    found = {row.label: dict(row.counts) for row in worked().labels}
    assert list(found) == ["supported", "contradicted", "neither"]
    assert all(list(counts) == list(VERDICTS) for counts in found.values())
    assert found["supported"] == dict.fromkeys(VERDICTS, 0) | {"supported": 1, "partial": 1, "unchecked": 1}
    assert found["neither"] == dict.fromkeys(VERDICTS, 0) | {"supported": 1, "unsupported": 1}


def test_a_judge_that_is_silent_has_no_figures() -> None:
    found = agreement(ABOUT, "silent", claims("sn"), said(("unchecked", None), ("unchecked", 0.9)))
    assert (found.n, found.unscored, found.bins) == (0, 2, ())
    assert (found.balanced_accuracy, found.auroc, found.calibration_error) == (None, None, None)


def test_one_class_has_no_balanced_accuracy() -> None:
    found = agreement(ABOUT, "judge", claims("sn"), said(("supported", 0.9), ("unchecked", None)))
    assert found.balanced_accuracy is found.auroc is None
    assert found.calibration_error == pytest.approx(0.1)


def test_a_claim_without_a_judgement_is_an_error() -> None:
    with pytest.raises(ValueError, match="shorter"):
        confusion(claims("sn"), said(("supported", 0.9)))


class Copying:
    """Calls supported what is the premise, with a record of what it was asked."""

    name = "copying"

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def judge(self, claim: str, premises: Sequence[str]) -> Grounding:
        self.asked.append((claim, tuple(premises)))
        return Grounding("supported" if claim in premises else "unsupported", None, "")


def test_claims_are_judged_in_order_each_against_its_premise() -> None:
    judge, told = Copying(), list[int]()
    found = judged(judge, claims("sn"), told.append)
    assert [grounding.verdict for grounding in found] == ["unsupported", "unsupported"]
    assert judge.asked == [("Kilns cool.", ("Kilns cool at night.",)), ("Salt melts ice.", ("Kilns cool at night.",))]
    assert told == [1, 2]


def test_figures_as_text() -> None:
    lines = as_text(worked()).splitlines()
    assert lines[0] == "kilns, test, against what the labels are about: judge oracle"
    assert lines[1] == "  5 claims with a verdict, 1 unscored"
    assert lines[2].startswith("  balanced accuracy  0.583 (0.")
    assert len({len(line) for line in lines if "supported  " in line or line.startswith("  neither")}) == 1
    silent = as_text(agreement(ABOUT, "silent", claims("sn"), said(("unchecked", None), ("unchecked", None))))
    assert "  calibration error  -" in silent.splitlines()


def test_a_page_is_escaped_and_allows_nothing_from_elsewhere() -> None:
    hostile = About('<script>alert("k")</script>', "a & b", "abstract")
    rows = said(("supported", 0.9), ("unsupported", 0.2))
    page = as_page([agreement(hostile, "<b>judge</b>", claims("sn"), rows), worked()])
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;" in page
    assert "a &amp; b" in page
    assert "default-src 'none'" in page.partition("<title>")[0].replace("&#x27;", "'").replace("&#39;", "'")
    assert page.count("<svg") == page.count("<h2>") == 2


def test_a_page_about_a_judge_that_is_silent() -> None:
    page = as_page([agreement(ABOUT, "silent", claims("sn"), said(("unchecked", None), ("unchecked", None)))])
    assert "0 claims with a verdict, 2 unscored" in page
