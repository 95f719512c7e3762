"""What a person reads of a plan in the Prefect UI, as Markdown; Prefect-free."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from syncline.domain.item import ItemId, ReplicaName
from syncline.domain.printing import inert
from syncline.domain.state import HeldPlan
from syncline.engine.picking import numbered

SHOWN = 200  # rows of a plan in the UI; an artifact of its own has all of them
LONGEST = 80  # signs of one value in a cell
Records = Mapping[ReplicaName, Mapping[str, str]]  # what each replica shows: key and url
Operation = Mapping[str, Any]  # as `plan_document` makes it
COLUMNS = (
    "| no. | item | what | from | to | why | records |\n"
    "| ---: | --- | --- | --- | --- | --- | --- |"
)
PAIRS = ("| no. | item | records | paired by |", "| ---: | --- | --- | --- |")
PAIRED = "The records of one line are taken for one item from now on."
GUESSED = "Where only the title says so, please look whether that is right; these come first."


def plan_page(held: HeldPlan, *, limit: int | None = SHOWN, more: str = "") -> str:
    """Return a plan as Markdown: what is paired, then a table a replica; `more`: all of it."""
    document = json.loads(held.rendered)
    operations: Sequence[Operation] = document["operations"]
    records: Mapping[ItemId, Records] = document.get("records", {})
    numbers = {item: number for number, (item, _) in numbered(held).items()}
    pairs = _paired(document["pairings"], numbers, records, limit)
    left = _left_alone(document["refusals"], limit)
    if not operations:
        return "\n".join(["Nothing to write.", "", *pairs, *left])
    rows = [row for op in operations for row in _rows(op, numbers, records)]
    shown = sorted(rows, key=lambda row: (row[0], int(row[1]), row[2:]))[:limit]
    lines = [f"**{len(operations)} operations**, digest `{held.digest}`.", "", *pairs]
    for replica, count in sorted(Counter(op["replica"] for op in operations).items()):
        mine = [_line(row[1:]) for row in shown if row[0] == replica]
        lines += [f"### {inert(replica)}: {count} operations", *_marked(operations, replica)]
        lines += [COLUMNS, *mine, ""] if mine else [""]
    named = {row[1] for row in rows} | {numbers.get(p["item"], "") for p in document["pairings"]}
    lines += _only_marked(operations, numbers, named, limit)
    if len(shown) < len(rows):
        lines.append(f"... and {len(rows) - len(shown)} more rows. {more}".rstrip())
    return "\n".join([*lines, *left])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _paired(
    pairings: Sequence[Operation],
    numbers: Mapping[ItemId, str],
    records: Mapping[ItemId, Records],
    limit: int | None,
) -> list[str]:
    """Return which records are taken for one Item from now on; what a person confirms first."""
    ways: dict[ItemId, set[str]] = {}
    for pair in pairings:
        ways.setdefault(pair["item"], set()).add(pair["how"])
    if not ways:
        return []
    guessed = {pair["item"] for pair in pairings if pair["confirm"]}
    names = {pair["item"]: pair["name"] or pair["item"] for pair in pairings}
    ordered = sorted(ways, key=lambda item: (item not in guessed, names[item], item))
    lines = [
        _line((numbers.get(item, ""), inert(names[item]), _links(records.get(item, {})),
               inert(", ".join(sorted(ways[item])))))
        for item in ordered[:limit]
    ]  # fmt: skip
    more = len(ordered) - len(lines)
    said = [f"... and {more} more.", ""] if more else []
    told = f"{PAIRED} {GUESSED}" if guessed else PAIRED
    return [f"### Paired: {len(ways)} items", "", told, "", *PAIRS, *lines, "", *said]


def _marked(operations: Sequence[Operation], replica: ReplicaName) -> list[str]:
    count = sum(op["do"] == "mark" and op["replica"] == replica for op in operations)
    said = f"{count} records get their marker, so that a crash can be healed."
    return ["", said, ""] if count else [""]


def _rows(
    op: Operation, numbers: Mapping[ItemId, str], records: Mapping[ItemId, Records]
) -> Iterator[tuple[str, ...]]:
    if op["do"] == "mark":
        return
    begin = (op["replica"], numbers[op["item"]], inert(op["name"] or op["item"]))
    seen = _links(records.get(op["item"], {}))
    if op["do"] != "update":
        fields = ", ".join(change["field"] for change in op.get("changes", ()))
        yield (*begin, op["do"], "", inert(fields), inert(op["reason"]), seen)
        return
    for change in op["changes"]:
        what = f"set {inert(change['field'])}"
        yield (*begin, what, _value(change["from"]), _value(change["to"]),
               inert(change["reason"]), seen)  # fmt: skip


def _links(records: Records) -> str:
    return " ".join(_link(f"{name} {r['key']}".strip(), r["url"]) for name, r in records.items())


def _link(text: str, url: str) -> str:
    """Return a link to a record; an address that is none, or would end the cell, is left out."""
    plain = url.startswith(("https://", "http://")) and not set(url) & set(" |()<>[]\\\n\r\t")
    return f"[{inert(text)}]({url})" if plain else inert(text)


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


def _left_alone(refusals: Sequence[Operation], limit: int | None) -> list[str]:
    said = [
        f"- {inert(' '.join(filter(None, (r['replica'], r['name'], r['field']))))}: "
        f"{inert(r['reason'])}"
        for r in refusals[:limit]
    ]
    return ["", f"**Left alone: {len(refusals)}**", "", *said] if said else []
