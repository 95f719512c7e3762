"""Where two portfolios list the same records, and would each answer a new one by another."""

from collections.abc import Iterable, Iterator

from syncline.config.loading import Loaded
from syncline.config.problems import Problem
from syncline.config.replicas import CONTAINERS, Condition, ReplicaSheet


def overlaps(mine: Loaded, others: Iterable[Loaded]) -> list[Problem]:
    """Return one notice for each replica whose records another portfolio writes as well."""
    return [
        mine.source.problem(
            ("replicas", name),
            f"{other.path.name} lists the same records in {there}, so that a new one may be "
            "answered twice",
            "Cut one of them by projects: or where:, or give it access: read.",
        )
        for other in others
        if other.portfolio.name != mine.portfolio.name
        for name, there in _shared(mine, other)
    ]


def _shared(mine: Loaded, other: Loaded) -> Iterator[tuple[str, str]]:
    for name, here in mine.sheet.replicas.items():
        for there, that in other.sheet.replicas.items():
            if _same_place(here, that) and not _apart(here, that):
                yield name, there


def _same_place(here: ReplicaSheet, there: ReplicaSheet) -> bool:
    """Tell whether two replicas are known to list out of the same container, and both write."""
    if here.tool != there.tool or "read" in (here.access, there.access):
        return False
    if _address(here) != _address(there):
        return False
    if here.tool == "jira":
        ours, theirs = set(here.projects.names), set(there.projects.names)
        same_category = here.projects.category == there.projects.category
        return bool(ours & theirs) or (not ours and not theirs and same_category)
    key = CONTAINERS.get(here.tool)
    return key is None or _plain(getattr(here, key)) == _plain(getattr(there, key))


def _address(replica: ReplicaSheet) -> str:
    return (replica.site or replica.url or "").rstrip("/").casefold()


def _plain(container: str | None) -> str:
    """Return an id as it is compared: Notion's are written with and without dashes."""
    return (container or "").replace("-", "").casefold()


def _apart(here: ReplicaSheet, there: ReplicaSheet) -> bool:
    """Tell whether no record can be in both: by its type, or by what `where` asks for."""
    ours, theirs = ({kind.casefold() for kind in r.kinds.values()} for r in (here, there))
    if "*" not in ours | theirs and not ours & theirs:
        return True
    if isinstance(here.where, dict) and isinstance(there.where, dict):
        common = here.where.keys() & there.where.keys()
        return any(_excluded(here.where[key], there.where[key]) for key in common)
    # Nobody reads two queries in JQL to the end: where they differ, the difference was meant.
    return None not in (here.where, there.where) and here.where != there.where


def _excluded(one: Condition, other: Condition) -> bool:
    """Tell whether two conditions on one field can never be met at once."""
    if one.among is None:
        one, other = other, one
    if one.among is None:
        return False
    among = set(map(_word, one.among))
    if other.among is not None:
        return not among & set(map(_word, other.among))
    return among <= set(map(_word, other.without or ()))


def _word(value: object) -> object:
    return value.casefold() if isinstance(value, str) else value
