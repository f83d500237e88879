from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.embedding.cross_encoder import CONTRADICT, FILE, MAX_TOKENS, NEITHER, SHA256, SUPPORT, CrossEncoder
from assistant.errors import EmbeddingError

GATES = "Sparse gating reduced the cost of training by 38% compared with dense layers."
OWLS = "Barn owls hunt voles at night, mostly in open fields."


@pytest.fixture(scope="module")
def reader() -> CrossEncoder:
    return CrossEncoder()


@pytest.mark.parametrize(
    ("claim", "premise", "verdict"),
    [
        (GATES, GATES, SUPPORT),
        ("Sparse gating lowered the cost of training by 38%.", GATES, SUPPORT),
        ("Barn owls hunt at night.", OWLS, SUPPORT),
        ("Sparse gating increased the cost of training by 38% compared with dense layers.", GATES, CONTRADICT),
        ("Barn owls do not hunt voles at night.", OWLS, CONTRADICT),
        ("Sparse gating improves the translation of rare words.", OWLS, NEITHER),
        ("Barn owls lay six eggs in spring.", OWLS, NEITHER),
    ],
)
def test_what_it_says(reader: CrossEncoder, claim: str, premise: str, verdict: int) -> None:
    (row,) = reader.read([(claim, premise)])
    assert int(row.argmax()) == verdict, row


def test_rows_are_probabilities_in_the_order_of_the_pairs(reader: CrossEncoder) -> None:
    pairs = [(GATES, GATES), (OWLS, GATES), ("", ""), ("x", OWLS), (OWLS, OWLS)]
    rows = reader.read(pairs)
    assert rows.shape == (5, 3)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(rows.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(rows, np.concatenate([reader.read([pair]) for pair in pairs]))
    assert reader.read([]).shape == (0, 3)


def test_many_threads_and_instances_say_the_same(reader: CrossEncoder) -> None:
    fresh = CrossEncoder()
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda _: fresh.read([(GATES, OWLS)]), range(16)))
    for row in rows:
        np.testing.assert_array_equal(row, reader.read([(GATES, OWLS)]))
    assert fresh.fingerprint == reader.fingerprint
    assert SHA256.startswith(fresh.fingerprint.removeprefix("reader-"))


def test_the_sentences_nearest_to_the_claim_are_read_of_a_long_text(reader: CrossEncoder) -> None:
    filler = "Nothing of this sentence matters in any way. " * (MAX_TOKENS // 4)
    (alone,) = reader.read([("Barn owls hunt at night.", OWLS)])
    (within,) = reader.read([("Barn owls hunt at night.", filler + OWLS + " " + filler)])
    assert alone.argmax() == within.argmax() == SUPPORT
    for text in ("owl " * 5000, "o" * 50_000, "\ud800 owl"):
        assert np.isfinite(reader.read([(text, text)])).all()


def test_the_file_is_small_and_checked(tmp_path: Path) -> None:
    assert FILE.stat().st_size < 25_000_000
    damaged = tmp_path / "reader.onnx"
    with pytest.raises(EmbeddingError, match="cannot read"):
        CrossEncoder(damaged).read([(GATES, OWLS)])
    damaged.write_bytes(FILE.read_bytes()[:-1])
    with pytest.raises(EmbeddingError, match="is damaged"):
        CrossEncoder(damaged).read([(GATES, OWLS)])
