"""Links that contradict one another, or lead nowhere."""

from collections.abc import Iterator, Mapping

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import Hit, Limit, Rule, Values


def circular(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:  # noqa: ARG001  # the shape of every check
    """Yield each circle of items that are part of one another, once."""
    upward = {}
    for item in facts.parts:  # only what has parts can be in a circle
        work = facts.works.get(item)
        if work and not work.is_deleted:
            delivered = facts.delivers.get(item, ())
            upward[item] = [*delivered, work.parent] if work.parent else [*delivered]
    for circle in circles(upward):
        names = " > ".join(facts.name(one) for one in (*circle, circle[0]))
        yield Hit(circle, {"circle": names})


def circles(graph: Mapping[str, list[str]]) -> list[tuple[str, ...]]:
    """Return one circle for each knot of a graph, from its smallest id; linear in its edges."""
    found: list[tuple[str, ...]] = []
    settled: set[str] = set()
    for start in sorted(graph):
        path: list[str] = []
        place: dict[str, int] = {}
        stack: list[tuple[str, Iterator[str]]] = []
        if start not in settled:
            stack = [(start, iter(sorted(graph[start])))]
            path, place = [start], {start: 0}
        while stack:
            one, onward = stack[-1]
            following = next(onward, None)
            if following is None:
                stack.pop()
                path.pop()
                del place[one]
                settled.add(one)
            elif following in place:
                knot = path[place[following] :]
                first = knot.index(min(knot))
                found.append((*knot[first:], *knot[:first]))
            elif following in graph and following not in settled:
                place[following] = len(path)
                path.append(following)
                stack.append((following, iter(sorted(graph[following]))))
    return sorted(set(found))


def broken(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield open items of which a record is no longer shown by its tool, while others are."""
    for work in facts.open:
        for replica, day in sorted(work.gone.items()):
            if work.homes - {replica} and facts.age(day) >= limits["after"].number:
                values: Values = {"replica": replica, "day": day}
                yield Hit((work.id,), values, since=day, variant=replica)


def all_dropped(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:  # noqa: ARG001  # the shape of every check
    """Yield open roadmap items of which all work was dropped."""
    for work in facts.roadmap:
        parts = facts.deliverers.get(work.id, ())
        if work.is_open and parts and all(part.category == "cancelled" for part in parts):
            yield Hit((work.id,), {"count": len(parts)})


TOOL_RULES = ("B1", "B2", "B3", "B4", "B5", "B7", "B8", "B9", "B12", "C3")
CIRCULAR = Rule(
    "D9", "Part of itself", "Structure and links",
    "Items are part of one another in a circle.",
    "Everything that is added up along it is wrong, and no tool shows why.",
    "S3", "steward", circular,
)  # fmt: skip
BROKEN = Rule(
    "D10", "Broken link", "Structure and links",
    "A tool no longer shows the record of an open item that other tools still have.",
    "Nothing is written there and nothing is deleted elsewhere until somebody decides.",
    "S2", "steward", broken, {"after": Limit(1)}, mutes=TOOL_RULES,
    source="Exalate's synchronisation operations",
)  # fmt: skip
ALL_DROPPED = Rule(
    "D11", "All its work was dropped", "Structure and links",
    "A roadmap item is open, and everything that delivered it was dropped.",
    "The promise stands, and nobody is at work on it.",
    "S2", "owner", all_dropped, mutes=TOOL_RULES,
)  # fmt: skip
