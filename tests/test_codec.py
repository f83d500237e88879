"""Every record goes to JSON and back unchanged; what is no record is refused with the place of the fault."""

import dataclasses
import json
import types
import typing
from typing import Any, Literal, Union

import pytest

from assistant import records
from assistant.codec import from_json, to_json
from assistant.errors import InputError
from assistant.records import Answer, Evidence, Filters, Paper, Scores, Sentence, Source, Usage

RECORDS = [kind for kind in vars(records).values() if isinstance(kind, type) and dataclasses.is_dataclass(kind)]
PAPER: dict[str, Any] = {"id": "p1", "title": "T", "abstract": "A."}
ANSWER: dict[str, Any] = {"question": "q", "standalone_question": "q", "status": "answered", "mode": "extractive"}


def example(kind: Any, default: Any = dataclasses.MISSING) -> Any:
    """A value of this type other than the default, its parts filled in the same way."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        return kind(**{f.name: example(hints[f.name], f.default) for f in dataclasses.fields(kind)})
    if origin in {Union, types.UnionType}:
        return example(next(a for a in args if a is not type(None)), default)
    if origin is tuple:
        return tuple(example(a) for a in (args[0], args[0])) if args[1:] == (...,) else tuple(map(example, args))
    if origin is Literal:
        return next(a for a in args if a != default)
    plain: dict[type, Any] = {str: 'é "x"\n\u2028', int: 7, float: 0.1 + 0.2, bool: default is not True}
    return plain[kind]


@pytest.mark.parametrize("kind", RECORDS)
def test_round_trip(kind: type) -> None:
    filled = example(kind)
    for field in dataclasses.fields(kind):
        assert getattr(filled, field.name) != field.default, (
            f"{field.name} keeps its default, so the test shows nothing"
        )
    assert from_json(kind, json.loads(json.dumps(to_json(filled)))) == filled


@pytest.mark.parametrize("kind", RECORDS)
def test_round_trip_of_the_least_record(kind: type) -> None:
    hints = typing.get_type_hints(kind)
    needed = [f for f in dataclasses.fields(kind) if f.default is f.default_factory is dataclasses.MISSING]
    least = kind(**{f.name: example(hints[f.name]) for f in needed})
    assert from_json(kind, json.loads(json.dumps(to_json(least)))) == least
    assert from_json(kind, to_json_of(least, [f.name for f in needed])) == least


def to_json_of(record: Any, names: list[str]) -> dict[str, Any]:
    """As an older version wrote it, which did not know the other fields."""
    return {name: value for name, value in to_json(record).items() if name in names}


def test_the_reflection_sees_the_records() -> None:
    assert {Paper, Source, Answer, Evidence, Filters, Scores, Usage} <= set(RECORDS)


def test_field_names_are_the_json_names() -> None:
    assert to_json(Scores(dense=0.5)) == {"dense": 0.5, "bm25": None, "sentence": None, "rerank": None}


def test_a_whole_number_is_read_as_a_float() -> None:
    assert repr(from_json(Scores, {"dense": 1}).dense) == "1.0"


REFUSED: list[tuple[type, Any, str]] = [
    (Paper, [], "Paper: expected an object, found list '[]'"),
    (Paper, None, "Paper: expected an object, found NoneType 'None'"),
    (Paper, PAPER | {"year": "2024"}, "Paper.year: expected int, found str '2024'"),
    (Paper, PAPER | {"year": 2024.0}, "Paper.year: expected int, found float '2024.0'"),
    (Paper, PAPER | {"year": True}, "Paper.year: expected int, found bool 'True'"),
    (Paper, PAPER | {"is_digest": 1}, "Paper.is_digest: expected bool, found int '1'"),
    (Paper, PAPER | {"title": None}, "Paper.title: expected str, found NoneType 'None'"),
    (Paper, PAPER | {"authors": "Ada"}, "Paper.authors: expected a list, found str 'Ada'"),
    (Paper, PAPER | {"authors": ["Ada", 3]}, "Paper.authors[1]: expected str, found int '3'"),
    (
        Paper,
        PAPER | {"extra": [["a", "b", "c"]]},
        "Paper.extra[0]: expected a list of 2, found list \"['a', 'b', 'c']\"",
    ),
    (Paper, PAPER | {"titel": "T"}, "Paper: unknown field 'titel'; was this written by another version?"),
    (Paper, PAPER | {"sources": [{"name": "n"}]}, "Paper.sources[0]: a field is missing ("),
    (Paper, {"id": "p1"}, "Paper: a field is missing ("),
    (Scores, {"dense": "high"}, "Scores.dense: expected float, found str 'high'"),
    (Scores, {"dense": False}, "Scores.dense: expected float, found bool 'False'"),
    (Scores, {"dense": 10**400}, "Scores.dense: expected a number in range, found int '1000"),
    (
        Sentence,
        {"text": "s", "verdict": "maybe"},
        "Sentence.verdict: expected one of supported, partial, unsupported, ",
    ),
    (Sentence, {"text": "s", "verdict": []}, "Sentence.verdict: expected one of supported, partial, unsupported, "),
    (Answer, ANSWER | {"plan": {"question": 1}}, "Answer.plan.question: expected str, found int '1'"),
    (Answer, ANSWER | {"evidence": [{"key": "k"}]}, "Answer.evidence[0]: a field is missing ("),
]


@pytest.mark.parametrize(("kind", "value", "message"), REFUSED)
def test_refused_with_its_place(kind: type, value: Any, message: str) -> None:
    with pytest.raises(InputError) as refused:
        from_json(kind, value)
    assert str(refused.value).startswith(message)


def test_a_missing_field_is_named() -> None:
    with pytest.raises(InputError, match="'abstract'"):
        from_json(Paper, {"id": "p1", "title": "T"})


def test_a_long_value_is_cut_in_the_message() -> None:
    with pytest.raises(InputError) as refused:
        from_json(Paper, PAPER | {"authors": "x" * 100_000})
    assert len(str(refused.value)) < 120
