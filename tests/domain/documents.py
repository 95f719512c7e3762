"""Random documents of every kind of block, and the canvases of tools richer and poorer."""

from hypothesis import strategies as st

from syncline.domain.canvas import Canvas
from syncline.domain.normaltext import normal_document
from syncline.domain.text import CONTAINERS, Block, BlockKind, Document, Native, Run

HOME = "roadmap"
MARKS = ("strong", "em", "underline", "strike", "code", "sub", "color:#ff5630")
TEXTS = st.one_of(
    st.sampled_from(
        ["a", "b c", "Plan the launch", "é\u0301", "שלום", "👩‍👩‍👧", "x | y", "☐ z", "@Ines"]
    ),
    st.text(alphabet="ab \n\u00a0\u0301\u200b\u200d#*_`<&>|-", min_size=1, max_size=8),
)
RUNS = st.builds(
    Run,
    TEXTS,
    st.frozensets(st.sampled_from(MARKS), max_size=2),
    st.sampled_from([None, None, None, "https://example.org/a?b=c&d"]),
    st.sampled_from([None, None, None, None, Native(HOME, '{"type": "mention"}')]),
)
LINES = st.lists(RUNS, min_size=1, max_size=4).map(tuple)
LEVELS = st.integers(0, 3)
BLOCKS = st.one_of(
    st.builds(
        Block, st.sampled_from(["paragraph", "bullet", "number", "quote", "toggle"]), LINES, LEVELS
    ),
    st.builds(Block, st.just("heading"), LINES, LEVELS, st.sampled_from("123456")),
    st.builds(Block, st.just("task"), LINES, LEVELS, st.sampled_from(["", "done"])),
    st.builds(Block, st.just("callout"), LINES, LEVELS, st.sampled_from(["info", "warning"])),
    st.builds(Block, st.just("code"), LINES, LEVELS, st.sampled_from(["", "python"])),
    st.builds(Block, st.just("divider"), level=LEVELS),
    st.builds(Block, st.just("image"), LINES, LEVELS, st.just("https://example.org/i.png")),
    st.builds(
        Block, st.just("row"), st.just(()), LEVELS, st.sampled_from(["", "header"]),
        st.lists(LINES, min_size=1, max_size=3).map(tuple),
    ),
    st.builds(
        Block, st.just("opaque"), st.just((Run("a synced block"),)), LEVELS,
        native=st.integers(0, 9).map(lambda n: Native(HOME, f'{{"n": {n}}}')),
    ),
)  # fmt: skip
DOCUMENTS = st.lists(BLOCKS, max_size=8).map(
    lambda blocks: normal_document(Document(tuple(blocks)))
)
"""In normal form; None is an empty one."""

ALL: tuple[BlockKind, ...] = (
    "paragraph", "heading", "bullet", "number", "task", "quote", "callout", "toggle",
    "code", "row", "divider", "image", "opaque",
)  # fmt: skip
EVERYTHING = frozenset(ALL)
LISTS: frozenset[BlockKind] = frozenset({"bullet", "number"})
CANVASES = {
    "home": Canvas(
        HOME, "delivery", EVERYTHING, dict.fromkeys(CONTAINERS, EVERYTHING),
        frozenset({m.partition(":")[0] for m in MARKS}), restarts=True,
    ),
    "lists": Canvas(
        "launches", HOME, frozenset({"paragraph", *LISTS}), dict.fromkeys(LISTS, LISTS),
        frozenset({"strong", "em"}),
    ),
    "lines": Canvas("board", HOME, frozenset({"paragraph"})),
    "headings": Canvas(
        "notes", HOME, frozenset({"paragraph", "heading", "quote", "bullet", "code"}),
        {"bullet": frozenset({"bullet"})}, frozenset({"strong", "code"}), headings=2,
    ),
}  # fmt: skip
