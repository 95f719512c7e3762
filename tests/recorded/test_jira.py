"""Every recorded issue is read, or is named with the path inside it that cannot be."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from connectors.jira.binding import bind
from connectors.jira.codec import Codec
from connectors.jira.comments import plain, read_page
from connectors.jira.native import read_issue
from connectors.jira.richtext import canvas, decode, encode, projected
from connectors.jira.words import Words
from syncline.domain.errors import CannotRead
from syncline.domain.fields import CORE_FIELDS, Cannot
from syncline.domain.plain import one_line
from syncline.domain.text import Document, Run, trees, words
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


def _bodies(found: Any) -> Iterator[dict[str, Any]]:
    """Find the rich texts inside any answer."""
    if isinstance(found, dict) and found.get("type") == "doc":
        yield found
        return
    children = found.values() if isinstance(found, dict) else found
    for child in children if isinstance(found, dict | list) else ():
        yield from _bodies(child)


def _recorded_bodies(shared: Callable[[str], Path]) -> list[dict[str, Any]]:
    paths = [path for path in sorted(shared("payloads/jira").rglob("*")) if path.is_file()]
    return [body for path in paths for found in _documents(path) for body in _bodies(found)]


def test_every_recorded_body_is_read_and_put_back_as_it_was(
    shared: Callable[[str], Path], figure: Callable[[str], None]
) -> None:
    """Byte by byte; rendered anew it reads the same, and Jira would show all of it."""
    kinds: Counter[str] = Counter()
    bodies = _recorded_bodies(shared)
    for body in bodies:
        read = decode(body, "recorded")
        assert not isinstance(read, Cannot)
        assert json.dumps(encode(read, "recorded", body)) == json.dumps(body)
        assert decode(encode(read, "recorded"), "recorded") == read
        assert read is None or projected(read, canvas("recorded", "roadmap")) == read
        for node in body["content"]:
            seen = decode({**body, "content": [node]}, "recorded")
            kinds[f"{node['type']} -> {_kinds(seen)}"] += 1
    table = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    figure(f"Jira: {len(bodies)} recorded bodies read and put back: {table}")
    assert len(bodies) >= 38


def _kinds(read: Any) -> str:
    """Name the outermost blocks of a part of a body; an opaque one as people would see it."""
    tops = [tree.block for tree in trees(read)]
    named = {words(b.runs) if b.kind == "opaque" else b.kind for b in tops}
    opaque = "opaque: " if any(block.kind == "opaque" for block in tops) else ""
    return opaque + " + ".join(sorted(named)) if tops else "nothing"


def test_an_edit_of_one_paragraph_leaves_all_others_as_they_were(
    shared: Callable[[str], Path],
) -> None:
    """Of every recorded body, each outermost paragraph in turn."""
    edits = 0
    for body in _recorded_bodies(shared):
        read = decode(body, "recorded")
        for at, block in enumerate(read.blocks if isinstance(read, Document) else ()):
            if block.kind != "paragraph" or block.level:
                continue
            assert isinstance(read, Document)
            typed = replace(block, runs=(*block.runs, Run(" typed")))
            blocks = (*read.blocks[:at], typed, *read.blocks[at + 1 :])
            written = encode(Document(blocks), "recorded", body)["content"]
            other = [old for old, new in zip(body["content"], written, strict=True) if old != new]
            assert [node["type"] for node in other] == ["paragraph"]
            edits += 1
    assert edits > 30


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


def _comments(found: Any) -> Iterator[list[Any]]:
    """Find the pages of comments inside any answer."""
    if isinstance(found, dict):
        if isinstance(found.get("comments"), list):
            yield found["comments"]
        for one in found.values():
            yield from _comments(one)
    elif isinstance(found, list):
        for one in found:
            yield from _comments(one)


def test_every_recorded_comment_is_read(
    shared: Callable[[str], Path], figure: Callable[[str], None]
) -> None:
    """Its words as plain text, ADF or wiki, with author and time."""
    counts: Counter[str] = Counter()
    paths = [path for path in sorted(shared("payloads/jira").rglob("*")) if path.is_file()]
    pages = (p for path in paths for found in _documents(path) for p in _comments(found))
    for raw in (one for rows in pages for one in rows):
        (comment,) = read_page("comment", {"total": 1, "comments": [raw]}).comments
        counts["read"] += 1
        assert isinstance(plain(comment.body, "recorded"), str)
    figure(f"Jira comments recorded: {dict(counts)}")
    assert counts["read"] > 3
