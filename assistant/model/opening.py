"""From the settings to the model that they name."""

from __future__ import annotations

from assistant.errors import SettingsError
from assistant.model.base import OpenedModel
from assistant.model.prices import load_prices
from assistant.settings import Settings


def open_model(settings: Settings) -> OpenedModel | None:
    """The model of `LITASSIST_LLM_MODEL`, or None where none is set. Nothing is sent yet.

    A server that `LITASSIST_LLM_BASE_URL` names needs no key, as local ones ask for none; "none" is sent in its place.

    Raises:
        SettingsError: address, key or file of prices cannot be used, or there is no key for OpenAI's own address, which
            is asked where no other is named.
    """
    if settings.llm_model is None:
        return None
    _check_key(settings)
    # openai takes half a second to load, and most runs have no model.
    from assistant.model.openai_model import OpenAIModel  # noqa: PLC0415
    from assistant.openai_client import address  # noqa: PLC0415

    return OpenAIModel(
        settings.llm_model,
        address(settings.llm_base_url, "LITASSIST_LLM_BASE_URL"),
        prices=load_prices(settings.prices),
        api_key=settings.llm_api_key,
        timeout_s=settings.llm_timeout_s,
    )


def _check_key(settings: Settings) -> None:
    key = settings.llm_api_key
    if not key and settings.llm_base_url is None:
        raise SettingsError(
            f"{settings.llm_model} needs a key; set LITASSIST_LLM_API_KEY, or LITASSIST_LLM_BASE_URL for another server"
        )
    if key and not (key.isascii() and key.isprintable()):
        raise SettingsError("LITASSIST_LLM_API_KEY holds other characters than plain ASCII; correct it")
