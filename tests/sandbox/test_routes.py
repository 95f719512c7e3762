"""The sandbox serves what the unmodified clients may ask for, or says why it does not."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from sandbox.app import TOOLS

WANTED: Mapping[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("routes.yaml"))
PART = re.compile(r"\{[^}]*\}")


def routes(listed: str) -> Iterator[str]:
    """Yield each route of a list, one method to each, without the names of its parts."""
    for one in " ".join(listed.split()).split(", "):
        methods, _, path = one.partition(" ")
        yield from (f"{method} {PART.sub('{}', path)}" for method in methods.split("+"))


def served(tool: str, root: str) -> set[str]:
    """Return the routes below a root of a tool."""
    (found,) = (one for one in TOOLS if one.name == ("jira" if tool == "agile" else tool))
    templates = ((r.method, r.template) for r in found.routes)
    return {
        f"{method} {PART.sub('{}', template.removeprefix(root).lstrip('/'))}"
        for method, template in templates
        if template.startswith(root)
    }


@pytest.mark.parametrize("tool", WANTED)
def test_a_route_is_served_or_says_why_not(tool: str, figure: Callable[[str], None]) -> None:
    """A reason ends where its route begins: what is served needs none."""
    table = WANTED[tool]
    wanted, here = set(routes(table["routes"])), served(tool, table["root"])
    without = {one for listed in table.get("without", {}) for one in routes(listed)}
    assert wanted - here - without == set()
    assert without & here == set()
    assert without <= wanted
    figure(f"routes of {tool}: {len(wanted - without)} of {len(wanted)} served")


def test_the_table_names_every_tool() -> None:
    """And Jira Software beside Jira."""
    assert set(WANTED) == {tool.name for tool in TOOLS} | {"agile"}
