"""What `alerts.rules` says of each rule: how far it goes, how severe it is, its thresholds."""

import re
from collections.abc import Iterator, Mapping

from syncline.config.problems import one_of, quoted
from syncline.config.quantities import REACHES, SEVERITIES, Quantity, RuleWord
from syncline.config.view import Found, View
from syncline.domain.item import KINDS
from syncline.domain.policy import RuleSetting
from syncline.domain.rules.registry import BY_ID
from syncline.domain.rules.shape import Limit, Rule, RuleId

Written = RuleWord | dict[str, RuleWord]
CATALOGUE = r"[A-H][1-9]\d?"
SPELLED = {"wd": "3 wd", "days": "20 days", "share": "15 %", "count": "3", "percentile": "85"}


def settings(written: Mapping[RuleId, Written]) -> dict[RuleId, RuleSetting]:
    """Return what is said of rules, without problems."""
    return {rule: _setting(BY_ID[rule], said) for rule, said in written.items() if rule in BY_ID}


def _setting(rule: Rule, said: Written) -> RuleSetting:
    words = said if isinstance(said, dict) else {_key(rule, said): said}
    by: dict[str, float] = {}
    limits: dict[str, Limit] = {}
    for key, word in words.items():
        if isinstance(word, Quantity) and key in rule.limits:
            limits[key] = rule.limits[key].revised(word.number, {})
        elif isinstance(word, Quantity):
            by[key] = word.number
    if by:
        main = _main(rule)
        limits[main] = limits.get(main, rule.limits[main]).revised(None, by)
    return RuleSetting(words.get("state"), words.get("severity"), limits)  # type: ignore[arg-type]  # checked below


def _key(rule: Rule, said: RuleWord) -> str:
    return "state" if isinstance(said, str) else _main(rule)


def _main(rule: Rule) -> str:
    return next(iter(rule.limits), "")


def problems(view: View) -> Iterator[Found]:
    """Yield what names no rule, or says of one what it cannot hear."""
    for route in _named(view):
        if route[-1] not in BY_ID and not re.fullmatch(CATALOGUE, route[-1]):
            message = f"{quoted(route[-1])} is no rule of the catalogue"
            yield Found(route, message, one_of(BY_ID, route[-1]))
    for rule, said in view.sheet.alerts.rules.items():
        route = ("alerts", "rules", rule)
        if rule not in BY_ID:
            continue
        words = said if isinstance(said, dict) else {_key(BY_ID[rule], said): said}
        for key, word in words.items():
            here = (*route, key) if isinstance(said, dict) else route
            yield from _wrong(view, BY_ID[rule], here, key, word)


def notices(view: View) -> Iterator[Found]:
    """Yield the rules of the catalogue that are not built yet."""
    for route in _named(view):
        if route[-1] not in BY_ID and re.fullmatch(CATALOGUE, route[-1]):
            message = f"rule {route[-1]} is not in this version, and never fires"
            yield Found(route, message, one_of(BY_ID, route[-1]))


def _named(view: View) -> Iterator[tuple[str, ...]]:
    """Yield where a rule is named: for all, and for single teams."""
    yield from (("alerts", "rules", rule) for rule in view.sheet.alerts.rules)
    for name, team in view.sheet.teams.items():
        yield from (("teams", name, "rules", rule) for rule in team.rules)


def _wrong(
    view: View, rule: Rule, route: tuple[str, ...], key: str, word: RuleWord
) -> Iterator[Found]:
    allowed = {"state": REACHES, "severity": SEVERITIES}.get(key)
    if allowed is not None:
        if word not in allowed:
            yield Found(route, f"{_shown(word)} is no {key}", one_of(allowed))
        return
    priorities = view.words("priority") or ("P0", "P1", "P2", "P3", "P4")
    who = (*priorities, *KINDS, *view.sheet.teams) if rule.limits else ()
    known = (*rule.limits, *who, "state", "severity")
    if key not in known:
        subject = quoted(key) if key else "a number"
        yield Found(route, f"{subject} is no threshold of {rule.id}", one_of(known, key))
        return
    limit = rule.limits.get(key, rule.limits[_main(rule)])
    if not isinstance(word, Quantity) or word.unit not in {None, limit.unit}:
        message = f"{_shown(word)} is no threshold of {rule.id}"
        yield Found(route, message, f"Write one like {SPELLED[limit.unit]}.")


def _shown(word: RuleWord) -> str:
    return quoted(word if isinstance(word, str) else f"{word.number:g} {word.unit or ''}".strip())
