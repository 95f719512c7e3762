"""Put what is wanted into a Prefect server, and say what changed; a second time nothing does."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import (
    DeploymentScheduleCreate,
    VariableCreate,
    WorkPoolCreate,
)
from prefect.client.schemas.objects import ConcurrencyOptions
from prefect.client.schemas.schedules import CronSchedule
from prefect.events import AutomationCore
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound
from prefect.utilities.callables import parameter_schema
from prefect.workers.process import ProcessWorker

from flows.credentials import Credentials
from flows.deployment.pattern import Wanted

What = Literal["created", "updated", "no change", "missing"]
GRACE = 120  # seconds that a run may take to begin before its turn is given away
Json = dict[str, Any]


@dataclass(frozen=True)
class Did:
    """What became of one thing on the server."""

    kind: str
    name: str
    what: What
    why: str = ""


@dataclass
class Hands:
    """A client of one server; with `dry` it looks and touches nothing."""

    client: SyncPrefectClient
    dry: bool = False
    did: list[Did] = field(default_factory=list)

    def note(self, kind: str, name: str, what: What, why: str = "") -> None:
        """Remember what was done, or would be."""
        self.did.append(Did(kind, name, what, why))

    def do(self, act: Callable[[], Any]) -> Any:
        """Do it, unless this is a dry run."""
        return None if self.dry else act()

    # -- work pool, variable ------------------------------------------------------------------

    def pool(self, name: str) -> None:
        """Make the work pool, of the type process; one that is there stays as it is."""
        try:
            self.client.read_work_pool(name)
        except ObjectNotFound:
            template = ProcessWorker.get_default_base_job_template()
            pool = WorkPoolCreate(name=name, type="process", base_job_template=template)
            with suppress(ObjectAlreadyExists):  # a worker that starts just now makes it, too
                self.do(lambda: self.client.create_work_pool(pool))
            self.note("work pool", name, "created", "type process")
        else:
            self.note("work pool", name, "no change")

    def variable(self, name: str, value: Mapping[str, Any]) -> object:
        """Make a variable with its defaults; one that is there belongs to its people."""
        found = self.client.read_variable_by_name(name)
        if found is not None:
            self.note("variable", name, "no change")
            return found.value
        self.do(lambda: self.client.create_variable(VariableCreate(name=name, value=dict(value))))
        self.note("variable", name, "created", str(dict(value)))
        return value

    def block_type(self, kind: type[Credentials]) -> None:
        """Make the form of a credentials block, and its documentation."""
        try:
            self.client.read_block_type_by_slug(kind.slug)
            self.client.read_block_schema_by_checksum(kind._calculate_schema_checksum())  # noqa: SLF001  # Prefect's own comparison
        except ObjectNotFound:
            self.do(kind.register_type_and_schema)
            self.note("block type", kind.slug, "created")
        else:
            self.note("block type", kind.slug, "no change")

    # -- deployments ----------------------------------------------------------------------------

    def deployment(
        self, flow: Flow[..., Any], wanted: Wanted, pull: list[Json], *, awake: bool | None
    ) -> UUID | None:
        """Make or mend one deployment; `awake`: turn its schedules, None = as they are."""
        name = f"{flow.name}/{wanted.name}"
        schema = parameter_schema(flow).model_dump_for_openapi()
        asked = _asked(wanted, schema, pull)
        try:
            there = self.client.read_deployment_by_name(name)
        except ObjectNotFound:
            there, former = None, {}
        else:
            former = _found(there)
        switches = {s.slug: s.active for s in there.schedules} if there else {}
        asked["schedules"] = _schedules(wanted, switches, awake)
        changed = sorted(key for key, value in asked.items() if former.get(key) != value)
        if there and not changed:
            self.note("deployment", name, "no change")
            return there.id
        made = self.do(lambda: self._put(flow, wanted, asked))
        self.note("deployment", name, "updated" if there else "created",
                  ", ".join(changed) if there else wanted.portfolio or "")  # fmt: skip
        return made or (there.id if there else None)

    def _put(self, flow: Flow[..., Any], wanted: Wanted, asked: Json) -> UUID:
        limit = asked["limit"]
        options = ConcurrencyOptions(collision_strategy=asked["collision"],
                                     grace_period_seconds=GRACE) if limit else None  # fmt: skip
        return self.client.create_deployment(
            flow_id=self.client.create_flow_from_name(flow.name),
            name=wanted.name,
            version=wanted.version,
            schedules=[
                DeploymentScheduleCreate(
                    schedule=CronSchedule(cron=s["cron"], timezone=s["timezone"]),
                    active=s["active"], slug=s["slug"],
                )
                for s in asked["schedules"]
            ],
            concurrency_limit=limit,
            concurrency_options=options,
            parameters=asked["parameters"],
            description=wanted.description,
            work_pool_name=wanted.pool,
            tags=list(wanted.tags),
            entrypoint=wanted.entrypoint,
            parameter_openapi_schema=asked["schema"],
            pull_steps=asked["pull"],
            enforce_parameter_schema=True,
            job_variables=asked["job variables"],
        )  # fmt: skip

    # -- automations ----------------------------------------------------------------------------

    def automation(self, wanted: AutomationCore) -> None:
        """Make or mend one automation; whether it is enabled is its people's choice."""
        found = self.client.read_automations_by_name(wanted.name)
        if not found:
            self.do(lambda: self.client.create_automation(wanted))
            self.note("automation", wanted.name, "created")
            return
        asked = wanted.model_copy(update={"enabled": found[0].enabled})
        if _plain(AutomationCore.model_validate(found[0].model_dump())) == _plain(asked):
            self.note("automation", wanted.name, "no change")
            return
        self.do(lambda: self.client.update_automation(found[0].id, asked))
        self.note("automation", wanted.name, "updated")


