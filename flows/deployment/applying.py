"""Put what is wanted into a Prefect server, and say what changed; a second time nothing does."""

import html
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
from prefect.client.schemas.objects import BlockType, ConcurrencyOptions
from prefect.events import AutomationCore
from prefect.events.actions import ActionTypes, SendNotification
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound
from prefect.workers.process import ProcessWorker

from flows.credentials import Credentials
from flows.deployment.pattern import Wanted
from flows.deployment.schedules import plain, schedules

What = Literal["created", "updated", "no change", "left over"]
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
            there = self.client.read_block_type_by_slug(kind.slug)
            self.client.read_block_schema_by_checksum(kind._calculate_schema_checksum())  # noqa: SLF001  # Prefect's own comparison
        except ObjectNotFound:
            there = None
        told = there and _told(there) == _told(kind._to_block_type())  # noqa: SLF001  # what it would register
        if not told:
            self.do(kind.register_type_and_schema)
        what: What = "no change" if told else "updated" if there else "created"
        self.note("block type", kind.slug, what, "its text" if what == "updated" else "")

    # -- deployments ----------------------------------------------------------------------------

    def deployment(
        self, flow: Flow[..., Any], wanted: Wanted, form: Json, pull: list[Json],
        *, awake: bool | None,
    ) -> UUID | None:  # fmt: skip
        """Make or mend one deployment; `awake`: turn its schedules, None = as they are."""
        name = f"{flow.name}/{wanted.name}"
        asked = _asked(wanted, form, pull)
        try:
            there = self.client.read_deployment_by_name(name)
        except ObjectNotFound:
            there, former = None, {}
        else:
            former = _found(there)
        turned = schedules(wanted.schedules, there.schedules if there else (), awake)
        asked["schedules"] = plain(turned)
        changed = sorted(key for key, value in asked.items() if former.get(key) != value)
        if there and not changed:
            self.note("deployment", name, "no change")
            return there.id
        made = self.do(lambda: self._put(flow, wanted, asked, turned))
        self.note("deployment", name, "updated" if there else "created",
                  ", ".join(changed) if there else wanted.portfolio or "")  # fmt: skip
        return made or (there.id if there else None)

    def _put(
        self, flow: Flow[..., Any], wanted: Wanted, asked: Json,
        turned: list[DeploymentScheduleCreate],
    ) -> UUID:  # fmt: skip
        limit = asked["limit"]
        options = ConcurrencyOptions(collision_strategy=asked["collision"],
                                     grace_period_seconds=GRACE) if limit else None  # fmt: skip
        return self.client.create_deployment(
            flow_id=self.client.create_flow_from_name(flow.name),
            name=wanted.name,
            version=wanted.version,
            schedules=turned,
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

    def automation(self, wanted: AutomationCore, *, keep: bool = True) -> None:
        """Make or mend one automation; whether it is enabled is its people's choice.

        So are the notification blocks that it tells through, unless `keep` is False.
        """
        found = self.client.read_automations_by_name(wanted.name)
        if not found:
            self.do(lambda: self.client.create_automation(wanted))
            self.note("automation", wanted.name, "created")
            return
        former = AutomationCore.model_validate(found[0].model_dump())
        actions = self._actions(former, wanted) if keep else wanted.actions
        asked = wanted.model_copy(update={"enabled": former.enabled, "actions": actions})
        before, after = _plain(former), _plain(asked)
        changed = sorted(key for key, value in after.items() if before.get(key) != value)
        if not changed:
            self.note("automation", wanted.name, "no change")
            return
        self.do(lambda: self.client.update_automation(found[0].id, asked))
        self.note("automation", wanted.name, "updated", ", ".join(changed))

    def _actions(self, former: AutomationCore, wanted: AutomationCore) -> list[ActionTypes]:
        """Return what is wanted, and what people chose to be told through instead or besides."""
        chosen = [each for each in former.actions if isinstance(each, SendNotification)]
        there = [each for each in chosen if self._has_block(each.block_document_id)]
        instead = len(there) == len(former.actions)
        return [*there] if instead else [*wanted.actions, *there]

    def _has_block(self, block: UUID) -> bool:
        try:
            self.client.read_block_document(block, include_secrets=False)
        except ObjectNotFound:
            return False
        return True


def _told(kind: BlockType) -> tuple[str, str]:
    """Return what the page of a block says, which is no part of its schema."""
    return html.unescape(kind.description or ""), str(kind.documentation_url or "")


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
        "schedules": plain(there.schedules),
    }


def _plain(automation: AutomationCore) -> Json:
    dumped = automation.model_dump(mode="json", exclude={"owner_resource", "tags"})
    return {key: _ordered(value) for key, value in dumped.items()}


def _ordered(value: object) -> object:
    """Return JSON whose lists of words are in one order: they come from sets."""
    if isinstance(value, Mapping):
        return {key: _ordered(each) for key, each in value.items() if key != "id"}
    if isinstance(value, list):
        inner = [_ordered(each) for each in value]
        return sorted(map(str, inner)) if all(isinstance(each, str) for each in inner) else inner
    return value
