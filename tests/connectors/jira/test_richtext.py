"""Rich text goes to Jira and comes back the same, or says where it cannot."""

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from connectors.jira.richtext import LIMIT, decode, encode, shown
from sandbox.jira import adf
from syncline.domain.fields import Cannot
from syncline.domain.text import Block, Document, Run, normal_document

FIXED = Random(1)  # local ids of the emulator
LETTERS = st.text("abé ñ<>&*_🙂", min_size=1, max_size=8)
LINES = st.lists(LETTERS.map(lambda t: f"x{t}x"), min_size=1, max_size=3).map("\n".join)
FREE_MARKS = st.frozensets(st.sampled_from(["strong", "em", "underline", "strike", "code"]))
MARKS = st.frozensets(st.sampled_from(["strong", "em", "underline", "strike"])) | st.just(
    frozenset({"code"})
)
LINKS = st.none() | st.sampled_from(["https://acme.example/a?b=1&c=2", "mailto:a@acme.example"])


def documents(texts: st.SearchStrategy[str], marks: Any) -> st.SearchStrategy[Document]:
    """Make documents of a few blocks."""
    runs = st.lists(st.builds(Run, texts, marks, LINKS), max_size=4).map(tuple)
    kinds = st.sampled_from(["paragraph", "bullet", "number"])
    blocks = st.builds(Block, kinds, runs, st.integers(0, 3))
    return st.lists(blocks, max_size=7).map(lambda found: Document(tuple(found)))


SUPPORTED = documents(LINES, MARKS)
ANY = documents(st.text(max_size=8), FREE_MARKS)


@given(SUPPORTED)
def test_what_jira_can_hold_comes_back_the_same(document: Document) -> None:
    """decode(encode(d)) is d in normal form."""
    assert decode(encode(document)) == normal_document(document)


@given(SUPPORTED)
def test_what_jira_adds_on_saving_is_no_edit(document: Document) -> None:
    """Local ids and merged texts leave the document as it was."""
    stored = adf.normalised(encode(document), FIXED)
    assert decode(stored) == normal_document(document)


@given(ANY)
def test_a_projection_is_what_is_read_back_and_idempotent(document: Document) -> None:
    """Whatever is typed elsewhere, Jira shows its projection, and that of itself."""
    once = shown(document)
    assert not isinstance(once, Cannot)
    if once is None:
        assert normal_document(document) is None
    else:
        assert decode(adf.normalised(encode(once), FIXED)) == once
        assert shown(once) == once


@given(ANY)
def test_a_projection_keeps_every_word(document: Document) -> None:
    """Marks may go, text never does."""
    once, settled = shown(document), normal_document(document)
    assert not isinstance(once, Cannot)
    assert str(once or "") == str(settled or "")


@settings(max_examples=40, deadline=None)
@given(document=ANY)
def test_every_rendering_is_valid_by_the_schema(
    document: Document, adf_schema: Draft4Validator
) -> None:
    """Jira answers 400 to anything else."""
    adf_schema.validate(encode(document))


@pytest.fixture(scope="session")
def adf_schema(shared: Callable[[str], Path]) -> Draft4Validator:
    """Return the schema of the format."""
    return Draft4Validator(json.loads(shared("specs/adf-57.7.22.schema.json").read_text()))


def _paragraph(*content: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "paragraph", "content": list(content), **more}


def _text(text: str, *marks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "text", "text": text, "marks": list(marks)}


def _body(*content: Any) -> dict[str, Any]:
    return {"type": "doc", "version": 1, "content": list(content)}


def _list(*items: Any, kind: str = "bulletList", **attributes: Any) -> dict[str, Any]:
    listed = [{"type": "listItem", "content": list(item)} for item in items]
    return {"type": kind, "content": listed, "attrs": attributes}


