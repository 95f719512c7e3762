"""What an Item shows for the Items that deliver it: relations from ties, and computed fields."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal

from syncline.domain.fields import Value, same
from syncline.domain.item import ItemId, ReplicaName, Snapshot
from syncline.domain.policy import Delivers, Portfolio
from syncline.domain.state import Agreed, FieldChange, ItemState, Relation
from syncline.domain.toolbox import Toolbox

Category = Literal["unstarted", "started", "done", "cancelled"]


def category_of(statuses: Iterable[Category]) -> Category | None:
    """Roll categories up: all done or cancelled, at least one done -> done; any started -> started.

    Law: the order does not matter; None when nobody says anything.
    """
    found = set(statuses)
    if not found:
        return None
    if found == {"cancelled"}:
        return "cancelled"
    if found <= {"done", "cancelled"}:
        return "done"
    return "started" if found & {"started", "done"} else "unstarted"


def word_of(portfolio: Portfolio, category: Category | None) -> str | None:
    """Return the first status word of a category."""
    words = (word for word, known in portfolio.categories.items() if known == category)
    return next(words, None)


def tied(
    toolbox: Toolbox,
    seen: Mapping[ItemId, Mapping[ReplicaName, Snapshot]],
    known: tuple[Relation, ...],
    aliases: Mapping[tuple[ReplicaName, str], ItemId],
    states: Mapping[ItemId, ItemState],
) -> tuple[Relation, ...]:
    """Return the relations after this round; only Items that were read can change theirs."""
    if not toolbox.portfolio.delivers:
        return known
    homes = dict(aliases)
    for item, state in states.items():
        for replica, record in state.records.items():
            homes |= {(replica, alias): item for alias in spellings(record.url, record.key)}
    relations = {(r.child, r.parent): r for r in known}
    for link in toolbox.portfolio.delivers:
        for child, snapshots in seen.items():
            for replica, tie in link.tie.items():
                if replica in snapshots and snapshots[replica].kind == link.by.get(replica):
                    relations |= {
                        key: replace(r, ended=True)
                        for key, r in relations.items()
                        if key[0] == child
                    }
                    parent = _parent(homes, link, snapshots[replica].ties.get(tie, ""))
                    if parent:
                        relations[child, parent] = Relation(child, parent)
    return tuple(relations[key] for key in sorted(relations))


def _parent(
    homes: Mapping[tuple[ReplicaName, str], ItemId], link: Delivers, text: str
) -> ItemId | None:
    found = (homes.get((link.parent, alias)) for alias in spellings(text))
    return next((item for item in found if item), None)


def spellings(*texts: str) -> list[str]:
    """Return the forms in which a key or a URL may be quoted."""
    plain = [t.strip().split("?")[0].split("#")[0].rstrip("/").lower() for t in texts if t]
    tails = [p.rsplit("/", 1)[-1].rsplit("-", 1)[-1].replace("-", "") for p in plain if "/" in p]
    return [*plain, *(t for t in tails if len(t) >= 16)]


def with_rollups(
    toolbox: Toolbox,
    states: dict[ItemId, ItemState],
    relations: tuple[Relation, ...],
    now: datetime,
    run: str,
) -> list[FieldChange]:
    """Put the computed fields of every Item with deliverers into `states`; return the history."""
    made = []
    for link in toolbox.portfolio.delivers:
        for parent, children in _families(relations, states, link):
            for name, how in link.up.items():
                value = _rolled(toolbox.portfolio, how, children)
                former = states[parent].agreed.get(name, Agreed())
                kind = toolbox.portfolio.fields[name].type
                if former.version and same(kind, value, former.value):
                    continue
                agreed = Agreed(value, former.version + 1)
                states[parent] = replace(
                    states[parent], agreed={**states[parent].agreed, name: agreed}
                )
                made.append(
                    FieldChange(parent, name, "", former.value, value, "computed", run, now)
                )
    return made


def _families(
    relations: tuple[Relation, ...], states: Mapping[ItemId, ItemState], link: Delivers
) -> list[tuple[ItemId, list[ItemState]]]:
    families: dict[ItemId, list[ItemState]] = {}
    for relation in relations:
        if relation.parent in states and link.parent in states[relation.parent].records:
            family = families.setdefault(relation.parent, [])  # empty once the last one has left
            if not relation.ended and relation.child in states and states[relation.child].homes:
                family.append(states[relation.child])
    return sorted(families.items())


def _rolled(portfolio: Portfolio, how: str, children: list[ItemState]) -> Value:
    known = [portfolio.categories.get(str(child.value("status"))) for child in children]
    categories = [c for c in known if c is not None]
    if how == "status":
        return word_of(portfolio, category_of(categories))
    if how == "done_share":
        counted = [c for c in categories if c != "cancelled"]
        return round(sum(c == "done" for c in counted) / len(counted), 2) if counted else None
    return None
