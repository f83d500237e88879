"""nDCG by hand, and both precisions over a handful of documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.precision import main, ndcg

LOG3 = 1.5849625007211562


@pytest.mark.parametrize(
    ("ranking", "relevant", "expected"),
    [
        (["a", "b"], {"a"}, 1.0),
        (["b", "a"], {"a"}, 1 / LOG3),
        (["b", "c"], {"a"}, 0.0),
        (["a", "x", "b"], {"a", "b"}, (1 + 0.5) / (1 + 1 / LOG3)),
        (["x"] * 10 + ["a"], {"a"}, 0.0),
        ([], {"a"}, 0.0),
        (["a"], set(), 0.0),
    ],
)
def test_ndcg(ranking: list[str], relevant: set[str], expected: float) -> None:
    assert ndcg(ranking, frozenset(relevant)) == pytest.approx(expected)


def test_both_precisions_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    documents = [("d1", "Kettles", "A kettle hums."), ("d2", "Otters", "Otters dive in rivers.")]
    rows = [json.dumps({"id": i, "title": title, "text": text}) for i, title, text in documents]
    (tmp_path / "corpus.jsonl").write_text("\n".join(rows))
    (tmp_path / "queries.jsonl").write_text(json.dumps({"id": "q1", "text": "which animals dive?"}))
    (tmp_path / "qrels.test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td2\t1\n")
    assert main([str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "fp32: nDCG@10 1.0000 over 1 questions, 2 documents" in told
    assert "int8: nDCG@10 1.0000" in told
