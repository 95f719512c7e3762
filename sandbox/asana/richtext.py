"""Asana's rich text: well-formed XML in one <body>, few tags, rewritten lightly when saved."""

import re
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from sandbox.asana.errors import invalid
from sandbox.people import People

MARKS = frozenset({"strong", "em", "u", "s", "code", "a"})
BLOCKS = frozenset(
    {"ol", "ul", "li", "blockquote", "pre", "h1", "h2", "hr", "img", "table", "tr", "td"}
)
COMMENT_TAGS = MARKS | {"ol", "ul", "li", "blockquote", "pre"}
TASK_TAGS = MARKS | BLOCKS
VOID = frozenset({"hr", "img"})
CHILDREN = {"ol": {"li", "ol", "ul"}, "ul": {"li", "ol", "ul"}, "table": {"tr"}, "tr": {"td"}}
PARENTS = {"li": {"ol", "ul"}, "tr": {"table"}, "td": {"tr"}}
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "style", "width", "height"},
    "td": {"colspan", "rowspan"},
}
LIMIT = 65_535  # characters of one rich text


def from_plain(text: str) -> str:
    """Return plain text as rich text; whatever was emphasised before is gone."""
    return f"<body>{escape(_newlines(text))}</body>"


def to_plain(html: str) -> str:
    """Return the words of a rich text, one line per block, as `notes` shows them."""
    return _plain(ET.fromstring(html)).strip("\n")  # noqa: S314 (checked when it was saved)


def saved(html: object, field: str, people: People, tags: frozenset[str] = TASK_TAGS) -> str:
    """Return a rich text as Asana keeps it; refuse with 400 what Asana does not take."""
    root = _parsed(html, field)
    try:
        _check(root, None, field, tags)
        for mention in root.iter("a"):
            _expand(mention, people)
        inner = "".join((escape(root.text or ""), *map(_serialised, root)))
    except RecursionError:
        raise invalid(f"{field}: XML is invalid: nested too deeply") from None
    return f"<body>{inner.rstrip()}</body>"


def _parsed(html: object, field: str) -> ET.Element:
    if not isinstance(html, str):
        raise invalid(f"{field}: Not a string")
    if len(html) > LIMIT:
        raise invalid(f"{field}: Value is longer than {LIMIT} characters")
    if "<!" in html or "<?" in html:
        raise invalid(f"{field}: XML is invalid: declarations are not allowed")
    try:
        root = ET.fromstring(_newlines(html))  # noqa: S314 (without <! there are no entities)
    except ET.ParseError as broken:
        raise invalid(f"{field}: XML is invalid: {broken}") from broken
    if root.tag != "body":
        raise invalid(f"{field}: XML is invalid: the root element must be <body>")
    return root


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _check(
    element: ET.Element, parent: ET.Element | None, field: str, tags: frozenset[str]
) -> None:
    """Refuse an element, or an attribute, that is not on the list at this place."""
    tag = element.tag
    if parent is not None:
        if tag not in tags:
            raise invalid(f"{field}: XML is invalid: unsupported tag <{tag}>")
        allowed = CHILDREN.get(parent.tag)
        if (allowed and tag not in allowed) or parent.tag not in PARENTS.get(tag, {parent.tag}):
            raise invalid(f"{field}: XML is invalid: <{tag}> is not allowed in <{parent.tag}>")
    for name in element.attrib:
        if not name.startswith("data-") and name not in ATTRIBUTES.get(tag, ()):
            raise invalid(f"{field}: XML is invalid: unsupported attribute {name} on <{tag}>")
    for child in element:
        _check(child, element, field, tags)


def _expand(link: ET.Element, people: People) -> None:
    """Turn a bare mention into what a reader gets: a profile link with the person's name."""
    gid = link.get("data-asana-gid")
    person = people.by_account(gid) if gid else None
    if person is None:
        return
    link.attrib = {
        "href": f"https://app.asana.com/0/{gid}/list",
        "data-asana-accessible": "true",
        "data-asana-dynamic": "true",
        "data-asana-type": "user",
        "data-asana-gid": str(gid),
    }
    link.text = f"@{person.name}"


def _serialised(element: ET.Element) -> str:
    """Write one element; blank text between list items or cells goes, empty marks vanish."""
    tail = escape(element.tail or "")
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in element.attrib.items())
    if element.tag in VOID:
        return f"<{element.tag}{attributes}/>{tail}"
    inner = "".join((escape(element.text or ""), *map(_serialised, element)))
    if element.tag in CHILDREN:
        inner = re.sub(r">\s+<", "><", inner.strip())
    if not inner and element.tag in MARKS:
        return tail
    return f"<{element.tag}{attributes}>{inner}</{element.tag}>{tail}"


def _plain(element: ET.Element) -> str:
    inner = (element.text or "") + "".join(_plain(child) + (child.tail or "") for child in element)
    if element.tag in {"li", "h1", "h2", "blockquote", "pre", "hr", "tr"}:
        return inner.rstrip("\n") + "\n"
    return f"{inner} " if element.tag == "td" else inner
