"""Which block of a new body is, or was edited from, which block of the body that is there."""

from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher

from syncline.domain.text import Tree

Regions = list[tuple[range, range]]


def paired(old: Sequence[Tree], new: Sequence[Tree]) -> list[int | None]:
    """Return for each new tree the old one that it is, or that it was edited from."""
    pairs, regions = _same(old, new)
    _find_moved(old, new, pairs, regions)
    taken = set(pairs.values())
    for olds, news in regions:
        left = [at for at in olds if at not in taken]
        for to in news:
            kind = new[to].block.kind
            alike = (at for at in left if old[at].block.kind == kind)
            at = None if to in pairs else next(alike, None)
            if at is not None:
                pairs[to] = at
                left = left[left.index(at) + 1 :]
    return [pairs.get(to) for to in range(len(new))]


def _same(old: Sequence[Tree], new: Sequence[Tree]) -> tuple[dict[int, int], Regions]:
    """Pair from both ends first: of blocks that look the same the nearest is the one."""
    head, tail = _ends(old, new)
    pairs = {at: at for at in range(head)}
    pairs |= {len(new) - at: len(old) - at for at in range(1, tail + 1)}
    middle = old[head : len(old) - tail], new[head : len(new) - tail]
    regions: Regions = []
    for tag, a, b, c, d in SequenceMatcher(None, *middle, autojunk=False).get_opcodes():
        olds, news = range(head + a, head + b), range(head + c, head + d)
        if tag == "equal":
            pairs |= zip(news, olds, strict=True)
        else:
            regions.append((olds, news))
    return pairs, regions


def _ends(old: Sequence[Tree], new: Sequence[Tree]) -> tuple[int, int]:
    """Return how many trees are the same at the beginning, and at the end of the rest."""
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    rest = range(1, shorter - head + 1)
    tail = next((at for at in rest if old[-at] != new[-at]), shorter - head + 1) - 1
    return head, tail


def _find_moved(
    old: Sequence[Tree], new: Sequence[Tree], pairs: dict[int, int], regions: Regions
) -> None:
    free: defaultdict[Tree, list[int]] = defaultdict(list)
    for olds, _ in regions:
        for at in olds:
            free[old[at]].append(at)
    for _, news in regions:
        for to in news:
            if free.get(new[to]):
                pairs[to] = free[new[to]].pop(0)
