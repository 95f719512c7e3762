"""What single nodes say, or that they are none that a block of ours could be."""

import colorsys
from typing import Any

from connectors.jira.richtext.grammar import Node
from connectors.jira.richtext.marks import lasting_image
from connectors.jira.richtext.nodes import attributes, node_type
from syncline.domain.text import Block, Run

TONES = ("info", "note", "success", "warning", "error")
_HUES = {12: "error", 48: "warning", 149: "success", 216: "info", 253: "note"}  # of their colours
_MOST = 1e9  # no list is longer


class Strange(Exception):  # the node around it becomes opaque at once
    """Something that stands where no block of ours can."""


def content_of(node: Node) -> list[Any]:
    """Return what is in a node. A content that is no list makes the node around it opaque."""
    content = node.get("content")
    if not isinstance(content, list | None):
        raise Strange
    return content or []


def order(node: Node) -> int:
    """Return the number that a list begins with."""
    number = attributes(node).get("order")
    return int(number) if isinstance(number, int | float) and 0 <= number < _MOST else 1


def expect(node: Any, kind: str) -> Node:
    """Return a node that is of a type, and Strange where it is not."""
    if node_type(node) != kind:
        raise Strange
    return node  # type: ignore[no-any-return]  # just looked at


def plain_cell(cell: Any) -> Node:
    """Return a cell that is neither merged nor holds anything but paragraphs."""
    spans = [attributes(cell).get(span) or 1 for span in ("colspan", "rowspan")]
    plain = all(node_type(child) == "paragraph" for child in content_of(cell))
    if node_type(cell) not in ("tableCell", "tableHeader") or spans != [1, 1] or not plain:
        raise Strange
    return cell  # type: ignore[no-any-return]  # just looked at


def code(node: Node, level: int) -> Block:
    """Read a code block."""
    texts = [expect(child, "text").get("text") for child in content_of(node)]
    runs = (Run("".join(text for text in texts if isinstance(text, str))),)
    return Block("code", runs, level, str(attributes(node).get("language") or ""))


def image(node: Node, level: int) -> Block:
    """Read an image of the web with at most plain words; any other is opaque."""
    media, *captions = [child for child in content_of(node) if node_type(child)] or [{}]
    attrs = attributes(media)
    if attrs.get("type") != "external" or not lasting_image(attrs.get("url")) or len(captions) > 1:
        raise Strange
    said = "".join(_plain_text(part) for caption in captions for part in content_of(caption))
    words = said if said.strip() else attrs.get("alt")
    runs = (Run(" ".join(words.splitlines())),) if isinstance(words, str) else ()
    return Block("image", runs, level, attrs["url"])


def _plain_text(node: Any) -> str:
    if expect(node, "text").get("marks") or not isinstance(node.get("text"), str):
        raise Strange
    return str(node["text"])


def tone(panel: Node) -> str:
    """Return the tone of a panel; of a custom one the tone whose colour is nearest."""
    attrs = attributes(panel)
    kind, colour = attrs.get("panelType"), str(attrs.get("panelColor"))
    if kind in TONES:
        return str(kind)
    try:
        red, green, blue = bytes.fromhex(colour.removeprefix("#"))[:3]
    except ValueError:
        return "success" if kind == "tip" else "info"
    hue, _, strength = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    nearest = min(_HUES, key=lambda known: abs((hue * 360 - known + 180) % 360 - 180))
    return _HUES[nearest] if strength else "info"
