"""A: what is in progress and does not move."""

from tests.rules.examples import fires, guard, item, missing, near, resolved

IGNORED = {"labels": frozenset({"Ops:Ignore"})}

EXAMPLES = (
    fires("A3", "untouched for 11 working days", item(touched=11), days=11),
    fires("A3", "a P2, untouched for 6", item(touched=6, fields={"priority": "P2"}), days=6),
    fires("A3", "a P0, untouched for 3", item(touched=3, fields={"priority": "P0"}), days=3),
    near("A3", "untouched for 10 working days", item(touched=10)),
    near("A3", "not started", item(touched=50, status="planned")),
    near(
        "A3", "something under it was touched yesterday",
        item(touched=20), item("child", touched=1, fields={"parent": "i"}),
    ),
    guard("A3", "labelled ops:ignore", item(touched=11, fields=IGNORED)),
    resolved("A3", "somebody touched it today", item(touched=0)),
    resolved("A3", "it is done", item(touched=11, status="done")),
    missing("A3", "nobody was ever seen to touch it", item()),
    missing("A3", "its status is no word of the portfolio", item(touched=50, status="odd")),
)  # fmt: skip
