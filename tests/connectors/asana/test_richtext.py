"""Asana's rich text by example: what it reads as, and which bytes an edit touches."""

from dataclasses import replace

import pytest

from connectors.asana.richtext import LIMIT, canvas, decode, encode, projected
from syncline.domain.fields import Cannot
from syncline.domain.text import Block, Document, Native, Run
from tests.connectors.asana.bodies import HOME, IMAGE, MENTION, MENTIONED, MERGED, STORED

CANVAS = canvas(HOME, "roadmap")
TABLE = "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"
WIDE = '<tr><td width="9">a</td><td width="7">b&#32;</td></tr>'
NARROW = "<tr><td>c&#32;</td><td>d</td></tr>"
TIM = Run("@Tim", native=MENTIONED)


def read(inner: str) -> tuple[Block, ...]:
    """Return the blocks of what stands in a body."""
    document = decode(f"<body>{inner}</body>", HOME)
    assert isinstance(document, Document), document
    return document.blocks


def words(kind: str, text: str, level: int = 0, detail: str = "") -> Block:
    """Return a block with a few words."""
    return Block(kind, (Run(text),) if text else (), level, detail)  # type: ignore[arg-type]  # short


def rewritten(before: str, at: int, block: Block) -> str:
    """Return what is written into a body when one of its blocks is edited."""
    blocks = list(read(before))
    blocks[at] = block
    html = encode(Document(tuple(blocks)), HOME, f"<body>{before}</body>")
    assert html.startswith("<body>")
    return html[len("<body>") : -len("</body>")]


@pytest.mark.parametrize(
    ("inner", "blocks"),
    [
        ("a\nb\n\nc\n", [words("paragraph", "a\nb"), words("paragraph", "c")]),
        ("<strong>a\n\nb</strong>", [
            Block("paragraph", (Run(text, frozenset({"strong"})),)) for text in "ab"]),
        ("a<h1>b</h1><h2>c</h2>d", [
            words("paragraph", "a"), words("heading", "b", detail="1"),
            words("heading", "c", detail="2"), words("paragraph", "d")]),
        ("<ul><li>a</li></ul><hr/><ol><li>b</li></ol>", [
            words("bullet", "a"), Block("divider"), words("number", "b")]),
        ("<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>", [
            words("bullet", "a"), words("number", "b", 1), words("bullet", "c")]),
        ("<ul><li>a</li><ol><li>b</li></ol><li>c</li></ul>", [
            words("bullet", "a"), words("number", "b", 1), words("bullet", "c")]),
        ("<blockquote>a\n\nb<ul><li>c</li></ul></blockquote><blockquote>d</blockquote>", [
            words("quote", "a\n\nb"), words("bullet", "c", 1), words("quote", "d")]),
        ("<pre>\n  a\n\n  b\n</pre><pre>c</pre>", [
            words("code", "  a\n\n  b"), words("code", "c")]),
        (f"{TABLE}<table><tr><td>d</td></tr></table>", [
            Block("row", cells=((Run("a"),), (Run("b"),)), detail="start"),
            Block("row", cells=((Run("c"),), ())),
            Block("row", cells=((Run("d"),),), detail="start")]),
        (f"for {MENTION} now", [Block("paragraph", (Run("for "), TIM, Run(" now")))]),
        (f"<h1>{MENTION}</h1>", [Block("heading", (TIM,), detail="1")]),
        (f"a{IMAGE}b", [
            words("paragraph", "a"), Block("opaque", (Run("shot.png"),), native=STORED),
            words("paragraph", "b")]),
        ('a <a href="https://x.example/">b</a>', [
            Block("paragraph", (Run("a "), Run("b", link="https://x.example/")))]),
        ('<a href="https://x.example/" data-asana-gid="2" data-asana-dynamic="false">b</a>', [
            Block("paragraph", (Run("b", link="https://x.example/"),))]),
        ("⟦a table, in roadmap⟧", [words("more", "⟦a table, in roadmap⟧")]),
        ('<hr><img data-asana-gid="5" alt="shot.png">', [
            Block("divider"), Block("opaque", (Run("shot.png"),), native=STORED)]),
    ],
)  # fmt: skip
def test_a_body_reads_as_its_blocks(inner: str, blocks: list[Block]) -> None:
    """Paragraphs are lines; the rest has tags."""
    assert list(read(inner)) == blocks


