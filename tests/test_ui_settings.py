"""What the Settings tab tells: no key, no folder to other users; what was spent; whether the model answers."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import pytest

from assistant import Settings
from assistant.assistant import Overview
from assistant.chats import Chats, Kept, Place
from assistant.errors import ModelError, SettingsError, Stopped
from assistant.model.base import OnText, OpenedModel
from assistant.model.opening import open_model
from assistant.model.records import Reply, Request
from assistant.records import Answer, Turn, Usage
from assistant.ui.hello import NO_MODEL, Greeting, greeted
from assistant.ui.in_use import Opened, facts_in_use
from assistant.ui.settings_html import account_html, button_html, facts_html, greeting_html
from assistant.ui.spending import Account, Spent, account, added
from tests.hostile import FORTY
from tests.model_server import refuses, says, serving
from tests.test_ui_markup import read

HERE = Opened(Path("/home/ada/library"), "minilm/x/384/s", 5, Overview(12, 2, (2020, 2023), ("a.bib",)), "minilm")
SECRETS = Settings(
    llm_model="small-model",
    llm_base_url="https://user:hunter2@models.example:8000/key-in-path/v1?api-key=hunter4",
    llm_api_key="hunter1",
    embed_base_url="https://:hunter3@embed.example/v1",
    embed_api_key="hunter5",
    chroma_url="http://u:hunter6@chroma.example:8001/x",
    chroma_token="hunter7",
    password="hunter8",
    users="ada:hunter9",
)


def told(settings: Settings, there: Opened = HERE, *, named: bool = False) -> str:
    return facts_html(facts_in_use(settings, there, named=named))


def test_no_key_is_ever_told() -> None:
    html = told(SECRETS, replace(HERE, embedder="openai:embed-small"))
    assert "hunter" not in html
    assert "key-in-path" not in html
    seen = read(html).text
    assert "https://models.example:8000" in seen
    assert "http://chroma.example:8001" in seen
    assert seen.count("set") > 2


@pytest.mark.parametrize(("key", "said"), [(None, "Its keynot set"), ("k", "Its keyset")])
def test_a_key_is_set_or_not(key: str | None, said: str) -> None:
    assert said in read(told(Settings(llm_model="m", llm_base_url="http://127.0.0.1:1/v1", llm_api_key=key))).text


@pytest.mark.parametrize(("named", "folder"), [(False, True), (True, False)])
def test_folders_are_told_to_whoevers_machine_it_is(*, named: bool, folder: bool) -> None:
    seen = read(told(Settings(data_dir=Path("/home/ada/data")), named=named)).text
    assert ("/home/ada" in seen) is folder
    assert "LITASSIST_DATA_DIR" in seen


def test_limits_and_prices_are_told() -> None:
    seen = read(told(Settings(llm_model="nobody-knows-it", max_tokens=20_000, max_cost_usd=0.05))).text
    assert "20,000" in seen
    assert "0.05 USD" in seen
    assert "not known" in seen
    assert "extractive" in read(told(Settings())).text


@pytest.mark.parametrize("hostile", FORTY)
def test_hostile_settings_are_only_text(hostile: str) -> None:
    html = told(
        Settings(llm_model=hostile), replace(HERE, fingerprint=hostile, folder=Path(hostile.replace("\x00", "")))
    )
    tags = {tag for tag, _ in read(html + greeting_html(Greeting(answered=False, words=hostile))).elements}
    assert tags <= {"section", "h2", "dl", "div", "dt", "dd", "code", "p", "span"}


def turn(usage: Usage) -> Turn:
    return Turn("?", Answer("?", "?", "answered", "extractive", usage=usage))


def test_usage_is_summed_and_what_is_unknown_counted() -> None:
    kept = [
        Kept("2026-01-01T00:00:00", turn(Usage())),
        Kept("2026-01-02T00:00:00", turn(Usage(10, 5, 2, 0.25))),
        Kept("2026-01-03T00:00:00", turn(Usage(100, 50, 1, None))),
    ]
    made = added(Account(), kept, "2026-01-03")
    assert made.kept == Spent(3, 3, 110, 55, 0.25, 1)
    assert made.since == Spent(1, 1, 100, 50, 0.0, 1)
    seen = read(account_html(made)).text
    assert "3 answers: 3 calls, 110 tokens read, 55 written, 0.2500 USD, without 1 of unknown price" in seen
    assert "cost not known" in seen


def test_only_the_readers_own_conversations_count(tmp_path: Path) -> None:
    for owner, tokens in (("ada", 7), ("ben", 1_000)):
        chats = Chats(tmp_path, owner)
        chats.append(chats.create(Place()).id, turn(Usage(tokens, 1, 1, 0.1)))
    ada = Chats(tmp_path, "ada")
    broken = ada.create(Place()).id
    (ada.folder / next(p.name for p in ada.folder.iterdir() if p.name.startswith(broken))).write_text("{", "utf-8")
    made = account(ada, datetime.now(UTC).isoformat())
    assert (made.kept.read, made.since.read, made.unread) == (7, 0, 1)
    assert "1 conversations are not counted" in read(account_html(made)).text


def test_a_model_that_answers_is_asked_once_and_little() -> None:
    with serving() as server:
        server.answer = lambda _: says("ready")
        found = greeted(Settings(llm_model="scripted", llm_base_url=server.url))
        assert found.answered
        assert "11 tokens read, 7 written" in found.words
        assert len(server.calls) == 1


@pytest.mark.parametrize("status", [401, 404])
def test_a_refusal_is_told_in_words(status: int) -> None:
    with serving() as server:
        server.answer = lambda _: refuses(status, "no <b>")
        found = greeted(Settings(llm_model="scripted", llm_base_url=server.url, llm_api_key="hunter1"))
    assert not found.answered
    assert "hunter1" not in found.words
    assert "LITASSIST_" in found.words


def test_without_a_model_nothing_is_asked() -> None:
    assert greeted(Settings()) == Greeting(answered=False, words=NO_MODEL)
    assert "button" not in {tag for tag, _ in read(button_html(None)).elements}
    assert "hello" in button_html("m")


def test_a_key_that_is_missing_is_said() -> None:
    assert "LITASSIST_LLM_API_KEY" in greeted(Settings(llm_model="m")).words


class Silent:
    """A model that never answers until it is stopped."""

    name = "silent"

    def complete(self, request: Request, *, on_text: OnText | None, stop: threading.Event | None) -> Reply:
        assert request.max_tokens <= 64
        assert on_text is None
        assert stop is not None
        assert stop.wait(10)
        raise Stopped("stopped")

    def close(self) -> None:
        """Nothing is open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""


def test_a_silent_model_is_given_up() -> None:
    def opening(settings: Settings) -> OpenedModel:
        assert settings.llm_timeout_s <= 0.05
        return Silent()

    found = greeted(Settings(llm_model="m"), opening, patience_s=0.05)
    assert not found.answered
    assert "did not answer within 0.05 s" in found.words


def test_what_opening_refuses_is_said() -> None:
    def opening(_settings: Settings) -> OpenedModel | None:
        raise SettingsError("the address is none; correct it")

    assert greeted(Settings(), opening).words == "the address is none; correct it"
    assert open_model(Settings()) is None
    assert issubclass(ModelError, Exception)
