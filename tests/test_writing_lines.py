"""A reply read while it comes: what each line is, what the reader sees, and that the cuts make no difference."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.writing.lines import LineReader, quotes_of
from assistant.writing.records import Drafted, Ended, LineEvent, NoAnswer, NotCovered, Quoted, Shown
from assistant.writing.tidy import key_like

KNOWN = frozenset({"p7f3a", "pc3d4"})


def read(*pieces: str) -> tuple[list[LineEvent], LineReader]:
    reader = LineReader(KNOWN, key_like("Gates (p110c) cut p110B."))
    events = [event for piece in pieces for event in reader.feed(piece)]
    return [*events, *reader.end()], reader


def joined(events: Sequence[LineEvent]) -> list[LineEvent]:
    """The events with the pieces of a sentence put together."""
    found: list[LineEvent] = []
    for event in events:
        if isinstance(event, Shown) and not event.first and found and isinstance(found[-1], Shown):
            found[-1] = Shown(found[-1].delta + event.delta, found[-1].first)
        else:
            found.append(event)
    return found


def sentences(reply: str) -> list[Drafted]:
    return [event.sentence for event in read(reply)[0] if isinstance(event, Ended)]


A, C = Quoted("p7f3a", "gates cut cost"), Quoted("pc3d4", "bees dance")
SENTENCES: list[tuple[str, str, list[Drafted]]] = [
    ("plain", 'Gates cut cost.\n> [p7f3a] "gates cut cost"\n', [Drafted("Gates cut cost.", (A,))]),
    ("no line end", 'Gates cut cost.\n> [p7f3a] "gates cut cost"', [Drafted("Gates cut cost.", (A,))]),
    ("no blank", 'Gates cut cost.\n>[p7f3a]"gates cut cost"', [Drafted("Gates cut cost.", (A,))]),
    ("blank lines", '\n\nGates cut cost.\n\n> [p7f3a] "gates cut cost"\n\n', [Drafted("Gates cut cost.", (A,))]),
    ("windows", 'Gates cut cost.\r\n> [p7f3a] "gates cut cost"\r\n', [Drafted("Gates cut cost.", (A,))]),
    ("bullets", '- Gates cut cost.\n  - > [p7f3a] "gates cut cost"', [Drafted("Gates cut cost.", (A,))]),
    ("numbers", "12. Gates cut cost.\n   > [P7F3A]: “gates cut cost”", [Drafted("Gates cut cost.", (A,))]),
    ("in a fence", '```text\nGates cut cost.\n> [p7f3a] "gates cut cost"\n```', [Drafted("Gates cut cost.", (A,))]),
    ("in another", '~~~~ text\nGates cut cost.\n> [p7f3a] "gates cut cost"\n~~~~', [Drafted("Gates cut cost.", (A,))]),
    ("code in a sentence", "```gates``` cut cost.", [Drafted("gates cut cost.")]),
    ("key first", 'Gates cut cost.\n[p7f3a] "gates cut cost"', [Drafted("Gates cut cost.", (A,))]),
    ("bare key", "Gates cut cost.\n> p7f3a: gates cut cost", [Drafted("Gates cut cost.", (A,))]),
    ("quote first", 'Gates cut cost.\n> "gates cut cost" [p7f3a]', [Drafted("Gates cut cost.", (A,))]),
    (
        "marks inside",
        'X yes.\n> [p7f3a] "gates "cut" cost"\n> [pc3d4] "bees\' dance "and" Owls\' flight"',
        [Drafted("X yes.", (Quoted("p7f3a", 'gates "cut" cost'), Quoted("pc3d4", "bees' dance \"and\" Owls' flight")))],
    ),
    (
        "a mark inside, none at the end",
        "X yes.\n> [p7f3a] \"the gates' cost",
        [Drafted("X yes.", (Quoted("p7f3a", "the gates' cost"),))],
    ),
    (
        "escaped",
        'X yes.\n> [p7f3a] "gates \\"cut\\" cost"',
        [Drafted("X yes.", (Quoted("p7f3a", 'gates \\"cut\\" cost'),))],
    ),
    (
        "marks of other kinds",
        "X yes.\n> [p7f3a] “gates “cut” cost”",
        [Drafted("X yes.", (Quoted("p7f3a", "gates “cut” cost"),))],
    ),
    ("words behind", 'X yes.\n> [p7f3a] "gates cut cost" (abstract)', [Drafted("X yes.", (A,))]),
    ("two lines", 'X yes.\n> [p7f3a] "gates cut cost"\n> [pc3d4] "bees dance"', [Drafted("X yes.", (A, C))]),
    ("one line", 'X yes.\n> [p7f3a] "gates cut cost" [pc3d4] "bees dance"', [Drafted("X yes.", (A, C))]),
    (
        "inside",
        "Gates cut [p7f3a] cost [pc3d4].",
        [Drafted("Gates cut cost.", (Quoted("p7f3a", ""), Quoted("pc3d4", "")))],
    ),
    (
        "inside, both",
        "Gates cut cost [p7f3a, pc3d4].",
        [Drafted("Gates cut cost.", (Quoted("p7f3a", ""), Quoted("pc3d4", "")))],
    ),
    ("unknown inside", "Gates cut cost [pffff].", [Drafted("Gates cut cost.")]),
    ("a reference of its own", "Gates cut cost [12].", [Drafted("Gates cut cost.")]),
    ("references of its own", "Gates [1, 2] cut cost [3][4-6].", [Drafted("Gates cut cost.")]),
    ("an interval", "Gates score in [1, 5] and [0, 1].", [Drafted("Gates score in (1, 5) and (0, 1).")]),
    (
        "round brackets",
        "Gates cut cost (p7f3a; pc3d4).",
        [Drafted("Gates cut cost.", (Quoted("p7f3a", ""), Quoted("pc3d4", "")))],
    ),
    (
        "wide brackets",
        'Gates cut cost \u3010pc3d4\u3011.\n> \uff3bp7f3a\uff3d "gates cut cost"',
        [Drafted("Gates cut cost.", (Quoted("pc3d4", ""), A))],
    ),
    ("unknown in round brackets", "Gates cut cost (pdead1).", [Drafted("Gates cut cost.")]),
    ("a word in round brackets", "Gates (padded) cut p110b.", [Drafted("Gates (padded) cut p110b.")]),
    (
        "unknown in the text",
        "As p9e8d7 shows, gates cut `pc0ffee1`.",
        [Drafted("As a paper shows, gates cut a paper.")],
    ),
    (
        "unknown with words",
        "Gates [see p9e8d7] cut [p9e8d: abstract] cost (p9e8d7, p. 3).",
        [Drafted("Gates cut cost.")],
    ),
    ("unknown and open", "Gates cut cost [p9e8d7", [Drafted("Gates cut cost (a paper")]),
    ("unknown in a script without blanks", "\u8702p9e8d7\u8702\u3002", [Drafted("\u8702a paper\u8702\u3002")]),
    ("known with words, marked", "Gates cut cost [see _p7f3a_].", [Drafted("Gates cut cost.", (Quoted("p7f3a", ""),))]),
    ("known with words", "Gates cut cost [see p7f3a, p. 2].", [Drafted("Gates cut cost.", (Quoted("p7f3a", ""),))]),
    ("an empty link", "Gates [](http://a.example) cut ![](http://a.example) [] cost.", [Drafted("Gates cut cost.")]),
    ("a people", "!Kung people cut gates.", [Drafted("!Kung people cut gates.")]),
    (
        "without brackets",
        "As p7f3a shows, gates cut.",
        [Drafted("As this paper shows, gates cut.", (Quoted("p7f3a", ""),))],
    ),
    *(
        (
            f"known as {key!r}",
            f"As {key} shows, gates cut.",
            [Drafted("As this paper shows, gates cut.", (Quoted("p7f3a", ""),))],
        )
        for key in ("_p7f3a_", "*p7f3a*", "__p7f3a__", "**_p7f3a_**", "p7\u200bf3a", "\uff50\uff17\uff46\uff13\uff41")
    ),
    *(
        (f"unknown as {key!r}", f"As {key} shows, gates cut.", [Drafted("As a paper shows, gates cut.")])
        for key in ("_pe3e7_", "*pe3e7*", "`_pe3e7_`", "p\u200bbeef1", "\uff50\uff10\uff10\uff41\uff42\uff11")
    ),
    *(
        (f"in {left} as {key!r}", f"Gates {left}{key}{right} cut.", [Drafted("Gates cut.", (Quoted("p7f3a", ""),))])
        for left, right in ("[]", "()")
        for key in ("_p7f3a_", "*p7f3a*", "**p7f3a**", "p7\u200bf3a")
    ),
    *(
        (f"no key in {text!r}", text, [Drafted(text)])
        for text in (
            "Gates _p110b_ cut.",
            "Gates x_pe3e7 cut.",
            "Gates pe3e7_y cut.",
            "In 10\xb2 \uff47\uff41\uff54\uff45\uff53.",
            "_Gates_ cut.",
        )
    ),
    ("frame", "~ In short, this follows.", [Drafted("In short, this follows.", frames=True)]),
    ("about forty", "~40 owls hear.", [Drafted("~40 owls hear.")]),
    ("a decimal", "2.5 cm a day.", [Drafted("2.5 cm a day.")]),
    ("a minus", "-5 degrees it was.", [Drafted("-5 degrees it was.")]),
    ("emphasis", "**Gates** cut `cost`.", [Drafted("Gates cut cost.")]),
    ("link", "See [gates](http://a.example/x) now.", [Drafted("See gates now.")]),
    ("image", "Gates ![x](http://a.example/x.png?q=1) cut.", [Drafted("Gates cut.")]),
    ("address", "See https://a.example/x?y=1 or www.a.example.", [Drafted("See or")]),
    ("html", 'Gates <img src="http://a.example/x"> cut <b>cost</b>.', [Drafted("Gates cut cost.")]),
    ("less than", "It holds for p < 0.05 and a<b>c.", [Drafted("It holds for p < 0.05 and ac.")]),
    ("fences", "```\nGates cut cost.\n```", [Drafted("Gates cut cost.")]),
    ("several", "One thing.\nAnother.", [Drafted("One thing."), Drafted("Another.")]),
]


@pytest.mark.parametrize(("reply", "expected"), [row[1:] for row in SENTENCES], ids=[row[0] for row in SENTENCES])
def test_sentences_and_their_evidence(reply: str, expected: list[Drafted]) -> None:
    assert sentences(reply) == expected


EVIDENCE: list[tuple[str, list[Quoted]]] = [
    ('[p7f3a] "a \\"b\\" c"', [Quoted("p7f3a", 'a \\"b\\" c')]),
    ("[p7f3a] 'a b'", [Quoted("p7f3a", "a b")]),
    ("[p7f3a] «a b»", [Quoted("p7f3a", "a b")]),
    ("[p7f3a] „a b“.", [Quoted("p7f3a", "a b")]),
    ("[p7f3a] - a b", [Quoted("p7f3a", "a b")]),
    ("[p7f3a]", [Quoted("p7f3a", "")]),
    ("[p7f3a; pc3d4]: a b", [Quoted("p7f3a", "a b"), Quoted("pc3d4", "a b")]),
    ('"a b" [p7f3a][pc3d4]', [Quoted("p7f3a", "a b"), Quoted("pc3d4", "a b")]),
    ('_p7f3a_ "a b"', [Quoted("p7f3a", "a b")]),
    ('**p7f3a**: "a b"', [Quoted("p7f3a", "a b")]),
    ('[_p7f3a_] "a *b*"', [Quoted("p7f3a", "a *b*")]),
    ('[p7\u200bf3a] "a b"', [Quoted("p7f3a", "a b")]),
    ("no key here", []),
    ("", []),
]


@pytest.mark.parametrize(("line", "expected"), EVIDENCE)
def test_evidence_lines(line: str, expected: list[Quoted]) -> None:
    assert quotes_of(line) == expected


def test_what_is_not_covered_and_no_answer_at_all() -> None:
    assert read("? how owls hunt in rain\n")[0] == [NotCovered("how owls hunt in rain")]
    assert read("!")[0] == read("! Nothing.\n")[0] == [NoAnswer()]
    assert read("Yes it is.\n? rain\n!\n")[0][-3:] == [Ended(Drafted("Yes it is.")), NotCovered("rain"), NoAnswer()]


def test_unknown_keys_are_counted_and_never_evidence() -> None:
    events, reader = read('Gates [pffff] cut.\n> [p0000] "cost"\n> [p7f3a] "gates"\n')
    assert reader.unknown == 2
    assert [e for e in events if isinstance(e, Quoted)] == [Quoted("p7f3a", "gates")]


def test_keys_in_marks_are_counted() -> None:
    events, reader = read("Gates _pe3e7_ cut p\u200bbeef1.\n? _pe3e8_ gates [_pe3e9_]\n")
    assert [event.part for event in events if isinstance(event, NotCovered)] == ["a paper gates"]
    assert reader.unknown == 4


def test_a_disguised_key_is_not_shown_while_it_comes() -> None:
    shown = [event for event in read(*"Gates \uff50\uff17\uff46\uff13\uff41 cut.\n")[0] if isinstance(event, Shown)]
    assert "".join(event.delta for event in shown) == "Gates this paper cut."


def test_evidence_of_nothing_is_counted() -> None:
    events, reader = read('> [p7f3a] "gates"\n')
    assert (events, reader.stray) == ([], 1)


def test_text_is_shown_before_its_line_ends() -> None:
    reader = LineReader(KNOWN)
    assert list(reader.feed("Gates cut ")) == [Shown("Gates cut", first=True)]
    assert list(reader.feed("cost [p7")) == [Shown(" cost", first=False)]
    assert list(reader.feed("f3a] at")) == []
    assert list(reader.feed(" once.\n")) == [Shown(" at once.", first=False), Quoted("p7f3a", "")]


SCRIPTS: list[tuple[list[str], list[str]]] = [
    (["蜜蜂四十分钟后", "离开。", "警报响起"], ["蜜蜂四十分钟后", "离开。", "警报响起"]),
    (list("蜂が巣を離れる。警報"), ["蜂が巣を離れ", "る", "。", "警", "報"]),
    (["警报响了(91%", "), 然后", "[p7f3a]", "结束。"], ["警报响了", "(91%), 然后", "结束。"]),
    (["这个模型 GPT", "-4 很快", "。"], ["这个模型", " GPT-4 很快", "。"]),
    (["蜂群离开了吗。", "[p7", "f3a]是的"], ["蜂群离开了吗。", "是的"]),
]


@pytest.mark.parametrize(("pieces", "shown"), SCRIPTS)
def test_a_script_without_blanks_is_shown_as_it_comes(pieces: list[str], shown: list[str]) -> None:
    """Within a line: whoever waits for a blank shows such a sentence at its end only."""
    reader = LineReader(KNOWN)
    events = [event for piece in pieces for event in reader.feed(piece)]
    assert [event.delta for event in events if isinstance(event, Shown)] == shown


def test_a_cut_reply_keeps_what_had_its_evidence() -> None:
    reader = LineReader(KNOWN)
    events = [*reader.feed('One.\n> [p7f3a] "gates cut cost"\nTwo is wri'), *reader.cut()]
    assert [e.sentence.text for e in events if isinstance(e, Ended)] == ["One."]
    reader = LineReader(KNOWN)
    events = [*reader.feed('One.\n> [p7f3a] "gates cut co'), *reader.cut()]
    assert [e.sentence.quotes for e in events if isinstance(e, Ended)] == [(Quoted("p7f3a", "gates cut co"),)]
    reader = LineReader(KNOWN)
    assert not [e for e in [*reader.feed("One.\n"), *reader.cut()] if isinstance(e, Ended)]


PIECES = st.lists(
    st.sampled_from(
        [
            "Gates cut cost", ".", " ", "\n", "\r\n", "> ", ">", "[p7f3a]", "[pc3d4]", "[pffff]", "[", "]", "(", ")", '"',
            "“bees dance”", "~ ", "~", "? ", "!", "![x](http://a.example)", "https://a.example/b", "<b>", "<", "**", "`",
            "- ", "1. ", "12.", "p7f3a", "(p7f3a", "pdead1", "…", "[1]", ",", ";", "(see [p7f3a])", "\t", "#", "é", "漢字", "\x1b[0m", "--",
        ]
    ),
    max_size=40,
)  # fmt: skip


@given(PIECES, st.data())
def test_cuts_make_no_difference(parts: list[str], data: st.DataObject) -> None:
    reply = "".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(reply)), max_size=12)))
    bounds = [0, *cuts, len(reply)]
    pieces = [reply[a:b] for a, b in pairwise(bounds)]
    whole, one = read(reply)
    events, other = read(*pieces)
    assert joined(events) == joined(whole)
    assert (one.unknown, one.stray) == (other.unknown, other.stray)


@given(st.text(max_size=200), st.integers(1, 9))
def test_any_text_is_read_and_shows_no_key_and_no_address(text: str, size: int) -> None:
    reply = f"{text} [p7f3a] ![x](https://a.example/y) {text}\n"
    pieces = [reply[i : i + size] for i in range(0, len(reply), size)]
    shown = "".join(e.delta for e in read(*pieces)[0] if isinstance(e, Shown))
    assert "[p7f3a]" not in shown
    assert "://" not in shown
