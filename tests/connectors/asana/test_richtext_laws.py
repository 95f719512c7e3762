"""The laws of Asana's rich text: one block stays one, and nobody's bytes are touched in passing."""

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from connectors.asana.richtext import canvas, decode, encode, projected
from sandbox.asana.richtext import saved
from sandbox.people import People
from syncline.domain.canvas import painted
from syncline.domain.fields import Cannot
from syncline.domain.lifting import lift_document
from syncline.domain.text import Block, Document, Run
from tests.connectors.asana.bodies import ANY, BODIES, ELEMENTS, HOME, LINE, OWN, SPACE

CANVAS = canvas(HOME, "roadmap")
FORMER = canvas("roadmap", "delivery")
LAW = settings(max_examples=150, derandomize=True, deadline=None, database=None)


def shown(document: Document | None) -> Document | None:
    """Return the projection, which is never refused."""
    if document is None:
        return None
    made = projected(document, CANVAS)
    assert not isinstance(made, Cannot)
    return made


def read(html: str) -> Document | None:
    """Return what a body of this replica reads as."""
    seen = decode(html, HOME)
    assert not isinstance(seen, Cannot), seen
    return seen


def kept(html: str) -> Document | None:
    """Return what a body reads as once Asana has rewritten it."""
    return read(saved(html, "html_notes", People()))


@LAW
@given(ANY)
def test_one_block_stays_one_block_and_a_projection_is_its_own(document: Document | None) -> None:
    """Nothing flows together, nothing vanishes, and nothing is shown differently the next time."""
    made = shown(document)
    assert len(made.blocks if made else ()) == len(document.blocks if document else ())
    assert shown(made) == made
    assert lift_document(document, made, made) == document


@LAW
@given(ANY)
def test_what_is_written_is_read_back(document: Document | None) -> None:
    """As the projection."""
    if document is None:
        return
    painting = painted(document, CANVAS)
    assert read(encode(painting, HOME)) == shown(document)


@LAW
@given(OWN)
def test_what_is_written_is_taken_and_kept(document: Document | None) -> None:
    """Asana refuses none of it, and gives it back as the same."""
    made = shown(document)
    html = encode(made, HOME)
    if "<foo" not in html and 'gid="6"' not in html:  # what this Asana has not, or not there
        assert kept(html) == made


@LAW
@given(ANY)
def test_a_replica_that_has_the_name_of_another_tools_shows_words(
    document: Document | None,
) -> None:
    """What it cannot write is named, and stays as many blocks."""
    if document is None:
        return
    made = projected(document, FORMER)
    assert isinstance(made, Document)
    assert projected(made, FORMER) == made
    assert lift_document(document, made, made) == document


@LAW
@given(BODIES)
def test_a_body_that_nobody_edited_is_put_back_byte_for_byte(html: str) -> None:
    """Also what reads as nothing; and without its source it still says the same."""
    document = read(html)
    assert encode(document, HOME, html) == html
    assert shown(document) == document
    assert read(encode(document, HOME)) == document


@LAW
@given(ANY, BODIES)
def test_the_present_body_never_changes_what_is_said(document: Document | None, html: str) -> None:
    """Whatever stands there, it reads as what was asked."""
    made = shown(document)
    assert read(encode(made, HOME, html)) == made


@LAW
@given(BODIES, st.lists(st.integers(0, 12), max_size=8))
def test_blocks_put_in_another_order_read_in_that_order(html: str, picked: list[int]) -> None:
    """Moved, doubled or deleted: gaps and lists of before do not glue them together."""
    blocks = (read(html) or Document(())).blocks
    assume(blocks)
    made = shown(Document(tuple(blocks[at % len(blocks)] for at in picked)))
    assert read(encode(made, HOME, html)) == made


@LAW
@given(st.lists(st.tuples(SPACE, st.one_of(ELEMENTS, LINE)), min_size=1, max_size=5), st.data())
def test_an_edit_of_one_block_leaves_all_other_bytes(
    pieces: list[tuple[str, str]], data: st.DataObject
) -> None:
    """Before it and behind it; a list or table is one native block here."""
    raws = [f"{space}<hr/>{piece}<hr/>" for space, piece in pieces]
    at = data.draw(st.integers(0, len(raws) - 1))
    before, after = "".join(raws[:at]), "".join(raws[at + 1 :])
    html = f"<body>{before}<h2>old</h2>{after}</body>"
    document = read(html)
    assert document
    place = document.blocks.index(Block("heading", (Run("old"),), detail="2"))
    kind = data.draw(st.sampled_from(["heading", "paragraph", "quote"]))
    edited = Block(kind, (Run("new"),), 0, "2" if kind == "heading" else "")  # type: ignore[arg-type]  # drawn
    blocks = (*document.blocks[:place], edited, *document.blocks[place + 1 :])
    behind = after if kind == "heading" else after.lstrip()
    tag = {"heading": "<h2>new</h2>", "paragraph": "new", "quote": "<blockquote>new</blockquote>"}
    assert encode(Document(blocks), HOME, html) == f"<body>{before}{tag[kind]}{behind}</body>"


@LAW
@given(BODIES, st.data())
def test_an_edit_of_any_block_reads_as_edited_and_nothing_else(
    html: str, data: st.DataObject
) -> None:
    """Words typed over in an item, a cell, a quote: all the rest reads as before."""
    document = read(html)
    assume(document)
    assert document
    place = data.draw(st.integers(0, len(document.blocks) - 1))
    block = document.blocks[place]
    cells = ((Run("typed"),), *block.cells[1:]) if block.cells else ()
    edited = replace(block, runs=(Run("typed"),), cells=cells, native=None)
    if block.kind in {"opaque", "divider", "more"}:
        edited = Block("paragraph", (Run("typed"),), block.level)
    blocks = (*document.blocks[:place], edited, *document.blocks[place + 1 :])
    wanted = shown(Document(blocks))
    assert read(encode(wanted, HOME, html)) == wanted


TYPED = st.one_of(
    st.sampled_from([
        "<script>alert(1)</script>", "&lt;b&gt; &amp;", "*a* _b_ `c`", "# a", "- a", "1. a", "> a",
        "@Ines Moreau", "[x](javascript:alert(1))", "| a | b |", "]]>", '<a data-asana-gid="7"/>',
        "https://x.example/<b>", "⟦", "a\tb", "\ufffd", "<!-- a -->", "&#60;", "---", "```",
    ]),
    st.text(alphabet="a<>&\"'*_`#-1.@[]()|~\\/=;! ", min_size=1, max_size=12).map(
        lambda text: f"x{text}x"
    ),
)  # fmt: skip


@LAW
@given(
    TYPED,
    st.sampled_from(["paragraph", "heading", "bullet", "number", "quote", "code", "row"]),
)
def test_what_is_typed_as_text_stays_text(typed: str, kind: str) -> None:
    """No sign in it becomes markup, a mention or a script."""
    runs = (Run(typed),)
    block = Block(kind, runs)  # type: ignore[arg-type]  # drawn
    if kind == "row":
        block = Block("row", cells=(runs, runs), detail="start")
    if kind == "heading":
        block = replace(block, detail="1")
    document = Document((block,))
    assert shown(document) == document


@settings(LAW, max_examples=200)
@given(st.text() | st.text("<>/abuliodymhrt1 \n&;=\"'", max_size=60).map("<body>{}</body>".format))
def test_any_text_is_a_document_or_cannot_be_one(html: str) -> None:
    """Bad input never ends in another exception."""
    assert isinstance(decode(html, HOME), Document | Cannot | None)
