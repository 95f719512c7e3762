"""A body becomes the wanted document, and blocks that nobody changed keep their ids."""

from hypothesis import given
from hypothesis import strategies as st

from connectors.notion.body import Node, nodes, read_body
from connectors.notion.edits import Insert, Remove, Rewrite, steps
from syncline.domain.text import Block, Document, Run, normal_document
from tests.connectors.notion.documents import DOCUMENTS, performed, stored

PAGE = "page"


def _lines(text: str) -> Document:
    return Document(tuple(Block("paragraph", (Run(line),)) for line in text.split()))


@given(DOCUMENTS, DOCUMENTS)
def test_the_writes_turn_one_document_into_the_other(old: Document, new: Document) -> None:
    """Whatever stands there, and whatever is wanted."""
    held = stored(nodes(old))
    after = performed(PAGE, held, steps(PAGE, held, nodes(new)))
    assert read_body(after) == normal_document(new)


@given(DOCUMENTS)
def test_an_unchanged_document_needs_no_write(document: Document) -> None:
    """Put after get."""
    held = stored(nodes(document))
    assert steps(PAGE, held, nodes(read_body(held))) == ()  # type: ignore[arg-type]  # readable


@given(st.permutations("abcdef"), st.permutations("abcdef"), st.integers(0, 6), st.integers(0, 6))
def test_blocks_at_both_ends_stay(left: list[str], right: list[str], head: int, tail: int) -> None:
    """A common beginning and a common end are not touched."""
    begin, end = [f"h{n}" for n in range(head)], [f"t{n}" for n in range(tail)]
    held = stored(nodes(_lines(" ".join([*begin, *left, *end]))))
    kept = {*(b.id for b in held[:head]), *(b.id for b in held[len(held) - tail :])}
    found = steps(PAGE, held, nodes(_lines(" ".join([*begin, *right, *end]))))
    assert not kept & {s.block for s in found if isinstance(s, Rewrite | Remove)}


def _plan(old: str, new: str) -> list[str]:
    """Return the steps as words: +, ~ and - with the line that each is about."""
    held = stored(nodes(_lines(old)))
    names = {block.id: line for block, line in zip(held, old.split(), strict=True)}
    said = []
    for step in steps(PAGE, held, nodes(_lines(new))):
        match step:
            case Insert(_, after, added):
                lines = ",".join(_text(node) for node in added)
                said.append(f"+{lines}>{names.get(after or '', 'end')}")
            case Rewrite(block, _, runs):
                said.append(f"~{names[block]}={runs[0].text}")
            case Remove(block):
                said.append(f"-{names[block]}")
    return said


def _text(node: Node) -> str:
    return node.runs[0].text


def test_the_writes_are_the_fewest() -> None:
    """One per changed block; an insert before the first block rewrites that one."""
    assert _plan("a b c", "a x c") == ["~b=x"]
    assert _plan("a b c", "a c") == ["-b"]
    assert _plan("a c", "a b c") == ["+b>a"]
    assert _plan("a b", "a b c d") == ["+c,d>b"]
    assert _plan("b c", "a b c") == ["+b>b", "~b=a"]
    assert _plan("a b c d e", "x b c d y") == ["~a=x", "~e=y"]


def test_a_changed_sub_item_leaves_its_parent_alone() -> None:
    """Only what changed is written, at any level."""
    old = Document((Block("bullet", (Run("a"),)), Block("bullet", (Run("b"),), 1)))
    new = Document((Block("bullet", (Run("a"),)), Block("bullet", (Run("c"),), 1)))
    held = stored(nodes(old))
    (only,) = steps(PAGE, held, nodes(new))
    assert only == Rewrite(held[0].children[0].id, "bulleted_list_item", (Run("c"),))


def test_new_blocks_are_written_before_old_ones_are_deleted() -> None:
    """A crash in between doubles a text, and loses none."""
    old = Document((Block("paragraph", (Run("a"),)), Block("paragraph", (Run("b"),))))
    new = Document((Block("bullet", (Run("x"),)), Block("bullet", (Run("y"),))))
    found = steps(PAGE, stored(nodes(old)), nodes(new))
    assert [type(step) for step in found] == [Insert, Remove, Remove]
