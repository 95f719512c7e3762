"""Comments: a copy says whose it is, and reads back as the comment that it shows."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syncline.domain.comments import (
    CUT,
    LIMIT,
    Comment,
    comment_of,
    copied,
    in_order,
    joined,
    plain_comment,
)

FAST = settings(max_examples=150, derandomize=True, deadline=None, database=None)
NOON = datetime(2026, 3, 2, 12, 5, tzinfo=UTC)
TEXTS = st.text(alphabet="ab —\n\r\t,:\u00a0\u0301\u200b#in ", max_size=40)


def said(url: str, home: str, text: str = "Fine by me", at: datetime = NOON) -> str:
    """Return the element of a comment."""
    return Comment(url, home, "Inès Martin", at, text).element


@FAST
@given(TEXTS, st.sampled_from(["Inès", "A, B", " ", "in x: y"]), st.sampled_from(["d", "my board"]))
def test_a_copy_reads_back_as_its_comment(text: str, author: str, home: str) -> None:
    """Whatever was said by whomever: the last line tells, and nothing else does."""
    comment = Comment("https://example.org/c/1?x=2#a", home, author, NOON, text)
    read = comment_of(comment.element)
    assert read.element == comment.element
    assert (read.url, read.home, read.at) == (comment.url, home, NOON)
    assert read.text == plain_comment(text)


@FAST
@given(st.one_of(TEXTS, st.text(max_size=30).map(lambda part: part * 900)))
def test_the_plain_text_of_a_comment_is_a_normal_form(text: str) -> None:
    """plain(plain(t)) == plain(t), and it fits everywhere."""
    once = plain_comment(text)
    assert plain_comment(once) == once
    assert len(once) <= LIMIT


def test_a_long_comment_says_that_it_is_cut() -> None:
    """Nothing is left out in silence."""
    assert plain_comment("a" * (LIMIT + 1)).endswith(CUT)
    assert plain_comment("a" * LIMIT) == "a" * LIMIT


@pytest.mark.parametrize("text", ["Fine", "", "— Inès, today", "x\n\n— me, in d: http://x"])
def test_what_a_person_wrote_is_no_copy(text: str) -> None:
    """Only a whole last line makes one."""
    assert copied(text) is None
    with pytest.raises(ValueError, match="last line"):
        comment_of(text)


def test_a_replica_decides_its_own_comments_alone() -> None:
    """Its new, edited and deleted ones; those of others stay whatever it shows."""
    agreed = frozenset({said("u:1", "A"), said("u:2", "A"), said("u:3", "B")})
    shown = frozenset({said("u:1", "A", "Changed"), said("u:4", "A")})
    assert joined(agreed, shown, "A") == {*shown, said("u:3", "B")}


def test_a_renamed_replica_doubles_no_comment() -> None:
    """The link is the identity, not the name of the place."""
    assert joined(frozenset({said("u:1", "old")}), frozenset({said("u:1", "A")}), "A") == {
        said("u:1", "A")
    }


def test_comments_are_copied_in_the_order_in_which_they_were_written() -> None:
    """The oldest first, wherever it was written."""
    thread = {said("u:9", "A", at=NOON.replace(hour=9)), said("u:1", "B")}
    assert [one.url for one in in_order(thread)] == ["u:9", "u:1"]
