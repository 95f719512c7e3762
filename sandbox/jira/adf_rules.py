"""The rules of the Atlassian Document Format: attributes, marks, and what can stand in what."""

import re
from collections.abc import Callable, Mapping
from typing import Any

_ATTRIBUTES = """
    alignment align! | annotation id! annotationType! | backgroundColor color!
    blockCard url data datasource width layout localId | blockTaskItem localId! state!
    blockquote localId | bodiedExtension extensionKey! extensionType! parameters text layout localId
    border size! color! | breakout mode! width | bulletList localId | caption localId | code
    codeBlock language uniqueId localId wrap hideLineNumbers | dataConsumer sources!
    date timestamp! localId | decisionItem localId! state! | decisionList localId! | em
    embedCard url! layout! width originalHeight originalWidth localId
    emoji shortName! id text localId | expand title localId
    extension extensionKey! extensionType! parameters text layout localId | fragment localId! name
    fontSize fontSize! | hardBreak text localId | heading level! localId | indentation level!
    inlineCard url data localId
    inlineExtension extensionKey! extensionType! parameters text localId
    layoutColumn width! localId valign | layoutSection localId
    link href! title id collection occurrenceKey | listItem localId
    media type! id collection url alt width height occurrenceKey localId | mediaGroup
    mediaInline id! collection! type alt width height occurrenceKey data localId
    mediaSingle layout! width widthType localId | mention id! text accessLevel userType localId
    nestedExpand title localId | orderedList order localId
    panel panelType! panelIcon panelIconId panelIconText panelColor localId | paragraph localId
    placeholder text! localId | rule localId | status text! color! localId style | strike | strong
    subsup type! | table displayMode isNumberColumnEnabled layout localId width
    tableCell colspan rowspan colwidth background localId valign
    tableHeader colspan rowspan colwidth background localId valign | tableRow localId
    taskItem localId! state! | taskList localId! | text | textColor color! | underline
"""
ATTRIBUTES: Mapping[str, Mapping[str, bool]] = {
    name: {attr.removesuffix("!"): attr.endswith("!") for attr in attrs}
    for name, *attrs in map(str.split, filter(str.strip, re.split(r"[|\n]", _ATTRIBUTES)))
}
"""The attributes of each node and mark, and whether it must have them."""

Check = Callable[[Any], bool]


def _among(words: str) -> Check:
    known = frozenset(words.split())
    return lambda value: isinstance(value, str) and value in known


def _between(low: int, high: float) -> Check:
    return lambda value: _is_number(value) and low <= value <= high


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_colour(value: Any) -> bool:
    return isinstance(value, str) and re.match(r"#[0-9a-fA-F]{6}$", value) is not None


VALUES: Mapping[tuple[str, str], Check] = {
    ("heading", "level"): _between(1, 6), ("orderedList", "order"): _between(0, float("inf")),
    ("panel", "panelType"): _among("info note tip warning error success custom"),
    ("taskItem", "state"): _among("TODO DONE"), ("blockTaskItem", "state"): _among("TODO DONE"),
    ("subsup", "type"): _among("sub sup"), ("link", "href"): _is_text,
    ("textColor", "color"): _is_colour, ("backgroundColor", "color"): _is_colour,
    ("alignment", "align"): _among("center end"), ("indentation", "level"): _between(1, 6),
    ("mention", "id"): _is_text, ("emoji", "shortName"): _is_text,
    ("codeBlock", "language"): _is_text,
    ("expand", "title"): _is_text, ("nestedExpand", "title"): _is_text,
    ("date", "timestamp"): lambda value: _is_text(value) and value != "",
    ("status", "text"): lambda value: _is_text(value) and value != "",
    ("media", "type"): _among("link file external"), ("media", "url"): _is_text,
}  # fmt: skip


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


INLINES = _words(
    "date emoji hardBreak inlineCard inlineExtension mediaInline mention placeholder status text"
)
_CAPTION = INLINES - {"inlineExtension", "mediaInline"}
_PLAIN = _words("paragraph bulletList orderedList codeBlock mediaSingle extension")
_RICH = _PLAIN | _words("blockquote decisionList heading mediaGroup panel rule taskList")
_CARDS = frozenset({"blockCard", "embedCard"})
_COLUMN = _RICH | _CARDS | {"bodiedExtension", "expand", "table"}
CONTENT: Mapping[str, frozenset[str]] = {
    "doc": _COLUMN | {"layoutSection", "syncBlock", "bodiedSyncBlock"},
    **dict.fromkeys(("paragraph", "heading", "taskItem", "decisionItem"), INLINES),
    "blockTaskItem": frozenset({"paragraph", "extension"}),
    "blockquote": _PLAIN | {"mediaGroup"},
    "bodiedExtension": _RICH | _CARDS | {"table"},
    **dict.fromkeys(("bulletList", "orderedList"), frozenset({"listItem"})),
    "caption": _CAPTION,
    "codeBlock": frozenset({"text"}),
    "decisionList": frozenset({"decisionItem"}),
    "expand": _RICH | _CARDS | {"nestedExpand", "table"},
    "layoutColumn": _COLUMN,
    "layoutSection": frozenset({"layoutColumn"}),
    "listItem": _PLAIN | {"taskList"},
    "mediaGroup": frozenset({"media"}),
    "mediaSingle": frozenset({"media", "caption"}),
    "nestedExpand": _RICH,
    "panel": _RICH - {"blockquote", "panel"} | {"blockCard"},
    "table": frozenset({"tableRow"}),
    **dict.fromkeys(("tableCell", "tableHeader"), _RICH | _CARDS | {"nestedExpand"}),
    "tableRow": frozenset({"tableCell", "tableHeader"}),
    "taskList": frozenset({"taskItem", "taskList", "blockTaskItem"}),
}
"""What can stand in a node; a node that is not here holds nothing."""

FILLED = frozenset(CONTENT) - {
    "doc", "caption", "codeBlock", "decisionItem", "heading", "paragraph", "tableRow", "taskItem",
}  # fmt: skip
"""The nodes that something must stand in."""

_STYLES = _words("em strong strike subsup underline textColor backgroundColor")
_ALIGNED = frozenset({"alignment", "indentation"})
_FREE = frozenset({"doc", "layoutColumn"})
BLOCK_MARKS: Mapping[str, frozenset[str]] = {
    "paragraph": _ALIGNED | {"fontSize"}, "heading": _ALIGNED,
    **dict.fromkeys(("codeBlock", "expand", "layoutSection"), frozenset({"breakout"})),
    "mediaSingle": frozenset({"link"}), "table": frozenset({"fragment"}),
    **dict.fromkeys(
        ("media", "mediaInline"), _words("border link annotation dataConsumer")
    ),
    **dict.fromkeys(("extension", "bodiedExtension", "inlineExtension"),
                    frozenset({"dataConsumer", "fragment"})),
}  # fmt: skip


def marks_fit(node: str, marks: frozenset[str], room: str) -> bool:
    """Tell whether a node can have the marks where it stands."""
    if node == "text":
        beside = marks - {"annotation", "link"}
        return not marks if room == "codeBlock" else beside == {"code"} or beside <= _STYLES
    if not marks & (_ALIGNED | {"breakout"}):
        return marks <= BLOCK_MARKS.get(node, frozenset())
    free = room in (*_FREE, "tableCell", "tableHeader") and marks != {"breakout"}
    return marks <= BLOCK_MARKS.get(node, frozenset()) and (free or room in _FREE)
