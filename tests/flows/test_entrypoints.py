"""The flows as Prefect finds and reads them; no server is needed for any of it."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from prefect import Flow
from pydantic import BaseModel
from ruamel.yaml import YAML

from flows.requests import AlertRequest, SyncRequest

ROOT = Path(__file__).resolve().parents[2]
FILE = YAML(typ="safe").load(ROOT / "prefect.yaml")
DEPLOYMENTS: list[Mapping[str, Any]] = FILE["deployments"]
FORMS: Mapping[str, type[BaseModel]] = {
    "flows.sync.sync_portfolio": SyncRequest,
    "flows.alerts.alert_owners": AlertRequest,
}


def found(entrypoint: str) -> Flow[..., Any]:
    """Import a flow by its dotted name."""
    module, _, name = entrypoint.rpartition(".")
    flow: Flow[..., Any] = getattr(import_module(module), name)
    return flow


def test_both_flows_are_deployed() -> None:
    """One deployment each, by a dotted entrypoint: the path form would create every flow twice."""
    assert {deployment["entrypoint"] for deployment in DEPLOYMENTS} == set(FORMS)


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda one: one["name"])
def test_a_deployment_names_a_flow_and_parameters_that_it_takes(
    deployment: Mapping[str, Any],
) -> None:
    """The parameters of the schedule are a valid form."""
    flow = found(deployment["entrypoint"])
    assert flow.validate_parameters(deployment["parameters"])
    FORMS[deployment["entrypoint"]].model_validate(deployment["parameters"]["request"])


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda one: one["name"])
def test_a_fresh_checkout_starts_nothing_by_itself(deployment: Mapping[str, Any]) -> None:
    """Schedules sleep until a portfolio is written; then never two runs of one deployment."""
    for schedule in deployment["schedules"]:
        assert schedule["active"] is False
        assert schedule["timezone"] == "Europe/Paris"
    assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
    assert deployment["work_pool"] == {"name": "syncline"}


@pytest.mark.parametrize("entrypoint", FORMS)
def test_a_flow_tells_what_it_does_and_never_retries_by_itself(entrypoint: str) -> None:
    """Its docstring is what the UI shows; the engine owns every retry."""
    flow = found(entrypoint)
    assert flow.description
    assert flow.retries == 0
    assert not flow.persist_result


def test_an_unknown_portfolio_ends_in_a_failed_state_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run says which portfolios there are; nothing is raised."""
    monkeypatch.setenv("SYNCLINE_ROOT", str(tmp_path))
    for entrypoint, request in (
        ("flows.sync.sync_portfolio", SyncRequest.model_validate({"portfolio": "nowhere"})),
        ("flows.alerts.alert_owners", AlertRequest(portfolios=["nowhere"])),
        ("flows.alerts.alert_owners", AlertRequest()),
    ):
        state = found(entrypoint).fn(request)
        assert (state.type.value, state.name) == ("FAILED", "Refused")
        assert state.message
        assert str(tmp_path / "config") in state.message
