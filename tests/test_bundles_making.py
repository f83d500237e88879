"""A bundle has everything that was asked and answered, and nothing of the machine it was made on."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.bundles import Asking, Reply, Seen, bundle_of, digest, to_text
from assistant.bundles.making import LEFT_OUT, file_name
from assistant.records import Filters, Scores, SearchPlan, Source, Turn
from assistant.version import VERSION
from tests.kept_answers import LATER, LIGHT, RAIN, STATE, SWARM, an_answer

ASKED = Asking("And in rain?", (Turn("When?", an_answer()),), Filters(year_from=2020, sources=("/home/ada/mine.bib",)))


def test_a_bundle_says_what_was_asked_and_answered() -> None:
    replies = (Reply("write", "A hive loses …", "ab12", "stop"),)
    made = bundle_of(ASKED, an_answer(), STATE, replies)
    assert (made.question, made.filters) == ("And in rain?", Filters(year_from=2020, sources=("mine.bib",)))
    assert (made.library, made.program, made.replies, made.format) == (STATE, VERSION, replies, 1)
    assert [turn.question for turn in made.history] == ["When?"]
    for name in ("status", "sentences", "plan", "missing", "model", "prompts", "usage", "fingerprint"):
        assert getattr(made.answer, name) == getattr(an_answer(), name)
    assert [c.quote for c in made.answer.citations] == [c.quote for c in an_answer().citations]


def test_each_paper_is_seen_once() -> None:
    scores = Scores(0.1 + 0.2, None, 1 / 3)
    first = Seen("p1", SWARM.title, digest(SWARM.abstract), 1, 1.0, scores)
    second = Seen("p2", RAIN.title, digest(RAIN.abstract), 2, 0.5, scores)
    cited_only = replace(second, rank=None, score=None, scores=Scores())
    for answer, seen in (
        (an_answer(), (first, second)),
        (an_answer((LIGHT, LATER), (SWARM,)), (first, cited_only)),
        (an_answer((LIGHT,), (SWARM, SWARM)), (first,)),
        (an_answer((), (SWARM, RAIN)), (first, second)),
    ):
        assert bundle_of(ASKED, answer, STATE).evidence == seen


def test_nothing_of_the_machine_is_in_it() -> None:
    paper = replace(SWARM, sources=(Source("C:\\Users\\ada\\mine.bib", "bibtex", "k"), *SWARM.sources))
    told = (
        "the model '/home/ada/small.gguf' answered HTTP 500 (no '/home/ada l/x' or C:\\Users\\x on host gpu-box-3:80, 10.0.0.7); wait",
        "gpu01.corp.internal or worker:8000 at ~/ada/x is down; gpt-4.1-mini and/or p. 3 of 4/5 stay",
        "the model at http://ada:pw@10.0.0.7:8080/v1 did not answer; a ratio of 1:2",
        "redirected to HTTPS://evil.example/x.",
    )
    answer = replace(
        an_answer(((*LIGHT[:2], ((paper, LIGHT[0]),)), LATER), (paper, RAIN)),
        model="/home/ada/models/small.gguf",
        notices=told,
        plan=SearchPlan("When?", filters=ASKED.filters),
    )
    asked = replace(ASKED, history=(Turn("When?", answer),))
    made = bundle_of(asked, answer, STATE)
    text = to_text(made)
    for secret in (
        "ada/",
        "Users",
        "session",
        "example/",
        "pw@",
        "10.0.0.7",
        "://",
        "ada l",
        "gpu",
        "internal",
        "8000",
    ):
        assert secret not in text
    assert made.answer.model == "small.gguf"
    assert made.answer.plan.filters.sources == ("mine.bib",)
    assert made.answer.notices == (
        f"the model {LEFT_OUT} answered HTTP 500 (no {LEFT_OUT} or {LEFT_OUT} on host {LEFT_OUT}, {LEFT_OUT}); wait",
        "(address left out) or (address left out) at (address left out) is down; gpt-4.1-mini and/or p. 3 of 4/5 stay",
        "the model at (address left out) did not answer; a ratio of 1:2",
        "redirected to (address left out)",
    )
    kept = made.answer.citations[0].paper
    assert [source.name for source in kept.sources] == ["mine.bib", "mine.bib"]
    assert (kept.url, kept.extra, kept.authors) == (None, (), SWARM.authors)
    abstained = bundle_of(ASKED, an_answer((), (paper,)), STATE)
    assert abstained.answer.nearest[0].paper == kept
    assert json.loads(text)["format"] == 1


@pytest.mark.parametrize(
    ("notice", "told"),
    [
        (r"no model C:\Users\Ann Lee\models\m.gguf", f"no model {LEFT_OUT}"),
        (r"no model C:\Users\Ann Lee\My Models\m 1.gguf here", f"no model {LEFT_OUT} here"),
        (r"no model D:\Program Files (x86)\LLM\m.gguf, stopped", f"no model {LEFT_OUT}, stopped"),
        (r"no model \\nas 1\ann lee\m.gguf", f"no model {LEFT_OUT}"),
        ("no model C:/Users/Ann Lee/m.gguf (stopped)", f"no model {LEFT_OUT} (stopped)"),
        ("no model /home/ann lee/x.gguf", f"no model {LEFT_OUT}"),
        ("no model /home/ann marie lee/my models/x.gguf was found", f"no model {LEFT_OUT} was found"),
        ("no folder /home/ann lee was found", f"no folder {LEFT_OUT} was found"),
        (r"no folder C:\Users\Ann Lee", f"no folder {LEFT_OUT}"),
        ("no folder ~/ann lee.", f"no folder {LEFT_OUT}"),
        ("no model /home/o'brien/x.gguf is there", f"no model {LEFT_OUT} is there"),
        ("no model file:///home/ann lee/x.gguf", f"no model {LEFT_OUT}"),
        ("no model /home/ann (work)/x.gguf", f"no model {LEFT_OUT}"),
        ("open /home/ann lee/my x.gguf: no such file", f"open {LEFT_OUT} no such file"),
        ("connect to ::1 failed", f"connect to {LEFT_OUT} failed"),
        ("connect to fe80::1ff:fe23:4567:890a%eth0 failed", f"connect to {LEFT_OUT} failed"),
        ("connect to 2001:db8:0:0:0:8a2e:370:7334, port 80", f"connect to {LEFT_OUT}, port 80"),
        ("connect to ::ffff:10.0.0.7 failed", f"connect to {LEFT_OUT} failed"),
        ("connect to [fe80::1%eth0]:8000 failed", f"connect to {LEFT_OUT} failed"),
        ("at 12:30:45 a ratio of 1:2 and/or 3 / 4 :: stays", "at 12:30:45 a ratio of 1:2 and/or 3 / 4 :: stays"),
    ],
)
def test_no_folder_and_no_address_stays_in_a_notice(notice: str, told: str) -> None:
    assert bundle_of(ASKED, replace(an_answer((), ()), notices=(notice,)), STATE).answer.notices == (told,)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("mine.bib", "mine.bib"),
        ("org/model-7b:free", "org/model-7b:free"),
        ("/home/ada/m.gguf", "m.gguf"),
        ("~/m.gguf", "m.gguf"),
        ("C:\\models\\m.gguf", "m.gguf"),
        ("d:/m.gguf", "m.gguf"),
        ("\\\\server\\share\\m.gguf", "m.gguf"),
        ("", ""),
    ],
)
def test_names_of_files(name: str, told: str) -> None:
    assert file_name(name) == told


def test_a_digest_is_of_the_whole_text() -> None:
    assert digest("a") == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    assert len({digest(text) for text in ("", "a", "a ", "A", "\udce9")}) == 5
