"""All that Syncline is on a Prefect server, in the order in which it can be made."""

import shlex
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient
from prefect.events import AutomationCore
from prefect.events.actions import ActionTypes
from prefect.exceptions import ObjectNotFound

from flows.credentials import KINDS
from flows.deployment import automations as shipped
from flows.deployment.applying import Did, Hands, Json
from flows.deployment.arming import arm
from flows.deployment.forms import form_of
from flows.deployment.leftovers import leftovers
from flows.deployment.pattern import Wanted, read_pattern, wanted
from flows.runtime import portfolio_names
from flows.settings import VARIABLE, Settings, parsed
from syncline.domain.errors import ConfigurationError

CHECKOUT = Path(__file__).resolve().parents[2]
SYNC, APPROVE, STEWARD = "sync-portfolio", "approve-plan/approve", "tell-steward/steward"
BY_FLOW = "steward"  # --notify: through Syncline's own channel again
NOBODY = UUID(int=0)  # stands for what a dry run has not made
SET_FOLDER = "prefect.deployments.steps.set_working_directory"
# Where a worker has to find it out, it imports Prefect once more for every run (docs/adr/0032).
ENGINE = [sys.executable, "-m", "prefect.engine"]


@dataclass(frozen=True)
class Asked:
    """What `syncline deploy` was asked for."""

    dry: bool = False
    awake: bool | None = None  # schedules on or off; None = as they are
    notify: str | None = None  # a block, as slack-webhook/ops, or steward; None = as it is


def wanted_here() -> list[Wanted]:
    """Return every deployment for the portfolios of config/. Raises ConfigurationError."""
    return wanted(read_pattern(CHECKOUT), portfolio_names())


def started_at_once(one: Wanted) -> Wanted:
    """Let a worker start this deployment's runs with this Python, and nothing before them."""
    return replace(one, job_variables={**one.job_variables, "command": shlex.join(ENGINE)})


def flow_of(entrypoint: str) -> Flow[..., Any]:
    """Import a flow by its dotted name."""
    module, _, name = entrypoint.rpartition(".")
    found: Flow[..., Any] = getattr(import_module(module), name)
    return found


def deploy(client: SyncPrefectClient, asked: Asked) -> list[Did]:
    """Make what is missing and mend what differs. Raises ConfigurationError."""
    hands = Hands(client, asked.dry)
    deployments = [started_at_once(one) for one in wanted_here()]
    for pool in sorted({one.pool for one in deployments}):
        hands.pool(pool)
    pull: list[Json] = [{SET_FOLDER: {"directory": str(CHECKOUT)}}]
    ids: dict[str, UUID] = {}
    for one in deployments:
        flow = flow_of(one.entrypoint)
        form = form_of(flow, portfolio_names()).model_dump_for_openapi()
        made = hands.deployment(flow, one, form, pull, awake=asked.awake)
        ids[f"{flow.name}/{one.name}"] = made or NOBODY
    surround(hands, ids, asked)
    return hands.did


def surround(hands: Hands, ids: Mapping[str, UUID], asked: Asked) -> None:
    """Make what deployments need around them: forms of credentials, variable, automations."""
    for kind in KINDS:
        hands.block_type(kind)
    settings = parsed(hands.variable(VARIABLE, Settings().model_dump()))
    alarms = list(_alarms(ids, _notices(hands.client, asked.notify, ids), settings))
    others = list(_others(ids))
    for automation in alarms:
        hands.automation(automation, keep=asked.notify is None)
    for automation in others:
        hands.automation(automation)
    leftovers(hands, set(ids.values()), {one.name for one in [*alarms, *others]}, asked.awake)
    hands.do(lambda: arm(hands, ids, portfolio_names()))


def _alarms(
    ids: Mapping[str, UUID], notices: Mapping[str, ActionTypes], settings: Settings
) -> Iterator[AutomationCore]:
    watched = sorted({name.partition("/")[2] for name in ids} - {"approve", "steward"})
    yield shipped.failures(notices["failure"], watched)
    yield shipped.stale(notices["stale"], settings)


def _others(ids: Mapping[str, UUID]) -> Iterator[AutomationCore]:
    yield shipped.zombies()
    yield shipped.ask(ids[APPROVE])
    for portfolio in portfolio_names():
        yield shipped.resync(portfolio, ids[f"{SYNC}/{portfolio}"])


def _notices(
    client: SyncPrefectClient, notify: str | None, ids: Mapping[str, UUID]
) -> dict[str, ActionTypes]:
    failure, stale = shipped.FAILURE_SAID, shipped.STALE_SAID
    if notify in (None, BY_FLOW):
        named = "{{ flow_run.parameters.request.portfolio or '' }}"
        steward = ids[STEWARD]
        return {
            "failure": shipped.by_flow(steward, named, failure),
            "stale": shipped.by_flow(steward, "{{ event.resource.name or '' }}", stale),
        }
    block = _block(client, notify)
    return {
        "failure": shipped.by_block(block, "Syncline: a run failed", failure),
        "stale": shipped.by_block(block, "Syncline: not synced", stale),
    }


def _block(client: SyncPrefectClient, named: str) -> UUID:
    kind, _, name = named.partition("/")
    try:
        return client.read_block_document_by_name(name, kind, include_secrets=False).id
    except ObjectNotFound as missing:
        raise ConfigurationError(
            f"--notify {named}: there is no such block. Make one in the Prefect UI (Blocks, for "
            "example Slack Webhook) and name it TYPE/NAME, such as slack-webhook/ops; or write "
            "steward for Syncline's own channel."
        ) from missing
