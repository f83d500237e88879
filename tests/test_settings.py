"""Environment and `.env` to settings, as tables; where the keys may go; what is refused."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import SettingsError
from assistant.settings import PREFIX, READ, Settings

NO_FILE = Path("no.env")


def load(**environ: str) -> Settings:
    """Settings from these variables alone."""
    return Settings.load(environ, NO_FILE)


VALUES: list[tuple[str, str, Any]] = [
    ("LIBRARY", "papers/mine", Path("papers/mine")),
    ("EMBEDDER", "openai:text-embedding-3-small", "openai:text-embedding-3-small"),
    ("EMBED_BASE_URL", "http://127.0.0.1:9/v1", "http://127.0.0.1:9/v1"),
    ("EMBED_API_KEY", "made-up", "made-up"),
    ("LLM_MODEL", "  some-model ", "some-model"),
    ("LLM_BASE_URL", "http://127.0.0.1:9/v1", "http://127.0.0.1:9/v1"),
    ("LLM_API_KEY", "made-up", "made-up"),
    ("LLM_TIMEOUT_S", "2.5", 2.5),
    ("MAX_COST_USD", "0.02", 0.02),
    ("MAX_TOKENS", "9000", 9000),
    ("PRICES", "my/prices.json", Path("my/prices.json")),
    ("CHROMA_URL", "https://chroma.example:8000", "https://chroma.example:8000"),
    ("CHROMA_TOKEN", "made-up", "made-up"),
    ("CHROMA_TENANT", "lab", "lab"),
    ("CHROMA_DATABASE", "papers", "papers"),
    ("RERANK", "off", False),
    ("RERANK", "ON", True),
    ("CONTACT", "me@example.org", "me@example.org"),
    ("S2_API_KEY", "made-up", "made-up"),
    ("OPENALEX_API_KEY", "made-up", "made-up"),
    ("ARXIV_URL", "http://127.0.0.1:9/api", "http://127.0.0.1:9/api"),
    ("OPENALEX_URL", "http://127.0.0.1:9", "http://127.0.0.1:9"),
    ("SEMANTICSCHOLAR_URL", "http://127.0.0.1:9/graph/v1", "http://127.0.0.1:9/graph/v1"),
    ("CROSSREF_URL", "http://127.0.0.1:9", "http://127.0.0.1:9"),
    ("HF_URL", "http://127.0.0.1:9/api", "http://127.0.0.1:9/api"),
    ("MAX_UPLOAD_MB", "20", 20),
    ("PASSWORD", "made-up", "made-up"),
    ("USERS", "ada:made-up", "ada:made-up"),
    ("CACHE_DIR", "cache", Path("cache")),
    ("DATA_DIR", "chats", Path("chats")),
    ("EVAL_RUNS", "measured", Path("measured")),
]


@pytest.mark.parametrize(("name", "text", "value"), VALUES)
def test_each_variable(name: str, text: str, value: object) -> None:
    assert getattr(load(**{PREFIX + name: text}), name.lower()) == value


def test_the_table_and_the_record_agree() -> None:
    fields = {f.name for f in dataclasses.fields(Settings)}
    assert fields == set(READ) == {name.lower() for name, _, _ in VALUES}


def test_nothing_set_is_no_model_and_the_default_library() -> None:
    assert load() == Settings()
    assert (Settings().llm_model, Settings().embedder, Settings().chroma_url) == (None, None, None)
    assert Settings().library == Path("library")


def test_a_blank_variable_is_unset() -> None:
    assert load(LITASSIST_LLM_MODEL=" ", LITASSIST_MAX_TOKENS="", OPENAI_API_KEY=" ") == Settings()


@pytest.mark.parametrize("kind", ["llm", "embed"])
@pytest.mark.parametrize(
    ("url", "gets_it"),
    [
        (None, True),
        ("https://api.openai.com/v1", True),
        ("https://API.OpenAI.com/v1", True),
        ("https://api.openai.com:443/v1", True),
        ("http://api.openai.com/v1", False),  # in the clear
        ("https://api.openai.com.evil.example/v1", False),
        ("https://notapi.openai.com/v1", False),
        ("https://openai.com/v1", False),
        ("http://user@evil/api.openai.com", False),
        ("https://api.openai.com@evil.example/v1", False),
        ("https://api.openai.com:x@evil.example/v1", False),
        ("https://api.openai.com\\@evil.example/v1", False),
        ("https://evil.example/?api.openai.com", False),
        ("https://evil.example#api.openai.com", False),
        ("http://127.0.0.1:8000/v1", False),
    ],
)
def test_the_plain_openai_key_goes_to_openai_only(kind: str, url: str | None, *, gets_it: bool) -> None:
    environ = {"OPENAI_API_KEY": "made-up"} | ({f"{PREFIX}{kind.upper()}_BASE_URL": url} if url else {})
    assert getattr(load(**environ), f"{kind}_api_key") == ("made-up" if gets_it else None)


def test_our_own_key_goes_before_the_plain_one() -> None:
    settings = load(LITASSIST_LLM_API_KEY="ours", OPENAI_API_KEY="plain")
    assert (settings.llm_api_key, settings.embed_api_key) == ("ours", "plain")


def test_no_other_variable_of_openai_has_an_effect() -> None:
    assert load(OPENAI_BASE_URL="http://evil.example", OPENAI_ORG_ID="o", OPENAI_PROJECT_ID="p") == Settings()


def test_secrets_are_not_in_the_repr() -> None:
    secrets = [n for n in READ if n.endswith(("key", "token", "password", "users"))]
    shown = repr(load(**{f"{PREFIX}{n.upper()}": f"secret-{n}" for n in secrets}, OPENAI_API_KEY="secret-plain"))
    assert "secret" not in shown
    assert len(secrets) == 7


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("MAX_TOKENS", "many"),
        ("MAX_TOKENS", "1.5"),
        ("MAX_TOKENS", "0"),
        ("LLM_TIMEOUT_S", "-1"),
        ("LLM_TIMEOUT_S", "nan"),
        ("MAX_COST_USD", "inf"),
        ("MAX_COST_USD", "1,50"),
        ("LLM_BASE_URL", "api.openai.com/v1"),
        ("EMBED_BASE_URL", "http://[::1/v1"),
        ("CHROMA_URL", "localhost:8000"),
        ("RERANK", "1"),
    ],
)
def test_a_wrong_value_is_refused_by_name(name: str, text: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load(**{PREFIX + name: text})
    assert str(refused.value).startswith(f"{PREFIX}{name}={text!r} ")


def test_an_unknown_variable_is_refused_and_the_known_are_named() -> None:
    with pytest.raises(SettingsError) as refused:
        load(LITASSIST_LLM_MODLE="some-model")
    assert str(refused.value).startswith("LITASSIST_LLM_MODLE is no setting; known: ")
    assert "llm_model" in str(refused.value)


def test_the_file_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    file = tmp_path / "some.env"
    file.write_text(
        "# mine\nLITASSIST_LLM_MODEL=of-file\nLITASSIST_MAX_TOKENS='12'\nexport OPENAI_API_KEY=made-up\nOTHER=1\n"
    )
    assert Settings.load({}, file) == Settings(
        llm_model="of-file", max_tokens=12, llm_api_key="made-up", embed_api_key="made-up"
    )
    assert Settings.load({"LITASSIST_LLM_MODEL": "of-environment"}, file).llm_model == "of-environment"
    assert Settings.load({"LITASSIST_LLM_MODEL": ""}, file).llm_model is None


def test_the_file_of_the_working_folder_is_the_default() -> None:
    Path(".env").write_text("LITASSIST_CONTACT=me@example.org\n")
    assert Settings.load({}).contact == "me@example.org"


def test_a_file_that_is_no_text_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "some.env"
    file.write_bytes(b"LITASSIST_CONTACT=\xff\xfe\n")
    with pytest.raises(SettingsError, match=r"some\.env"):
        Settings.load({}, file)
