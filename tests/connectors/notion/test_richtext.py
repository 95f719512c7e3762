"""What Notion shows of a document: as many blocks, the same words, and no live link."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connectors.notion.body import document, nodes
from connectors.notion.languages import language
from connectors.notion.native import RichText
from connectors.notion.richtext import TOTAL, canvas, line_canvas, lined, lines_of, projected
from connectors.notion.runs import length, read_runs, write_runs
from connectors.notion.texts import paragraphs
from syncline.domain.canvas import Canvas, is_more
from syncline.domain.lifting import lift_document
from syncline.domain.normaltext import normal_document
from syncline.domain.text import Block, Document, Native, Run, words
from tests.connectors.notion.documents import CANVAS, DOCUMENTS, SHOWN, THOROUGH, Desk
from tests.domain.documents import HOME

FOREIGN = canvas("notes", HOME)  # of another replica, in whose home nothing is native
LINE = line_canvas(HOME, "delivery")
canvases = pytest.mark.parametrize("canvas", [CANVAS, FOREIGN], ids=["home", "foreign"])


def size(document: Document | None) -> int:
    """Return the number of blocks."""
    return len(document.blocks) if document else 0


@canvases
@THOROUGH
@given(DOCUMENTS)
def test_a_projection_is_stable_and_lifts_back(canvas: Canvas, agreed: Document | None) -> None:
    """project(project(d)) == project(d); one block stays one block; lift(d, p, p) == d."""
    if agreed is None:
        return
    shown = projected(agreed, canvas)
    assert shown is not None
    assert projected(shown, canvas) == shown
    assert size(shown) == size(agreed)
    assert lift_document(agreed, shown, shown) == agreed


@THOROUGH
@example(Document((Block("paragraph", (Run("a"),)), Block("number", (Run("b"),), detail="3"))))
@given(DOCUMENTS)
def test_a_text_property_shows_paragraphs(agreed: Document | None) -> None:
    """Every line one; the same laws, and what was written is what is read."""
    if agreed is None:
        return
    shown = lined(agreed, LINE)
    assert shown is not None
    assert {block.kind for block in shown.blocks} <= {"paragraph", "more"}
    assert (lined(shown, LINE), size(shown)) == (shown, size(agreed))
    assert lift_document(agreed, shown, shown) == agreed
    assert paragraphs(RichText(tuple(_named(lines_of(shown))), "p"), HOME) == shown


def _named(runs: tuple[Run, ...]) -> list[dict[str, object]]:
    """Return native runs with the words that Notion shows of what only it has."""
    named = {run.native.source: run.text for run in runs if run.native}
    return [_shown(raw, named) for raw in write_runs(runs)]


def _shown(raw: dict[str, object], named: dict[str, str]) -> dict[str, object]:
    if "text" in raw:
        return raw
    (run,) = read_runs([raw], "p", HOME)
    assert run.native
    return {**raw, "plain_text": named[run.native.source]}


@THOROUGH
@given(SHOWN)
def test_a_document_is_what_its_nodes_are(shown: Document | None) -> None:
    """The tree of a page and the flat document are one thing."""
    assert document(nodes(shown)) == shown


@pytest.mark.parametrize("link", ["javascript:alert(1)", " javascript:x", "ftp://a", "x" * 2_001])
def test_a_link_that_notion_refuses_is_its_text(link: str) -> None:
    """The words stay, and the agreed document keeps the address."""
    agreed = Document((Block("paragraph", (Run("see "), Run("here", link=link))),))
    shown = projected(agreed, CANVAS)
    assert shown == Document((Block("paragraph", (Run("see here"),)),))
    assert lift_document(agreed, shown, shown) == agreed


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        (Block("heading", (Run("a"),), 0, "6"), Block("heading", (Run("a"),), 0, "4")),
        (Block("code", (Run("a"),), 0, "py"), Block("code", (Run("a"),), 0, "python")),
        (Block("code", (Run("a"),), 0, "klingon"), Block("code", (Run("a"),))),
        (Block("callout", (Run("a"),)), Block("callout", (Run("a"),), 0, "info")),
        (Block("number", (Run("a"),), 0, "7"), Block("number", (Run("a"),))),
        (Block("image", (Run("a"),), 0, "data:image/png,x"), Block("paragraph", (Run("a"),))),
        (Block("image", (), 0, "http://a/b c.png"), Block("paragraph", (Run("image"),))),
        (Block("paragraph", (Run("⟦ab⟧"),)), Block("more", (Run("⟦ab⟧"),))),
        (
            Block("paragraph", (Run("a", frozenset({"color:#123456", "highlight:#fdebec"})),)),
            Block("paragraph", (Run("a", frozenset({"highlight:#fdebec"})),)),
        ),
        (
            Block("paragraph", (Run("a", frozenset({"color:#d44c47", "highlight:#fdebec"})),)),
            Block("paragraph", (Run("a", frozenset({"color:#d44c47"})),)),
        ),
        (Block("paragraph", (Run("a", link="http://a/b c"),)),
         Block("paragraph", (Run("a", link="http://a/b%20c"),))),
    ],
)  # fmt: skip
def test_what_notion_says_otherwise(block: Block, shown: Block) -> None:
    """The nearest that it has."""
    assert projected(Document((block,)), CANVAS) == Document((shown,))
    assert Desk().filled(Document((shown,))).write(Document((shown,))) == Document((shown,))


def test_a_table_has_one_header_at_most() -> None:
    """That of its first row."""
    rows = tuple(
        Block("row", (), 0, detail, ((Run(text),),))
        for text, detail in (("a", "start header"), ("b", "header"), ("c", "start"))
    )
    shown = projected(Document(rows), CANVAS)
    assert shown
    assert [row.detail for row in shown.blocks] == ["start header", "", "start"]


def test_a_document_over_the_limit_says_what_is_missing() -> None:
    """Never cut silently; what follows is not deleted by it."""
    agreed = Document(tuple(Block("bullet", (Run(f"{n}"),)) for n in range(TOTAL + 100)))
    shown = projected(agreed, CANVAS)
    assert shown
    assert size(shown) == TOTAL
    assert "101 more blocks, in delivery" in words(shown.blocks[-1].runs)
    assert projected(shown, CANVAS) == shown
    assert lift_document(agreed, shown, shown) == agreed


@pytest.mark.parametrize("show", [lambda d: projected(d, CANVAS), lambda d: lined(d, LINE)])
def test_a_text_of_too_many_looks_is_shown_without_them(
    show: Callable[[Document], Document],
) -> None:
    """Words before looks; and where the words alone are too many, a word on them."""
    marks: list[frozenset[str]] = [frozenset({"strong"}), frozenset()]
    many = Document((Block("paragraph", tuple(Run(f"w{n} ", marks[n % 2]) for n in range(130))),))
    shown = show(many)
    assert [words(block.runs) for block in shown.blocks] == [words(many.blocks[0].runs).strip()]
    assert len(shown.blocks[0].runs) == 1
    assert lift_document(normal_document(many), shown, shown) == normal_document(many)
    long = Document((Block("paragraph", (Run("x" * 200_001),)), Block("paragraph", (Run("y"),))))
    assert [words(b.runs) for b in show(long).blocks] == ["⟦2 more blocks, in delivery⟧"]
    fits = Document((Block("paragraph", (Run("x" * 200_000),)),))
    assert show(fits) == fits


@pytest.mark.parametrize("units", [1_999, 2_000, 2_001, 4_001])
@pytest.mark.parametrize("character", ["a", "😀"])
def test_a_long_run_is_cut_into_pieces_and_reads_as_one(units: int, character: str) -> None:
    """Emoji count double, and are never cut in half."""
    text = character * units
    runs = write_runs([Run(text)])
    assert all(0 < length(run["text"]["content"]) <= 2_000 for run in runs)
    assert words(read_runs(runs, "runs", HOME)) == text


TYPED = st.sampled_from(
    ["- a", "1. a", "# a", "**a**", "`a`", "[x](y)", "@Ines", "<b>&amp;</b>", "| a | b |", "> a",
     "---", "[ ] a", "```", "$x$", "https://example.org", "~~a~~", "{{a}}", "⟦a⟧ b"],
)  # fmt: skip


@THOROUGH
@given(st.lists(TYPED, min_size=1, max_size=4))
def test_what_is_typed_as_text_stays_text(texts: list[str]) -> None:
    """No sign of it becomes markup or a mention."""
    typed = Document(tuple(Block("paragraph", (Run(text),)) for text in texts))
    assert projected(typed, CANVAS) == typed
    desk = Desk().filled(typed)
    assert desk.write(typed) == typed
    assert desk.writes == []


def test_a_block_of_another_replica_is_named_with_its_place() -> None:
    """It cannot be shown here."""
    foreign = Block("opaque", (Run("a panel"),), native=Native("delivery", "{}"))
    shown = projected(Document((foreign,)), CANVAS)
    assert shown
    assert words(shown.blocks[0].runs) == "⟦a panel, in delivery⟧"
    assert is_more(replace(shown.blocks[0], kind="paragraph"))
    assert language("rb") == "ruby"
