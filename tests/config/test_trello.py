"""A Trello board in a portfolio: its address, its secrets, and lists with their tick."""

from collections.abc import Callable
from pathlib import Path

import pytest

from syncline.config import load
from syncline.domain.errors import ConfigurationError
from syncline.ports import NativeWord
from tests.config.conftest import RIGHT, TODAY

Write = Callable[..., Path]


def _text(done: str = "{list: Done, completed: true}") -> str:
    """Put a Trello board in the place of the Asana project."""
    board = "tool: trello, board: 5f1e2d3c4b5a697887766554, credentials: env:TRELLO"
    return RIGHT.replace("tool: asana, project: 1209, credentials: env:ASANA", board).replace(
        "{section: Done, completed: true}", done
    )


def test_a_board_is_found_by_its_id_with_a_key_and_a_token(write: Write) -> None:
    """It runs in this version."""
    loaded = load(write(_text()), today=TODAY, environ={})
    settings = loaded.settings("launches", {})
    assert (settings.url, settings.container) == (
        "https://api.trello.com",
        {"board": ("5f1e2d3c4b5a697887766554",)},
    )
    assert not [str(one) for one in loaded.notices if "in this version" in one.message]
    environ = {"TRELLO_KEY": "k", "TRELLO_TOKEN": "t"}
    assert loaded.secrets("launches", environ) == {"key": "k", "token": "t"}
    with pytest.raises(ConfigurationError, match="TRELLO_KEY"):
        loaded.secrets("launches", {"TRELLO_TOKEN": "t"})


@pytest.mark.parametrize("key", ["list", "section"])
def test_a_word_may_say_the_tick_beside_its_list(write: Write, key: str) -> None:
    """`list` is what Trello calls a section."""
    text = _text(f"{{{key}: Done, completed: true}}")
    words = load(write(text), today=TODAY, environ={}).settings("launches", {}).words["status"]
    assert NativeWord("Done", completed=True) in words[1].natives


def test_a_word_with_a_list_and_a_section_is_refused(write: Write) -> None:
    """One of them is meant."""
    with pytest.raises(ConfigurationError, match="list"):
        load(write(_text("{list: Done, section: Done}")), today=TODAY, environ={})
