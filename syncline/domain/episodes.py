"""The life of an alert: pending, firing, acknowledged, snoozed or muted, resolved, opened again."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from syncline.domain.alerts import Alert, about_syncline
from syncline.domain.calendar import Calendar
from syncline.domain.naming import short_id
from syncline.domain.outbox import Episode, EpisodeState, Transition
from syncline.domain.rules.shape import AT_ONCE, Hold

ASLEEP: Mapping[EpisodeState, str] = {
    "acknowledged": "seen, and still so",
    "snoozed": "its rest is over",
}


@dataclass(frozen=True, slots=True)
class Look:
    """One evaluation of a portfolio: of which sync, whether it saw everything, and its days."""

    home: str
    run: str = ""
    complete: bool = True
    frozen: frozenset[str] = frozenset()  # items of which nothing may be concluded now
    calendar: Calendar = field(default_factory=Calendar)
    batch: bool = False  # the first round, or one after a long silence
    fresh: frozenset[str] = frozenset()  # teams that are told from this round on; "": of no team


@dataclass(frozen=True, slots=True)
class Stepped:
    """An episode after a step, with what is written into the log about it."""

    episode: Episode
    step: Transition | None


Word = Callable[[Alert], tuple[str, str]]
"""Returns what is so and what to do, in the words of whom the alert is addressed to."""


class Round:
    """One round over the episodes: pure but for the account that it keeps while it lasts."""

    def __init__(
        self,
        looks: Iterable[Look],
        hold: Callable[[str], Hold],
        word: Word,
        now: datetime,
    ) -> None:
        self._looks = {look.home: look for look in looks}
        self._hold, self._word, self._now = hold, word, now

    def steps(self, alerts: Iterable[Alert], known: Iterable[Episode]) -> list[Stepped]:
        """Return every episode that changes. Of what was not read whole, none does."""
        firing = {a.fingerprint: a for a in alerts if self._sees(a.portfolio, a.item)}
        open_ones = {e.fingerprint: e for e in known if e.is_open}
        made: list[Stepped] = []
        for fingerprint, alert in sorted(firing.items()):
            former = open_ones.get(fingerprint)
            made += [self._opened(alert)] if former is None else self._still(former, alert)
        for fingerprint, episode in sorted(open_ones.items()):
            if fingerprint not in firing and self._sees_all(episode):
                made += self._clear(episode)
        return made

    def _sees(self, home: str, item: str) -> bool:
        look = self._looks.get(home)
        if look is None or about_syncline(item):
            return look is not None
        return look.complete and item not in look.frozen

    def _sees_all(self, episode: Episode) -> bool:
        """Tell whether it is known that something fires no more.

        Which Items a bulk edit had left is not known while any Item is frozen.
        """
        look = self._looks.get(episode.home)
        hidden = episode.is_gathered and look is not None and look.frozen
        return not hidden and self._sees(episode.home, episode.item)

    def _is_fresh(self, alert: Alert) -> bool:
        """Tell whether an alert is of a team that has not been told of anything before."""
        fresh = self._looks[alert.portfolio].fresh
        return (alert.team or "") in fresh and not about_syncline(alert.item)

    def _opened(self, alert: Alert, reopens: Episode | None = None) -> Stepped:
        hold, look = self._hold(alert.finding.rule), self._looks[alert.portfolio]
        at_once = reopens is not None or (hold.runs <= 1 and not hold.hours)
        text, action = self._word(alert)
        episode = Episode(
            short_id("e", alert.fingerprint, self._now.isoformat()),
            alert.portfolio, alert.fingerprint, alert.finding.rule, alert.item, alert.owner,
            alert.finding.severity, text, action, self._now,
            state="firing" if at_once else "pending", name=alert.name, team=alert.team,
            seen=look.run, reopens=reopens.id if reopens else None,
            batch=look.batch or self._is_fresh(alert),
        )  # fmt: skip
        why = "it is so again" if reopens else "it is so"
        return Stepped(episode, Transition(episode.id, "", episode.state, why, self._now))

    def _still(self, former: Episode, alert: Alert) -> list[Stepped]:
        """Take one more look at what is still so; another item may stand for a bulk edit now."""
        batch = former.batch or self._is_fresh(alert)
        episode = replace(
            former, item=alert.item, name=alert.name, team=alert.team, batch=batch
        )  # fmt: skip
        if episode.state == "pending":
            return self._counted(former, episode)
        if episode.state in ASLEEP and episode.until and episode.until <= self._now:
            why = ASLEEP[episode.state]
            return [self._moved(episode, "resolved", why), self._opened(alert, episode)]
        same = episode.severity == alert.finding.severity and not episode.cleared_at
        if same and episode == former:
            return []
        text, action = self._word(alert)
        revised = replace(
            episode, severity=alert.finding.severity, text=text, action=action, cleared_at=None,
        )  # fmt: skip
        return [Stepped(revised, None)]

    def _counted(self, former: Episode, episode: Episode) -> list[Stepped]:
        """Count a run that is another one than the last; it fires when it has lasted."""
        look, hold = self._looks[episode.home], self._hold(episode.rule)
        runs = episode.runs + (look.run != episode.seen or not look.run)
        counted = replace(episode, runs=runs, seen=look.run)
        lasted = self._now - episode.opened_at >= timedelta(hours=hold.hours)
        if runs >= hold.runs and lasted:
            return [self._moved(counted, "firing", f"true in {runs} runs in a row")]
        return [Stepped(counted, None)] if counted != replace(former, seen=look.run) else []

    def _clear(self, episode: Episode) -> list[Stepped]:
        """Take one more look at what is no longer so; it ends when that has lasted."""
        hold, calendar = self._hold(episode.rule), self._looks[episode.home].calendar
        if episode.state == "pending":
            return [self._moved(episode, "resolved", "over before it was sure")]
        since = episode.cleared_at or self._now
        if calendar.working_days_between(since.date(), self._now.date()) >= hold.keep_wd:
            return [self._moved(episode, "resolved", "it is so no longer")]
        return [] if episode.cleared_at else [Stepped(replace(episode, cleared_at=since), None)]

    def _moved(self, episode: Episode, became: EpisodeState, why: str) -> Stepped:
        return moved(episode, became, why, self._now)


def moved(
    episode: Episode, became: EpisodeState, why: str, now: datetime, by: str | None = None,
    until: datetime | None = None,
) -> Stepped:  # fmt: skip
    """Return an episode in another state, and the line of the log that says so."""
    ended = now if became == "resolved" else None
    after = replace(episode, state=became, resolved_at=ended, until=until)
    return Stepped(after, Transition(episode.id, episode.state, became, why, now, by))


def hold_of(holds: Mapping[str, Hold], everywhere: Hold | None) -> Callable[[str], Hold]:
    """Return how long a rule must be true: its own, or what the configuration says for all.

    A rule that speaks at once goes on doing so.
    """

    def hold(rule: str) -> Hold:
        own = holds.get(rule, Hold())
        return own if own == AT_ONCE or everywhere is None else everywhere

    return hold