PLAIN = _paragraph(_text("words"))
FOREIGN = [
    (_body(PLAIN, {"type": "table", "content": []}), "a table at block 2"),
    (_body({"type": "codeBlock", "content": []}), "a code block at block 1"),
    (_body({"type": "heading", "attrs": {"level": 2}}), "a heading at block 1"),
    (_body(_paragraph({"type": "mention", "attrs": {"id": "1"}})), "a mention at block 1"),
    (_body(_paragraph({"type": "inlineCard"})), "a link card at block 1"),
    (_body(_paragraph(_text("x", {"type": "textColor"}))), "textColor at block 1"),
    (_body(_paragraph(marks=[{"type": "alignment"}])), "alignment or indentation at block 1"),
    (_body(_list([PLAIN, PLAIN])), "a second paragraph in a list item at block 1"),
    (_body(_list([_list([PLAIN])])), "in a list at block 1"),
    (_body(_list([])), "nothing in a list at block 1"),
    (_body(_list([PLAIN], kind="orderedList", order=3)), "begins with 3 at block 1"),
    (_body(_list([PLAIN], kind="orderedList"), _list([PLAIN], kind="orderedList")), "in a row"),
    (_body({"type": "brandNew"}), "“brandNew” at block 1"),
    (_body("words"), "nothing at block 1"),
    (_body({"type": "paragraph", "content": "words"}), "unreadable at block 1"),
    ({"type": "doc", "version": 2, "content": []}, "version 1"),
    ("h1. Wiki", "wiki text"),
    (["words"], "no document"),
    (12, "no document"),
]


@pytest.mark.parametrize(("body", "place"), FOREIGN)
def test_what_a_document_cannot_hold_is_named_with_its_place(body: Any, place: str) -> None:
    """The whole body is refused: half of it would be written back as all of it."""
    read = decode(body)
    assert isinstance(read, Cannot)
    assert place in read.reason


@pytest.mark.parametrize("body", [None, "", "  ", _body(), _body(_paragraph()), {**_body()}])
def test_an_empty_body_is_none(body: Any) -> None:
    """Nothing is typed in it, so it is empty and not a document without blocks."""
    assert decode(body) is None


def test_a_break_between_equal_runs_is_part_of_them() -> None:
    """Jira gives a break no marks; on both sides of it is one run."""
    strong = {"type": "strong"}
    body = _body(_paragraph(_text("a", strong), {"type": "hardBreak"}, _text("b", strong)))
    bold = frozenset({"strong"})
    assert decode(body) == Document((Block("paragraph", (Run("a\nb", bold),)),))  # type: ignore[arg-type]  # a mark


def test_a_body_over_the_limit_cannot_be_projected() -> None:
    """Jira would refuse it, and a cut body would be an edit."""
    long = Document((Block("paragraph", (Run("x" * (LIMIT + 1)),)),))
    verdict = shown(long)
    assert isinstance(verdict, Cannot)
    assert str(LIMIT) in verdict.reason


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: (
    st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["type", "content", "marks", "attrs", "text", "version"]),
                      inner | st.sampled_from(["doc", "paragraph", "text", "bulletList", 1]))
), max_leaves=12))  # fmt: skip
def test_no_json_is_a_traceback(body: Any) -> None:
    """Whatever stands where a body should be is read or refused."""
    assert decode(body) is None or isinstance(decode(body), Document | Cannot)


def test_every_recorded_body_is_read_or_refused_and_survives_a_round_trip(
    shared: Callable[[str], Path], figure: Callable[[str], None]
) -> None:
    """Bodies of real pages: what is read is written back to the same."""
    read = refused = 0
    for path in sorted(shared("payloads/jira/adf").rglob("*.json")):
        for body in _bodies(json.loads(path.read_text())):
            found = decode(body)
            if isinstance(found, Document):
                assert decode(encode(found)) == found, path.name
                read += 1
            else:
                assert found is None or found.reason
                refused += 1
    figure(f"ADF bodies: {read} read, {refused} refused with a place or empty")
    assert read >= 3
    assert refused >= 10


def _bodies(node: Any) -> list[Any]:
    if isinstance(node, dict) and node.get("type") == "doc":
        return [node]
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [body for child in children for body in _bodies(child)]
