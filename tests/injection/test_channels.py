"""Whatever was typed into a tool is inert in every channel: read, and nothing more."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser
from typing import Any

import pytest

from connectors.apprise.text import body, defanged
from connectors.mail.rendering import letter, page, text
from connectors.slack import open_channel
from connectors.slack.blocks import blocks
from connectors.slack.text import message
from sandbox import Sandbox
from syncline.domain.memo import Line, Memo, inert
from syncline.domain.people import Person
from syncline.ports import ChannelSettings, Delivered
from tests.injection.corpus import CORPUS

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HARMLESS = Memo("a head", (Line("a text", "an action", "https://acme.example/1"),), ("a foot",))
CONTROLS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
typed = pytest.mark.parametrize("said", CORPUS, ids=range(len(CORPUS)))


def memo(said: str) -> Memo:
    """Return a message that holds what was typed wherever something typed may stand."""
    person = Person("x@acme.example", name=said, accounts={"slack": said})
    return Memo(said, (Line(said, said, "https://acme.example/1", (person,)),), (said,))


def test_the_corpus_is_large_and_nothing_in_it_stands_twice() -> None:
    """Two hundred ways at least."""
    assert len(set(CORPUS)) == len(CORPUS) >= 200


@typed
def test_plain_text_controls_nothing(said: str) -> None:
    """One line each, without anything that a screen obeys."""
    lines = memo(said).plain()
    assert len(lines) == 3
    assert not any(CONTROLS.search(line) for line in lines)


@typed
def test_slack_parses_nothing_of_it(said: str) -> None:
    """Blocks hold it as plain leaves; the text that stands in for them is escaped."""
    made = blocks(memo(said))
    kinds = Counter(str(part.get("type")) for part in parts(made))
    assert kinds == Counter(str(part.get("type")) for part in parts(blocks(memo("x"))))
    assert "mrkdwn" not in kinds
    assert [part["url"] for part in parts(made) if "url" in part] == ["https://acme.example/1"]
    for part in parts(made):
        if part["type"] == "plain_text":
            assert not set(part["text"]) & set("<>")
    escaped = message(memo(said))
    assert not set(escaped) & set("<>")
    assert not re.search("&(?!amp;|lt;|gt;)", escaped)
    assert not CONTROLS.search(escaped.replace("\n", ""))


def parts(made: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of a tree of blocks that has a type."""
    if isinstance(made, dict):
        if "type" in made:
            yield made
        for value in made.values():
            yield from parts(value)
    elif isinstance(made, list):
        for value in made:
            yield from parts(value)


class Tags(HTMLParser):
    """Notes tags with their attributes, and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.said: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        self.said.append(data.strip())

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


@typed
def test_an_e_mail_has_the_very_tags_and_headers_of_a_harmless_one(said: str) -> None:
    """What was typed is shown as it was typed."""
    shown = Tags(page(memo(said)))
    assert shown.tags == Tags(page(memo("x"))).tags
    assert inert(said).strip() in " ".join(shown.said) or not inert(said).strip()
    made = letter(memo(said), "ops@acme.example", "ines@acme.example", NOW)
    read = message_from_bytes(made.as_bytes(), policy=default)
    assert read.keys() == letter(HARMLESS, "o@a.example", "i@a.example", NOW).keys()
    assert [str(address) for address in read["To"].addresses] == ["ines@acme.example"]
    assert not CONTROLS.search(text(memo(said)).replace("\n", ""))


@typed
def test_no_sign_of_it_means_anything_to_an_unknown_service(said: str) -> None:
    """No markup of any kind, no mention, no formula, no link but ours."""
    shown = defanged(said)
    assert not set(shown) & set("<>&*_`~[](){}|@#\\!=$^")
    assert "://" not in shown
    assert not shown.startswith(("=", "+", "-", "@", ">"))
    assert body(memo(said)).count("://") == 1


def test_the_whole_corpus_goes_to_slack_and_is_taken() -> None:
    """Over real HTTP, within every limit, and as valid JSON."""
    with Sandbox(scenario="empty") as sandbox:
        access = sandbox.access()["slack"]
        settings = ChannelSettings("slack", access["url"], {"token": access["token"]})
        channel = open_channel(settings)
        for start in range(0, len(CORPUS), 5):
            lines = tuple(Line(said, said) for said in CORPUS[start : start + 5])
            sent = channel.send("ines@acme.example", Memo(CORPUS[start], lines))
            assert isinstance(sent, Delivered), sent
        posted = sandbox.world.slack.messages
        assert len(posted) == -(-len(CORPUS) // 5)
        assert "<!" not in "".join(one.text for one in posted)
        json.dumps([one.blocks for one in posted]).encode("utf-8")
