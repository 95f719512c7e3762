"""What the store writes as text reads back equal."""

from datetime import UTC, date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncline.domain.errors import StoreUnusable
from syncline.domain.fields import Value
from syncline.domain.plan import Change, Create, Stamp, Update
from syncline.domain.state import Candidate
from syncline.domain.text import Block, Document, Run
from syncline.store import codec

words = st.text(max_size=12)
runs = st.builds(
    Run,
    words,
    st.frozensets(st.sampled_from(["strong", "em", "code"])),
    st.none() | words,
)
blocks = st.builds(
    Block, st.sampled_from(["paragraph", "bullet"]), st.lists(runs, max_size=3).map(tuple)
)
moments = st.datetimes(timezones=st.just(UTC))
values = st.one_of(
    st.none(),
    words,
    st.booleans(),
    st.floats(allow_nan=False),
    st.dates(),
    moments,
    st.frozensets(words, max_size=4),
    st.builds(Document, st.lists(blocks, min_size=1, max_size=3).map(tuple)),
)
changes = st.lists(
    st.builds(Change, words, values, values, st.integers(0, 9), words), max_size=3
).map(tuple)
operations = st.one_of(
    st.builds(Create, words, words, st.sampled_from(["epic", "bug"]), changes, words),
    st.builds(Update, words, words, words, words, changes),
    st.builds(Stamp, words, words, words, words),
)
candidates = st.dictionaries(
    words,
    st.builds(Candidate, values, st.integers(0, 9), values, st.none() | words, moments | st.none()),
    max_size=4,
)


@given(operations)
def test_an_operation_reads_back_equal(operation: Create | Update | Stamp) -> None:
    """Operations survive the journal, so that recovery compares with what was really asked."""
    assert codec.text_operation(codec.operation_text(operation)) == operation


@given(candidates)
def test_the_sides_of_a_conflict_read_back_equal(sides: dict[str, Candidate]) -> None:
    """No side of a conflict loses a value, an author or a time."""
    assert codec.text_candidates(codec.candidates_text(sides)) == sides


@given(values)
def test_a_value_reads_back_equal_and_of_the_same_type(value: Value) -> None:
    """A date stays a date, and an empty value stays empty."""
    read = codec.text_value(codec.value_text(value))
    assert read == value
    assert type(read) is type(value)


@given(st.dictionaries(words, values, max_size=4), st.lists(values, max_size=4).map(tuple))
def test_several_values_read_back_equal(fields: dict[str, Value], row: tuple[Value, ...]) -> None:
    """What an intent replaces, and what a conflict has seen, is kept verbatim."""
    assert codec.text_fields(codec.fields_text(fields)) == fields
    assert codec.text_values(codec.values_text(row)) == row


def test_half_an_emoji_survives_as_a_value() -> None:
    """Tools emit lone surrogates; they are kept verbatim, though UTF-8 cannot hold them."""
    text = codec.value_text("half \ud83d an emoji")
    assert text.encode()
    assert codec.text_value(text) == "half \ud83d an emoji"


def test_text_stays_readable_in_the_file() -> None:
    """A person who opens the store with a SQL shell reads French as French."""
    assert codec.value_text("échéance") == '"échéance"'
    assert codec.value_text(date(2026, 3, 2)) == '{"date":"2026-03-02"}'


def test_an_operation_of_an_unknown_kind_is_told_in_a_sentence() -> None:
    """A newer Syncline may have left it; it is not guessed at."""
    with pytest.raises(StoreUnusable, match="of kind dismiss, which this Syncline does not know"):
        codec.text_operation('{"op":"dismiss","item":"a","replica":"b"}')
