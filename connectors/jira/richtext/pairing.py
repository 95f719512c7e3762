"""Which nodes of a body that is there each block of a document is, or was made from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from connectors.jira.richtext.reading import Piece
from syncline.domain.text import Tree, words

ALIKE = 0.5  # from this likeness of their words on, one is the other edited


@dataclass(slots=True, eq=False)
class Cluster:
    """A piece that can be seen, with what stands beside it and cannot: empty paragraphs, items."""

    piece: Piece
    before: list[Piece]
    after: list[Piece]

    @property
    def tree(self) -> Tree:
        """Return how it reads."""
        assert self.piece.tree
        return self.piece.tree


Pair = tuple[Tree, Cluster | None]


def clusters(pieces: Sequence[Piece]) -> list[Cluster]:
    """Let all that cannot be seen stand by what can; none when there is nothing to see."""
    found: list[Cluster] = []
    waiting: list[Piece] = []
    for piece in pieces:
        if piece.tree:
            own = [p for p in waiting if not found or p.frame is piece.frame is not None]
            if found:
                found[-1].after += [p for p in waiting if p not in own]
            found.append(Cluster(piece, own, []))
            waiting = []
        elif found and not waiting and piece.frame is found[-1].piece.frame:
            found[-1].after.append(piece)
        else:
            waiting.append(piece)
    if found:
        found[-1].after += waiting
    return found


def paired(wanted: Sequence[Tree], known: Sequence[Cluster]) -> list[Pair]:
    """Give each block the cluster that it is, or else the one that it was made from, if any.

    Both ends first: of those that read the same the nearest is the one.
    """
    head = _alike(wanted, known)
    tail = _alike(wanted[head:][::-1], known[head:][::-1])
    middle = list(_between(wanted[head : len(wanted) - tail], known[head : len(known) - tail]))
    ends = zip(wanted[:head], known[:head], strict=True)
    return [
        *ends,
        *middle,
        *zip(wanted[len(wanted) - tail :], known[len(known) - tail :], strict=True),
    ]


def _alike(wanted: Sequence[Tree], known: Sequence[Cluster]) -> int:
    pairs = enumerate(zip(wanted, known, strict=False))
    return next(
        (n for n, (tree, cluster) in pairs if tree != cluster.tree), min(len(wanted), len(known))
    )


def _between(wanted: Sequence[Tree], known: Sequence[Cluster]) -> Iterator[Pair]:
    matcher = SequenceMatcher(None, [c.tree for c in known], wanted, autojunk=False)
    codes = matcher.get_opcodes()
    lost = [c for tag, start, end, _, _ in codes if tag != "equal" for c in known[start:end]]
    new = [tree for tag, _, _, at, end in codes if tag != "equal" for tree in wanted[at:end]]
    moved = dict(_moved(new, lost))
    for tag, start, end, first, last in codes:
        if tag == "equal":
            yield from zip(wanted[first:last], known[start:end], strict=True)
        else:
            left = [c for c in known[start:end] if c in lost]
            yield from _replaced(wanted[first:last], left, moved)


def _moved(new: Sequence[Tree], lost: list[Cluster]) -> Iterator[tuple[Tree, Cluster]]:
    """Yield what reads as something that is lost elsewhere, and take it from there."""
    for tree in dict.fromkeys(new):
        found = next((cluster for cluster in lost if cluster.tree == tree), None)
        if found:
            lost.remove(found)
            yield tree, Cluster(Piece(found.piece.nodes, tree), [], [])


def _replaced(
    wanted: Sequence[Tree], known: list[Cluster], moved: dict[Tree, Cluster]
) -> Iterator[Pair]:
    """Pair what stands where `known` stood: one by one where that is as many, else by words."""
    sure = len(known) == sum(tree not in moved for tree in wanted)
    for tree in wanted:
        if tree in moved:
            yield tree, moved.pop(tree)
            continue
        at = (
            0 if sure else next((n for n, old in enumerate(known) if _edited(old.tree, tree)), None)
        )
        yield tree, _over(known[at], tree) if at is not None else None
        known = known[at + 1 :] if at is not None else known


def _over(old: Cluster, tree: Tree) -> Cluster:
    """Return what stood there; of another kind of block only its place is of use."""
    same = old.tree.block.kind == tree.block.kind
    return old if same else Cluster(Piece((), None), old.before, old.after)


def _edited(old: Tree, new: Tree) -> bool:
    if old.block.kind != new.block.kind:
        return False
    return SequenceMatcher(None, _said(old), _said(new), autojunk=False).ratio() >= ALIKE


def _said(tree: Tree) -> list[str]:
    block = tree.block
    own = " ".join(map(words, (block.runs, *block.cells))).split()
    return [*own, *(word for child in tree.below for word in _said(child))]