@pytest.mark.parametrize(
    ("inner", "name"),
    [
        (MERGED, "a table"),
        ("<ul><li>a<pre>b</pre></li></ul>", "a list"),
        ("<ul><li>a<ul><li>b</li></ul>c</li></ul>", "a list"),
        ("<table><tr><td><ul><li>a</li></ul></td></tr></table>", "a table"),
        ('<object type="x" data-asana-gid="1"><a href="https://x">y</a></object>',
         "an embedded object"),
        ('<img data-asana-gid="1" alt="https://files.example/1?token=2"/>', "an image"),
        (f"<pre>a {MENTION}</pre>", "a code block"),
        ("<blink>a b</blink>", "a b"),
        ("<blink/>", "a blink element"),
        ("<ul>" + "<li><ul>" * 25 + "<li>a</li>" + "</ul></li>" * 25 + "</ul>", "a list"),
    ],
)  # fmt: skip
def test_what_the_model_lacks_is_opaque_and_named(inner: str, name: str) -> None:
    """It stays where it stands, and is put back there."""
    first, opaque, last = read(f"x{inner}y")
    assert (first, last) == (words("paragraph", "x"), words("paragraph", "y"))
    assert (opaque.kind, opaque.runs) == ("opaque", (Run(name),))
    assert rewritten(f"x{inner}y", 0, words("paragraph", "z")) == f"z{inner}y"


@pytest.mark.parametrize(
    ("link", "name"),
    [
        ('<a data-asana-gid="1"/>', "a mention"),
        ('<a href="https://x" data-asana-accessible="false">Private Link</a>', "Private Link"),
        ('<a href="slack://channel">C</a>', "C"),
        ('<a href="javascript:alert(1)">here</a>', "here"),
    ],
)
def test_a_link_that_is_no_address_stays_in_asana_alone(link: str, name: str) -> None:
    """Others see its words; an edit beside it keeps it."""
    (block,) = read(f"a {link} b")
    assert [(run.text, run.link, bool(run.native)) for run in block.runs] == [
        ("a ", None, False), (name, None, True), (" b", None, False),
    ]  # fmt: skip
    edited = replace(block, runs=(Run("new "), *block.runs[1:]))
    html = rewritten(f"a {link} b", 0, edited)
    assert read(html) == (edited,)


def test_a_stored_file_is_known_by_its_gid() -> None:
    """Its addresses are new at every read, and are no edit."""
    later = IMAGE.replace("expires=1", "expires=2").replace(" src", ' data-thumbnail-url="x" src')
    assert read(IMAGE) == read(later)


@pytest.mark.parametrize(
    ("before", "at", "block", "after"),
    [
        # paragraphs and the space between them
        ("a\n \n\nb<h1>c</h1>\nd", 1, words("paragraph", "x"), "a\n \n\nx<h1>c</h1>\nd"),
        ("a<h1>b</h1>c", 1, words("paragraph", "x"), "a\n\nx\n\nc"),
        # one item; its neighbours, with what they mark oddly, stay
        ("<ul> <li>a <em></em></li>\n<li>b</li>\n<li>c</li></ul>", 1, words("bullet", "x"),
         "<ul> <li>a <em></em></li>\n<li>x</li><li>c</li></ul>"),
        # a nested one; the item above keeps its own bytes
        ("<ul><li>a&#32;<ol><li>b</li><li>c&#32;</li></ol></li></ul>", 1, words("number", "x", 1),
         "<ul><li>a&#32;<ol><li>x</li><li>c&#32;</li></ol></li></ul>"),
        # two lists of one kind stay two
        ("<ol><li>a</li></ol><ol><li>b</li><li>c</li></ol>", 1, words("number", "x"),
         "<ol><li>a</li></ol><ol><li>x</li><li>c</li></ol>"),
        # one cell; widths stay
        (f"<table>{WIDE}\n{NARROW}</table>", 0,
         Block("row", cells=((Run("x"),), (Run("b"),)), detail="start"),
         f"<table>{WIDE.replace('>a<', '>x<')}\n{NARROW}</table>"),
        # words of a quote; the list in it stays
        ("<blockquote>a<ul><li>b&#32;</li></ul></blockquote>", 0, words("quote", "x"),
         "<blockquote>x<ul><li>b&#32;</li></ul></blockquote>"),
        # what reads as nothing stays where it is
        ("a <ul></ul>\n<h2></h2> <hr/> b", 2, words("paragraph", "x"),
         "a <ul></ul>\n<h2></h2> <hr/> x"),
        # a file keeps its attributes, a code block and a divider their own form
        (f"{IMAGE}<pre>\n a</pre><hr></hr>b", 3, words("paragraph", "x"),
         f"{IMAGE}<pre>\n a</pre><hr></hr>x"),
    ],
)  # fmt: skip
def test_an_edit_writes_what_was_edited_alone(
    before: str, at: int, block: Block, after: str
) -> None:
    """All other bytes are those that were there."""
    assert rewritten(before, at, block) == after


def test_an_added_item_joins_its_list_and_a_row_its_table() -> None:
    """Numbers go on counting; the rows that were there keep their widths."""
    numbers = "<ol><li>a</li><li>b&#32;</li></ol>"
    row = '<tr><td width="5">c</td></tr>'
    body = f"<body>{numbers}<table>{row}</table></body>"
    blocks = read(f"{numbers}<table>{row}</table>")
    added = (*blocks[:2], words("number", "x"), blocks[2], Block("row", cells=((Run("y"),),)))
    assert encode(Document(added), HOME, body) == (
        "<body><ol><li>a</li><li>b&#32;</li><li>x</li></ol>"
        f"<table>{row}<tr><td>y</td></tr></table></body>"
    )


