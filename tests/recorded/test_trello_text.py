"""Every recorded description of Trello's is read, and put back as it was."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from connectors.trello.markdown.source import read_source
from connectors.trello.richtext import canvas, projected, read_markdown, write_markdown
from syncline.domain.text import Document, Run

CANVAS = canvas("board", "the roadmap")


def _values(path: Path) -> Iterator[Any]:
    """Yield the JSON of a file, whatever it is wrapped in."""
    text = path.read_text("utf-8")
    if path.suffix == ".yml":
        for exchange in YAML(typ="safe", pure=True).load(text)["http_interactions"]:
            body = exchange["response"]["body"]["string"]
            yield json.loads(body) if body.startswith(("{", "[")) else None
    elif path.suffix == ".jsonl":
        yield from map(json.loads, filter(None, text.splitlines()))
    elif path.suffix == ".json":
        yield json.loads(text)


def _descriptions(value: Any) -> Iterator[str]:
    """Yield every description of a card or a board, at any depth; both are of one kind."""
    if isinstance(value, dict) and isinstance(value.get("desc"), str):
        yield value["desc"]
    inner = value.values() if isinstance(value, dict) else value
    for one in inner if isinstance(value, dict | list) else ():
        yield from _descriptions(one)


def _counted(document: Document) -> Iterator[str]:
    for block in document.blocks:
        yield block.kind
        for run in block.runs:
            yield from ("a card or an image (opaque)",) if run.native else ()
            yield from (f"  {mark}" for mark in run.marks)
            yield from ("  link",) if run.link else ()


def test_every_recorded_description_is_read_and_put_back(
    shared: Callable[[str], Path], figure: Callable[[str], None]
) -> None:
    """Untouched byte for byte; read, written and read as the same; its projection is itself."""
    files = sorted(path for path in shared("payloads/trello").rglob("*") if path.is_file())
    found = [d for path in files for value in _values(path) for d in _descriptions(value)]
    texts = sorted(set(filter(None, found)))
    counts: Counter[str] = Counter()
    for text in texts:
        seen = read_markdown(text, "board")
        assert isinstance(seen, Document), text
        counts.update(_counted(seen))
        assert write_markdown(seen, text) == text
        assert read_markdown(write_markdown(seen), "board") == seen
        assert projected(seen, CANVAS) == seen
    figure(f"Trello descriptions: {len(found)}, {len(texts)} different; {dict(counts)}")
    assert counts["paragraph"] > 0


def test_an_edit_of_one_block_leaves_the_others_byte_equal(
    shared: Callable[[str], Path], figure: Callable[[str], None]
) -> None:
    """In every recorded description of more than one block, for each block with words."""
    files = sorted(path for path in shared("payloads/trello").rglob("*") if path.is_file())
    texts = {d for path in files for value in _values(path) for d in _descriptions(value)}
    edits = 0
    for text in sorted(texts):
        source = read_source(text, "board")
        seen = read_markdown(text, "board")
        assert seen is None or isinstance(seen, Document)
        for at, block in enumerate(seen.blocks if seen else ()):
            assert block.level == 0, "parts are not blocks then"
            assert seen is not None
            edited = replace(block, runs=(Run("typed *over*"),))
            wanted = Document((*seen.blocks[:at], edited, *seen.blocks[at + 1 :]))
            written = write_markdown(wanted, text)
            part, lines = source.parts[at], text.split("\n")
            assert written.startswith("".join(f"{line}\n" for line in lines[: part.start]))
            assert written.endswith("".join(f"\n{line}" for line in lines[part.end :]))
            assert read_markdown(written, "board") == wanted
            edits += 1
    figure(f"Trello descriptions: {edits} blocks edited, all other characters kept")
    assert edits > 0
