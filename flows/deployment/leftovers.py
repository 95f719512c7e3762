"""What a former `syncline deploy` made and nothing wants any more: told, and silenced if asked."""

from collections.abc import Collection, Iterator
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterTags
from prefect.client.schemas.responses import DeploymentResponse

from flows.deployment.applying import Hands
from flows.deployment.automations import OURS

TAG = "syncline"
PAGE = 200  # what Prefect answers at most


def leftovers(
    hands: Hands, ids: Collection[UUID], automations: Collection[str], awake: bool | None
) -> None:
    """Tell of deployments and automations that nothing wants; with `awake` False turn them off.

    Nothing is deleted: another folder with a config/ of its own may use the same server.
    """
    for each in _deployments(hands.client):
        if each.id not in ids:
            _deployment(hands, each, off=awake is False)
    for name in sorted(_automations(hands.client) - set(automations)):
        why = "config/ has no such portfolio: delete it on the page Automations"
        hands.note("automation", name, "left over", why)


def _deployment(hands: Hands, each: DeploymentResponse, *, off: bool) -> None:
    name = f"{hands.client.read_flow(each.flow_id).name}/{each.name}"
    active = [one for one in each.schedules if one.active]
    said = "its schedules are on" if active else "its schedules are off"
    if active and off:
        hands.do(lambda: _turn_off(hands.client, each))
        said = "its schedules were turned off"
    why = f"neither config/ nor prefect.yaml wants it; {said}: delete it on its page"
    hands.note("deployment", name, "left over", why)


def _turn_off(client: SyncPrefectClient, each: DeploymentResponse) -> None:
    for one in each.schedules:
        client.update_deployment_schedule(each.id, one.id, active=False)


def _deployments(client: SyncPrefectClient) -> Iterator[DeploymentResponse]:
    tagged = DeploymentFilter(tags=DeploymentFilterTags(all_=[TAG]))
    offset = 0
    while page := client.read_deployments(deployment_filter=tagged, limit=PAGE, offset=offset):
        yield from page
        offset += len(page)


def _automations(client: SyncPrefectClient) -> set[str]:
    found: set[str] = set()
    offset = 0
    while page := client.read_automations(limit=PAGE, offset=offset):
        found |= {each.name for each in page if each.name.startswith(OURS)}
        offset += len(page)
    return found
