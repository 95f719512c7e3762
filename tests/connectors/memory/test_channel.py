"""The channel in memory, and the registry that opens every connector by name."""

import subprocess
import sys

import pytest

from connectors.memory import MemoryChannel
from connectors.registry import CHANNELS, TRACKERS
from syncline.domain.errors import UnknownOutcome
from syncline.domain.memo import Line, Memo
from syncline.ports import Delivered, NotDelivered


def test_a_message_is_kept_refused_or_lost_as_scripted() -> None:
    """A lost answer is unknown although the message has arrived."""
    channel = MemoryChannel()
    channel.refusals["leo@acme.example"] = "deactivated"
    assert channel.send("leo@acme.example", Memo("a")) == NotDelivered("deactivated")
    assert channel.send("ines@acme.example", Memo("a", (Line("b"),))) == Delivered("memory:1")
    channel.lose = 1
    with pytest.raises(UnknownOutcome):
        channel.send("ines@acme.example", Memo("c"))
    assert [sent.lines for sent in channel.sent] == [("a", "• b"), ("c",)]


def test_the_registry_names_every_tool() -> None:
    """A configuration may name these and no others."""
    assert TRACKERS.keys() == {"jira", "asana", "notion", "trello", "memory"}
    assert CHANNELS.keys() == {"slack", "mail", "teams", "apprise", "memory"}


def test_the_registry_imports_no_client_until_one_is_asked_for() -> None:
    """`syncline lint` starts without the clients."""
    clients = {"jira", "asana", "notion_client", "slack_sdk", "apprise"}
    code = f"import sys, connectors.registry; print(sorted({clients!r} & sys.modules.keys()))"
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert shown.stdout.strip() == "[]"
