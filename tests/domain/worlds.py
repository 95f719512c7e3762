"""Small portfolios, snapshots and states for the tests of the domain."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from syncline.domain.fields import CORE_FIELDS, Cannot, Value
from syncline.domain.item import Item, Kind, Record, Snapshot
from syncline.domain.policy import CreateRule, FieldPolicy, Portfolio, SameAs
from syncline.domain.reconcile import Decided, Memory, reconcile
from syncline.domain.state import Agreed, ItemState, Shadow
from syncline.domain.toolbox import NativeProject, Observed, Tool, Toolbox
from syncline.domain.traits import Traits

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
FIELDS = frozenset(CORE_FIELDS)


def identity(_: str, value: Value) -> Value | Cannot:
    """Show every value as it is."""
    return value


def tool(
    *, writable: frozenset[str] = FIELDS, project: NativeProject = identity, markable: bool = True
) -> Tool:
    """Return a tool that carries every core field."""
    lanes = {"status": "transition"}
    return Tool(Traits("model", FIELDS, writable, lanes, 50, timedelta(0), markable), project)


def portfolio(
    *replicas: str,
    create: Mapping[str, CreateRule] | None = None,
    policies: Mapping[str, FieldPolicy] | None = None,
    match: tuple[str, ...] = ("marker", "url", "title"),
) -> Portfolio:
    """Return a portfolio whose replicas all show the same tasks."""
    group = SameAs(replicas, match, create or {}, frozenset({"task"}))
    carried = dict.fromkeys(replicas, FIELDS)
    return Portfolio("p", replicas, CORE_FIELDS, policies or {}, (group,), carried=carried)


def snapshot(
    replica: str,
    record: str,
    *,
    marker: str | None = None,
    ties: Mapping[str, str] | None = None,
    kind: Kind = "task",
    refused: Mapping[str, str] | None = None,
    **fields: Value,
) -> Snapshot:
    """Return what a replica showed of one record."""
    return Snapshot(
        replica, record, f"{replica}-{record}", f"https://{replica}/{record}", kind, fields, "",
        marker=marker, ties=ties or {}, refused=refused or {},
    )  # fmt: skip


def known(item: str, *replicas: str, version: int = 1, **fields: Value) -> ItemState:
    """Return an Item that all of these replicas show as agreed."""
    records = {
        r: Record(item, r, item, f"{r}-{item}", f"https://{r}/{item}", marked=True)
        for r in replicas
    }
    agreed = {name: Agreed(value, version) for name, value in fields.items()}
    shadows = {(r, n): Shadow(v, v, version) for r in replicas for n, v in fields.items()}
    return ItemState(Item(item, "task"), records, agreed, shadows)


def decided(
    made: Portfolio,
    *snapshots: Snapshot,
    states: tuple[ItemState, ...] = (),
    tools: Mapping[str, Tool] | None = None,
    complete: frozenset[str] | None = None,
) -> Decided:
    """Reconcile one round."""
    every = {name: tool() for name in made.replicas} | dict(tools or {})
    whole = frozenset(made.replicas) if complete is None else complete
    seen = {r: tuple(s for s in snapshots if s.replica == r) for r in made.replicas}
    links = {(r.replica, r.id): s.item.id for s in states for r in s.records.values()}
    box = Toolbox(made, every).knowing(links)
    memory = Memory({s.item.id: s for s in states})
    return reconcile(box, Observed(seen, whole), memory, now=NOW, run="r")
