"""From settings to a model, or to a word on what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.model import open_model
from assistant.settings import Settings

LOCAL = "http://127.0.0.1:9/v1"


def test_no_model_is_set() -> None:
    assert open_model(Settings(llm_base_url=LOCAL, llm_api_key="made-up")) is None


@pytest.mark.parametrize(
    "settings",
    [Settings(llm_model="gates", llm_base_url=LOCAL), Settings(llm_model="gates", llm_api_key="made-up")],
)
def test_a_model_has_the_name_that_was_set(settings: Settings) -> None:
    with open_model(settings) or pytest.fail("no model") as model:
        assert model.name == "gates"


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        (Settings(llm_model="gates"), "needs a key; set LITASSIST_LLM_API_KEY"),
        (Settings(llm_model="gates", llm_base_url=LOCAL, llm_api_key="clé"), "LITASSIST_LLM_API_KEY holds"),
        (Settings(llm_model="gates", llm_base_url=LOCAL, llm_api_key="a\nb"), "LITASSIST_LLM_API_KEY holds"),
        (Settings(llm_model="gates", llm_base_url="http://lab:99999/v1"), "LITASSIST_LLM_BASE_URL is no address"),
        (Settings(llm_model="gates", llm_base_url=LOCAL, prices=Path("none.json")), "LITASSIST_PRICES"),
    ],
)
def test_what_is_missing_is_named(settings: Settings, fault: str) -> None:
    with pytest.raises(SettingsError, match=fault) as raised:
        open_model(settings)
    assert "clé" not in str(raised.value)
