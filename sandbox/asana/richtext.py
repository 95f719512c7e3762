"""Asana's rich text: well-formed XML in one <body>, few tags, rewritten lightly when saved."""

from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from sandbox.asana.errors import invalid
from sandbox.people import People

MARKS = frozenset({"strong", "em", "u", "s", "code", "a"})
LISTS = frozenset({"ol", "ul"})
BLOCKS = LISTS | {"blockquote", "pre", "h1", "h2", "hr", "img", "table"}
COMMENT_TAGS = MARKS | LISTS | {"li", "blockquote", "pre"}
TASK_TAGS = MARKS | BLOCKS | {"li", "tr", "td"}
INSIDE = {
    "body": MARKS | BLOCKS,
    "ol": LISTS | {"li"},
    "ul": LISTS | {"li"},
    "li": MARKS | LISTS,
    "blockquote": MARKS | LISTS | {"pre"},
    "table": frozenset({"tr"}),
    "tr": frozenset({"td"}),
    "a": MARKS - {"a"},
    **dict.fromkeys(("pre", "code", "hr", "img"), frozenset[str]()),
}  # anything else takes marks
WORDLESS = LISTS | {"table", "tr", "hr", "img"}
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "style", "width", "height"},
    "td": {"colspan", "rowspan", "width"},
}  # besides data-…
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
        _check(root, field, tags)
        for mention in root.iter("a"):
            _expand(mention, people)
        for image in root.iter("img"):
            _address(image)
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


def _check(element: ET.Element, field: str, tags: frozenset[str]) -> None:
    """Refuse an element, an attribute or words that are not on the list at this place."""
    tag = element.tag
    for name in element.attrib:
        data = name.startswith("data-") and tag in ATTRIBUTES
        if not data and name not in ATTRIBUTES.get(tag, ()):
            raise invalid(f"{field}: XML is invalid: unsupported attribute {name} on <{tag}>")
    if tag == "a" and not element.get("href") and not element.get("data-asana-gid"):
        raise invalid(f"{field}: XML is invalid: <a> needs an href or a data-asana-gid")
    if tag == "img" and not element.get("data-asana-gid"):
        raise invalid(f"{field}: XML is invalid: <img> needs a data-asana-gid")
    words = (element.text or "") + "".join(child.tail or "" for child in element)
    if (tag in WORDLESS and words.strip()) or (tag in {"h1", "h2"} and "\n" in words):
        raise invalid(f"{field}: XML is invalid: this text is not allowed in <{tag}>")
    for child in element:
        if child.tag not in tags:
            raise invalid(f"{field}: XML is invalid: unsupported tag <{child.tag}>")
        if child.tag not in INSIDE.get(tag, MARKS):
            raise invalid(f"{field}: XML is invalid: <{child.tag}> is not allowed in <{tag}>")
        _check(child, field, tags)


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


def _address(image: ET.Element) -> None:
    """Give an image what a reader gets: all of it follows from the attachment."""
    gid = str(image.get("data-asana-gid"))
    image.attrib = {
        "data-asana-gid": gid,
        "src": f"https://asanausercontent.com/us1/assets/{gid}/image.png?e=600",
        "data-asana-type": "attachment",
        "alt": image.get("alt") or f"image {gid}.png",
        "style": "display:block;max-width:100%;margin-left:auto;margin-right:auto",
    }


def _serialised(element: ET.Element) -> str:
    """Write one element; blank text between list items or cells goes, empty marks vanish."""
    tail = escape(element.tail or "")
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in element.attrib.items())
    if element.tag in WORDLESS:
        element.text = ""
        for child in element:
            child.tail = ""
    if element.tag in {"hr", "img"}:
        return f"<{element.tag}{attributes}/>{tail}"
    inner = "".join((escape(element.text or ""), *map(_serialised, element)))
    if not inner and element.tag in MARKS:
        return tail
    return f"<{element.tag}{attributes}>{inner}</{element.tag}>{tail}"


def _plain(element: ET.Element) -> str:
    inner = (element.text or "") + "".join(_plain(child) + (child.tail or "") for child in element)
    if element.tag in {"li", "h1", "h2", "blockquote", "pre", "hr", "tr"}:
        return inner.rstrip("\n") + "\n"
    return f"{inner} " if element.tag == "td" else inner
