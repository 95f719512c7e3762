"""Every recorded task of Asana's is read, or refused with the path inside it."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from connectors.asana.answers import error_text
from connectors.asana.codec import Codec
from connectors.asana.comments import read_comment
from connectors.asana.native import read_task
from connectors.asana.richtext import canvas, decode, encode, projected
from syncline.domain.errors import CannotRead
from syncline.domain.fields import CORE_FIELDS, Cannot
from syncline.domain.item import Snapshot
from syncline.domain.text import Block, Document, Run, words
from syncline.ports import FieldMapping, ReplicaSettings

FIELDS = {name: FieldMapping(name, spec.type) for name, spec in CORE_FIELDS.items()}


def _bodies(folder: Path) -> Iterator[tuple[Path, Any]]:
    """Yield every JSON answer in the recordings, whatever they are wrapped in."""
    for path in sorted(folder.rglob("*.*")):
        if path.suffix == ".yaml":
            for exchange in YAML(typ="safe", pure=True).load(path)["interactions"]:
                yield path, json.loads(exchange["response"]["body"]["string"] or "null")
        elif path.suffix == ".jsonl":
            for line in path.read_text().splitlines():
                yield path, json.loads(line)
        else:
            yield path, json.loads(path.read_text())


def _tasks(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object that is a task, at any depth."""
    if isinstance(value, list):
        for one in value:
            yield from _tasks(one)
    elif isinstance(value, dict):
        if value.get("resource_type") == "task" and "gid" in value:
            yield value
        for one in value.values():
            yield from _tasks(one)


def _codec(task: dict[str, Any]) -> Codec:
    places = task.get("memberships") or [{}]
    project = str((places[0].get("project") or {}).get("gid", "none"))
    url, tokens = "http://127.0.0.1", {"token": "t"}
    container, kinds = {"project": (project,)}, {"task": "*"}
    settings = ReplicaSettings("r", "asana", url, tokens, container, kinds, FIELDS)  # type: ignore[arg-type]  # a literal
    return Codec(settings, project)


def _snapshot(task: dict[str, Any]) -> Snapshot | str:
    try:
        return _codec(task).snapshot(read_task(task))
    except CannotRead as refused:
        return refused.reason


def test_every_recorded_task_is_read(
    shared: Callable[[str], Path], figure: Callable[[str], None]
) -> None:
    """Each gives what it holds of id, title, status, dates and people, and no other exception."""
    counts: Counter[str] = Counter()
    for path, body in _bodies(shared("payloads/asana/recorded")):
        for task in _tasks(body):
            counts["tasks"] += 1
            snapshot = _snapshot(task)
            if isinstance(snapshot, str):
                assert re.search(r"\w+: expected ", snapshot), path
                counts["refused"] += 1
                continue
            counts["read"] += 1
            counts.update(snapshot.fields.keys())
            assert snapshot.id == task["gid"]
            assert ("title" in snapshot.fields) == ("name" in task)
            assert ("target" in snapshot.fields) == ("due_on" in task)
            if task.get("due_on"):
                assert str(snapshot.fields["target"]) == task["due_on"]
            if task.get("assignee"):
                assert "owner" in snapshot.fields or "name the account" in snapshot.refused["owner"]
    figure(f"Asana recordings: {dict(counts)}")
    assert counts["read"] > 0
    assert counts["refused"] == 0


def _rich_texts(value: Any) -> Iterator[str]:
    """Yield every rich text, at any depth."""
    if isinstance(value, list):
        for one in value:
            yield from _rich_texts(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name in {"html_notes", "html_text"} and isinstance(one, str) and one:
                yield one
            yield from _rich_texts(one)


def _samples(shared: Callable[[str], Path]) -> Iterator[str]:
    """Yield the rich texts of the recordings and of the vendor's documentation."""
    for _, body in _bodies(shared("payloads/asana/recorded")):
        yield from _rich_texts(body)
    file = shared("payloads/asana/rich-text/official-html-samples.json")
    for sample in json.loads(file.read_text())["samples"]:
        html = sample["html"]
        yield html if html.startswith("<body>") else f"<body>{html}</body>"


def test_every_recorded_rich_text_is_read_and_put_back(
    shared: Callable[[str], Path], figure: Callable[[str], None]
) -> None:
    """Byte for byte where nobody edited it; and written anew it still says the same."""
    counts: Counter[str] = Counter()
    for html in _samples(shared):
        counts["rich texts"] += 1
        document = decode(html, "r")
        assert not isinstance(document, Cannot), html
        assert encode(document, "r", html) == html
        assert decode(encode(document, "r"), "r") == document
        if document is None:
            continue
        assert projected(document, canvas("r", "elsewhere")) == document
        for block in document.blocks:
            name = f" {words(block.runs)}" if block.kind == "opaque" else ""
            counts[f"{block.kind}{name}"] += 1
            lines = (block.runs, *block.cells)
            counts["inline mention"] += sum(bool(run.native) for line in lines for run in line)
    figure(f"Asana rich texts: {dict(counts)}")
    assert counts["rich texts"] > 0
    assert counts["inline mention"] > 0


def test_an_edit_of_a_recorded_paragraph_leaves_the_others_as_they_were(
    shared: Callable[[str], Path],
) -> None:
    """A line above each is typed over; also what reads as nothing stays."""
    for html in _samples(shared):
        rest = f"{html.removeprefix('<body>').removesuffix('</body>')}\n\n\n<h1>a&#32;</h1>"
        body = f"<body>old\n\n{rest}</body>"
        document = decode(body, "r")
        assert isinstance(document, Document)
        edited = Document((Block("paragraph", (Run("new"),)), *document.blocks[1:]))
        written = encode(edited, "r", body).replace("/>", ">")  # one sample is no XML
        assert written == f"<body>new\n\n{rest}</body>".replace("/>", ">")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 412, 500])
def test_the_words_of_a_documented_error_are_found(
    shared: Callable[[str], Path], status: int
) -> None:
    """So that a person reads the tool's own message."""
    errors = json.loads(shared("payloads/asana/errors.json").read_text())["errors"]
    bodies = [error["body"] for error in errors if error["status"] == status]
    assert bodies
    for body in bodies:
        assert error_text(json.dumps(body).encode()) == body["errors"][0]["message"]


def _stories(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object that is a story, at any depth."""
    if isinstance(value, dict) and value.get("resource_type") == "story" and "gid" in value:
        yield value
    inner = value.values() if isinstance(value, dict) else value
    for one in inner if isinstance(value, dict | list) else ():
        yield from _stories(one)


def test_every_recorded_story_is_read(
    shared: Callable[[str], Path], figure: Callable[[str], None]
) -> None:
    """A comment with its words and its time; activity is none."""
    counts: Counter[str] = Counter()
    for _, body in _bodies(shared("payloads/asana/recorded")):
        for story in _stories(body):
            found = read_comment(story, "")
            counts["comments" if found else "activity"] += 1
            assert found is None or (found.at and found.text is not None)
    figure(f"Asana stories recorded: {dict(counts)}")
    assert sum(counts.values()) > 0
