"""The text of a copy: nothing of it is live but its link, and nothing of it is lost."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.trello.comments import LIMIT, plain, spelled
from syncline.domain.comments import copied
from tests.connectors.trello.place import other

FAST = settings(max_examples=200, derandomize=True, deadline=None, database=None)
SIGNS = "ab \n\t@:*_`[]()<>!#-+.1|~=>&;\\/é😀⟦⟧\u00a0\u200d'\""
TEXTS = [
    "Fine by me",
    "שלום, לא היום", "👩‍👩‍👧 Été", "ask @ines or @card", "<b>bold</b> &amp; *x* _y_ ~~z~~",
    "see [this](https://a.example) or https://b.example/c_d_e, b@c.example", ":tada: 12:05:06",
    "- one\n- two\n\n1. three\n\n# four\n> five\n---\n=", "    indented\n\n\tmore", "```\ncode", "",
    "@ " * 4_000, "*" * 8_000, " *\n" * 2_600, "x" * 8_000,
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:20]))
def test_a_copy_reads_back_equal(text: str) -> None:
    """Whatever was said, in at most as many characters as Trello holds."""
    comment = other(text)
    markdown = spelled(comment)
    shown = copied(plain(markdown))
    assert shown
    assert shown.element == comment.element
    assert len(markdown) <= LIMIT


@FAST
@given(st.one_of(st.text(SIGNS, max_size=60), st.text(st.characters(codec="utf-8"), max_size=40)))
def test_no_sign_of_a_text_is_lost(text: str) -> None:
    """Neither spaces at the start of a line nor what looks like Markdown."""
    comment = other(text.replace("\0", ""))
    shown = copied(plain(spelled(comment)))
    assert shown
    assert shown.element == comment.element


def test_nothing_in_a_copy_is_live_but_the_link() -> None:
    """Nobody is mentioned, nothing is a link or an emoji, and every sign is shown as typed."""
    url = "https://acme.example/@ines/1"
    said = replace(other("@ines a@ines.example *x* :tada: https://b.example"), url=url)
    assert spelled(replace(said, author="@paul")) == (
        "@\u2060ines a\\@\u2060ines.example \\*x\\* :\u2060tada: https\\://b.example\n\n"
        "— @\u2060paul, 2026-03-02 12:06 UTC, in delivery: "
        "[https://acme.example/@\u2060ines/1](https://acme.example/%40ines/1)"
    )
    typed = spelled(replace(said, text="    @ines\n\n    @card"))
    assert "```\n@\u2060ines\n\n    @\u2060card\n```" in typed


def test_the_plain_text_of_markdown() -> None:
    """Paragraphs apart, items together; a picture says that it is one."""
    assert plain("Hi **all**\n\n- a\n- b\n\n![plan](https://x.example/p.png)") == (
        "Hi all\n\n- a\n- b\n\n[plan](https://x.example/p.png)"
    )
    assert plain("![plan](https://trello.com/1/cards/1/attachments/2/download/p.png)") == "[plan]"
