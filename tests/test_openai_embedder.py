import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from assistant.embedding import open_embedder
from assistant.embedding.openai_embedder import BATCH_TEXTS, BATCH_TOKENS, MAX_TOKENS, OpenAIEmbedder, batches
from assistant.errors import EmbeddingError, SettingsError
from assistant.settings import Settings
from assistant.tokens import count_tokens

MODEL = "text-embedding-3-small"
KEY = "key-of-the-test"
LEAKS = {
    "OPENAI_API_KEY": "leak-key",
    "OPENAI_ADMIN_KEY": "leak-admin",
    "OPENAI_ORG_ID": "leak-org",
    "OPENAI_PROJECT_ID": "leak-project",
    "OPENAI_BASE_URL": "http://127.0.0.1:9/leak",
    "OPENAI_WEBHOOK_SECRET": "leak-secret",
    "OPENAI_CUSTOM_HEADERS": "X-Leak: leak-header\nAuthorization: Bearer leak-custom",
}


@dataclass
class Reply:
    """One answer of the scripted server; a body of text is sent as it is."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Call:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


class Endpoint:
    """Answers from a queue of replies, and with `vectors_for` when the queue is empty. Keeps every call."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.calls: list[Call] = []
        self.queue: list[Reply] = []

    def answer(self, call: Call) -> Reply:
        self.calls.append(call)
        return self.queue.pop(0) if self.queue else Reply(200, vectors_for(call.body["input"]))


def direction(text: str) -> list[float]:
    """A made-up vector of length 2 that depends on the text."""
    angle = len(text)
    return [2 * float(np.cos(angle)), 2 * float(np.sin(angle)), 0.0]


def listing(vectors: list[Any]) -> dict[str, Any]:
    """A reply body in the endpoint's format, last vector first, as the format allows."""
    records = [{"object": "embedding", "index": n, "embedding": vector} for n, vector in enumerate(vectors)]
    return {"object": "list", "model": MODEL, "data": records[::-1], "usage": {"prompt_tokens": 1, "total_tokens": 1}}


def vectors_for(texts: list[str]) -> dict[str, Any]:
    return listing([direction(text) for text in texts])


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            reply = scripted.answer(Call(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            content = (reply.body if isinstance(reply.body, str) else json.dumps(reply.body)).encode()
            self.send_response(reply.status)
            for name, value in {"content-type": "application/json", **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 – the base class's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    scripted = Endpoint(f"http://127.0.0.1:{server.server_port}/v1")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield scripted
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def embedder(endpoint: Endpoint) -> Iterator[OpenAIEmbedder]:
    with OpenAIEmbedder(MODEL, base_url=endpoint.url, api_key=KEY) as opened:
        yield opened


def test_vectors_come_in_the_order_of_the_texts_and_have_length_one(embedder: OpenAIEmbedder) -> None:
    texts = ["one", "three", "fifteen"]
    vectors = embedder.embed(texts)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, [np.array(direction(text)) / 2 for text in texts], atol=1e-6)


def test_requests_hold_a_bounded_number_of_texts(embedder: OpenAIEmbedder, endpoint: Endpoint) -> None:
    done: list[int] = []
    vectors = embedder.embed(["x" * (n + 1) for n in range(300)], on_progress=done.append)
    assert vectors.shape == (300, 3)
    assert [len(call.body["input"]) for call in endpoint.calls] == [BATCH_TEXTS, BATCH_TEXTS, 300 - 2 * BATCH_TEXTS]
    assert done == [128, 256, 300]
    np.testing.assert_allclose(vectors[299], np.array(direction("x" * 300)) / 2, atol=1e-6)


def test_requests_hold_a_bounded_number_of_tokens() -> None:
    texts = ["word " * 30_000] * 5
    made = list(batches(texts, MODEL))
    assert [text for batch in made for text in batch] == texts
    assert len(made) > 1
    assert all(sum(count_tokens(text, MODEL) for text in batch) <= BATCH_TOKENS for batch in made)


def test_a_long_text_is_cut(embedder: OpenAIEmbedder, endpoint: Endpoint) -> None:
    embedder.embed(["word " * 9_000])
    (sent,) = endpoint.calls[0].body["input"]
    assert count_tokens(sent, MODEL) == MAX_TOKENS == embedder.max_tokens


def test_a_blank_text_is_sent_as_a_space(embedder: OpenAIEmbedder, endpoint: Endpoint) -> None:
    assert embedder.embed(["", "text"]).shape == (2, 3)
    assert endpoint.calls[0].body["input"] == [" ", "text"]


def test_no_texts_ask_for_the_dimensions_once(embedder: OpenAIEmbedder, endpoint: Endpoint) -> None:
    assert embedder.embed([]).shape == (0, 3)
    assert embedder.dimensions == 3
    assert len(endpoint.calls) == 1


def test_wanted_dimensions_are_asked_for_and_checked(endpoint: Endpoint) -> None:
    with OpenAIEmbedder(MODEL, base_url=endpoint.url, api_key=KEY, dimensions=5) as embedder:
        assert embedder.dimensions == 5
        assert embedder.fingerprint == f"openai:{MODEL}-d5"
        with pytest.raises(EmbeddingError, match="3 numbers where 5"):
            embedder.embed(["text"])
    assert endpoint.calls[0].body["dimensions"] == 5


def test_a_rate_limit_is_waited_out(embedder: OpenAIEmbedder, endpoint: Endpoint) -> None:
    endpoint.queue = [Reply(429, {"error": {"message": "slow down"}}, {"retry-after": "0.01"})]
    assert embedder.embed(["text"]).shape == (1, 3)
    assert len(endpoint.calls) == 2


@pytest.mark.parametrize(
    ("vectors", "said"),
    [
        ([[1.0, 0.0]], "1 vectors for 2 texts"),
        ([[1.0, 0.0]] * 3, "3 vectors for 2 texts"),
        ([[1.0, 0.0], [1.0, float("nan")]], "not finite"),
        ([[1.0, 0.0], [1.0, float("inf")]], "not finite"),
        ([[1.0, 0.0], [1.0]], "unequal length"),
        ([[1.0, 0.0], [0.0, 0.0]], "nothing but zeros"),
        ([[1.0, 0.0], None], "not of numbers"),
        ([[1.0, 0.0], ["a", "b"]], "not of numbers"),
        ([[], []], "no list of numbers"),
    ],
)
def test_a_wrong_reply_is_refused(
    embedder: OpenAIEmbedder, endpoint: Endpoint, vectors: list[list[float]], said: str
) -> None:
    endpoint.queue = [Reply(200, listing(vectors))]
    with pytest.raises(EmbeddingError, match=f"{said}.*LITASSIST_EMBED"):
        embedder.embed(["one", "two"])


@pytest.mark.parametrize("body", [{"data": None}, {}, [], "<html>no API here</html>", '{"data": [', {"data": [7, 8]}])
def test_a_reply_that_is_none_is_refused(embedder: OpenAIEmbedder, endpoint: Endpoint, body: object) -> None:
    endpoint.queue = [Reply(200, body)]
    with pytest.raises(EmbeddingError, match="LITASSIST_EMBED_BASE_URL"):
        embedder.embed(["one", "two"])


def test_two_vectors_for_one_index_are_refused(embedder: OpenAIEmbedder, endpoint: Endpoint) -> None:
    body = listing([[1.0, 0.0], [0.0, 1.0]])
    body["data"][0]["index"] = 0
    endpoint.queue = [Reply(200, body)]
    with pytest.raises(EmbeddingError, match="without order"):
        embedder.embed(["one", "two"])


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (401, "set LITASSIST_EMBED_API_KEY"),
        (403, "set LITASSIST_EMBED_API_KEY"),
        (404, "check the model 'text-embedding-3-small' in LITASSIST_EMBEDDER"),
        (400, "check LITASSIST_EMBEDDER"),
        (429, "wait for the rate limit"),
        (503, "run again later"),
    ],
)
def test_an_error_says_what_to_do_and_hides_the_key(endpoint: Endpoint, status: int, advice: str) -> None:
    endpoint.queue = [Reply(status, {"error": {"message": f"no, not with {KEY}"}})]
    with (
        OpenAIEmbedder(MODEL, base_url=endpoint.url, api_key=KEY, max_retries=0) as embedder,
        pytest.raises(EmbeddingError, match=f"HTTP {status}.*{advice}") as raised,
    ):
        embedder.embed(["text"])
    assert KEY not in str(raised.value)


