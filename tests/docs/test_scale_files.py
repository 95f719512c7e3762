"""The files of docs/scale are read as YAML, have the shape of their format, and name what exists.

No schema of Compose or of the chart is fetched: their shapes are written down here, as far as used.
"""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import typer
from ruamel.yaml import YAML

from connectors.registry import INBOUND
from flows.cli import app
from flows.deployment.pattern import FILE, PACKED
from syncline.config.replicas import SECRETS
from tests.conftest import ROOT

FOLDER = ROOT / "docs" / "scale"
TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
COMPOSE = {
    "type": "object", "additionalProperties": False, "required": ["services", "volumes"],
    "properties": {
        "volumes": {"type": "object"},
        "services": {
            "type": "object",
            "additionalProperties": {
                "type": "object", "additionalProperties": False, "required": ["image", "restart"],
                "properties": {
                    "image": TEXT, "command": TEXT, "build": {
                        "type": "object", "required": ["context", "dockerfile"],
                    }, "ports": TEXTS, "volumes": TEXTS,
                    "restart": {"enum": ["unless-stopped"]}, "deploy": {"type": "object"},
                    "stop_grace_period": {"type": "string", "pattern": r"^\d+s$"},
                    "environment": {"type": "object", "additionalProperties": TEXT},
                    "depends_on": {
                        "type": "object",
                        "additionalProperties": {
                            "type": "object", "required": ["condition"],
                            "properties": {
                                "condition": {"enum": ["service_healthy", "service_started"]}
                            },
                        },
                    },
                    "healthcheck": {"type": "object", "required": ["test"]},
                },
            },
        },
    },
}  # fmt: skip
VALUES = {
    "type": "object", "additionalProperties": False, "required": ["worker"],
    "properties": {
        "worker": {
            "type": "object",
            "required": ["image", "replicaCount", "config", "extraEnvVars"],
            "properties": {
                "replicaCount": {"type": "integer", "minimum": 1},
                "config": {
                    "type": "object", "required": ["workPool", "type"],
                    "properties": {"workPool": TEXT, "type": {"const": "process"}},
                },
                "extraEnvVars": {
                    "type": "array",
                    "items": {
                        "type": "object", "required": ["name"], "additionalProperties": False,
                        "properties": {"name": TEXT, "value": TEXT, "valueFrom": {
                            "type": "object", "required": ["secretKeyRef"],
                        }},
                        "oneOf": [{"required": ["value"]}, {"required": ["valueFrom"]}],
                    },
                },
            },
        }
    },
}  # fmt: skip


def loaded(name: str) -> Any:
    return YAML(typ="safe").load((FOLDER / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "schema"), [("compose.yaml", COMPOSE), ("worker-values.yaml", VALUES)]
)
def test_each_file_has_the_shape_of_its_format(name: str, schema: dict[str, Any]) -> None:
    """With no key that nobody reads."""
    jsonschema.validate(loaded(name), schema)


def test_the_services_refer_to_each_other() -> None:
    """What is waited for exists, and is healthy where that is asked; named volumes are declared."""
    compose = loaded("compose.yaml")
    services = compose["services"]
    for service in services.values():
        for name, wanted in service.get("depends_on", {}).items():
            assert name in services
            assert wanted["condition"] == "service_started" or "healthcheck" in services[name]
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in compose["volumes"] or (FOLDER / source).exists()


def _secrets() -> Iterator[tuple[str, str]]:
    for service in loaded("compose.yaml")["services"].values():
        yield from service.get("environment", {}).items()
    for one in loaded("worker-values.yaml")["worker"]["extraEnvVars"]:
        yield one["name"], one.get("value", "${from a secret}")


def test_no_secret_stands_in_a_file() -> None:
    """Tokens, passwords and webhook secrets come from the environment or a secret."""
    for name, value in _secrets():
        if re.search("TOKEN|PASSWORD|SECRET", name):
            assert value.startswith("${"), name
        assert not re.search(r"://\w+:(?!\$)[^@/]+@", value), name


def test_every_tool_has_its_variables() -> None:
    """In both files; the listener has a secret for each tool that sends webhooks, and a place."""
    services = loaded("compose.yaml")["services"]
    wanted = {
        f"{tool}_{key}".upper() for tool, keys in {**SECRETS, "slack": ("token",)}.items()
        for key in keys
    }  # fmt: skip
    assert wanted <= set(services["worker"]["environment"])
    assert wanted <= {one["name"] for one in loaded("worker-values.yaml")["worker"]["extraEnvVars"]}
    hooks = {f"{tool.upper()}_WEBHOOK_SECRET" for tool in INBOUND}
    assert wanted | hooks <= set(services["listen"]["environment"])


def test_what_is_written_beside_the_configuration_has_a_place() -> None:
    """The secrets of `listen --pair`, a SQLite store: in the image, in Compose, in a pod."""
    image = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    beside = re.findall(r"(?m)^VOLUME (.*)$", image)
    assert beside == ["/srv/syncline/.syncline"]
    services = loaded("compose.yaml")["services"]
    for name in ("worker", "listen"):
        assert any(volume.endswith(f":{beside[0]}") for volume in services[name]["volumes"])
    worker = loaded("worker-values.yaml")["worker"]
    assert beside[0] in {mount["mountPath"] for mount in worker["extraVolumeMounts"]}
    user = re.findall(r"--uid (\d+)", image)
    assert user == [str(worker["podSecurityContext"]["runAsUser"])]


def test_an_installed_copy_knows_its_deployments() -> None:
    """`syncline deploy` in an image reads what the wheel brought of prefect.yaml."""
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
    brought = wheel["targets"]["wheel"]["force-include"]
    assert brought == {FILE: PACKED.relative_to(ROOT).as_posix()}
    assert (
        FOLDER / loaded("compose.yaml")["services"]["prefect"]["build"]["context"] / FILE
    ).exists()


def test_nothing_is_open_to_the_network() -> None:
    """Ports are published on this machine alone."""
    for service in loaded("compose.yaml")["services"].values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))


def test_the_commands_exist() -> None:
    """What a service runs is understood by the command line."""
    commands: Any = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    typed = [
        s["command"].split() for s in loaded("compose.yaml")["services"].values() if "command" in s
    ]
    ours = [words[1:] for words in typed if words[0] == "syncline"]
    assert ours
    for words in ours:
        known = {option for param in commands[words[0]].params for option in param.opts}
        assert {word for word in words if word.startswith("--")} <= known
