"""Links to siblings and attachments in a portfolio: asked for by name, and nowhere else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from syncline.config import load
from syncline.domain.errors import ConfigurationError
from syncline.domain.fields import FieldType
from syncline.ports import FileRule
from tests.config.conftest import RIGHT, TODAY

Write = Callable[..., Path]
FIELDS = "fields:\n"


def _with(lines: str) -> str:
    assert RIGHT.count(FIELDS) == 1
    return RIGHT.replace(FIELDS, f"{FIELDS}{lines}")


def test_links_and_files_are_carried_only_where_they_are_asked_for(write: Write) -> None:
    """Each in every tool, as links, up to the usual size."""
    plain = load(write(RIGHT), today=TODAY, environ={})
    assert not plain.portfolio.fields.keys() & {"siblings", "attachments"}
    asked = load(write(_with("  siblings: {}\n  attachments: {}\n")), today=TODAY, environ={})
    fields = asked.portfolio.fields
    assert (fields["siblings"].type, fields["attachments"].type) == (
        FieldType.SIBLINGS,
        FieldType.FILES,
    )
    for replica in asked.portfolio.replicas:
        settings = asked.settings(replica, {})
        assert {"siblings", "attachments"} <= settings.fields.keys()
        assert settings.files == FileRule(copy=False)


def test_files_are_copied_up_to_a_size(write: Write) -> None:
    """By choice for the whole portfolio; one replica may be left out."""
    lines = "  attachments: {as: copy, limit: 2 MB, in: {launches: false}}\n"
    loaded = load(write(_with(lines)), today=TODAY, environ={})
    homes = [r for r in loaded.portfolio.replicas if "attachments" in loaded.settings(r, {}).fields]
    assert "launches" not in homes
    assert homes
    assert loaded.settings(homes[0], {}).files == FileRule(copy=True, limit=2_000_000)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("  attachments: {as: move}\n", "link"),
        ("  attachments: {as: copy, limit: much}\n", "no size"),
        ("  attachments: {limit: 2 MB}\n", "only copies have a limit"),
        ("  siblings: {as: copy}\n", "no files"),
        ("  siblings: {authority: any, computed: true}\n", "nobody else decides"),
        ("  attachments: {type: text}\n", "always files"),
        ("  papers: {type: files, in: {launches: Papers}}\n", "only attachments"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    write: Write, lines: str, said: str
) -> None:
    """Before anything runs."""
    with pytest.raises(ConfigurationError, match=said):
        load(write(_with(lines)), today=TODAY, environ={})
