"""The shipped examples and the generated schema."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from syncline.config import json_schema, load
from syncline.config.reading import parse
from tests.config.conftest import RIGHT, TODAY

CONFIG = Path(__file__).resolve().parents[2] / "config"
EXAMPLES = sorted(p for p in (CONFIG / "examples").glob("*.yaml") if p.name[0] not in "_p")


def plain(path: Path) -> Any:
    """Read a shipped file with another loader than ours."""
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def test_the_schema_in_the_repository_is_current() -> None:
    """Run `python -m syncline.config > config/schema.json` after a change of shape."""
    assert json.loads((CONFIG / "schema.json").read_text(encoding="utf-8")) == json_schema()


def test_the_three_archetypes_are_shipped() -> None:
    """One file per archetype; what the agency's clients share is in one more."""
    assert [p.stem for p in EXAMPLES] == ["agency-acme", "scaleup", "thirty-squads"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_a_shipped_example_is_fine_and_fits_the_schema(path: Path) -> None:
    """Lint finds nothing wrong, and editors neither."""
    loaded = load(path, today=TODAY, environ={})
    assert loaded.portfolio.name == path.stem
    for replica in loaded.portfolio.replicas:
        assert loaded.settings(replica, {}).fields
    jsonschema.validate(plain(path), json_schema())


def test_the_schema_refuses_an_unknown_key() -> None:
    """Editors underline what lint would refuse."""
    right = parse(RIGHT.encode(), "x.yaml").value
    jsonschema.validate(right, json_schema())
    wrong = right | {"stewart": "x"}
    with pytest.raises(jsonschema.ValidationError, match="stewart"):
        jsonschema.validate(wrong, json_schema())


def test_the_agency_never_writes_to_the_clients_tool() -> None:
    """Its replica is read only, and only allow-listed fields reach the portal."""
    loaded = load(CONFIG / "examples" / "agency-acme.yaml", today=TODAY, environ={})
    assert loaded.settings("client", {}).access == "read"
    assert loaded.portfolio.carried["portal"] == {"title", "status", "target"}
    assert loaded.settings("hub", {}).container == {"project": ("1200000000000012",)}
