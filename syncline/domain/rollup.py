"""What an Item shows for the Items that deliver it: its computed fields."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Literal

from syncline.domain.fields import Value, same
from syncline.domain.item import ItemId
from syncline.domain.missing import Moment
from syncline.domain.policy import Delivers, Portfolio, Rollup
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


def spellings(*texts: str) -> list[str]:
    """Return the forms in which a key or a URL may be quoted."""
    plain = [t.strip().split("?")[0].split("#")[0].rstrip("/").lower() for t in texts if t]
    tails = [p.rsplit("/", 1)[-1].rsplit("-", 1)[-1].replace("-", "") for p in plain if "/" in p]
    bare = [p.replace("-", "") for p in plain if len(p) == _UUID and p.count("-") == 4]
    return [*plain, *(t for t in tails if len(t) >= 16), *bare]


_UUID = 36  # letters of an id that a relation of Notion names, which its address has bare


def with_rollups(
    toolbox: Toolbox,
    states: dict[ItemId, ItemState],
    relations: tuple[Relation, ...],
    forecasts: Mapping[ItemId, date],
    at: Moment,
) -> list[FieldChange]:
    """Put the computed fields of every Item with deliverers into `states`; return the history."""
    made = []
    for link in toolbox.portfolio.delivers:
        for parent, children in _families(relations, states, link):
            for name, how in link.up.items():
                forecast = forecasts.get(parent)
                value = forecast if how == "p85" else _rolled(toolbox.portfolio, how, children)
                former = states[parent].agreed.get(name, Agreed())
                kind = toolbox.portfolio.fields[name].type
                if former.version and same(kind, value, former.value):
                    continue
                agreed = Agreed(value, former.version + 1)
                states[parent] = replace(
                    states[parent], agreed={**states[parent].agreed, name: agreed}
                )
                told = (former.value, value, "computed", at.run, at.now)
                made.append(FieldChange(parent, name, "", *told))
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


def _rolled(portfolio: Portfolio, how: Rollup, children: Sequence[ItemState]) -> Value:
    """Return what the children show together; dates are those of the open ones."""
    known = [portfolio.categories.get(str(child.value("status"))) for child in children]
    categories = [c for c in known if c is not None]
    match how:
        case "status":
            return word_of(portfolio, category_of(categories))
        case "done_share":
            counted = [c for c in categories if c != "cancelled"]
            return round(sum(c == "done" for c in counted) / len(counted), 2) if counted else None
        case "start" | "target":
            still = zip(children, known, strict=True)
            told = [child.value(how) for child, c in still if c not in {"done", "cancelled"}]
            days = [_day(value) for value in told if isinstance(value, date)]
            pick = min if how == "start" else max
            return pick(days, default=None)
        case _:
            return None


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
