"""What holds for every document and every body: nothing is lost, nothing changes by itself."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.jira.richtext import canvas, decode, encode, projected
from syncline.domain.fields import Cannot
from syncline.domain.lifting import lift_document
from syncline.domain.text import Block, Document, Run, trees
from tests.connectors.jira.adf_schema import adf_validator
from tests.connectors.jira.bodies import BODIES, Node, body
from tests.domain.documents import BLOCKS, DOCUMENTS

HOME = "delivery"
CANVAS = canvas(HOME, "roadmap")
Valid = Callable[[Any], None]
THOROUGH = settings(max_examples=150, derandomize=True, deadline=None, database=None)


def shown(document: Document | None) -> Document | None:
    """Return what Jira shows of a document that fits."""
    made = projected(document, CANVAS) if document else None
    assert not isinstance(made, Cannot)
    return made


def read(native: Any) -> Document | None:
    """Return what a body says."""
    made = decode(native, HOME)
    assert not isinstance(made, Cannot)
    return made


def count(document: Document | None) -> int:
    """Return how many blocks there are."""
    return len(document.blocks) if document else 0


@THOROUGH
@given(DOCUMENTS)
def test_a_projection_is_what_is_read_back(document: Document | None) -> None:
    """It is idempotent, one block stays one block, and nothing of it is lost at home."""
    once = shown(document)
    assert shown(once) == once
    assert count(once) == count(document)
    assert read(encode(once, HOME)) == once
    assert lift_document(document, once, once) == document


@THOROUGH
@given(BODIES)
def test_a_body_is_put_back_as_it_was(native: Node) -> None:
    """Byte by byte where it is known, and to the same reading where it is not."""
    found = read(native)
    assert shown(found) == found
    assert json.dumps(encode(found, HOME, native)) == json.dumps(native)
    assert read(encode(found, HOME)) == found


@THOROUGH
@given(BODIES, st.data())
def test_an_edit_of_one_block_leaves_all_others_as_they_were(
    native: Node, data: st.DataObject
) -> None:
    """Of the nodes around it, too, only what is on the way to it is touched."""
    found = read(native)
    if found is None:
        return
    at = data.draw(st.integers(0, count(found) - 1))
    edited = shown(Document((*found.blocks[:at], typed(found.blocks[at]), *found.blocks[at + 1 :])))
    written = encode(edited, HOME, native)
    assert read(written) == edited
    root = sum(block.level == 0 for block in found.blocks[: at + 1]) - 1
    if count(edited) == count(found) and len(trees(edited)) == len(trees(found)):
        tops = [top for top, node in enumerate(native["content"]) for _ in trees(read(body(node)))]
        for top, node in enumerate(native["content"]):
            assert top == tops[root] or json.dumps(written["content"][top]) == json.dumps(node)


def typed(block: Block) -> Block:
    """Let a person type over a block."""
    run = (Run("typed over"),)
    if block.kind == "row":
        return replace(block, cells=(run, *block.cells[1:]))
    if block.kind in ("opaque", "divider", "more"):
        return Block("paragraph", run, block.level)
    return replace(block, runs=run)


@THOROUGH
@given(BODIES, st.lists(BLOCKS, max_size=5), st.integers(0, 6), st.integers(0, 6))
def test_whatever_is_asked_is_read_back_from_what_is_written(
    native: Node, new: list[Block], start: int, size: int
) -> None:
    """Whatever stood there before: blocks typed, deleted and put in the place of others."""
    found = read(native)
    before = found.blocks if found else ()
    asked = shown(Document((*before[:start], *new, *before[start + size :])))
    assert read(encode(asked, HOME, native)) == asked


@THOROUGH
@given(document=DOCUMENTS)
def test_every_rendering_is_valid_by_the_schema(document: Document | None, valid: Valid) -> None:
    """Jira answers 400 to anything else."""
    valid(encode(shown(document), HOME))


@THOROUGH
@given(native=BODIES, other=BODIES, new=st.lists(BLOCKS, max_size=3))
def test_bodies_in_one_are_read_back_and_valid_by_the_schema(
    native: Node, other: Node, new: list[Block], valid: Valid
) -> None:
    """What is opaque is put only where it can stand, wherever people move it."""
    valid(native)
    ours, theirs = ((d.blocks if d else ()) for d in (read(native), read(other)))
    mixed = shown(Document((*ours[:3], *new, *theirs, *ours[3:])))
    written = encode(mixed, HOME, native)
    valid(written)
    assert read(written) == mixed


@pytest.fixture(scope="session")
def valid(shared: Callable[[str], Path]) -> Valid:
    """Return the schema of the format."""
    return adf_validator(shared("specs/adf-57.7.22.schema.json"))
