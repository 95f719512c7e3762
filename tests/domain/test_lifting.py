"""What a tool cannot show: painted as something it can, and carried back when it is edited."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syncline.domain.canvas import Canvas, fitted, is_more, painted
from syncline.domain.lifting import lift_document
from syncline.domain.normaltext import normal_document
from syncline.domain.text import Block, Document, Native, Run, words
from tests.domain.documents import BLOCKS, CANVASES, DOCUMENTS

THOROUGH = settings(max_examples=100, derandomize=True, deadline=None, database=None)
canvases = pytest.mark.parametrize("canvas", CANVASES.values(), ids=CANVASES)


def shown_on(canvas: Canvas, document: Document | None) -> Document | None:
    """Return what a tool of this canvas would show."""
    return normal_document(painted(document, canvas)) if document else None


@canvases
@THOROUGH
@given(DOCUMENTS)
def test_one_block_stays_one_block(canvas: Canvas, document: Document | None) -> None:
    """Only so can an edit find its way back."""
    painting = shown_on(canvas, document)
    assert len(painting.blocks if painting else ()) == len(document.blocks if document else ())
    assert shown_on(canvas, painting) == painting


@canvases
@THOROUGH
@given(DOCUMENTS)
def test_nothing_is_live_away_from_home(canvas: Canvas, document: Document | None) -> None:
    """A mention of one tool is only its words in another."""
    painting = shown_on(canvas, document)
    for block in painting.blocks if painting else ():
        runs = [*block.runs, *(run for cell in block.cells for run in cell)]
        natives = [block.native, *(run.native for run in runs)]
        assert {native.home for native in natives if native} <= {canvas.home}


@THOROUGH
@given(DOCUMENTS)
def test_at_home_everything_is_shown(document: Document | None) -> None:
    """The canvas that can do it all changes nothing."""
    assert shown_on(CANVASES["home"], document) == document


@canvases
@THOROUGH
@given(DOCUMENTS)
def test_what_is_shown_as_asked_is_what_was_agreed(canvas: Canvas, agreed: Document | None) -> None:
    """lift(a, s, s) == a."""
    shown = shown_on(canvas, agreed)
    assert lift_document(agreed, shown, shown) == agreed


@THOROUGH
@given(DOCUMENTS, DOCUMENTS)
def test_where_everything_is_shown_an_edit_is_what_is_displayed(
    agreed: Document | None, display: Document | None
) -> None:
    """lift(a, a, d) == d."""
    assert normal_document(lift_document(agreed, agreed, display)) == display


@canvases
@THOROUGH
@given(DOCUMENTS, st.data())
def test_an_edit_of_one_block_leaves_the_others_as_they_were(
    canvas: Canvas, agreed: Document | None, data: st.DataObject
) -> None:
    """One line is typed over; all other blocks are those that were agreed."""
    shown = shown_on(canvas, agreed)
    if agreed is None or shown is None:
        return
    at = data.draw(st.integers(0, len(shown.blocks) - 1))
    edited = replace(shown.blocks[at], runs=(Run("typed over"),), native=None)
    display = Document((*shown.blocks[:at], edited, *shown.blocks[at + 1 :]))
    lifted = lift_document(agreed, shown, display)
    assert lifted is not None
    assert lifted.blocks[:at] == agreed.blocks[:at]
    assert (
        lifted.blocks[len(lifted.blocks) - (len(agreed.blocks) - at - 1) :]
        == agreed.blocks[at + 1 :]
    )


@canvases
@THOROUGH
@given(DOCUMENTS, st.lists(BLOCKS, max_size=6), st.integers(0, 8), st.integers(0, 8))
def test_what_a_tool_cannot_show_it_cannot_delete(
    canvas: Canvas, agreed: Document | None, typed: list[Block], start: int, size: int
) -> None:
    """Whatever is typed there, or deleted, the blocks that it only names stay."""
    shown = shown_on(canvas, agreed)
    before = shown.blocks if shown else ()
    display = normal_document(Document((*before[:start], *typed, *before[start + size :])))
    lifted = lift_document(agreed, shown, display)
    hidden = [
        block for block, seen in zip(agreed.blocks if agreed else (), before, strict=True)
        if block.kind == "opaque" and seen.kind == "more"
    ]  # fmt: skip
    kept = list(lifted.blocks if lifted else ())
    for block in hidden:
        assert block in kept, block
        kept.remove(block)


@canvases
@THOROUGH
@given(DOCUMENTS, st.integers(0, 60))
def test_what_does_not_fit_is_named_and_stays(
    canvas: Canvas, agreed: Document | None, size: int
) -> None:
    """A cut is visible, and an edit above it keeps all that is below."""
    painting = shown_on(canvas, agreed)
    if agreed is None or painting is None:
        return
    cut = fitted(painting, lambda d: len(str(d)) <= size + 30, canvas.elsewhere)
    if cut is None or cut == painting:
        return
    rest = len(painting.blocks) - len(cut.blocks) + 1
    assert f"{rest} more block" in words(cut.blocks[-1].runs)
    display = Document((Block("paragraph", (Run("on top"),)), *cut.blocks))
    lifted = lift_document(agreed, cut, display)
    assert lifted is not None
    assert lifted.blocks[1:] == agreed.blocks


INES = Run("@Ines", native=Native("roadmap", "{}"))
AGREED = Document((
    Block("heading", (Run("Goal"),), 0, "1"),
    Block("task", (Run("Ask "), INES, Run(" now")), 0, "done"),
    Block("row", (), 0, "start header", ((Run("Week"),), (Run("What", frozenset({"em"})),))),
    Block("opaque", (Run("a synced block"),), native=Native("roadmap", '{"id": 1}')),
    Block("callout", (Run("Mind the "), Run("gap", frozenset({"color:#ff0000"}))), 0, "warning"),
))  # fmt: skip


@pytest.mark.parametrize(
    ("at", "typed", "expected"),
    [
        (0, "Goals", Block("heading", (Run("Goals"),), 0, "1")),
        (1, "☐ Ask @Ines now", replace(AGREED.blocks[1], detail="")),
        (1, "☑ Ask @Ines later", replace(
            AGREED.blocks[1], runs=(*AGREED.blocks[1].runs[:2], Run(" later")))),
        (1, "☑ Ask Ines now", Block("task", (Run("Ask Ines now"),), 0, "done")),
        (2, "Week | When", Block("row", (), 0, "start header", ((Run("Week"),), (Run("When"),)))),
        (4, "Mind every gap", Block("callout", (
            Run("Mind every "), Run("gap", frozenset({"color:#ff0000"}))), 0, "warning")),
    ],
    ids=["heading", "unticked", "words beside a mention", "mention broken", "cell", "coloured"],
)  # fmt: skip
def test_an_edit_of_words_keeps_what_the_tool_cannot_show(
    at: int, typed: str, expected: Block
) -> None:
    """The words are new; kind, tick, mention, colour and cells are those of before."""
    shown = shown_on(CANVASES["lists"], AGREED)
    assert shown is not None
    edited = replace(shown.blocks[at], runs=(Run(typed),))
    display = Document((*shown.blocks[:at], edited, *shown.blocks[at + 1 :]))
    lifted = normal_document(lift_document(AGREED, shown, display))
    assert lifted is not None
    assert lifted.blocks[at] == expected
    assert (*lifted.blocks[:at], AGREED.blocks[at], *lifted.blocks[at + 1 :]) == AGREED.blocks


def test_a_stand_in_that_is_moved_takes_its_block_with_it() -> None:
    """It was cut at the end and pasted at the top."""
    shown = shown_on(CANVASES["lists"], AGREED)
    assert shown is not None
    *rest, last = (*shown.blocks[:3], shown.blocks[4], shown.blocks[3])
    lifted = lift_document(AGREED, shown, Document((last, *rest)))
    assert lifted is not None
    assert lifted.blocks == (AGREED.blocks[3], *AGREED.blocks[:3], AGREED.blocks[4])


def test_a_stand_in_reads_as_one() -> None:
    """A tool shows it as a paragraph in brackets that nobody types."""
    shown = shown_on(CANVASES["lines"], AGREED)
    assert shown is not None
    assert words(shown.blocks[3].runs) == "⟦a synced block, in roadmap⟧"
    assert is_more(replace(shown.blocks[3], kind="paragraph"))
    assert not is_more(Block("paragraph", (Run("⟦a⟧ b"),)))


def test_a_mention_that_is_marked_elsewhere_stays_one() -> None:
    """Only its look has changed."""
    shown = shown_on(CANVASES["lists"], AGREED)
    assert shown is not None
    sign, name, rest = "☑ Ask ", "@Ines", " now"
    edited = replace(shown.blocks[1], runs=(Run(sign), Run(name, frozenset({"strong"})), Run(rest)))
    display = Document((shown.blocks[0], edited, *shown.blocks[2:]))
    lifted = normal_document(lift_document(AGREED, shown, display))
    assert lifted is not None
    marked = replace(INES, marks=frozenset({"strong"}))
    assert lifted.blocks[1].runs == (Run("Ask "), marked, Run(" now"))


def test_a_frame_that_cannot_stand_there_ends_those_around_it() -> None:
    """What follows stands where the tool would show it, so that painting twice changes nothing."""
    canvas = Canvas(
        "a", "b", frozenset({"paragraph", "bullet", "quote"}),
        {"bullet": frozenset({"paragraph", "bullet"})},
    )  # fmt: skip
    kinds = (("bullet", 0), ("quote", 1), ("paragraph", 1))
    body = Document(tuple(Block(kind, (Run("x"),), level) for kind, level in kinds))  # type: ignore[arg-type]
    once = painted(body, canvas)
    assert [block.level for block in once.blocks] == [0, 0, 0]
    assert painted(once, canvas) == once
