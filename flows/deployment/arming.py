"""The word to the alarms that something is deployed: from then on its first failure counts."""

import time
from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from prefect.events import Event

from flows.deployment.applying import Hands
from flows.deployment.automations import DEPLOYED, DEPLOYMENT, MESSAGE
from flows.events import PORTFOLIO

SETTLING = 1.0  # seconds after which Prefect's triggers know an automation that was just made


def arm(hands: Hands, ids: Mapping[str, UUID], portfolios: Iterable[str]) -> None:
    """Tell both alarms of every deployment and portfolio."""
    if any(did.kind == "automation" and did.what in ("created", "updated") for did in hands.did):
        time.sleep(SETTLING)
    told = [each.model_dump(mode="json") for each in _told(ids, portfolios)]
    hands.client.request("POST", "/events", json=told).raise_for_status()


def _told(ids: Mapping[str, UUID], portfolios: Iterable[str]) -> Iterator[Event]:
    for name, deployment in ids.items():
        related = {
            "prefect.resource.role": "deployment",
            "prefect.resource.id": f"prefect.deployment.{deployment}",
            "prefect.resource.name": name.partition("/")[2],
        }
        said = {"prefect.resource.id": f"{DEPLOYMENT}{name}", MESSAGE: "deployed"}
        yield Event.model_validate({"event": DEPLOYED, "resource": said, "related": [related]})
    for name in portfolios:
        named = {"prefect.resource.id": f"{PORTFOLIO}{name}", "prefect.resource.name": name}
        yield Event.model_validate({"event": DEPLOYED, "resource": named})
