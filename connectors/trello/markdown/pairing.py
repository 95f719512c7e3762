"""Find for each block to write the part of the source that it is, or that it was; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import takewhile

from connectors.trello.markdown.source import Part
from syncline.domain.text import Tree, words


@dataclass(frozen=True, slots=True)
class Slot:
    """A block to write. `part`: what it is in the source, or was if it is not the `same`.

    `sign`: what a list item begins with. `joined`: it goes on with the list of the slot before.
    """

    tree: Tree
    part: Part | None = None
    same: bool = False
    sign: str = ""
    joined: bool = False

    def follows(self, other: "Slot | None") -> bool:
        """Tell whether it also comes right after `other` in the source; None: first of all."""
        if not self.part or (other and not other.part):
            return False
        return self.part.at == (other.part.at + 1 if other and other.part else 0)


def paired(wanted: Sequence[Tree], parts: Sequence[Part], *, loose: bool = True) -> list[Slot]:
    """Return the blocks with the parts that they are, were, or were moved from.

    `loose`: also those that may be something else between other neighbours.
    """
    regions = list(_regions([part.tree for part in parts], wanted))
    gone = [part for same, old, _ in regions if not same for part in parts[old]]
    slots: list[Slot] = []
    for same, old, new in regions:
        if same:
            slots += [Slot(t, p, same=True) for t, p in zip(wanted[new], parts[old], strict=True)]
        else:
            slots += _edited(wanted[new], parts[old], gone)
    return slots if loose else _settled(slots, len(parts))


def _regions(old: Sequence[Tree], new: Sequence[Tree]) -> Iterator[tuple[bool, slice, slice]]:
    """Give what is the same and what is not; of blocks that look alike the nearest is the one."""
    backwards = zip(reversed(old), reversed(new), strict=False)
    tail = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], backwards))
    rest, made = len(old) - tail, len(new) - tail
    matcher = SequenceMatcher(None, old[:rest], new[:made], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        yield tag == "equal", slice(a, b), slice(c, d)
    yield True, slice(rest, len(old)), slice(made, len(new))


def _edited(wanted: Sequence[Tree], parts: Sequence[Part], gone: list[Part]) -> Iterator[Slot]:
    """Pair one by one where as many came as went; else with the first that has words in common."""
    waiting = list(parts)
    for at, tree in enumerate(wanted):
        moved = next((part for part in gone if part.tree == tree), None)
        if moved:
            gone.remove(moved)
            yield Slot(tree, moved, same=True)
            continue
        if len(wanted) == len(parts):
            was = parts[at] if parts[at].tree.block.kind == tree.block.kind else None
        else:
            was = next((part for part in waiting if _alike(part.tree, tree)), None)
        if was in waiting:
            waiting = waiting[waiting.index(was) + 1 :]
        yield Slot(tree, was)


def _alike(old: Tree, new: Tree) -> bool:
    if old.block.kind != new.block.kind:
        return False
    before, after = set(_said(old)), set(_said(new))
    return 2 * len(before & after) >= max(len(before), len(after))


def _said(tree: Tree) -> list[str]:
    return words(tree.block.runs).split() + [word for one in tree.below for word in _said(one)]


def _settled(slots: list[Slot], count: int) -> list[Slot]:
    """Write what is something else beside other blocks anew where it has new neighbours."""
    out = []
    for before, slot, after in zip([None, *slots], slots, [*slots[1:], None], strict=False):
        kept = slot.follows(before) and (not before or before.same)
        if after:
            kept = kept and after.same and after.follows(slot)
        else:
            kept = kept and slot.part is not None and slot.part.at == count - 1
        loose = slot.same and slot.part is not None and slot.part.loose
        out.append(replace(slot, same=False) if loose and not kept else slot)
    return out
