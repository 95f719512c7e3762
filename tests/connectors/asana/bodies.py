"""Random bodies as Asana shows them, and random documents to show there."""

from dataclasses import replace

from hypothesis import strategies as st

from syncline.domain.text import Block, Document, Native, Run
from tests.domain.documents import DOCUMENTS

HOME = "launches"
MENTION = (
    '<a href="https://app.asana.com/0/7/list" data-asana-accessible="true"'
    ' data-asana-dynamic="true" data-asana-type="user" data-asana-gid="7">@Tim</a>'
)
MENTIONED = Native(
    HOME,
    '{"attributes":{"data-asana-accessible":"true","data-asana-dynamic":"true",'
    '"data-asana-gid":"7","data-asana-type":"user","href":"https://app.asana.com/0/7/list"},'
    '"content":["@Tim"],"tag":"a"}',
)
IMAGE = '<img data-asana-gid="5" src="https://files.example/5?expires=1" alt="shot.png"/>'
MERGED = '<table><tr><td colspan="2">a</td></tr><tr><td>b</td><td>c</td></tr></table>'
STORED = Native(
    HOME, '{"attributes":{"alt":"shot.png","data-asana-gid":"5"},"content":[],"tag":"img"}'
)
ITEM_IMAGE = Native(HOME, '{"attributes":{"data-asana-gid":"6"},"content":[],"tag":"img"}')
EMBEDDED = Native(HOME, '{"attributes":{},"content":["a ",{"attributes":{},"content":[],"tag":"x"}'
                  '],"tag":"foo"}')  # fmt: skip

# -- documents ------------------------------------------------------------------------------


def _with_natives(document: Document | None, *, own: bool) -> Document | None:
    """Let natives have a text that people can read, and be Asana's own where asked."""
    return document and Document(tuple(_block(block, own=own) for block in document.blocks))


def _block(block: Block, *, own: bool) -> Block:
    runs = tuple(_run(run, own=own) for run in block.runs)
    cells = tuple(tuple(_run(run, own=own) for run in cell) for cell in block.cells)
    native = block.native
    if native and own:
        native = (STORED, EMBEDDED)[len(native.source) + block.level & 1]
    return replace(block, runs=runs, cells=cells, native=native)


def _run(run: Run, *, own: bool) -> Run:
    if not run.native:
        return run
    native = (MENTIONED, ITEM_IMAGE)[len(run.text) & 1] if own else run.native
    return replace(run, text=run.text if run.text.strip() else "@Ines", native=native)


OWN = DOCUMENTS.map(lambda document: _with_natives(document, own=True))
"""With natives of this replica."""
ANY = st.one_of(DOCUMENTS.map(lambda document: _with_natives(document, own=False)), OWN)
"""With natives of this one, or of another tool's."""

# -- bodies ---------------------------------------------------------------------------------

WORDS = st.sampled_from(
    [
        "a",
        "b c",
        "Plan &amp; launch",
        "&lt;b&gt;",
        "é",
        "👩‍👩‍👧",
        " x ",
        "1.",
        "two\nlines",
        "&#13;z",
    ]
)
SPACE = st.sampled_from(["", "", "", " ", "\n", "\n  \n"])
INLINE = st.recursive(
    st.one_of(
        WORDS, WORDS, st.sampled_from([MENTION, '<a href="https://x.example/?a=1&amp;b">l</a>']),
        st.sampled_from(['<a href="slack://x">s</a>', "<em></em>", "<strong> </strong>"]),
    ),
    lambda inner: st.builds(
        "<{0}>{1}</{0}>".format, st.sampled_from(["strong", "em", "u", "s", "code"]), inner
    ),
    max_leaves=3,
)  # fmt: skip
LINE = st.lists(INLINE, min_size=1, max_size=3).map("".join)
BESIDE = st.one_of(LINE, LINE, LINE.map(lambda line: f"{line}{IMAGE}"), st.just(""))


def _list(items: list[str], tag: str, space: str) -> str:
    return f"<{tag}>{space}{space.join(items)}{space}</{tag}>"


TAGS = st.sampled_from(["ul", "ol"])
LISTS = st.recursive(
    st.builds(
        _list, st.lists(BESIDE.map("<li>{}</li>".format), min_size=1, max_size=3), TAGS, SPACE
    ),
    lambda inner: st.builds(
        lambda text, below, tag, space, inside: _list(
            [f"<li>{text}{space}{below}</li>" if inside else f"<li>{text}</li>{space}{below}"],
            tag, space,
        ),
        BESIDE, inner, TAGS, SPACE, st.booleans(),
    ),
    max_leaves=3,
)  # fmt: skip
CELL = st.builds("<td{}>{}</td>".format, st.sampled_from(["", ' width="120"']), BESIDE)
ROW = st.builds(
    lambda cells, space: f"<tr>{space}{space.join(cells)}</tr>",
    st.lists(CELL, min_size=1, max_size=3), SPACE,
)  # fmt: skip
TABLE = st.builds(
    lambda rows, space: f"<table>{space.join(rows)}{space}</table>",
    st.lists(ROW, min_size=1, max_size=3), SPACE,
)  # fmt: skip
ELEMENTS = st.one_of(
    LISTS,
    TABLE,
    st.builds("<h{0}>{1}</h{0}>".format, st.sampled_from("12"), LINE),
    st.builds("<blockquote>{}{}</blockquote>".format, LINE, st.one_of(st.just(""), LISTS)),
    st.builds("<pre>{}</pre>".format, WORDS),
    st.sampled_from(["<hr/>", IMAGE, MERGED, "<foo>x<p>y</p></foo>", "<h1></h1>", "<ul></ul>"]),
    st.just("<ul><li>a<pre>b</pre></li></ul>"),
)


def _body(pieces: list[tuple[str, str]], end: str) -> str:
    return f"<body>{''.join(space + piece for space, piece in pieces)}{end}</body>"


PIECES = st.lists(
    st.one_of(
        st.tuples(SPACE, ELEMENTS),
        st.tuples(st.sampled_from(["\n\n", "\n \n\n"]), LINE),
    ),
    max_size=6,
)
BODIES = st.builds(_body, PIECES, SPACE)
