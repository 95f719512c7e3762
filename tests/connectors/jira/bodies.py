"""Random bodies as Jira has them: every node of the format, what is rare and what is empty too."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

Node = dict[str, Any]
Nodes = st.SearchStrategy[Node]

LOCAL_ID: Node = {"localId": "a1b2c3"}
TEXTS = st.sampled_from(
    ["a", "b c", "Plan the launch", " x ", "e\u0301", "a\u00a0b", "👩‍👩‍👧", "@Ines", "- z", "1. y",
     "[x](y)", "a|b", "⟦a table, in roadmap⟧", "*_`#<&>"]
)  # fmt: skip
SOLE = [{"type": kind} for kind in ("strong", "em", "underline", "strike")]
RARE: list[Node] = [
    {"type": "subsup", "attrs": {"type": "sub"}},
    {"type": "textColor", "attrs": {"color": "#FF5630"}},
    {"type": "backgroundColor", "attrs": {"color": "#fedec8"}},
    {"type": "annotation", "attrs": {"id": "n1", "annotationType": "inlineComment"}},
    {"type": "link", "attrs": {"href": "https://acme.example/a?b=1&c=2", "title": "A"}},
    {"type": "link", "attrs": {"href": "/browse/PAY-1"}},
]
MARKS = st.one_of(
    st.just([]), st.just([]),
    st.lists(st.sampled_from([*SOLE, *RARE]), max_size=2, unique_by=lambda mark: mark["type"]),
    st.just([{"type": "code"}]),
)  # fmt: skip


def node(kind: str, content: list[Node] | None = None, **attrs: Any) -> Node:
    """Make a node."""
    made: Node = {"type": kind}
    if attrs:
        made["attrs"] = attrs
    return made if content is None else made | {"content": content}


def text(words: str, *marks: Node) -> Node:
    """Make a text."""
    return {"type": "text", "text": words} | ({"marks": list(marks)} if marks else {})


def paragraph(*inside: Node | str, **more: Any) -> Node:
    """Make a paragraph."""
    return node("paragraph", [text(i) if isinstance(i, str) else i for i in inside]) | more


def body(*content: Any) -> Node:
    """Make a body."""
    return {"type": "doc", "version": 1, "content": list(content)}


CARDS = [
    node("emoji", shortName=":gear:", id="2699", text="⚙️", **LOCAL_ID),
    node("emoji", shortName=":acme:", id="c0ffee", text=":acme:"),
    node("mention", id="712020:ines", text="@Inès Moreau", **LOCAL_ID),
    node("inlineCard", url="https://acme.example/PAY-7"),
    node("date", timestamp="1767225600000"),
    node("status", text="TO DO", color="blue", style="bold", **LOCAL_ID),
    node("placeholder", text="type here"),
    node("mediaInline", id="m1", collection="c", type="file"),
    node("inlineExtension", extensionKey="k", extensionType="t", text="an app"),
]
INLINES: Nodes = st.one_of(
    st.builds(lambda words, marks: text(words, *marks), TEXTS, MARKS),
    st.builds(lambda words, marks: text(words, *marks), TEXTS, MARKS),
    st.just(node("hardBreak")), st.sampled_from(CARDS),
)  # fmt: skip
LINES = st.lists(INLINES, max_size=4)
ALIGNED = [{}, {}, {"marks": [{"type": "alignment", "attrs": {"align": "center"}}]}]
PARAGRAPHS: Nodes = st.builds(
    lambda inside, given: node("paragraph", inside, **given), LINES, st.sampled_from([{}, LOCAL_ID])
)
OPAQUE = [
    node("blockCard", url="https://acme.example"),
    node("mediaGroup", [node("media", type="file", id="m2", collection="c")]),
    node("extension", extensionKey="toc", extensionType="com.acme", **LOCAL_ID),
    node("decisionList", [node("decisionItem", [text("Go")], state="DECIDED", localId="i")],
         localId="l"),
]  # fmt: skip
EXTERNAL = node("media", type="external", url="https://acme.example/i.png", alt="A plan", width=80)
IMAGES = [
    node("mediaSingle", [EXTERNAL], layout="wide", width=50),
    node("mediaSingle", [EXTERNAL, node("caption", [text("Our plan")])], layout="center"),
    node("mediaSingle", [EXTERNAL, node("caption", [text("Our", SOLE[0])])], layout="center"),
    node("mediaSingle", [node("media", type="file", id="m", collection="c")], layout="center"),
]
PANELS: list[Node] = [
    {"panelType": "info"}, {"panelType": "error", **LOCAL_ID}, {"panelType": "tip"},
    {"panelType": "custom", "panelIcon": ":rocket:", "panelColor": "#e3fcef"},
]  # fmt: skip
NESTED = ("bulletList", "orderedList", "taskList", "blockquote", "panel", "expand")
HOLDS: Mapping[str, str] = {
    "listItem": "paragraph bulletList orderedList taskList codeBlock mediaSingle extension",
    "blockquote": "paragraph bulletList orderedList codeBlock mediaSingle",
    "panel": "paragraph heading bulletList orderedList taskList codeBlock rule mediaSingle opaque",
    "nestedExpand": "paragraph heading bulletList taskList rule panel blockquote codeBlock",
    "expand": "paragraph heading bulletList orderedList table panel blockquote nestedExpand opaque",
    "doc": "paragraph heading bulletList orderedList taskList blockquote panel expand table rule "
    "codeBlock mediaSingle opaque layoutSection embedCard",
}


def blocks(room: str, depth: int = 3) -> Nodes:
    """Make nodes that can stand in a room."""
    kinds = [k for k in HOLDS[room].split() if depth or k not in (*NESTED, "nestedExpand")]
    return st.sampled_from(kinds).flatmap(lambda kind: _block(kind, depth))


COLUMN = node("layoutColumn", [paragraph("a")], width=50)
LEAVES: Mapping[str, list[Node]] = {
    "codeBlock": [
        node("codeBlock", [text("def f():\n  return 1")], language="Python", wrap=True),
        node("codeBlock", [text("x")]), node("codeBlock", []),
    ],
    "embedCard": [node("embedCard", url="https://acme.example/v", layout="center")],
    "extension": OPAQUE[2:3],
    "layoutSection": [node("layoutSection", [COLUMN, COLUMN])],
    "mediaSingle": IMAGES,
    "opaque": OPAQUE,
    "rule": [node("rule")],
}  # fmt: skip


def _block(kind: str, depth: int) -> Nodes:
    if kind in LEAVES:
        return st.sampled_from(LEAVES[kind])
    match kind:
        case "bulletList" | "orderedList":
            return _lists(kind, depth)
        case "taskList":
            return _tasks(depth)
        case "blockquote" | "panel" | "expand" | "nestedExpand":
            given = [{"title": title} for title in ("More", "", " a  b ")]
            given = {"panel": PANELS, "blockquote": [{}, LOCAL_ID]}.get(kind, given)
            return st.builds(
                lambda content, attrs: node(kind, content, **attrs),
                _inside(kind, depth), st.sampled_from(given),
            )  # fmt: skip
        case "heading":
            levels = st.integers(1, 6)
            return st.builds(lambda level, inside: node(kind, inside, level=level), levels, LINES)
    return TABLES if kind == "table" else PARAGRAPHS


def _inside(room: str, depth: int) -> st.SearchStrategy[list[Node]]:
    return st.lists(blocks(room, depth - 1), min_size=1, max_size=3)


def _lists(kind: str, depth: int) -> Nodes:
    items = st.builds(
        lambda head, rest: node("listItem", [head, *rest], **LOCAL_ID),
        PARAGRAPHS, st.lists(blocks("listItem", depth - 1), max_size=2),
    )  # fmt: skip
    given = st.sampled_from([{}, {}, {"order": 3}] if kind == "orderedList" else [{}, LOCAL_ID])
    listed = st.lists(items, min_size=1, max_size=3)
    return st.builds(lambda content, attrs: node(kind, content, **attrs), listed, given)


def _tasks(depth: int) -> Nodes:
    item = st.builds(
        lambda inside, state: node("taskItem", inside, localId="t", state=state),
        LINES, st.sampled_from(["TODO", "DONE"]),
    )  # fmt: skip
    below = st.lists(_tasks(depth - 1), max_size=1) if depth > 0 else st.just([])
    groups = st.lists(
        st.builds(lambda one, lists: [one, *lists], item, below), min_size=1, max_size=2
    )
    return groups.map(
        lambda found: node("taskList", [one for group in found for one in group], localId="l")
    )


def _table(rows: list[list[Node]], given: Node) -> Node:
    return node("table", [node("tableRow", cells, **LOCAL_ID) for cells in rows], **given)


CELLS = st.builds(
    lambda kind, content, given: node(kind, content, **given),
    st.sampled_from(["tableCell", "tableCell", "tableHeader"]),
    st.one_of(
        st.lists(PARAGRAPHS, min_size=1, max_size=2), st.lists(PARAGRAPHS, min_size=1, max_size=1),
        st.just([node("rule")]) | st.just([paragraph("a")]),
    ),
    st.sampled_from([{}, {}, {}, {"colwidth": [120], "background": "#ffebe6"}, {"colspan": 2}]),
)  # fmt: skip
TABLES: Nodes = st.builds(
    _table, st.lists(st.lists(CELLS, min_size=1, max_size=2), min_size=1, max_size=3),
    st.sampled_from([{}, {"layout": "wide", **LOCAL_ID}, {"isNumberColumnEnabled": True}]),
)  # fmt: skip
BODIES: Nodes = st.lists(blocks("doc"), max_size=6).map(lambda content: body(*content))
"""Valid ones."""
