"""Links that look wrong: other titles, other teams."""

import re
from collections.abc import Iterator, Mapping

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import Hit, Limit, Rule, Values

PLATFORM = frozenset({"platform", "shared"})
PREFIX = re.compile(r"^\s*(\[[^\]]*\]|[A-Z][A-Z0-9]+-\d+)\s*:?\s*")


def drifted(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield items whose titles in two tools have little in common."""
    for work in facts.shared:
        titles = sorted({str(text) for text in work.shown.get("title", {}).values() if text})
        if len(titles) < 2 or not work.is_open:
            continue
        first, last = _words(titles[0]), _words(titles[-1])
        alike = 2 * len(first & last) / (len(first) + len(last)) if first or last else 1
        if alike < limits["alike"].number:
            values: Values = {"one": titles[0], "other": titles[-1]}
            yield Hit((work.id,), values, since=facts.changed(work, "title"))


def _words(title: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", PREFIX.sub("", title).casefold()))


def across_teams(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:  # noqa: ARG001  # the shape of every check
    """Yield roadmap items that another team than their own delivers alone."""
    for item, parts in facts.deliverers.items():
        work = facts.works.get(item)
        if work is None or not work.is_open or not work.team:
            continue
        teams = sorted({part.team for part in parts if part.team and not part.labels & PLATFORM})
        if teams and work.team not in teams:
            first = next(part.id for part in parts if part.team == teams[0])
            values: Values = {"team": work.team, "others": ", ".join(teams)}
            yield Hit((item, first), values)


DRIFTED = Rule(
    "B9", "Two titles", "Cross-tool disagreement",
    "The titles of one item in two tools share few words; keys in front do not count.",
    "Either somebody renamed one of them, or two records that are not the same were linked.",
    "S4", "owner", drifted, {"alike": Limit(0.6, "share")},
)  # fmt: skip
ACROSS_TEAMS = Rule(
    "B12", "Another team's work", "Cross-tool disagreement",
    "Everything that delivers a roadmap item belongs to another team than the item does.",
    "Either the item has moved on to another team, or a link went to the wrong place.",
    "S4", "both_leads", across_teams,
)  # fmt: skip
