"""Rich text: the normal form, and the laws of the block-wise merge."""

from hypothesis import given, settings
from hypothesis import strategies as st

from syncline.domain.lifting import lift_document
from syncline.domain.normaltext import normal_document
from syncline.domain.text import Block, BlockKind, Document, Mark, Run, plain
from syncline.domain.textmerge import merge_documents

FAST = settings(max_examples=150, derandomize=True, deadline=None, database=None)

_MARKS: tuple[Mark, ...] = ("strong", "em", "code")
_BLOCKS: tuple[BlockKind, ...] = ("paragraph", "bullet", "number")
_texts = st.text(alphabet="ae \n\r\t\u00a0\u0301\u200b\u200d\ufeff", max_size=4)
_runs = st.builds(
    Run,
    _texts,
    st.frozensets(st.sampled_from(_MARKS), max_size=2),
    st.sampled_from([None, None, "https://example.org"]),
)
_blocks = st.builds(
    Block, st.sampled_from(_BLOCKS), st.lists(_runs, max_size=5).map(tuple), st.integers(0, 3)
)
_documents = st.lists(_blocks, max_size=5).map(lambda blocks: Document(tuple(blocks)))
_bodies = st.lists(st.sampled_from("abcdef"), max_size=6).map(lambda words: plain("\n".join(words)))


@FAST
@given(_documents)
def test_the_normal_form_is_a_normal_form(document: Document) -> None:
    """normal(normal(d)) == normal(d), whatever the marks, spaces and combining characters."""
    once = normal_document(document)
    assert normal_document(once) == once


@FAST
@given(_runs, st.integers(0, 4))
def test_where_a_run_is_cut_does_not_matter(run: Run, at: int) -> None:
    """Tools cut runs where they like: the pieces are the run."""
    pieces = (Run(run.text[:at], run.marks, run.link), Run(run.text[at:], run.marks, run.link))
    around = (Run("x"), Run("y"))
    whole = Document((Block("paragraph", (around[0], run, around[1])),))
    cut = Document((Block("paragraph", (around[0], *pieces, around[1])),))
    assert normal_document(whole) == normal_document(cut)


@FAST
@given(_bodies, _bodies)
def test_a_side_that_changed_nothing_gives_way(
    base: Document | None, other: Document | None
) -> None:
    """merge(b, b, t) == t; merge(b, o, b) == o; merge(b, x, x) == x."""
    assert merge_documents(base, base, other) == other
    assert merge_documents(base, other, base) == other
    assert merge_documents(base, other, other) == other


@FAST
@given(_bodies, _bodies, _bodies)
def test_the_merge_is_symmetric(
    base: Document | None, ours: Document | None, theirs: Document | None
) -> None:
    """Who is called ours and theirs does not matter."""
    assert merge_documents(base, ours, theirs) == merge_documents(base, theirs, ours)


@FAST
@given(_bodies, _bodies, _bodies)
def test_a_merge_invents_and_loses_no_block(
    base: Document | None, ours: Document | None, theirs: Document | None
) -> None:
    """What either side added is in the merge; what neither had is not."""
    merged = merge_documents(base, ours, theirs)
    if merged == "clash":
        return
    was, mine, other, now = (set(d.blocks) if d else set() for d in (base, ours, theirs, merged))
    assert (mine | other) - was <= now
    assert now <= mine | other


def test_edits_of_different_blocks_are_both_kept() -> None:
    """One edits the first paragraph, one adds a last one."""
    merged = merge_documents(plain("a\nb\nc"), plain("A\nb\nc"), plain("a\nb\nc\nd"))
    assert str(merged) == "A\nb\nc\nd"


def test_two_edits_of_one_block_clash() -> None:
    """Neither is guessed away."""
    assert merge_documents(plain("a\nb"), plain("x\nb"), plain("y\nb")) == "clash"


def test_one_edits_what_the_other_deletes_is_a_clash() -> None:
    """A deletion is an edit as well."""
    assert merge_documents(plain("a\nb\nc"), plain("a\nc"), plain("a\nB\nc")) == "clash"


def test_two_same_insertions_are_one() -> None:
    """Both added the same line at the same place."""
    assert str(merge_documents(plain("a"), plain("a\nb"), plain("a\nb"))) == "a\nb"


def test_a_list_item_hangs_at_most_one_level_below_the_one_before() -> None:
    """No tool can hold a leap."""
    deep = Document((Block("bullet", (Run("a"),), 2), Block("bullet", (Run("b"),), 9)))
    made = normal_document(deep)
    assert made is not None
    assert [block.level for block in made.blocks] == [0, 1]


def test_an_empty_body_is_none() -> None:
    """Blank paragraphs are nothing."""
    assert normal_document(Document((Block("paragraph", (Run(" \u200b"),)),))) is None
    assert plain(" \n ") is None


def test_a_lift_gives_back_the_marks_of_blocks_that_nobody_edited() -> None:
    """The tool shows no marks; the second block was edited there."""
    strong = Block("paragraph", (Run("one", frozenset({"strong"})),))
    agreed = Document((strong, Block("paragraph", (Run("two"),))))
    assert lift_document(agreed, plain("one\ntwo"), plain("one\n2")) == Document(
        (strong, Block("paragraph", (Run("2"),)))
    )


def test_a_lift_that_cannot_be_aligned_is_the_display() -> None:
    """A projection with other blocks says nothing about which is which."""
    assert lift_document(plain("a\nb"), plain("a b"), plain("x")) == plain("x")
