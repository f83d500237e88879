"""Sessions and their owners, kept conversations, exports and remarks: what the page does without Gradio."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.bundles import Asking, LibraryState, bundle_of
from assistant.bundles.files import parsed
from assistant.chats import Chat, Place
from assistant.commands.state import library_state, replies
from assistant.errors import ChatMissing, UsageError
from assistant.records import Answer, Filters, Turn
from assistant.replies import Said
from assistant.settings import Settings
from assistant.ui.acts import Act
from assistant.ui.chat_events import ChatEvents
from assistant.ui.exports import FORMS, cited, exported
from assistant.ui.follow_ups import OFFERED, TRIED, follow_ups
from assistant.ui.remarks import KINDS, Remarks
from assistant.ui.running import Asked
from assistant.ui.served import Served
from assistant.ui.sessions import Limits, Session, held_by, limits_of, owner_of
from assistant.ui.side import side_html
from assistant.ui.talks import Talks
from evals.drafts import drafts
from evals.feedback import read_feedback
from tests.kept_answers import STATE, an_answer, found
from tests.test_ui_markup import paper, read

HERE = Place("mine", "lib-1")
TURN = Turn("When do bees swarm?", an_answer())
NEXT = Turn("And in the rain?", an_answer())


@pytest.fixture
def talks(tmp_path: Path) -> Talks:
    return Talks(tmp_path, lambda: HERE)


@pytest.mark.parametrize(
    ("username", "named", "owner"), [(None, False, None), ("reader", False, None), ("ada", True, "ada")]
)
def test_who_owns_what(username: str | None, owner: str | None, *, named: bool) -> None:
    assert owner_of(username, named=named) == owner


def test_where_users_are_named_nobody_is_let_in_without_a_name() -> None:
    for nobody in (None, ""):
        with pytest.raises(UsageError):
            owner_of(nobody, named=True)


@pytest.mark.parametrize("held", [Session("ben", "c", (TURN,)), Session(None, "c", (TURN,)), None, "ada", {}, ()])
def test_what_another_user_holds_is_never_handed_out(held: object) -> None:
    assert held_by(held, "ada") == Session("ada")
    assert limits_of(held, "ada") == Limits("ada")


def test_what_a_user_holds_is_theirs() -> None:
    mine, under = Session("ada", "c", (TURN,)), Limits("ada", Filters(year_from=2020))
    assert held_by(mine, "ada") is mine
    assert limits_of(under, "ada") is under
    assert limits_of(under, "ben") == Limits("ben")


def test_turns_are_kept_and_opened_by_their_owner_only(talks: Talks) -> None:
    first, trouble = talks.kept(Session("ada"), TURN, 0)
    second, _ = talks.kept(first, NEXT, 1)
    assert (trouble, second.turns) == ("", (TURN, NEXT))
    assert talks.opened(Session("ada"), second.chat_id) == (second, "")
    for other in ("ben", None):
        with pytest.raises(ChatMissing):
            talks.opened(Session(other), second.chat_id)
        assert talks.listing(other).chats == ()


def test_a_question_asked_anew_takes_the_place_of_what_followed(talks: Talks) -> None:
    session, _ = talks.kept(Session(), TURN, 0)
    session, _ = talks.kept(session, NEXT, 1)
    session, _ = talks.kept(session, NEXT, 0)
    assert session.turns == (NEXT,)
    assert talks.opened(Session(), session.chat_id)[0].turns == (NEXT,)


def test_a_conversation_deleted_meanwhile_begins_again(talks: Talks) -> None:
    session, _ = talks.kept(Session(), TURN, 0)
    talks.of(None).delete(session.chat_id)
    again, trouble = talks.kept(session, NEXT, 1)
    assert (trouble, again.turns) == ("", (TURN, NEXT))
    assert again.chat_id != session.chat_id
    assert talks.opened(Session(), again.chat_id)[0].turns == (TURN, NEXT)


def test_two_tabs_on_one_conversation_lose_nothing_of_each_other(talks: Talks) -> None:
    one, _ = talks.kept(Session(), TURN, 0)
    two, _ = talks.opened(Session(), one.chat_id)
    assert talks.current(two) is two
    one, _ = talks.kept(one, NEXT, 1)
    assert talks.current(two) == one
    third = Turn("And at night?", an_answer())
    two, trouble = talks.kept(two, third, 1)
    assert (trouble, two.turns) == ("", (TURN, NEXT, third))
    one, trouble = talks.kept(one, third, 0)
    assert "gone on with elsewhere" in trouble
    assert talks.opened(Session(), two.chat_id)[0].turns == (TURN, NEXT, third)


def test_a_conversation_keeps_the_address_it_was_given_before_its_first_answer(talks: Talks) -> None:
    named = talks.named(Session("ada"))
    assert named.chat_id
    assert talks.listing("ada").chats == ()
    kept, _ = talks.kept(named, TURN, 0)
    assert kept.chat_id == named.chat_id
    assert talks.named(kept) is kept
    assert talks.named(Session("ada")).chat_id != named.chat_id


def test_what_cannot_be_kept_stays_on_the_page(tmp_path: Path) -> None:
    (tmp_path / "chats").write_text("in the way")
    session, trouble = Talks(tmp_path, lambda: HERE).kept(Session(), TURN, 0)
    assert (session.turns, session.chat_id) == ((TURN,), "")
    assert "could not be kept" in trouble


def test_a_conversation_about_another_library_says_so(talks: Talks, tmp_path: Path) -> None:
    session, _ = talks.kept(Session(), TURN, 0)
    elsewhere = Talks(tmp_path, lambda: Place("other", "lib-2"))
    assert "another library, “mine”" in elsewhere.opened(Session(), session.chat_id)[1]


def test_the_list_marks_what_is_open(talks: Talks) -> None:
    first, _ = talks.kept(Session(), TURN, 0)
    talks.kept(Session(), NEXT, 0)
    seen = read(side_html(talks.listing(None), first.chat_id))
    assert len(seen.having("la-kept")) == 2
    (current,) = (button for button in seen.having("la-open-chat") if button.get("aria-current"))
    assert current["value"] == f"open {first.chat_id}"
    exports = [a["value"] for a in seen.having("la-act") if str(a["value"]).startswith(f"export {first.chat_id}")]
    assert [str(value).split()[2] for value in exports] == list(FORMS)


@pytest.fixture
def conversation(talks: Talks) -> Chat:
    session, _ = talks.kept(Session(), TURN, 0)
    session, _ = talks.kept(session, NEXT, 1)
    return talks.conversation(None, session.chat_id)


def test_a_conversation_is_written_in_every_form(conversation: Chat) -> None:
    files = {form: exported(conversation, form, STATE) for form in FORMS}
    assert files["markdown"].name == "When-do-bees-swarm.md"
    assert all("When Hives Grow Light" in file.text.replace("{", "").replace("}", "") for file in files.values())
    bundle = parsed(files["bundle"].text.encode())
    assert (bundle.question, bundle.history[0].question) == (NEXT.question, TURN.question)
    assert len(json.loads(files["csl"].text)) == len(cited((TURN.answer, NEXT.answer))) == 2


def test_a_bundle_of_the_page_is_what_saving_an_answer_gives(small: Assistant, tmp_path: Path) -> None:
    """The question's own year becomes no filter that somebody set, and a model's replies are there."""
    question, under = "Which papers on bees appeared since 2020?", Filters(n_authors_max=9)
    made = replace(small.answered(question, (), under), said=(Said("write", "Bees …", "ab12", "stop"),))
    events = ChatEvents.of(Served(small, tmp_path, Settings.load({})))
    done = events.chat.keep(Asked(question, events.desk.talks.named(Session()), filters=under), made)
    assert done.trouble == ""
    kept = events.desk.talks.conversation(None, done.session.chat_id)
    saved = bundle_of(Asking(question, (), under), made.answer, library_state(small), replies(made))
    assert saved.filters != made.answer.plan.filters
    assert parsed(exported(kept, "bundle", LibraryState("later", 9, 9)).text.encode()) == saved


@pytest.mark.parametrize("form", ["", "pdf", "../markdown", "__class__"])
def test_no_other_form_is_written(conversation: Chat, form: str) -> None:
    with pytest.raises(UsageError):
        exported(conversation, form, LibraryState("x", 1, 1))


def test_nothing_cited_is_no_bibliography(conversation: Chat) -> None:
    nothing = replace(TURN, answer=Answer("?", "?", "abstained", "extractive"))
    empty = replace(conversation, kept=(replace(conversation.kept[0], turn=nothing),))
    with pytest.raises(UsageError, match="nothing to export"):
        exported(empty, "bibtex", STATE)
    with pytest.raises(UsageError, match="no answer yet"):
        exported(replace(conversation, kept=()), "markdown", STATE)


def test_remarks_are_read_as_draft_cases(tmp_path: Path) -> None:
    remarks, session = Remarks(tmp_path, now=lambda: "2026-11-22T12:00:00Z"), Session("ada", "c", (TURN, NEXT))
    for do in KINDS:
        remarks.note(session, Act(do, "turn-2-s0-1", 2, 1, 0, text="no"))
    path = tmp_path / "feedback.jsonl"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    read_back = read_feedback(path)
    assert (len(read_back.feedback), read_back.rejected) == (3, ())
    (draft,) = drafts(read_back.feedback)
    assert (draft.reports, draft.case.turns, draft.comments) == (2, (TURN.question, NEXT.question), ("no",))
    assert "When Hives Grow Light" in draft.wrong[0]
    assert "When Hives Grow Light" not in draft.case.also_ok


@pytest.mark.parametrize(
    "act",
    [
        Act("up"),
        Act("up", "turn-3", 3),
        Act("praise", "turn-1", 1),
        Act("wrong", "turn-1", 1),
        Act("wrong", "turn-1-c9", 1, 9),
        Act("wrong", "turn-1-s99-1", 1, 1, 99),
    ],
)
def test_a_remark_on_nothing_is_refused(tmp_path: Path, act: Act) -> None:
    with pytest.raises(UsageError):
        Remarks(tmp_path).note(Session(None, "c", (TURN, NEXT)), act)
    assert not (tmp_path / "feedback.jsonl").exists()


def test_follow_ups_are_what_the_library_answers_and_was_not_asked() -> None:
    papers = [paper(id=str(n), title=title) for n, title in enumerate(("BeeNet: Hives", "Wax", "Honey.", "Pollen"))]
    turn = Turn("What does “wax” find", replace(an_answer(), citations=(), evidence=found(*papers)))
    tried: list[str] = []

    def answers(question: str) -> bool:
        tried.append(question)
        return "Pollen" not in question

    assert follow_ups((turn,), answers) == ("What does BeeNet propose?", "What does “Honey” find?")
    assert tried == ["What does BeeNet propose?", "What does “Honey” find?", "What does “Pollen” find?"]
    assert follow_ups((), answers) == ()


def test_few_follow_ups_are_tried_and_fewer_offered() -> None:
    papers = [paper(id=str(n), title=f"Title {n}") for n in range(50)]
    turn = Turn("?", replace(an_answer(), citations=(), evidence=found(*papers)))
    tried: list[str] = []

    def never(question: str) -> bool:
        tried.append(question)
        return False

    assert follow_ups((turn,), never) == ()
    assert len(tried) == TRIED
    assert len(follow_ups((turn,), lambda _question: True)) == OFFERED
