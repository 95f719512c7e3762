"""What the commands about alert rules do: `rules list`, `rules show`, `rules backtest`."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from statistics import median

from flows.runtime import open_house
from flows.screen import Screen
from syncline.domain.episodes import hold_of
from syncline.domain.errors import ConfigurationError
from syncline.domain.policy import AlertSettings, Reach, RuleSetting, Team
from syncline.domain.precision import Precision
from syncline.domain.rules.packs import PACKS, pack_reach
from syncline.domain.rules.registry import BY_ID, RULES
from syncline.domain.rules.shape import AT_ONCE, Guard, Hold, Limit, Rule
from syncline.engine.backtest import Backtest, backtest
from syncline.engine.demotion import demotions
from syncline.engine.desk import ALERTS
from syncline.engine.facts import gather
from syncline.words import LOCALES, sketched

QUIET: Mapping[Guard, str] = {
    "ignored": "cancelled, deleted everywhere, or labelled ops:ignore",
    "grace": "came less than two working days ago, or was edited within the hour",
    "stale": "a tool of it could not be read",
    "freeze": "a holiday, or the firm is closed",
    "bulk": "what one person changed together is one alert",
}
PER_WEEK = 6  # lines a person and week, at the median: the budget


def listed(screen: Screen, config: str | None) -> int:
    """List every rule."""
    rows = _rows(RULES, config)
    screen.document(rows)
    columns = ("rule", "name", "severity", "role")
    lines = [[*(str(row[c]) for c in columns), _stated(row)] for row in rows]
    screen.table(f"{len(rows)} rules", (*columns, "state"), lines)
    screen.show("`syncline rules show RULE` explains one.")
    return 0


def shown(screen: Screen, name: str, config: str | None) -> int:
    """Explain one rule."""
    rule = _known([name])[0]
    (row,) = _rows([rule], config)
    screen.document(row)
    screen.show(f"{rule.id} {rule.name} ({rule.group})")
    screen.show(f"{rule.definition} {rule.why}")
    screen.show(f"severity {row['severity']}, to: {rule.role}, state: {_stated(row)}")
    for key, limit in dict(row["limits"]).items():  # type: ignore[call-overload]  # as _row makes it
        screen.show(f"  {key}: {limit}")
    screen.show(_held(row))
    for guard in rule.guards:
        if guard != "bulk" or rule.trigger:
            screen.show(f"  quiet: {QUIET[guard]}")
    for muted, where in ((rule.mutes, "the same item"), (rule.mutes_below, "what is part of it")):
        if muted:
            screen.show(f"mutes on {where}: {', '.join(muted)}")
    for locale in LOCALES:
        screen.show(f"says ({locale}): {' '.join(_words(rule, locale).values())}")
    return 0


def _held(row: Mapping[str, object]) -> str:
    hold = Hold(**row["for"])  # type: ignore[arg-type]  # as _row makes it
    if hold == AT_ONCE:
        return "fires at once, and ends at once"
    return (
        f"fires after {hold.runs} complete runs and {hold.hours} hours, "
        f"and ends {hold.keep_wd} wd after it is over"
    )


def _words(rule: Rule, locale: str) -> dict[str, str]:
    return {"says": sketched(locale, rule.id), "action": sketched(locale, rule.action)}


def backtested(screen: Screen, config: str, weeks: int, only: list[str]) -> int:
    """Replay the rules over the past weeks."""
    _known(only)
    with open_house(config) as house:
        facts = gather(house.portfolio, house.people, house.store, house.clock.now())
        found = backtest(facts, weeks, only)
        alerts = house.portfolio.alerts
    screen.document(_document(found, alerts))
    people = found.by_person()
    rows = [[str(week), person, str(lines)] for (week, person), lines in people.items()]
    title = f"{sum(people.values())} lines from {found.first} to {found.last}"
    screen.table(title, ("week", "person", "lines"), rows)
    by_rule = [[rule, BY_ID[rule].name, str(n)] for rule, n in found.by_rule().items()]
    screen.table("by rule", ("rule", "name", "lines"), by_rule)
    both = [[*pair, str(lines)] for pair, lines in found.by_rule_and_person().items()]
    screen.table("by rule and person", ("rule", "person", "lines"), both)
    screen.show(
        f"Median {_median(people.values()):g} lines a person and week (budget {PER_WEEK}), "
        "of those who would have heard at all."
    )
    if found.skipped:
        screen.show(f"Not in the history, so not replayed: {', '.join(found.skipped)}.")
    return 0


def _known(names: Iterable[str]) -> list[Rule]:
    unknown = [name for name in names if name not in BY_ID]
    if unknown:
        raise ConfigurationError(
            f"There is no rule {', '.join(unknown)}. `syncline rules list` shows all {len(RULES)}."
        )
    return [BY_ID[name] for name in names]


def _rows(rules: Iterable[Rule], config: str | None) -> list[dict[str, object]]:
    """Return rules as a portfolio has them, or as they come; a demoted one with its verdicts."""
    if config is None:
        return [_row(rule, AlertSettings(), None, {}) for rule in rules]
    with open_house(config) as house:
        alerts, settings = house.database.portfolio(ALERTS), house.portfolio.alerts
        noisy, teams = demotions(house.portfolio, alerts, house.clock.now()), house.portfolio.teams
        return [_row(rule, settings, noisy.get(rule.id), teams) for rule in rules]


def _state(rule: Rule, settings: AlertSettings) -> Reach:
    said = settings.rules.get(rule.id, RuleSetting()).state
    return said or pack_reach(settings.pack, rule.id)


def _stated(row: Mapping[str, object]) -> str:
    """Return the state of a rule, and why it is demoted where it is."""
    said, teams = row["verdicts"], row["teams"]
    state = str(row["state"])
    if isinstance(said, dict):
        state = f"{state}: {said['useful']} of {said['judged']} useful"
    if isinstance(teams, dict):
        state = "; ".join([state, *(f"{team}: {own}" for team, own in teams.items())])
    return state


def _row(
    rule: Rule, settings: AlertSettings, noisy: Precision | None, teams: Mapping[str, Team]
) -> dict[str, object]:
    said = settings.rules.get(rule.id, RuleSetting())
    return {
        "rule": rule.id,
        "name": rule.name,
        "group": rule.group,
        "severity": said.severity or rule.severity,
        "role": rule.role,
        "state": "demoted" if noisy else _state(rule, settings),
        "verdicts": {"useful": noisy.useful, "judged": noisy.judged} if noisy else None,
        "teams": {name: t.rules[rule.id] for name, t in teams.items() if rule.id in t.rules},
        "packs": [name for name, rules in PACKS.items() if rule.id in rules],
        "limits": {key: _limit(limit) for key, limit in {**rule.limits, **said.limits}.items()},
        "definition": rule.definition,
        "why": rule.why,
        "mutes": list(rule.mutes),
        "mutes_below": list(rule.mutes_below),
        "guards": list(rule.guards),
        "for": asdict(hold_of({rule.id: rule.hold}, settings.hold)(rule.id)),
        "words": {locale: _words(rule, locale) for locale in LOCALES},
    }


def _limit(limit: Limit) -> str:
    def one(number: float) -> str:
        return f"{number:.0%}" if limit.unit == "share" else f"{number:g} {limit.unit}"

    return ", ".join([one(limit.number), *(f"{word} {one(n)}" for word, n in limit.by.items())])


def _document(found: Backtest, settings: AlertSettings) -> dict[str, object]:
    return {
        "first": str(found.first),
        "last": str(found.last),
        "weeks": found.weeks,
        "lines": [
            {"week": str(s.week), "person": s.person, "rule": s.rule, "lines": s.lines,
             "state": _state(BY_ID[s.rule], settings)}
            for s in found.said
        ],
        "median": _median(found.by_person().values()),
        "skipped": list(found.skipped),
    }  # fmt: skip


def _median(lines: Iterable[int]) -> float:
    known = list(lines)
    return float(median(known)) if known else 0.0
