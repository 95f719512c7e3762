"""Every recorded issue is read, or is named with the path inside it that cannot be."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from connectors.jira.binding import bind
from connectors.jira.codec import Codec
from connectors.jira.native import read_issue
from connectors.jira.words import Words
from syncline.domain.errors import CannotRead
from syncline.domain.fields import CORE_FIELDS
from syncline.domain.plain import one_line
from syncline.ports import FieldMapping, ReplicaSettings

FIELDS = {n: FieldMapping(n, spec.type) for n, spec in CORE_FIELDS.items() if n != "start"}
SETTINGS = ReplicaSettings(
    name="recorded",
    tool="jira",
    url="https://acme.example",
    secrets={},
    container={},
    kinds={"task": "*"},
    fields=FIELDS,
)


def _documents(path: Path) -> Iterator[Any]:
    text = path.read_text(errors="replace")
    try:
        yield json.loads(text)
    except ValueError:
        for line in text.splitlines():
            try:
                row = json.loads(line)
                yield json.loads(row["data"]) if isinstance(row.get("data"), str) else row
            except (ValueError, AttributeError):
                continue  # a line of something else


def _issues(node: Any) -> Iterator[dict[str, Any]]:
    """Find the issues inside any answer or webhook; in short ones only the parent is."""
    if isinstance(node, dict):
        fields = node.get("fields")
        if isinstance(fields, dict) and "key" in node and "summary" in fields:
            yield node
        for child in node.values():
            yield from _issues(child)
    elif isinstance(node, list):
        for child in node:
            yield from _issues(child)


def test_every_recorded_issue_is_read_or_named_with_a_path(
    shared: Callable[[str], Path],
    figure: Callable[[str], None],
) -> None:
    """Cloud v2 and v3, Server, webhooks: id, title, status, dates, people, and no traceback."""
    codec = Codec(SETTINGS, bind(SETTINGS, ()), Words(SETTINGS))
    read, unreadable, refused = 0, [], 0
    paths = [p for p in sorted(shared("payloads/jira").rglob("*")) if p.is_file()]
    for raw in (i for path in paths for doc in _documents(path) for i in _issues(doc)):
        try:
            shown = codec.snapshot(read_issue(raw))
        except CannotRead as error:
            unreadable.append(f"{error.record} {error.reason}")
            continue
        read += 1
        refused += len(shown.refused)
        _agrees(raw, shown.fields)
        assert shown.id == str(raw["id"])
    assert all(": expected" in said for said in unreadable)
    figure(
        f"Jira: {read} recorded issues read, {len(unreadable)} named with a path, "
        f"{refused} fields refused with a reason {sorted(set(unreadable))[:8]}"
    )
    assert read > 60


def _agrees(raw: dict[str, Any], fields: Any) -> None:
    """Compare with the payload, by other means than the codec's."""
    native = raw["fields"]
    assert fields["title"] == one_line(native["summary"])
    if native.get("status"):
        assert fields["status"] == native["status"]["name"]
    if native.get("duedate"):
        assert fields["target"].isoformat() == native["duedate"][:10]
    if (native.get("assignee") or {}).get("emailAddress"):
        assert fields["owner"] == native["assignee"]["emailAddress"].lower()
    if "labels" in native:
        assert len(fields["labels"]) == len(native["labels"])
