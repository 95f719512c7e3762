"""What the commands that look back do: `explain`, `history` and `runs`."""

from collections.abc import Mapping
from dataclasses import asdict

from flows.runtime import House, open_house
from flows.screen import Screen
from syncline.domain.errors import ConfigurationError
from syncline.domain.fields import REFERRING, Value, plain_json, shown_text
from syncline.domain.item import ItemId
from syncline.domain.references import members
from syncline.domain.state import FieldChange, RunRow
from syncline.engine import explain as story
from syncline.engine.undo import undone, wrote
from syncline.ports import Store


def explain(screen: Screen, config: str, key: str) -> int:
    """Tell one item's story, or why a record is no item."""
    with open_house(config) as house:
        told = _told(house, key)
    screen.document(asdict(told))
    screen.show(f"{told.name} ({told.kind}, {told.item})" if told.item else told.name)
    for replica, url in told.records.items():
        screen.show(f"  {replica}: {url}")
    rows = [(f.field, f.value, f.why, f.decided_by) for f in told.fields]
    if rows:
        screen.table("fields", ("field", "value", "why", "who decides"), rows)
    for reason in told.not_synced:
        screen.show(f"not synced: {reason}")
    return 0


def _told(house: House, key: str) -> story.Explanation:
    item = house.store.find(key)
    if item is not None:
        return story.explain(house.portfolio, house.store, item)
    if aside := story.set_aside(house.portfolio, house.store, key):
        return aside
    raise ConfigurationError(story.never_seen(house.portfolio, house.store, key))


def history(screen: Screen, config: str, key: str, field: str | None) -> int:
    """List every change of one item, the oldest first."""
    with open_house(config) as house:
        found = _told(house, key)
        if not found.item:
            raise ConfigurationError(f"{key} has no history. {'; '.join(found.not_synced)}.")
        item, past = found.item, house.store.history(found.item)
        changes = [c for c in past if field in {None, c.field}]
        if field and not changes:
            _refuse_unknown(house, past, field)
        name = found.name
        names = _named(house, changes)
    screen.document({"item": item, "name": name, "changes": [_change_row(c) for c in changes]})
    rows = [_change_line(c, names) for c in changes]
    columns = ("when", "field", "what", "from", "to", "where", "who", "run")
    screen.table(f"{name}: {len(rows)} changes", columns, rows)
    return 0


def _refuse_unknown(house: House, past: tuple[FieldChange, ...], field: str) -> None:
    known = sorted({*house.portfolio.fields, *(c.field for c in past)})
    if field not in known:
        raise ConfigurationError(f"No field is named {field}. There are: {', '.join(known)}.")


def _named(house: House, changes: list[FieldChange]) -> Mapping[ItemId, str]:
    """Return the names of the Items that the values refer to."""
    fields = house.portfolio.fields
    references = {
        item
        for change in changes
        if change.field in fields and fields[change.field].type in REFERRING
        for value in (change.old, change.new)
        for item in members(value)
    }
    return {item: state.name for item, state in house.store.load(references).items()}


def _change_row(change: FieldChange) -> dict[str, object]:
    return {
        "at": change.at.isoformat(),
        "field": change.field,
        "what": change.what,
        "old": plain_json(change.old),
        "new": plain_json(change.new),
        "where": change.replica or None,
        "by": change.by,
        "run": change.run,
    }


def _change_line(change: FieldChange, names: Mapping[ItemId, str]) -> tuple[str, ...]:
    def shown(value: Value) -> str:
        if isinstance(value, frozenset) and names.keys() & value:
            return ", ".join(sorted(names.get(item, item) for item in value))
        return names.get(str(value), shown_text(value))

    return (
        f"{change.at:%Y-%m-%d %H:%M}", change.field, change.what, shown(change.old),
        shown(change.new), change.replica or "Syncline", change.by or "", change.run,
    )  # fmt: skip


def runs(screen: Screen, config: str, limit: int) -> int:
    """List past runs, with what can be taken back."""
    with open_house(config) as house:
        found = house.store.runs(limit)
        taken = {undone(run): run.id for run in reversed(found) if run.outcome != "HELD"}
        rows = [_run_row(house.store, run, taken.get(run.id)) for run in found]
    columns = ("run", "started", "what", "outcome", "plan", "numbers", "undo")
    screen.table("runs", columns, [tuple(str(cell) for cell in row.values()) for row in rows])
    if any(row["undo"] == "can be" for row in rows):
        screen.show(f"Take one back: syncline undo {config} RUN")
    screen.document(rows)
    return 0


def _run_row(store: Store, run: RunRow, taken_by: str | None) -> dict[str, str]:
    undo = f"was, by {taken_by}" if taken_by else "can be" if wrote(store, run.id) else ""
    what = f"undo of {undone(run)}" if run.mode == "undo" else "sync"
    return {
        "run": run.id,
        "started": f"{run.started_at:%Y-%m-%d %H:%M}",
        "what": what,
        "outcome": run.outcome,
        "digest": run.digest or "",
        "numbers": " ".join(f"{k}={v}" for k, v in run.counts.items() if v),
        "undo": undo,
    }
