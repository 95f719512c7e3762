"""The words of an Item's history: everything that can become of a value."""

DECIDED = frozenset({
    "paired",  # the tools had it when they were paired
    "adopted", "merged",  # typed in one tool, or put together from several
    "accepted", "resolved", "undone",  # by a person, in Syncline
    "computed", "labelled",  # by the rules of the portfolio
})  # fmt: skip
"""The agreed value is another one afterwards."""

TYPED = frozenset({
    "paired", "adopted", "merged", "reverted", "replaced", "overruled",
    "agreed",  # the agreed value itself
    "held",  # kept in a Conflict
    "proposed", "superseded", "withdrawn",
})  # fmt: skip
"""Somebody typed it in the replica that is named."""

ON_RECORDS = frozenset({"archived", "restored"})
"""What Syncline did to a whole Record; what it did to a field is "written"."""
