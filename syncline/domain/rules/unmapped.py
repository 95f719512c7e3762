"""What tools show and the configuration has no word for: values, people, teams."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import AT_ONCE, Hit, Limit, Rule, Values


def no_word(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:  # noqa: ARG001  # the shape of every check
    """Yield each field of a replica that shows values for which there is no word."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for work in facts.items:
        for place in work.refused:
            found[place].append(work.id)
    for (replica, name), items in sorted(found.items()):
        reason = facts.works[items[0]].refused[replica, name]
        values: Values = {"replica": replica, "field": name, "count": len(items), "reason": reason}
        yield Hit((f"mapping:{replica}.{name}",), values)


def no_team(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield, once for all, that open items belong to no team."""
    homeless = [work for work in facts.open if not work.team and not work.is_ignored]
    if facts.portfolio.teams and len(homeless) >= limits["items"].number:
        values: Values = {"count": len(homeless), "first": homeless[0].name}
        yield Hit(("portfolio:teams",), values)


def no_person(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield each owner of open items who is in no people.yaml, where there is one."""
    if not facts.people.persons:
        return
    owned = Counter(work.owner for work in facts.open if work.owner)
    for owner, count in sorted(owned.items()):
        if facts.people.by_email(owner) is None and count >= limits["items"].number:
            yield Hit((f"person:{owner}",), {"person": owner, "count": count})


NO_WORD = Rule(
    "B11", "Value without a word", "Cross-tool disagreement",
    "A tool shows a status, a priority or another value that the configuration does not name, so "
    "the field is not synced there.",
    'It is the commonest answer to "why is this not synced?", and one line mends it.',
    "S2", "steward", no_word, guards=(), hold=AT_ONCE, source="ProductLift's status mapping",
)  # fmt: skip
NO_TEAM = Rule(
    "E6", "Items without a team", "People and access",
    "Open items are of no team of the configuration.",
    "Nobody is told of them, because nobody knows whose they are.",
    "S4", "steward", no_team, {"items": Limit(1, "count")}, guards=(),
)  # fmt: skip
NO_PERSON = Rule(
    "E8", "Unknown person", "People and access",
    "Somebody owns open items in a tool, and people.yaml does not name them.",
    "Without a name there is no language, no time zone and no delegate to write to.",
    "S4", "steward", no_person, {"items": Limit(1, "count")}, guards=(),
)  # fmt: skip
