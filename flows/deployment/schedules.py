"""Which schedules a deployment has: those of prefect.yaml, and those that people added."""

from collections.abc import Mapping, Sequence
from typing import Any

from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.objects import DeploymentSchedule
from prefect.client.schemas.schedules import CronSchedule

Json = dict[str, Any]


def schedules(
    shipped: Sequence[Mapping[str, Any]], there: Sequence[DeploymentSchedule], awake: bool | None
) -> list[DeploymentScheduleCreate]:
    """Return all of them, each as awake as asked, else as it is, else as the file says.

    Putting a deployment replaces its schedules: what people added, and their parameters, are asked
    for again.
    """
    former = {each.slug: each for each in there if each.slug}
    ours = [_shipped(one, former.get(one["slug"])) for one in shipped]
    slugs = {one["slug"] for one in shipped}
    asked = [*ours, *(_again(each) for each in there if each.slug not in slugs)]
    return asked if awake is None else [_turned(each, awake) for each in asked]


def plain(asked: Sequence[DeploymentScheduleCreate | DeploymentSchedule]) -> list[Json]:
    """Return what can be compared, in one order."""
    fields = {"schedule", "active", "parameters", "slug"}
    return sorted((one.model_dump(mode="json", include=fields) for one in asked), key=repr)


def _shipped(one: Mapping[str, Any], former: DeploymentSchedule | None) -> DeploymentScheduleCreate:
    return DeploymentScheduleCreate(
        schedule=CronSchedule(cron=one["cron"], timezone=one["timezone"]),
        slug=one["slug"],
        active=former.active if former else one.get("active", True),
        parameters=former.parameters if former else {},
    )


def _again(each: DeploymentSchedule) -> DeploymentScheduleCreate:
    return DeploymentScheduleCreate(
        schedule=each.schedule, active=each.active, parameters=each.parameters, slug=each.slug
    )


def _turned(each: DeploymentScheduleCreate, awake: bool) -> DeploymentScheduleCreate:
    return each.model_copy(update={"active": awake})
