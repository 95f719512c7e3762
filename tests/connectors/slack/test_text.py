"""Slack text is inert: whatever was typed mentions nobody and formats nothing."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from connectors.slack.text import LIMIT, escaped, message
from syncline.domain.memo import Line, Memo


@given(st.text())
def test_escaped_text_has_no_control_sequence_and_reads_the_same(text: str) -> None:
    """No `<` or `>` is left, every `&` begins one of three entities, and nothing is lost."""
    inert = escaped(text)
    assert not set("<>") & set(inert)
    assert all(inert[m.start() :].startswith(("&amp;", "&lt;", "&gt;"))
               for m in re.finditer("&", inert))  # fmt: skip
    assert inert.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


def test_mentions_and_links_become_text() -> None:
    """The three live forms of Slack are shown as they were typed."""
    assert escaped("<!channel> <@U123> <https://evil.example|bank>") == (
        "&lt;!channel&gt; &lt;@U123&gt; &lt;https://evil.example|bank&gt;"
    )


@given(st.lists(st.text(max_size=2_000), max_size=200))
def test_a_message_keeps_to_the_limit_by_whole_lines(lines: list[str]) -> None:
    """What does not fit is counted, and no entity is cut in two."""
    memo = Memo("head", tuple(map(Line, lines)))
    sent = message(memo)
    assert len(sent) <= LIMIT + 50
    assert html.unescape(sent) == "\n".join(memo.plain()) or "more lines" in sent
