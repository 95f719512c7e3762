"""What a person reads of a plan in the Prefect UI, as Markdown; Prefect-free."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from syncline.domain.item import ItemId, ReplicaName
from syncline.domain.printing import inert
from syncline.domain.state import HeldPlan
from syncline.engine.picking import numbered
from syncline.ports import Store

SHOWN = 200  # rows of a plan in the UI; an artifact of its own has all of them
LONGEST = 80  # signs of one value in a cell
Links = Mapping[ItemId, Mapping[ReplicaName, str]]
Operation = Mapping[str, Any]  # as `plan_document` makes it
COLUMNS = (
    "| no. | item | what | from | to | why | records |\n"
    "| ---: | --- | --- | --- | --- | --- | --- |"
)


def links_of(store: Store, held: HeldPlan) -> Links:
    """Return the addresses of every record of the Items in a plan."""
    states = store.load({op["item"] for op in _operations(held)})
    return {
        item: {replica: record.url for replica, record in sorted(state.records.items())}
        for item, state in states.items()
    }


def plan_page(held: HeldPlan, links: Links, *, limit: int | None = SHOWN, more: str = "") -> str:
    """Return a plan as Markdown: counts, then a table a replica; `more`: where all of it is."""
    operations = _operations(held)
    if not operations:
        return "\n".join(["Nothing to write.", *_left_alone(held, limit)])
    numbers = {item: number for number, (item, _) in numbered(held).items()}
    rows = [row for op in operations for row in _rows(op, numbers, links)]
    shown = sorted(rows, key=lambda row: (row[0], int(row[1]), row[2:]))[:limit]
    lines = [f"**{len(operations)} operations**, digest `{held.digest}`.", ""]
    for replica, count in sorted(Counter(op["replica"] for op in operations).items()):
        mine = [f"| {' | '.join(row[1:])} |" for row in shown if row[0] == replica]
        lines += [f"### {inert(replica)}: {count} operations", *_marked(operations, replica)]
        lines += [COLUMNS, *mine, ""] if mine else [""]
    lines += _only_marked(operations, numbers, {row[1] for row in rows}, limit)
    if len(shown) < len(rows):
        lines.append(f"... and {len(rows) - len(shown)} more rows. {more}".rstrip())
    return "\n".join([*lines, *_left_alone(held, limit)])


def _operations(held: HeldPlan) -> Sequence[Operation]:
    found: Sequence[Operation] = json.loads(held.rendered)["operations"]
    return found


def _marked(operations: Sequence[Operation], replica: ReplicaName) -> list[str]:
    count = sum(op["do"] == "mark" and op["replica"] == replica for op in operations)
    said = f"{count} records get their marker, so that a crash can be healed."
    return ["", said, ""] if count else [""]


def _rows(op: Operation, numbers: Mapping[ItemId, str], links: Links) -> Iterator[tuple[str, ...]]:
    if op["do"] == "mark":
        return
    begin = (op["replica"], numbers[op["item"]], inert(op["name"] or op["item"]))
    seen = " ".join(_link(*each) for each in links.get(op["item"], {}).items())
    if op["do"] != "update":
        fields = ", ".join(change["field"] for change in op.get("changes", ()))
        yield (*begin, op["do"], "", inert(fields), inert(op["reason"]), seen)
        return
    for change in op["changes"]:
        what = f"set {inert(change['field'])}"
        yield (*begin, what, _value(change["from"]), _value(change["to"]),
               inert(change["reason"]), seen)  # fmt: skip


def _link(replica: ReplicaName, url: str) -> str:
    """Return a link to a record; an address that is none, or would end the cell, is left out."""
    plain = url.startswith(("https://", "http://")) and not set(url) & set(" |()<>[]\\\n\r\t")
    return f"[{inert(replica)}]({url})" if plain else inert(replica)


def _only_marked(
    operations: Sequence[Operation],
    numbers: Mapping[ItemId, str],
    shown: set[str],
    limit: int | None,
) -> list[str]:
    """Return the Items of which nothing but the marker is written, so that they can be named."""
    named = {int(numbers[op["item"]]): op["name"] or op["item"] for op in operations}
    rest = [f"| {n} | {inert(named[n])} |" for n in sorted(named) if str(n) not in shown]
    if not rest:
        return []
    more = [f"... and {len(rest) - limit} more."] if limit and len(rest) > limit else []
    return ["### Only marked", "", "| no. | item |", "| ---: | --- |", *rest[:limit], "", *more]


def _value(value: object) -> str:
    if value in (None, "", []):
        return "*empty*"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return inert(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")


def _left_alone(held: HeldPlan, limit: int | None) -> list[str]:
    refusals = json.loads(held.rendered)["refusals"]
    said = [
        f"- {inert(' '.join(filter(None, (r['replica'], r['name'], r['field']))))}: "
        f"{inert(r['reason'])}"
        for r in refusals[:limit]
    ]
    return ["", f"**Left alone: {len(refusals)}**", "", *said] if said else []