def _asked(wanted: Wanted, schema: Json, pull: list[Json]) -> Json:
    return {
        "version": wanted.version,
        "description": wanted.description,
        "tags": sorted(wanted.tags),
        "parameters": dict(wanted.parameters),
        "entrypoint": wanted.entrypoint,
        "pool": wanted.pool,
        "job variables": dict(wanted.job_variables),
        "pull": pull,
        "schema": schema,
        "enforced": True,
        "limit": wanted.limit,
        "collision": wanted.collision,
    }


def _found(there: Any) -> Json:
    limit, options = there.global_concurrency_limit, there.concurrency_options
    return {
        "version": there.version,
        "description": there.description,
        "tags": sorted(there.tags),
        "parameters": there.parameters,
        "entrypoint": there.entrypoint,
        "pool": there.work_pool_name,
        "job variables": there.job_variables,
        "pull": there.pull_steps,
        "schema": there.parameter_openapi_schema,
        "enforced": there.enforce_parameter_schema,
        "limit": limit.limit if limit else None,
        "collision": options.collision_strategy.value if options else None,
        "schedules": sorted(
            (
                {"cron": s.schedule.cron, "timezone": s.schedule.timezone, "slug": s.slug,
                 "active": s.active}
                for s in there.schedules
                if isinstance(s.schedule, CronSchedule)
            ),
            key=lambda s: str(s["slug"]),
        ),
    }  # fmt: skip


def _schedules(
    wanted: Wanted, switches: Mapping[str | None, bool], awake: bool | None
) -> list[Json]:
    """Return the schedules, each as awake as asked, else as it is, else as the file says."""
    made = []
    for one in wanted.schedules:
        active = switches.get(one["slug"], one.get("active", True)) if awake is None else awake
        made.append({"cron": one["cron"], "timezone": one["timezone"], "slug": one["slug"],
                     "active": active})  # fmt: skip
    return sorted(made, key=lambda s: str(s["slug"]))


def _plain(automation: AutomationCore) -> object:
    return _ordered(automation.model_dump(mode="json", exclude={"owner_resource", "tags"}))


def _ordered(value: object) -> object:
    """Return JSON whose lists of words are in one order: they come from sets."""
    if isinstance(value, Mapping):
        return {key: _ordered(each) for key, each in value.items() if key != "id"}
    if isinstance(value, list):
        inner = [_ordered(each) for each in value]
        return sorted(map(str, inner)) if all(isinstance(each, str) for each in inner) else inner
    return value
