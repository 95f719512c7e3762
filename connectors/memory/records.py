"""What a tool in memory holds: records, frozen versions of them, and the quirks of the tool."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from syncline.domain.fields import Value

Place = Literal["listed", "unlisted", "archived", "trashed", "hidden", "forbidden"]
"""Where a record is: in the listing; outside it but readable by id; put away; in the trash; not
shown at all (lost permission and deletion look the same); refused by name."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """Native content that no codec reads, such as a table in a body; `what` says what and where."""

    what: str


Native = Value | Foreign
"""A native value: option fields hold the tool's own words, persons an account, the rest as is."""


@dataclass(frozen=True, slots=True)
class Touch:
    """Who last changed a native field, and when; `by` is an account of the tool."""

    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class MemoryRecord:
    """One version of a record; every change makes a new one with the next revision."""

    id: str
    kind: str
    fields: Mapping[str, Native]
    created: datetime
    updated: datetime
    revision: int = 1
    place: Place = "listed"
    touched: Mapping[str, Touch] = field(default_factory=dict)


def untouched(_field: str, value: Native) -> Native:
    """Store what was asked, as it was asked."""
    return value


@dataclass(frozen=True, slots=True)
class Quirks:
    """How this tool is poorer, slower or more wilful than an ideal one."""

    title_limit: int | None = None  # characters; a longer title is shown cut, with … at its end
    lines: bool = False  # a body is lines of text: without headings, lists, marks
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # native field -> words
    accounts_only: bool = False  # only accounts in `people` exist; else any e-mail is one
    deferred_body: bool = False  # a listing shows no description; it needs a direct read
    silent: frozenset[str] = frozenset()  # native fields whose change no listing tells
    sweep: int = 0  # records that are read directly in each run, in turn
    answers: bool = True  # a write's answer shows what was stored; else it is read separately
    lag: timedelta = timedelta(0)  # how long the listing and the search show the former version
    page_size: int = 100
    batch: int = 100
    lanes: Mapping[str, str] = field(default_factory=dict)  # canonical field -> lane
    later: frozenset[str] = frozenset()  # canonical fields that a create may lack when it is cut
    deadline: timedelta = timedelta(seconds=30)  # of one call, part of `visible_by`
    changelog: bool = False  # a write tells what it replaced
    archives: bool = True  # records can be put away and brought back
    mirrors: bool = True  # a portfolio may keep its epoch here
    fixed: Mapping[str, str] = field(default_factory=dict)  # native fields that it fills in: why
    rewrite: Callable[[str, Native], Native] = untouched  # what the API makes of a written value
