"""What Notion can show of a canonical document, in a page or in a text property; pure."""

from dataclasses import replace

from connectors.notion.colours import inked
from connectors.notion.kinds import HEADINGS, web_address
from connectors.notion.languages import language
from connectors.notion.runs import MARKS, holds, roomy, safe_link
from connectors.notion.tones import tone
from syncline.domain.canvas import Canvas, fitted, is_more, painted
from syncline.domain.normaltext import normal_document
from syncline.domain.text import CONTAINERS, Block, BlockKind, Document, Run

TOTAL = 5_000  # blocks that Syncline reads from or writes to one page
DEPTH = 20  # levels of them
_KINDS: frozenset[BlockKind] = CONTAINERS | {
    "paragraph", "heading", "code", "row", "divider", "image", "opaque",
}  # fmt: skip
_MARKS = frozenset({*MARKS.values(), "color", "highlight"})


def canvas(home: str, elsewhere: str) -> Canvas:
    """Return what a page can show."""
    holds_all = dict.fromkeys(CONTAINERS, _KINDS)
    # A number that a list begins with can be read from the API, and not be written.
    return Canvas(home, elsewhere, _KINDS, holds_all, _MARKS, HEADINGS, DEPTH, restarts=False)


def projected(document: Document, canvas: Canvas) -> Document | None:
    """Return what Notion shows of a document; one over its limits ends with a word on the rest.

    Law: idempotent.
    """
    normal = normal_document(document)
    if normal is None:
        return None
    shown = painted(Document(tuple(map(_paintable, normal.blocks))), canvas)
    normal = normal_document(Document(tuple(map(_shown, shown.blocks))))
    return normal and fitted(normal, _fits, canvas.elsewhere)


def _paintable(block: Block) -> Block:
    """Let an image without an address that Notion takes be its name."""
    if block.kind == "image" and not web_address(block.detail):
        return Block("paragraph", block.runs or (Run("image"),), block.level)
    return block


def _shown(block: Block) -> Block:
    runs = roomy(shown_runs(block.runs))
    match block.kind:
        case "paragraph" if is_more(block):
            return replace(block, kind="more", runs=runs)
        case "row":
            return _row(block)
        case "code":
            return replace(block, runs=runs, detail=language(block.detail))
        case "callout":
            return replace(block, runs=runs, detail=tone(block.detail))
    return replace(block, runs=runs)


def _row(row: Block) -> Block:
    """Show a row: a table has a column at least, and no header but its first row."""
    cells = tuple(roomy(shown_runs(cell)) for cell in row.cells) or ((),)
    return replace(row, cells=cells, detail=row.detail if "start" in row.detail else "")


def shown_runs(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Return runs with the colours and the links that Notion takes."""
    return tuple(replace(r, marks=inked(r.marks), link=safe_link(r.link)) for r in runs)


def _fits(document: Document) -> bool:
    return len(document.blocks) <= TOTAL and all(
        holds(runs) for block in document.blocks for runs in (block.runs, *block.cells)
    )


# -- text properties ----------------------------------------------------------------------------


def line_canvas(home: str, elsewhere: str) -> Canvas:
    """Return what a text property can show: paragraphs."""
    return Canvas(home, elsewhere, frozenset({"paragraph"}), marks=_MARKS)


def lined(document: Document, canvas: Canvas) -> Document | None:
    """Return what a text property shows of a document. Law: idempotent."""
    normal = normal_document(document)
    if normal is None:
        return None
    shown = Document(tuple(map(_line, painted(normal, canvas).blocks)))
    bare = Document(tuple(map(_bare, shown.blocks)))
    normal = normal_document(shown if _fits_lines(shown) else bare)
    return normal and fitted(normal, _fits_lines, canvas.elsewhere)


def _line(block: Block) -> Block:
    """Show a paragraph on one line: a line of the property is a paragraph."""
    flat = tuple(replace(run, text=run.text.replace("\n", " ")) for run in block.runs)
    line = replace(block, runs=shown_runs(flat))
    return replace(line, kind="more") if is_more(line) else line


def _bare(block: Block) -> Block:
    return replace(block, runs=tuple(replace(run, marks=frozenset()) for run in block.runs))


def lines_of(document: Document) -> tuple[Run, ...]:
    """Return a document's paragraphs as runs with a line end between them."""
    runs: list[Run] = []
    for block in document.blocks:
        runs += [Run("\n")] if runs else []
        runs += block.runs
    return tuple(runs)


def _fits_lines(document: Document) -> bool:
    return holds(lines_of(document))
