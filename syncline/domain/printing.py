"""The Plan as people and programs read it: JSON-ready, and in lines."""

from collections import Counter
from collections.abc import Iterable

from syncline.domain.fields import plain_json
from syncline.domain.item import ItemId
from syncline.domain.plan import Archive, Create, Operation, Plan, Restore, Stamp, Update

_INERT = str.maketrans(
    {
        "\\": "\\\\",
        "|": "\\|",
        "[": "\\[",
        "]": "\\]",
        "*": "\\*",
        "<": "&lt;",
        "&": "&amp;",
        "`": "'",
    }
)

VERBS = {
    Create: "create", Stamp: "mark", Update: "update", Archive: "archive", Restore: "restore"
}  # fmt: skip


def plan_document(plan: Plan) -> dict[str, object]:
    """Return the Plan as one JSON document."""
    return {
        "digest": plan.digest,
        "operations": [_operation(plan, op) for op in plan.operations],
        "pairings": [
            {"item": p.item, "name": plan.names.get(p.item, ""), "replica": p.replica,
             "record": p.record, "how": p.how, "confirm": p.confirm}
            for p in plan.pairings
        ],
        "refusals": [
            {"item": r.item, "name": plan.names.get(r.item, ""), "replica": r.replica,
             "field": r.field, "reason": r.reason}
            for r in plan.refusals
        ],
        "records": _records(plan),
        "waits": list(plan.waits),
        "counts": counts(plan.operations),
    }  # fmt: skip


def _records(plan: Plan) -> dict[str, dict[str, dict[str, str]]]:
    """Return the records of every Item that is written or paired; the store may not know them."""
    items = {op.item for op in plan.operations} | {p.item for p in plan.pairings}
    return {
        item: {
            r.replica: {"key": "" if r.key == r.id else r.key, "url": r.url}
            for r in sorted(plan.records.get(item, ()), key=lambda record: record.replica)
        }
        for item in sorted(items)
    }


def _operation(plan: Plan, op: Operation) -> dict[str, object]:
    made: dict[str, object] = {
        "do": VERBS[type(op)],
        "replica": op.replica,
        "item": op.item,
        "name": plan.names.get(op.item, ""),
        "record": None if isinstance(op, Create) else op.record,
    }
    if not isinstance(op, Update):
        made["reason"] = op.reason
    if isinstance(op, Create | Update):
        made["changes"] = [
            {"field": c.field, "to": plain_json(c.ask), "from": plain_json(c.expect),
             "reason": c.reason}
            for c in op.changes
        ]  # fmt: skip
    return made


def counts(operations: Iterable[Operation]) -> dict[str, int]:
    """Count operations as "replica verb"."""
    return dict(sorted(Counter(f"{op.replica} {VERBS[type(op)]}" for op in operations).items()))


def plan_lines(plan: Plan) -> list[tuple[str, str, str, str]]:
    """Return one row per written field: replica, what, which item, why; no markers."""
    rows = []
    for op in plan.operations:
        name = item_name(plan, op.item)
        match op:
            case Stamp():
                continue
            case Archive() | Restore():
                rows.append((op.replica, VERBS[type(op)], name, op.reason))
            case Create():
                fields = ", ".join(c.field for c in op.changes)
                rows.append((op.replica, "create", name, f"{op.reason} ({fields})"))
            case Update():
                rows += [(op.replica, f"set {c.field}", name, c.reason) for c in op.changes]
    return rows


def marker_line(plan: Plan) -> str | None:
    """Return one sentence on the records that get their marker, if any do."""
    marked = Counter(op.replica for op in plan.operations if isinstance(op, Stamp))
    if not marked:
        return None
    where = ", ".join(f"{number} in {replica}" for replica, number in sorted(marked.items()))
    return f"{marked.total()} records get their marker ({where}), so that a crash can be healed."


def paired(plan: Plan, limit: int) -> list[str]:
    """Return one sentence for each Item that a record is paired with, at most `limit` of them.

    Those that a person has to confirm come first.
    """
    ways: dict[ItemId, set[str]] = {}
    for pairing in plan.pairings:
        ways.setdefault(pairing.item, set()).add(pairing.how)
    guessed = {p.item for p in plan.pairings if p.confirm}
    ordered = sorted(ways, key=lambda item: (item not in guessed, item_name(plan, item), item))
    said = [
        f"paired by {', '.join(sorted(ways[item]))}: {item_name(plan, item)}: "
        + ", ".join(f"{r.replica} {r.url or r.id}" for r in plan.records.get(item, ()))
        for item in ordered[:limit]
    ]
    more = len(ordered) - len(said)
    return [*said, f"... and {more} more are paired (--json shows all)."] if more else said


def left_alone(plan: Plan, limit: int) -> list[str]:
    """Return one sentence for everything that a Plan leaves alone, at most `limit` of them."""
    said = []
    for refusal in plan.refusals[:limit]:
        named = (refusal.replica, plan.names.get(refusal.item, ""), refusal.field or "")
        said.append(f"left alone: {' '.join(filter(None, named))}: {refusal.reason}")
    if len(plan.refusals) > limit:
        said.append(f"... and {len(plan.refusals) - limit} more left alone (--json shows all).")
    return said


def item_name(plan: Plan, item: ItemId) -> str:
    """Return an Item's key and title, or its id."""
    return plan.names.get(item) or item


def inert(text: str) -> str:
    """Return synced text that is only text inside a Markdown table."""
    flat = " ".join(text.split())
    return flat.translate(_INERT)
