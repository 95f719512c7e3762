"""The parts of an Item as a checklist, for a tool in which no record is below another one.

A line is computed from the agreed values of a child; no line is ever read back as a child.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from syncline.domain.fields import SUMMED_FIELDS
from syncline.domain.item import ItemId
from syncline.domain.missing import Moment
from syncline.domain.plain import one_line
from syncline.domain.policy import Portfolio
from syncline.domain.state import Agreed, FieldChange, ItemState

(PARTS,) = SUMMED_FIELDS  # the field
MANY = 100  # lines; the last one counts the rest
LONG = 200  # characters of a title
_ELEMENT = re.compile(r"^(?P<box>[☐☑]) (?P<title>.+) ↗ (?P<url>\S+)$")


@dataclass(frozen=True, slots=True)
class Part:
    """One line: the title of a child, whether it is done, and the address of its Record."""

    title: str
    url: str
    done: bool

    @property
    def element(self) -> str:
        """Return the line as a text, such as "☑ Refund ↗ https://..."."""
        return f"{'☑' if self.done else '☐'} {self.title} ↗ {self.url}"


def part_of(element: str) -> Part | None:
    """Read an element; None for a text that is none."""
    found = _ELEMENT.match(one_line(element))
    return Part(found["title"], found["url"], found["box"] == "☑") if found else None


def parts_in(value: object) -> list[Part]:
    """Return the parts of a set value in the order of their titles."""
    found = value if isinstance(value, frozenset) else frozenset()
    return sorted(filter(None, map(part_of, found)), key=lambda part: (part.title, part.url))


def with_parts(
    portfolio: Portfolio,
    states: dict[ItemId, ItemState],
    whole: Collection[ItemId],
    at: Moment,
) -> list[FieldChange]:
    """Put the lines of every Item of `whole`, whose children are all known, into `states`."""
    if PARTS not in portfolio.fields:
        return []
    children, made = _children(states), []
    for item in sorted(states.keys() & set(whole)):
        value = frozenset(one.element for one in _lines(portfolio, states[item], children[item]))
        former = states[item].agreed.get(PARTS, Agreed())
        if value == (former.value or frozenset()):
            continue
        agreed = Agreed(value, former.version + 1)
        states[item] = replace(states[item], agreed={**states[item].agreed, PARTS: agreed})
        told = (former.value, value, "computed", at.run, at.now)
        made.append(FieldChange(item, PARTS, "", *told))
    return made


def _children(states: Mapping[ItemId, ItemState]) -> defaultdict[ItemId, list[ItemState]]:
    found = defaultdict(list)
    for _, state in sorted(states.items()):
        if state.homes and (parent := state.value("parent")):
            found[str(parent)].append(state)
    return found


def _lines(portfolio: Portfolio, above: ItemState, children: Iterable[ItemState]) -> Iterator[Part]:
    found = sorted(_known(portfolio, children), key=lambda one: (one.done, one.title, one.url))
    home = _address(portfolio, above)
    shown = found if len(found) <= MANY or not home else found[: MANY - 1]
    yield from shown
    if rest := found[len(shown) :]:
        yield Part(f"… and {len(rest)} more", str(home), all(one.done for one in rest))


def _known(portfolio: Portfolio, children: Iterable[ItemState]) -> Iterator[Part]:
    """Yield a line for each child that was not dropped, and that has an address."""
    for child in children:
        category = portfolio.categories.get(str(child.value("status")))
        url = _address(portfolio, child)
        if url and category != "cancelled":
            title = one_line(str(child.value("title") or "(untitled)"))
            cut = title if len(title) <= LONG else title[: LONG - 1].rstrip() + "…"
            yield Part(cut, url, category == "done")


def _address(portfolio: Portfolio, state: ItemState) -> str | None:
    urls = (state.records[r].url for r in portfolio.replicas if r in state.homes)
    return next((bare for url in urls if (bare := "".join(url.split()))), None)
