"""Rich text as JSON, in the store and in digests."""

from typing import Any

from syncline.domain.text import Block, Document, Native, Run


def document_rows(document: Document) -> list[list[object]]:
    """Return JSON-ready rows, one a block, that `document_of` reads back to an equal document."""
    return [block_row(block) for block in document.blocks]


def document_of(rows: Any) -> Document:
    """Read what `document_rows` wrote, in this version or an earlier one."""
    return Document(tuple(_block(*row) for row in rows))


def block_row(block: Block) -> list[object]:
    """Return one block as a JSON-ready row."""
    row: list[object] = [block.kind, block.level, _run_rows(block.runs)]
    more: dict[str, object] = {}
    if block.detail:
        more["detail"] = block.detail
    if block.cells:
        more["cells"] = [_run_rows(cell) for cell in block.cells]
    if block.native:
        more["native"] = [block.native.home, block.native.source]
    return [*row, more] if more else row


def _run_rows(runs: tuple[Run, ...]) -> list[list[object]]:
    return [run_row(run) for run in runs]


def run_row(run: Run) -> list[object]:
    """Return one run as a JSON-ready row."""
    native = [run.native.home, run.native.source] if run.native else []
    return [run.text, sorted(run.marks), run.link, *native]


def _block(kind: Any, level: int, runs: Any, more: Any = None) -> Block:
    more = more or {}
    cells = tuple(map(_runs, more.get("cells", ())))
    native = Native(*more["native"]) if "native" in more else None
    return Block(kind, _runs(runs), level, more.get("detail", ""), cells, native)


def _runs(rows: Any) -> tuple[Run, ...]:
    return tuple(
        Run(text, frozenset(marks), link, Native(*native) if native else None)
        for text, marks, link, *native in rows
    )
