"""The records of XML files: streamed, bounded, and safe from what the file declares."""

import gzip
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import InputError
from ingest.formats.xml_builder import MAX_DEPTH, MAX_RECORD, Fault, Record
from ingest.formats.xml_records import parsed, records
from ingest.formats.xml_text import inner_text, one_line

NAMES = frozenset({"r", "{urn:sheep}r"})
REST = "; nothing behind it was read"
TOKEN = "a tag or comment of more than 2,000,000 bytes"
MANY = "more than 10,000 different names of tags and attributes"


def told(found: list[Record | Fault]) -> list[tuple[int, str]]:
    return [(f.line, f.reason if isinstance(f, Fault) else one_line(f.element)) for f in found]


def read(tmp_path: Path, content: str | bytes) -> list[tuple[int, str]]:
    path = tmp_path / "file"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return told(list(records(path, NAMES)))


GOOD: list[tuple[str | bytes, list[tuple[int, str]]]] = [
    ("<a>\n<r>one</r>\n\n<b><r>two</r></b></a>", [(2, "one"), (4, "two")]),
    ("<r>alone</r>", [(1, "alone")]),
    ('<s:a xmlns:s="urn:sheep"><s:r>one</s:r><q:r xmlns:q="urn:goat">two</q:r></s:a>', [(1, "one")]),
    ('<a xmlns="urn:sheep"><r>one</r></a>', [(1, "one")]),
    ("<a>none</a>", []),
    ("<a><r/></a>", [(1, "")]),
    ("<!DOCTYPE a PUBLIC 'x' 'https://sheep.example/a.dtd'><a><r>&alpha;&amp;</r></a>", [(1, "\u03b1&")]),
    ("<?xml version='1.0' encoding='ISO-8859-1'?><r>Sch\u00e4fchen</r>".encode("latin-1"), [(1, "Sch\u00e4fchen")]),
    ("<?xml version='1.0' encoding='windows-1252'?><r>\u2019</r>".encode("cp1252"), [(1, "\u2019")]),
    ("<?xml version='1.0' encoding='UTF-16'?>\n<r>Sch\u00e4fchen</r>".encode("utf-16"), [(2, "Sch\u00e4fchen")]),
    ("\ufeff<r>one</r>", [(1, "one")]),
    ("<r>one</r>\n<?xml version='1.0'?>\n<!DOCTYPE r SYSTEM 'x'>\n<r>two</r>\n\n", [(1, "one"), (4, "two")]),
    (gzip.compress(b"<r>one</r>"), [(1, "one")]),
    (b"<a>" + b"<!-- baa -->" * 400_000 + b"<r>one</r></a>", [(1, "one")]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "found"), GOOD, ids=range(len(GOOD)))
def test_records_with_their_lines(tmp_path: Path, content: str | bytes, found: list[tuple[int, str]]) -> None:
    assert read(tmp_path, content) == found


LAUGHS = '<!DOCTYPE a [<!ENTITY b "baa"><!ENTITY c "&b;&b;"><!ENTITY d "&c;&c;">]>\n<a><r>&d;</r></a>'
SECRET = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>\n<a><r>&b;</r></a>'
PARAMETER = '<!DOCTYPE a [<!ENTITY % b SYSTEM "http://sheep.example/x">%b;]>\n<a/>'
DECLARED = f"a DOCTYPE with declarations in it, which are not read{REST}"

