"""The emulator takes the bodies that the vendor's schema takes, and refuses those it refuses."""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import ValidationError

from sandbox.jira import adf
from tests.connectors.jira.adf_schema import adf_validator
from tests.connectors.jira.bodies import BODIES, Node, body, node, paragraph, text

Valid = Callable[[Any], None]
THOROUGH = settings(max_examples=100, derandomize=True, deadline=None, database=None)


@pytest.fixture(scope="session")
def valid(shared: Callable[[str], Path]) -> Valid:
    """Return the schema of the format, as a function that raises."""
    return adf_validator(shared("specs/adf-57.7.22.schema.json"))


@THOROUGH
@given(native=BODIES)
def test_every_valid_body_is_taken_and_stays_valid(native: Node, valid: Valid) -> None:
    """With the ids that Jira gives on saving; saved again it is the same."""
    valid(native)
    assert adf.problem(native) is None
    stored = adf.normalised(native, Random(1))
    valid(stored)
    assert adf.problem(stored) is None
    assert adf.normalised(stored, Random(2)) == stored
    assert adf.plain(stored) == adf.plain(native)
    assert isinstance(adf.wiki(stored), str)


KINDS = (
    "paragraph", "heading", "bulletList", "listItem", "taskItem", "table", "tableRow", "panel",
    "expand", "nestedExpand", "text", "blockquote", "codeBlock", "media", "mediaGroup", "mention",
    "rule", "caption",
)  # fmt: skip
SPOILS = st.sampled_from(["type", "attrs", "content", "level", "mark", "code", "empty", "more"])


@THOROUGH
@given(native=BODIES.filter(lambda one: one["content"]), spoil=SPOILS, data=st.data())
def test_a_spoilt_body_gets_the_verdict_of_the_schema(
    native: Node, spoil: str, data: st.DataObject, valid: Valid
) -> None:
    """One node is spoilt in one way, which may leave it valid."""
    spoilt = copy.deepcopy(native)
    one = data.draw(st.sampled_from(list(_nodes(spoilt))))
    match spoil:
        case "type":
            one["type"] = data.draw(st.sampled_from(KINDS))
        case "attrs" | "content":
            one.pop(spoil, None)
        case "level":
            one["attrs"] = {**one.get("attrs", {}), "level": data.draw(st.integers(0, 7))}
        case "mark":
            one["marks"] = [{"type": data.draw(st.sampled_from(["strong", "alignment", "x"]))}]
        case "code":
            one["marks"] = [{"type": "code"}, {"type": "em"}]
        case "empty":
            one["content"] = []
        case "more":
            one["attrs"] = {**one.get("attrs", {}), "unheard": 1}
    assert (adf.problem(spoilt) is None) == _taken(valid, spoilt), one


def _nodes(one: Node) -> Iterator[Node]:
    for child in one.get("content", ()):
        yield child
        yield from _nodes(child)


def _taken(valid: Valid, native: Node) -> bool:
    try:
        valid(native)
    except ValidationError:
        return False
    return True


WIKI = [
    (node("heading", [text("Goal")], level=2), "h2. Goal"),
    (paragraph(text("x", {"type": "textColor", "attrs": {"color": "#ff0000"}})),
     "{color:#ff0000}x{color}"),
    (paragraph(node("mention", id="7", text="@Ines")), "[~accountid:7]"),
    (paragraph(node("status", text="TO DO", color="blue")), "*[ TO DO ]*"),
    (node("codeBlock", [text("a\nb")], language="python"), "{code:python}a\nb{code}"),
    (node("blockquote", [paragraph("q")]), "{quote}q{quote}"),
    (node("panel", [paragraph("p")], panelType="info"), "{panel:bgColor=#deebff}\np\n{panel}"),
    (node("rule"), "----"),
    (node("table", [node("tableRow", [node("tableHeader", [paragraph("a")])]),
                    node("tableRow", [node("tableCell", [paragraph("b")])])]), "||a|\n|b|"),
    (node("bulletList", [node("listItem", [paragraph("a"), node("orderedList", [
        node("listItem", [paragraph("b")])])])]), "* a\n*# b"),
]  # fmt: skip


@pytest.mark.parametrize(("block", "words"), WIKI, ids=[words for _, words in WIKI])
def test_a_body_is_shown_as_wiki_text(block: Node, words: str) -> None:
    """As in version 2 of the API and in changelogs."""
    assert adf.wiki(body(block)) == words


def test_what_wiki_text_has_no_sign_for_is_shown_as_json() -> None:
    """Between two macros."""
    shown = adf.wiki(body(node("expand", [paragraph("a")], title="More")))
    assert shown.startswith("{adf:display=block}\n{")
    assert shown.endswith("}\n{adf}")


def test_a_body_is_measured_in_utf_16_units() -> None:
    """An emoji counts twice."""
    assert adf.problem(body(paragraph("😀" * 16_383))) is None
    assert adf.problem(body(paragraph("😀" * 16_384))) == "CONTENT_LIMIT_EXCEEDED"
