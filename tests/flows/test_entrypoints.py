"""The flows as Prefect finds and reads them; no server is needed for any of it."""

from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from prefect import Flow
from pydantic import BaseModel
from ruamel.yaml import YAML

from flows.requests import (
    AlertRequest,
    ApproveRequest,
    RecoveryRequest,
    ReportRequest,
    StewardRequest,
    SyncRequest,
)

ROOT = Path(__file__).resolve().parents[2]
FILE = YAML(typ="safe").load(ROOT / "prefect.yaml")
DEPLOYMENTS: list[Mapping[str, Any]] = FILE["deployments"]
FORMS: Mapping[str, type[BaseModel]] = {
    "flows.sync.sync_portfolio": SyncRequest,
    "flows.alerts.alert_owners": AlertRequest,
    "flows.report.report_consistency": ReportRequest,
    "flows.recovery.recover_portfolios": RecoveryRequest,
    "flows.approve.approve_plan": ApproveRequest,
    "flows.steward.tell_steward": StewardRequest,
}


def found(entrypoint: str) -> Flow[..., Any]:
    """Import a flow by its dotted name."""
    module, _, name = entrypoint.rpartition(".")
    flow: Flow[..., Any] = getattr(import_module(module), name)
    return flow


def test_every_flow_is_deployed() -> None:
    """By a dotted entrypoint: the path form would create every flow twice."""
    assert {deployment["entrypoint"] for deployment in DEPLOYMENTS} == set(FORMS)


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda one: one["name"])
def test_a_deployment_names_a_flow_and_parameters_that_it_takes(
    deployment: Mapping[str, Any],
) -> None:
    """The parameters of the schedule are a valid form; without a schedule a person fills it in."""
    flow = found(deployment["entrypoint"])
    if deployment["parameters"]:
        assert flow.validate_parameters(deployment["parameters"])
        FORMS[deployment["entrypoint"]].model_validate(deployment["parameters"]["request"])
    assert bool(deployment["parameters"]) == bool(deployment.get("schedules"))


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda one: one["name"])
def test_a_fresh_checkout_starts_nothing_by_itself(deployment: Mapping[str, Any]) -> None:
    """Schedules sleep until somebody turns them on; then never two runs of one deployment."""
    for schedule in deployment.get("schedules", ()):
        assert schedule["active"] is False
        assert schedule["timezone"] == "Europe/Paris"
        alone = {"limit": 1, "collision_strategy": "CANCEL_NEW"}
        assert deployment["concurrency_limit"] == alone
    assert deployment["work_pool"]["name"] == "syncline"
    assert deployment["version"] == version("syncline")
    assert deployment["description"].count("\n") >= 2


def test_a_question_to_a_person_needs_no_turn() -> None:
    """Several portfolios may wait for an answer, and a wait holds up nothing."""
    [approve] = [d for d in DEPLOYMENTS if d["name"] == "approve"]
    assert "concurrency_limit" not in approve


@pytest.mark.parametrize("entrypoint", FORMS)
def test_a_flow_tells_what_it_does_and_never_retries_by_itself(entrypoint: str) -> None:
    """Its docstring is what the UI shows; the engine owns every retry."""
    flow = found(entrypoint)
    assert flow.description
    assert flow.retries == 0
    # A question is asked in several sittings; Prefect asks then that results are kept.
    assert bool(flow.persist_result) == (entrypoint == "flows.approve.approve_plan")


def test_an_unknown_portfolio_ends_in_a_failed_state_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run says which portfolios there are; nothing is raised."""
    monkeypatch.setenv("SYNCLINE_ROOT", str(tmp_path))
    for entrypoint, request in (
        ("flows.sync.sync_portfolio", SyncRequest.model_validate({"portfolio": "nowhere"})),
        ("flows.alerts.alert_owners", AlertRequest(portfolios=["nowhere"])),
        ("flows.alerts.alert_owners", AlertRequest()),
        ("flows.report.report_consistency", ReportRequest()),
        ("flows.recovery.recover_portfolios", RecoveryRequest(portfolios=["nowhere"])),
        ("flows.approve.approve_plan", ApproveRequest(portfolio="nowhere")),
        ("flows.steward.tell_steward", StewardRequest(portfolio="nowhere", message="Hello.")),
    ):
        state = found(entrypoint).fn(request)
        assert (state.type.value, state.name) == ("FAILED", "Refused")
        assert state.message
        assert str(tmp_path / "config") in state.message
