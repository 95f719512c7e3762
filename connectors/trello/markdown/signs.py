"""What the items of lists begin with, so that each list stays the one that it is; pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from connectors.trello.markdown.pairing import Slot
from syncline.domain.text import Block

_HIGHEST = 999_999_999  # that CommonMark reads as a number
_SIGN = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])")
_CONTENT = re.compile(r" {1,4}(?=\S)")
_OTHER = {".": ")", ")": "."}


def signed(slots: Iterable[Slot], lines: Sequence[str]) -> list[Slot]:
    """Return the slots with their signs: those of the source, wherever these can stay."""
    out: list[Slot] = []
    closing = ""  # the sign after the numbers right before: with the same one they would go on
    for group in _lists(slots):
        match group[0].tree.block.kind:
            case "bullet":
                made, closing = _bulleted(group, lines), ""
            case "number":
                made = _counted(group, lines, closing)
                closing = made[0].sign.strip()[-1]
            case _:
                made, closing = group, ""
        out += [made[0], *(replace(slot, joined=True) for slot in made[1:])]
    return out


def _lists(slots: Iterable[Slot]) -> list[list[Slot]]:
    """Group the slots of one list; all other slots are alone."""
    groups: list[list[Slot]] = []
    for slot in slots:
        kind = slot.tree.block.kind
        last = groups[-1][-1].tree.block.kind if groups else None
        counting = kind == "number" and _begins(slot.tree.block) is None
        if kind == last and (kind == "bullet" or counting):
            groups[-1].append(slot)
        else:
            groups.append([slot])
    return groups


def _begins(block: Block) -> int | None:
    return int(block.detail) if re.fullmatch("[0-9]{1,9}", block.detail) else None


def _own(slot: Slot, lines: Sequence[str]) -> str:
    """Return the sign that an item has in the source, with the space up to its text."""
    line = lines[slot.part.start] if slot.part else ""
    sign = _SIGN.match(line)
    if not sign:
        return ""
    space = _CONTENT.match(line, sign.end())
    return sign[0] + (space[0] if space else " ")


def _bulleted(group: Sequence[Slot], lines: Sequence[str]) -> list[Slot]:
    own = [_own(slot, lines) for slot in group]
    style = next(filter(None, own), "-").rstrip() + " "
    return [replace(slot, sign=sign or style) for slot, sign in zip(group, own, strict=True)]


def _counted(group: Sequence[Slot], lines: Sequence[str], closing: str) -> list[Slot]:
    own = [_own(slot, lines) for slot in group]
    style = next(filter(None, own), "1. ").rstrip()
    mark = _OTHER[closing] if style[-1] == closing else style[-1]
    begins = _begins(group[0].tree.block)
    first = 1 if begins is None else begins
    out = []
    for number, (slot, sign) in enumerate(zip(group, own, strict=True), first):
        bare = sign.strip()
        if bare.endswith(mark) and (number > first or int(bare[:-1]) == number):
            out.append(replace(slot, sign=sign))
        else:
            indent = " " * (len(style) - len(style.lstrip()))
            out.append(Slot(slot.tree, sign=f"{indent}{min(number, _HIGHEST)}{mark} "))
    return out