def test_an_item_that_goes_from_one_list_to_another_leaves_the_numbers_going_on() -> None:
    """In the place of two lists there is one, rather than three."""
    body = "<body><ol><li>a</li><li>b</li></ol><ol><li>c</li><li>d</li></ol></body>"
    a, b, c, d = read(body[6:-7])
    moved = "<body><ol><li>a</li><li>d</li><li>b</li><li>c</li></ol></body>"
    assert encode(Document((a, d, b, c)), HOME, body) == moved


def test_of_blocks_that_read_the_same_each_keeps_its_own_bytes() -> None:
    """The nearest is the one."""
    body = "<h1>a&#32;</h1><h1>a</h1><h1>a&#x20;</h1>"
    assert rewritten(body, 1, words("heading", "x", detail="1")) == body.replace(">a<", ">x<")


def test_a_block_that_is_moved_takes_its_bytes_with_it() -> None:
    """Wherever it goes."""
    body = "<h1>a&#32;</h1><h2>b</h2><hr/>c"
    first, *rest = read(body)
    html = encode(Document((*rest, first)), HOME, f"<body>{body}</body>")
    assert html == "<body><h2>b</h2><hr/>c<h1>a&#32;</h1></body>"


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("plain", "not well-formed XML"),
        ("<body>a", "not well-formed XML"),
        ("<body>\ud800</body>", "not well-formed XML"),
        ("<p>a</p>", "in <p>, not in <body>"),
        ("<!DOCTYPE b><body>a</body>", "a declaration"),
        ('<body xmlns:x="u"><x:y/></body>', "namespaces"),
        ("<body>" + "<em>" * 3000 + "</em>" * 3000 + "</body>", "nested too deeply"),
    ],
)
def test_what_is_no_body_at_all_is_refused_with_a_reason(html: str, reason: str) -> None:
    """Nothing else is."""
    refused = decode(html, HOME)
    assert isinstance(refused, Cannot)
    assert reason in refused.reason


def test_a_link_to_asana_keeps_its_words() -> None:
    """Asana would put the name of the task in their place."""
    block = Block("paragraph", (Run("there", link="https://app.asana.com/0/1/2"),))
    html = encode(Document((block,)), HOME)
    assert 'data-asana-dynamic="false"' in html
    assert decode(html, HOME) == Document((block,))


@pytest.mark.parametrize(
    "link", ["", "x", "//x.example", "https:", "https://x.example/\x01", "tel:1\n2", "\ud800"]
)
def test_a_link_that_is_no_address_is_dropped_to_its_words(link: str) -> None:
    """Only http, https, mailto and tel are written."""
    block = Block("paragraph", (Run("here", link=link),))
    assert projected(Document((block,)), CANVAS) == Document((words("paragraph", "here"),))


def test_a_character_that_xml_forbids_leaves_a_sign() -> None:
    """A block of nothing else does not vanish."""
    document = Document((words("paragraph", "\x01"), words("code", "a\x02b")))
    assert projected(document, CANVAS) == Document(
        (words("paragraph", "\ufffd"), words("code", "a\ufffdb"))
    )


def test_a_body_over_the_limit_says_what_is_left_out_and_where_it_is() -> None:
    """Blocks that fit are shown, never a part of one; what is shown fits."""
    long = Document(tuple(words("paragraph", f"{n} " + "é" * 1000) for n in range(100)))
    shown = projected(long, CANVAS)
    assert isinstance(shown, Document)
    rest = 100 - len(shown.blocks) + 1
    assert shown.blocks[:-1] == long.blocks[: len(shown.blocks) - 1]
    assert shown.blocks[-1] == words("more", f"⟦{rest} more blocks, in roadmap⟧")
    assert LIMIT - 1100 < len(encode(shown, HOME)) <= LIMIT
    assert projected(shown, CANVAS) == shown


def test_the_bytes_that_are_there_give_way_where_they_leave_no_room() -> None:
    """Written anew it fits; with the attributes of before it would not."""
    padded = f'<img data-asana-gid="5" alt="shot.png" style="{"x" * (LIMIT - 200)}"/>'
    blocks = (*read(f"{padded}a")[:1], words("paragraph", "b" * 1000))
    html = encode(Document(blocks), HOME, f"<body>{padded}a</body>")
    assert len(html) < 2000
    assert decode(html, HOME) == Document(blocks)


@pytest.mark.parametrize(
    "source",
    ['{"type":"mention"}', "[]", "", '{"tag":"a b<","attributes":{},"content":[]}', '"a"'],
)
def test_what_another_tool_had_under_this_name_is_named(source: str) -> None:
    """Its source says nothing to Asana."""
    foreign = Native(HOME, source)
    document = Document((
        Block("opaque", (Run("a synced block"),), native=foreign),
        Block("paragraph", (Run("for "), Run("@Ines", native=foreign))),
    ))  # fmt: skip
    assert projected(document, CANVAS) == Document(
        (words("more", "⟦a synced block⟧"), words("paragraph", "for @Ines"))
    )
