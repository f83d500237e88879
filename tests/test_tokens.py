import os
from pathlib import Path

import pytest

from assistant.tokens import count_tokens, cut, exceeds

STANDARD = "gpt-4o"
OLDER = "text-embedding-3-small"


@pytest.mark.parametrize(
    ("text", "model", "tokens"),
    [
        ("", STANDARD, 0),
        ("hello world", STANDARD, 2),
        ("hello world", OLDER, 2),
        ("hello world", "openai/gpt-4o", 2),
        ("hello world", "gpt-oss-20b", 2),
        ("hello world", "some-other-model", 3),  # 2 × 1.1, rounded up
        ("hello world", "gpt2", 3),  # known, but its vocabulary is not carried
        ("hello world", None, 3),
    ],
)
def test_counts(text: str, model: str | None, tokens: int) -> None:
    assert count_tokens(text, model) == tokens


def test_control_tokens_count_as_text() -> None:
    assert count_tokens("before <|endoftext|> after", STANDARD) > 5


def test_half_a_surrogate_pair_is_counted() -> None:
    assert count_tokens("a \ud800 b", STANDARD) > 0


@pytest.mark.parametrize(("text", "more"), [("word " * 20, True), ("word " * 5, False), ("", False)])
def test_exceeds(text: str, more: bool) -> None:
    assert exceeds(text, 10, STANDARD) is more


@pytest.mark.parametrize("model", [STANDARD, OLDER, None])
@pytest.mark.parametrize("text", ["word " * 100, "深層学習を用いる" * 40, "short"])
def test_a_cut_text_is_a_beginning_within_the_limit(text: str, model: str | None) -> None:
    beginning = cut(text, 50, model)
    assert text.startswith(beginning)
    assert count_tokens(beginning, model) <= 50
    assert beginning


def test_a_text_within_the_limit_is_not_cut() -> None:
    assert cut("nothing to cut", 50) == "nothing to cut"


def test_the_vocabularies_are_files_of_this_environment() -> None:
    count_tokens("x", STANDARD)
    folder = Path(os.environ["TIKTOKEN_CACHE_DIR"])
    assert folder.parts[-4:] == ("llama_index", "core", "_static", "tiktoken_cache")