# Behind `<a>` and a record in line 2; what is found of it.
BROKEN: list[tuple[str | bytes, list[tuple[int, str]]]] = [
    ("<r>tw", [(3, "the file breaks off at line 3")]),
    ("<r", [(3, "the file breaks off at line 3")]),
    ("<r><![CDATA[ two", [(3, "the file breaks off at line 3")]),
    ("", [(3, "the file breaks off at line 3")]),
    ("<r>\n\n</b><r>\ntwo</r></a>", [(3, "broken XML in line 5: mismatched tag"), (5, "two")]),
    ("<r>two</b></r>\n<r>three</r></a>", [(3, "broken XML in line 3: mismatched tag"), (4, "three")]),
    ("</b>\n<r>two</r></a>", [(3, "broken XML in line 3: mismatched tag"), (4, "two")]),
    ("<r b>two</r><r>three</r></a>", [(3, "broken XML in line 3: not well-formed (invalid token)"),
                                      (3, "three")]),
    ("<r>two\n\n<r>three</r></a>", [(3, "not closed before the next one, in line 5"), (5, "three")]),
    ("<r><r>two</r>\n</r><r>three</r></a>", [(3, "not closed before the next one, in line 3"), (3, "two"),
     (4, "broken XML in line 4: mismatched tag"), (4, "three")]),
    (b"<r>\xff</r><r>two</r></a>", [(3, "broken XML in line 3: not well-formed (invalid token)"), (3, "two")]),
    ("<r>\x01</r></a>", [(3, "broken XML in line 3: not well-formed (invalid token)")]),
    ("<r>&baa;</r><r>two</r></a>", [(3, "broken XML in line 3: undefined entity"), (3, "two")]),
    ("<r>&baa;</r><rr>no</rr>" + "\n" * 200_000 + "<r/></a>", [(3, "broken XML in line 3: undefined entity"),
                                                              (200_003, "")]),
    ("<r>&baa;</r><r>&moo;</r>", [(3, "broken XML in line 3: undefined entity"),
                                  (3, "broken XML in line 3: undefined entity")]),
    ("</a>\nmore", [(4, "broken XML in line 4: syntax error")]),
    ("</a>\n<a>\n&baa;<r>two</r></a>", [(5, "broken XML in line 5: undefined entity"), (5, "two")]),
    ("<r b='" + "x" * 3_000_000 + "'/>\n<r>two</r></a>", [(3, TOKEN), (4, "two")]),
    ("<r><!--" + "\n" * 3_000_000 + "--></r><r>two</r></a>", [(3, TOKEN), (3_000_003, "two")]),
    ("<b>" * 250_000 + "\n<r>two</r></a>", [(3, "nested more than 200,000 levels deep"), (4, "two")]),
    ("".join(f"<b{i}/>" for i in range(20_000)) + "\n<r>two</r></a>", [(3, MANY), (4, "two")]),
    ("<r>" + "".join(f"<b x{i}=''/>" for i in range(20_000)) + "</r><r>two</r></a>", [(3, MANY), (3, "two")]),
    ("".join(f"<b xmlns='u{i}'/>" for i in range(20_000)), [(3, MANY)]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "found", "size"),
    [(*case, size) for case in BROKEN for size in (3, 1 << 16) if len(case[0]) < 50 * size],
)
def test_a_broken_record_costs_itself_alone(content: str | bytes, found: list[tuple[int, str]], size: int) -> None:
    whole = b"<a>\n<r>one</r>\n" + (content if isinstance(content, bytes) else content.encode())
    pieces = (whole[i : i + size] for i in range(0, len(whole), size))
    assert told(list(parsed(pieces, NAMES))) == [(2, "one"), *found]


@pytest.mark.parametrize("opening", [b"<a>", b"<a>" + b"<b/>" * 3_000])
def test_a_file_begins_anew_a_bounded_number_of_times(opening: bytes) -> None:
    *_, last = told(list(parsed([opening, b"<r>&baa;</r>" * 12_000], NAMES)))
    assert last[1].endswith(f"undefined entity{REST}")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (LAUGHS, (1, DECLARED)),
        (SECRET, (1, DECLARED)),
        (PARAMETER, (1, DECLARED)),
        ("", (1, "the file breaks off at line 1")),
        ("@article{sheep, title = {Sheep}}",
         (1, f"broken XML in line 1: not well-formed (invalid token){REST}")),
        ("<?xml version='1.0' encoding='baa'?><r/>",
         (1, f"an encoding that cannot be read (unknown encoding: baa): save the file as UTF-8{REST}")),
        (f"<?xml version='1.0' encoding='{'b' * 999}'?><r/>",
         (1, f"an encoding that cannot be read (unknown encoding: {'b' * 82}…): save the file as UTF-8{REST}")),
        (f"<!DOCTYPE r SYSTEM 'x'><r>&{'b' * 999};</r>",
         (1, f"broken XML in line 1: undefined entity &{'b' * 82}…")),
        ("<?xml version='1.0' encoding='GB2312'?><r/>",
         (1, f"an encoding that cannot be read (multi-byte encodings are not supported): save the file as UTF-8{REST}")),
        ("<r/>" * 10_001, (1, f"broken XML in line 1: junk after document element{REST}")),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, content: str, fault: tuple[int, str]) -> None:
    assert read(tmp_path, content)[-1] == fault


