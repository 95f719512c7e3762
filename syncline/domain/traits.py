"""What a tracker declares about its tool, so that the rules need not know it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from syncline.domain.item import FieldName


@dataclass(frozen=True, slots=True)
class Traits:
    """What a tracker declares about itself and its tool."""

    tool: str
    fields: frozenset[FieldName]  # readable and mapped in this replica
    writable: frozenset[FieldName]
    lanes: Mapping[FieldName, str]  # fields of one lane are written by one Update; default "edit"
    batch: int  # how many records one pre-read takes
    visible_by: timedelta  # call deadline + longest landing time + longest index lag
    markable: bool = True
    archives: bool = False  # a Record can be put away and brought back
    emptied: int = 0  # days after which the tool deletes what was put away; 0: never
    mirrors: Literal["", "in sight", "hidden"] = ""  # where the tool can keep the store's epoch
    sweep: int = 0  # known Records read directly in each run, in turn: the tool gives no sign
    logged: bool = False  # a receipt tells what its write `covered`
    fixed: Mapping[FieldName, str] = field(default_factory=dict)  # read only by nature, and why
    later: frozenset[FieldName] = frozenset()  # set only after a create's first call, if it lives
