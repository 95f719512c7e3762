"""Canonical values: normal forms and JSON."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syncline.domain.fields import (
    FieldType,
    Value,
    from_json,
    is_empty,
    normal,
    plain_json,
    same,
    shown_text,
    to_json,
)
from syncline.domain.text import Block, Document, Run

FAST = settings(max_examples=150, derandomize=True, deadline=None, database=None)
_text = st.text(max_size=12)
_body = st.builds(
    Document,
    st.lists(
        st.builds(
            Block,
            st.sampled_from(("paragraph", "bullet", "number")),
            st.lists(st.builds(Run, _text, st.just(frozenset({"em"})), st.none() | _text)).map(
                tuple
            ),
            st.integers(0, 3),
        ),
        max_size=3,
    ).map(tuple),
)
_values: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    _text,
    st.floats(allow_nan=False),
    st.dates(),
    st.frozensets(_text, max_size=4),
    _body,
)


@FAST
@given(_values)
def test_every_value_survives_its_json(value: Value) -> None:
    """from_json(to_json(v)) == v, through real JSON."""
    assert from_json(json.loads(json.dumps(to_json(value)))) == value


@FAST
@given(st.sampled_from(list(FieldType)), _values)
def test_the_normal_form_is_idempotent(kind: FieldType, value: Value) -> None:
    """normal(normal(v)) == normal(v), for every type."""
    if kind in (FieldType.SET, FieldType.FILES) and not isinstance(value, frozenset):
        return
    once = normal(kind, value)
    assert normal(kind, once) == once
    assert same(kind, value, once)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Révision", "Re\u0301vision"),
        ("a\u00a0b", "a b"),
        ("a\r\nb", "a\nb"),
        (" a  b ", "a b"),
        ("a\u200bb", "ab"),
        ("", None),
        ("\u00a0", None),
    ],
)
def test_what_no_tool_keeps_is_no_difference(left: str, right: str | None) -> None:
    """NFC and NFD, NBSP, CRLF and stray spaces are one title."""
    assert same(FieldType.TEXT, left, right)
    body = Document((Block("paragraph", (Run(left),)),))
    if right is not None and "\n" not in right:
        assert same(
            FieldType.RICH, body, Document((Block("paragraph", (Run(right.strip()),)),))
        ) or ("  " in left)


def test_a_family_emoji_is_one_sign() -> None:
    """The joiner inside an emoji is not stray."""
    assert not same(FieldType.TEXT, "👩‍👧", "👩👧")


def test_people_differ_by_address_and_not_by_case() -> None:
    """An e-mail address has no upper case; a title has."""
    assert same(FieldType.PERSON, "Ines@Acme.fr", "ines@acme.fr")
    assert not same(FieldType.TEXT, "Launch", "launch")


def test_sets_compare_their_normal_elements() -> None:
    """Space around a label, and an empty one, are nothing."""
    assert same(FieldType.SET, frozenset({" a ", ""}), frozenset({"a"}))


@pytest.mark.parametrize(
    ("value", "empty"), [(None, True), (frozenset(), True), (0.0, False), ("x", False)]
)
def test_empty_is_none_or_a_bare_set(value: Value, *, empty: bool) -> None:
    """Zero is a value."""
    assert is_empty(value) is empty


def test_people_read_values_as_words() -> None:
    """What a plan prints, and what a program reads."""
    assert shown_text(None) == "(empty)"
    assert shown_text(frozenset({"b", "a"})) == "a, b"
    assert len(shown_text("x" * 200)) == 80
    assert plain_json(frozenset({"b", "a"})) == ["a", "b"]
    assert plain_json(date(2026, 3, 2)) == "2026-03-02"
