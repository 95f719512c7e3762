"""The XML of a rich text, cut so that every piece keeps its bytes; what may be written of it."""

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from syncline.domain.fields import Cannot

Node = tuple[str, str]
"""The tag of an element, or "" for text, and its bytes."""

GID = "data-asana-gid"
_TAG = re.compile(r"""<(/?)([^\s<>/"']+)((?:"[^"]*"|'[^']*'|[^<>"'])*)>""")
_VOID = re.compile(r"""<((?:hr|img)(?:\s(?:"[^"]*"|'[^']*'|[^<>"'])*)?)(?<!/)>""")
_STORED = frozenset({"img", "object"})
_LASTING = ("type", GID, "alt")  # of the attributes of a stored file


def inside(html: str) -> str | Cannot:
    """Return what stands in <body>, as well-formed XML; `hr` and `img` may come unclosed."""
    if "<!" in html or "<?" in html:
        return Cannot("a declaration, which Asana's rich text does not have")
    broken: Exception | None = None
    for attempt in (html, _VOID.sub(r"<\1/>", html)):
        try:
            root = ET.fromstring(attempt)  # noqa: S314 (no "<!": no entity can be declared)
        except (ET.ParseError, UnicodeError) as reason:
            broken = broken or reason
            continue
        if root.tag != "body":
            return Cannot(f"html_notes is in <{root.tag}>, not in <body>")
        if any("{" in name for element in root.iter() for name in (element.tag, *element.attrib)):
            return Cannot("html_notes has XML namespaces, which Asana's rich text does not have")
        return opened(attempt.strip())[1]
    return Cannot(f"html_notes is not well-formed XML: {broken}")


def nodes(inner: str) -> Iterator[Node]:
    """Yield the elements and texts of well-formed XML one by one, without going into them."""
    depth = start = 0
    for tag in _TAG.finditer(inner):
        closes, empty = bool(tag[1]), tag[3].endswith("/")
        if not depth and tag.start() > start:
            yield "", inner[start : tag.start()]
        if not depth:
            start, name = tag.start(), tag[2]
        depth += -1 if closes else not empty
        if not depth:
            yield name, inner[start : tag.end()]
            start = tag.end()
    if start < len(inner):
        yield "", inner[start:]


def opened(raw: str) -> tuple[str, str]:
    """Return the opening tag of an element, and what stands in it."""
    tag = _TAG.match(raw)
    assert tag
    if tag[3].endswith("/"):
        return f"{tag[0][:-2].rstrip()}>", ""
    return tag[0], raw[tag.end() : raw.rindex("<")]


def tags(raw: str) -> frozenset[str]:
    """Return the name of every element in a piece of XML."""
    return frozenset(tag[2] for tag in _TAG.finditer(raw))


def parsed(raw: str) -> ET.Element:
    """Return a piece of well-formed XML as one element around it."""
    return ET.fromstring(f"<body>{raw}</body>")  # noqa: S314 (a piece of what `inside` has read)


def source_of(element: ET.Element) -> str:
    """Return what has to be written for an element that only Asana can show, as JSON.

    Of a stored file its gid is enough; its addresses are new at every read.
    """
    return json.dumps(_row(element), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _row(element: ET.Element) -> dict[str, Any]:
    if element.tag in _STORED and GID in element.attrib:
        needed = {name: element.attrib[name] for name in _LASTING if name in element.attrib}
        return {"tag": element.tag, "attributes": needed, "content": []}
    content: list[Any] = [element.text or ""]
    for child in element:
        content += [_row(child), child.tail or ""]
    return {
        "tag": element.tag,
        "attributes": dict(element.attrib),
        "content": [one for one in content if one],
    }


def markup_of(source: str) -> str | None:
    """Return the XML of what `source_of` wrote; None for anything else."""
    try:
        markup = _markup(dict(json.loads(source)))
    except (ValueError, LookupError, TypeError, AttributeError):
        return None  # a replica of another tool had this name before
    return None if isinstance(inside(f"<body>{markup}</body>"), Cannot) else markup


def _markup(row: Any) -> str:
    if isinstance(row, str):
        return escape(row)
    tag, attributes = row["tag"], row["attributes"].items()
    start = f"<{tag}" + "".join(f" {name}={quoteattr(value)}" for name, value in attributes)
    content = "".join(map(_markup, row["content"]))
    return f"{start}>{content}</{tag}>" if content else f"{start}/>"