BEYOND: list[tuple[bytes, str]] = [
    (b"x" * (MAX_RECORD + 1), "a record of more than 20,000,000 characters"),
    (b"<![CDATA[" + b"x" * (MAX_RECORD + 1) + b"]]>", "a record of more than 20,000,000 characters"),
    (b"<b/>" * 200_000, "a record of more than 20,000,000 characters"),
    (b"<b>" * MAX_DEPTH + b"</b>" * MAX_DEPTH, "a record nested more than 100 levels deep"),
    (b"<b>" * 100_000 + b"</b>" * 100_000, "a record nested more than 100 levels deep"),
]


@pytest.mark.parametrize(("inside", "reason"), BEYOND, ids=range(len(BEYOND)))
def test_a_record_beyond_the_bounds_costs_itself_alone(tmp_path: Path, inside: bytes, reason: str) -> None:
    content = b"<a><r>one</r>\n<r>" + inside + b"</r>\n<r>two</r></a>"
    assert read(tmp_path, content) == [(1, "one"), (2, reason), (3, "two")]


def test_depth_and_size_up_to_the_bounds_are_read(tmp_path: Path) -> None:
    deep = "<b>" * (MAX_DEPTH - 1) + "x" + "</b>" * (MAX_DEPTH - 1)
    assert read(tmp_path, f"<a><r>{deep}</r></a>") == [(1, "x")]
    assert len(read(tmp_path, f"<r>{'x' * 1_000_000}</r>")[0][1]) == 1_000_000


@pytest.mark.parametrize("size", [1, 2, 3, 7, 40])
def test_pieces_of_any_size_give_the_same(size: int) -> None:
    content = b"<?xml version='1.0'?>\n<a>\n<r>one <i>&lt; two</i></r></a>\n<?xml version='1.0'?>\n<a><r>three</r>"
    pieces = (content[i : i + size] for i in range(0, len(content), size))
    assert told(list(parsed(pieces, NAMES))) == [(3, "one < two"), (5, "three"), (5, "the file breaks off at line 5")]


def test_a_packed_file_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "file"
    packed = gzip.compress(b"<a>" + b"".join(b"<r>%d</r>" % (i * 7919) for i in range(50_000)) + b"</a>")
    path.write_bytes(packed[: len(packed) // 2])
    found: list[Record | Fault] = []
    with pytest.raises(InputError, match="cut off"):
        found.extend(records(path, NAMES))
    # Lists are filled item by item, so that what came before the fault is there.
    assert len(found) > 10_000


def test_records_are_let_go(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with path.open("wb") as stream:
        stream.write(b"<a>")
        stream.writelines(b"<r><b>%0999d</b></r>\n" % i for i in range(20_000))
        stream.write(b"</a>")
    tracemalloc.start()
    try:
        count = sum(1 for _ in records(path, NAMES))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 20_000
    assert peak < 4_000_000


def element(source: str) -> Record:
    def pieces() -> Iterator[bytes]:
        yield f"<r xmlns:m='http://www.w3.org/1998/Math/MathML'>{source}</r>".encode()

    (record,) = parsed(pieces(), NAMES)
    assert isinstance(record, Record)
    return record


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (" one &lt; two ", "one < two"),
        ("a<i>b</i>c &lt; <sub>2</sub>&amp;", "abc < 2&"),
        ("10<sup>3</sup>", "10^3"),
        ("x<Odd>y</Odd>z<o.d>!</o.d>", "xyz!"),
        ("<m:math alttext='\\alpha &lt; &quot;b&quot;'><m:mi>x</m:mi></m:math>", '$\\alpha < "b"$'),
        ("<m:math><m:msup><m:mi>x</m:mi><m:mn>2</m:mn></m:msup></m:math>", "x^2"),
        ("&lt;unk&gt; and &lt;i&gt;x&lt;/i&gt;", "<unk> and x"),
        ("<i>a</i> &lt;unk&gt;", "a <unk>"),
        ("one<p>two</p>three", "one\ntwo\nthree"),
        ("a<!-- b -->c<?d e?>", "ac"),
        ("<![CDATA[a & b]]>", "a & b"),
    ],
)
def test_text_of_elements(source: str, text: str) -> None:
    assert inner_text(element(source).element) == text


def test_text_of_no_element() -> None:
    assert (inner_text(None), one_line(None)) == ("", "")
