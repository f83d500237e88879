"""Users by name in the browser and at the endpoints: nobody sees or opens another's conversation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import OTHER, PRESENT, WAIT_MS, Place, Watched, needs_chromium, page_over, watched

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with page_over(tmp_path_factory.mktemp("page"), users="ada:one,ben:two") as made:
        yield made


def signed_in(browser: Browser, address: str, name: str, password: str) -> Watched:
    seen = watched(browser.new_context())
    page = seen.page
    page.goto(address)
    page.get_by_label("username").fill(name)
    page.get_by_label("password").fill(password)
    page.get_by_role("button", name="Login").click()
    expect(page.get_by_label("Your question")).to_be_visible(timeout=WAIT_MS)
    return seen


def session_of(page: Page) -> str:
    """The name of the tab's session, as its requests give it."""
    with page.expect_request(lambda request: "/queue/join" in request.url or "/run/" in request.url) as sent:
        page.evaluate("laSend('tell', {do: 'up', at: 'turn-1'})")
    return str((sent.value.post_data_json or {})["session_hash"])


def test_users_are_apart_and_a_chat_id_alone_opens_nothing(chromium: Browser, place: Place) -> None:
    ada = signed_in(chromium, place.address, "ada", "one")
    ada.ask(PRESENT)
    ada.page.wait_for_function("location.search.startsWith('?chat=')")
    address = ada.page.url
    ben = signed_in(chromium, place.address, "ben", "two")
    expect(ben.page.locator(".la-kept")).to_have_count(0)
    ben.page.goto(address)
    expect(ben.page.locator(".la-problem")).to_contain_text("no conversation at this address", timeout=WAIT_MS)
    ben.ask(OTHER)
    expect(ben.page.locator(".la-kept")).to_have_count(1)
    chat_id = address.split("chat=")[1]
    for detail in ({"do": "open"}, {"do": "rename", "text": "mine"}, {"do": "delete"}):
        ben.page.evaluate("(detail) => laSend('move', detail)", {**detail, "id": chat_id})
        expect(ben.page.locator("#la-toast")).to_contain_text("there is no chat", timeout=WAIT_MS)
        ben.page.evaluate("document.getElementById('la-toast').textContent = ''")
    ben.page.evaluate("(id) => laSend('tell', {do: 'export', id, text: 'markdown'})", chat_id)
    expect(ben.page.locator("#la-toast")).to_contain_text("there is no chat", timeout=WAIT_MS)
    ada.page.reload()
    expect(ada.page.locator(".la-question")).to_have_text([PRESENT], timeout=WAIT_MS)
    assert (ada.outside, ben.outside) == ([], [])


def test_the_name_of_a_session_opens_nothing_to_another_user(chromium: Browser, place: Place) -> None:
    ada = signed_in(chromium, place.address, "ada", "one")
    ada.ask(PRESENT)
    stolen = session_of(ada.page)
    ben = signed_in(chromium, place.address, "ben", "two")
    config = ben.page.evaluate("fetch('config').then((r) => r.json())")
    found = []
    for dependency in (one for one in config["dependencies"] if one["backend_fn"]):
        body = {"data": [None] * len(dependency["inputs"]), "fn_index": dependency["id"], "session_hash": stolen}
        body["event_data"] = {"do": "again", "at": "turn-1", "id": "", "text": "markdown"}
        found.append(ben.page.evaluate(POST, body))
    assert len(found) > 8
    assert not [text for text in found if PRESENT in text]
    expect(ada.page.locator(".la-question")).to_have_text([PRESENT])


POST = """async (body) => {
  const join = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answered = await fetch('gradio_api/run/predict', join);
  return answered.text();
}"""


def test_nobody_is_let_in_without_a_password(chromium: Browser, place: Place) -> None:
    seen = watched(chromium.new_context())
    for path in ("config", "gradio_api/info", "gradio_api/queue/status"):
        assert seen.page.request.get(place.address + path).status == 401
