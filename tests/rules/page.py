"""The page of all rules, from the rules and their examples: docs/rules.md."""

from collections.abc import Iterator
from pathlib import Path

from syncline.domain.rules.registry import BY_ID, RULES
from syncline.domain.rules.shape import Limit, Rule
from syncline.words import LOCALES, say
from tests.rules import agreement, dates, integrity, planning, staleness, structure
from tests.rules.examples import TODAY, Example

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
EXAMPLES: tuple[Example, ...] = tuple(
    one
    for part in (staleness, agreement, dates, structure, planning, integrity)
    for one in part.EXAMPLES
)
HEAD = """\
# All alert rules

Made by `python -m tests.rules` from the rules, and from the examples that test them; do not edit.
How alerts reach people, and how a threshold is changed: [alerts.md](alerts.md).

S1: the same day. S2: the next morning. S3: the digest. S4: reports only.
*wd*: working days of the item's owner.
"""
ROLES = {
    "owner": "the owner", "pm": "the team's product manager", "lead": "the team's lead",
    "both_pms": "the product managers of both sides", "both_leads": "the leads of both sides",
    "steward": "the steward", "editor": "who made the edit", "team": "the team, without names",
}  # fmt: skip
UNITS = {"wd": "wd", "days": "calendar days", "count": "", "percentile": "% of your own"}


def page() -> str:
    """Return the whole page."""
    parts, group = [HEAD], ""
    for rule in RULES:
        if rule.group != group:
            group = rule.group
            parts.append(f"## {group}\n")
        parts.append("\n".join(_rule(rule)) + "\n")
    return "\n".join(parts)


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.id} {rule.name}\n"
    yield f"{rule.definition} {rule.why}\n"
    told = [f"{rule.severity}, to {ROLES[rule.role]}"]
    told += [f"`{key}`: {_limit(limit)}" for key, limit in rule.limits.items()]
    if rule.mutes:
        told.append(f"mutes {', '.join(rule.mutes)} on the same item")
    if rule.source:
        told.append(f"after: {rule.source}")
    yield "; ".join(told) + ".\n"
    examples = [one for one in EXAMPLES if one.rule == rule.id]
    firing = next(one for one in examples if one.what == "fires")
    for locale in LOCALES:
        yield f"> {said(firing, locale)}"
        yield ">" if locale != LOCALES[-1] else ""
    yield "| example | |"
    yield "| --- | --- |"
    for one in examples:
        severity = f", {one.found[0].severity}" if one.found else ""
        yield f"| {one.said} | {one.what}{severity} |"


def _limit(limit: Limit) -> str:
    def shown(number: float) -> str:
        if limit.unit == "share":
            return f"{number:.0%}"
        return f"{number:g} {UNITS[limit.unit]}".strip()

    others = [f"{word} {shown(number)}" for word, number in limit.by.items()]
    return shown(limit.number) + (f" ({', '.join(others)})" if others else "")


def said(one: Example, locale: str) -> str:
    """Return the message of a firing example."""
    found = one.found[0]
    values = {**found.values, "name": one.facts.name(found.items[0])}
    text = say(locale, one.rule, values, TODAY)
    return f"{text} {say(locale, BY_ID[one.rule].action, values, TODAY)}"
