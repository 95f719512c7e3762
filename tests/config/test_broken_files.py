"""Files that are no configuration, or a hostile one: each is one sentence."""

from pathlib import Path

import pytest

from tests.config.conftest import RIGHT, Write
from tests.config.mistakes import problems


def test_what_is_not_utf_8_is_named_byte_by_byte(write: Write) -> None:
    """The byte, its place, and what it would be in Windows-1252."""
    (found,) = problems(write(RIGHT.replace("Planned", "Décidé").encode("cp1252")))
    assert (found.line, found.path) == (32, "file")
    assert "byte 0xE9 at column" in found.message
    assert '"é"' in found.message
    assert "UTF-8" in found.remedy


@pytest.mark.parametrize(
    "content", [b"", b"# nothing\n", b"---\n", b"just words\n", b"\xef\xbb\xbf"]
)
def test_a_file_without_keys_is_told_how_to_begin(content: bytes, write: Write) -> None:
    """Empty, only comments, or no mapping."""
    (found,) = problems(write(content))
    assert str(found).startswith("payments.yaml:1: file: the file holds no keys. Start with ")


def test_a_list_is_no_portfolio(write: Write) -> None:
    """The top of a portfolio is a mapping."""
    (found,) = problems(write(b"- portfolio: x\n"))
    assert "is a list" in found.message


@pytest.mark.parametrize(("name", "seen"), [
    ("absent.yaml", "there is no such file"),
    (".", "this is a folder"),
    ("a\0b", "there is no such file"),
    ("x" * 5000, "cannot be read"),
])  # fmt: skip
def test_what_is_no_file_is_said_in_a_sentence(name: str, seen: str, write: Write) -> None:
    """An absent file, a folder, an impossible name."""
    write()
    (found,) = problems(Path(name))
    assert seen in found.message
    assert found.remedy


def test_a_huge_file_is_refused_before_it_is_parsed(write: Write) -> None:
    """The cap is on bytes; nothing of a huge file is looked at."""
    (found,) = problems(write(RIGHT.encode() + b"# x\n" * 300_000))
    assert "more than 1000 kB" in found.message


@pytest.mark.parametrize(
    "bomb", ["[" * 900, "{a: " * 900, "- " * 900, "!" * 900_000, "k: [" + "[],\n" * 30_000]
)
def test_a_hostile_file_ends_in_a_sentence(bomb: str, write: Write) -> None:
    """Depth, length of a line and number of values are bounded."""
    (found, *_) = problems(write(bomb.encode()))
    assert found.remedy


def test_terminal_sequences_in_a_file_are_not_repeated(write: Write) -> None:
    """A message never moves the cursor of whoever reads it."""
    (found,) = problems(write(RIGHT.replace("portfolio: payments", 'portfolio: "\\e[2Jx"')))
    assert "\x1b" not in str(found)
