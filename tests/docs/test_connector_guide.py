"""The guide to a fifth tool names every place that knows the fourth, and every method asked for."""

import re
from pathlib import Path

import pytest

from syncline.ports import Inspector, Tracker

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "connectors" / "README.md").read_text(encoding="utf-8")
PLACES = ("connectors/*.py", "flows/*.py", "syncline/**/*.py")
NAMED = re.compile(r'"trello"|^    trello: ', re.MULTILINE)


def test_every_place_that_knows_trello_by_its_name_is_in_the_guide() -> None:
    """A literal in the code of the product, outside of its own folder."""
    files = [file for place in PLACES for file in sorted(ROOT.glob(place))]
    known = [
        str(file.relative_to(ROOT))
        for file in files
        if NAMED.search(file.read_text(encoding="utf-8"))
    ]
    assert len(known) >= 6
    assert [name for name in known if f"`{name}`" not in GUIDE] == []


@pytest.mark.parametrize("port", [Tracker, Inspector])
def test_every_method_that_is_asked_for_is_in_the_guide(port: type) -> None:
    """As code, with or without its arguments."""
    methods = [name for name in vars(port) if not name.startswith("_")]
    assert [name for name in methods if not re.search(rf"`{name}[`(]", GUIDE)] == []