def test_a_redirect_is_not_followed(embedder: OpenAIEmbedder, endpoint: Endpoint) -> None:
    endpoint.queue = [Reply(307, "", {"location": endpoint.url + "/elsewhere"})]
    with pytest.raises(EmbeddingError, match=r"redirects are not followed.*elsewhere"):
        embedder.embed(["text"])
    assert len(endpoint.calls) == 1


def test_an_address_where_nobody_listens() -> None:
    with (
        OpenAIEmbedder(MODEL, base_url="http://127.0.0.1:9/v1", max_retries=0) as embedder,
        pytest.raises(EmbeddingError, match=r"cannot be reached.*LITASSIST_EMBED_BASE_URL"),
    ):
        embedder.embed(["text"])


@pytest.mark.parametrize("key", [KEY, None])
def test_nothing_of_the_environment_is_sent(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, key: str | None
) -> None:
    for name, value in LEAKS.items():
        monkeypatch.setenv(name, value)
    with OpenAIEmbedder(MODEL, base_url=endpoint.url, api_key=key) as embedder:
        embedder.embed(["text"])
    (call,) = endpoint.calls
    assert call.headers["authorization"] == f"Bearer {key or 'none'}"
    assert "leak" not in repr(call)
    assert not {name for name in call.headers if name.startswith("openai-")}


def test_openai_itself_needs_a_key() -> None:
    with pytest.raises(SettingsError, match="LITASSIST_EMBED_API_KEY"):
        OpenAIEmbedder(MODEL)


def test_opened_by_name(endpoint: Endpoint) -> None:
    embedder = open_embedder(f"openai:{MODEL}", Settings(embed_base_url=endpoint.url, embed_api_key=KEY))
    assert isinstance(embedder, OpenAIEmbedder)
    with embedder:
        assert embedder.name == embedder.fingerprint == f"openai:{MODEL}"
        assert embedder.count_tokens("hello world") == 2


@pytest.mark.parametrize("name", ["", "openai", "openai:", "openai: ", "minilm2", "MiniLM"])
def test_an_unknown_name_is_an_error_that_names_the_known(name: str) -> None:
    with pytest.raises(SettingsError, match="minilm or openai:MODEL"):
        open_embedder(name, Settings())


def test_many_threads_share_one_embedder(embedder: OpenAIEmbedder) -> None:
    def work(number: int) -> Callable[[], None]:
        return lambda: results.__setitem__(number, embedder.embed(["x" * (number + 1)])[0])

    results: dict[int, Any] = {}
    threads = [threading.Thread(target=work(number)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, vector in results.items():
        np.testing.assert_allclose(vector, np.array(direction("x" * (number + 1))) / 2, atol=1e-6)
    assert len(results) == 8
