"""One round of alerts: look, let episodes take their step, tell, and note that it was done."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from syncline.domain.alerts import Alert
from syncline.domain.episodes import Look, Round, Stepped, hold_of
from syncline.domain.outbox import Beat
from syncline.domain.rules.registry import BY_ID
from syncline.engine import pulse
from syncline.engine.answers import hear
from syncline.engine.delivery import deliver
from syncline.engine.desk import Desk, Told, Uptime
from syncline.engine.evaluate import Evaluated
from syncline.engine.measure import keep
from syncline.engine.memos import sentences

JUMP = timedelta(hours=1)  # a clock that went so much faster or slower than time was set
HOLDS = {name: rule.hold for name, rule in BY_ID.items()}


def go_round(desk: Desk, evaluated: Sequence[Evaluated]) -> Told:
    """Do one round. After a jump of the clock, it only tells that there was one."""
    before, now = desk.store.beat(), desk.clock.now()
    settle(desk)
    if before and (jump := jumped(desk, before)):
        desk.commit([beat(desk, before.teams)])
        direction = "forward" if jump > timedelta() else "back"
        return Told(
            held=f"The clock was set {direction} by {abs(jump)}, so nobody is told in this round. "
            "If that was right, the next round goes on by the new time."
        )
    unheard = hear(desk)
    if before is None or before.at.date() < now.date():
        unheard += pulse.hear(desk)
    steps = look(desk, evaluated, before)
    told = deliver(desk, evaluated, before.at if before else None, now)
    unheard += pulse.ask(desk)
    keep(desk)
    desk.commit([beat(desk, told_teams(desk, evaluated, before))])
    opened = sum(s.step is not None and s.step.became == "firing" for s in steps)
    ended = sum(s.step is not None and s.step.became == "resolved" for s in steps)
    return replace(told, opened=opened, resolved=ended, failed=(*unheard, *told.failed))


def settle(desk: Desk) -> None:
    """Close what a round that died left open: it may have arrived, so it is not sent again."""
    left = desk.store.messages("SENT")
    note = "the round ended before its answer came"
    desk.commit(replace(message, state="UNKNOWN", note=note) for message in left)


def jumped(desk: Desk, before: Beat) -> timedelta:
    """Return by how much the clock was set since the last round, if by more than an hour.

    Forward it is only told from time that passed while the machine runs on.
    """
    passed = desk.clock.now() - before.at
    if desk.uptime and desk.uptime.boot == before.boot:
        passed -= timedelta(seconds=desk.uptime.seconds - before.uptime)
        return passed if abs(passed) > JUMP else timedelta()
    return passed if passed < -JUMP else timedelta()


def beat(desk: Desk, teams: tuple[str, ...] | None) -> Beat:
    """Return the note that a round was done now, with the teams that are told."""
    uptime = desk.uptime or Uptime(0.0, "")
    return Beat(desk.clock.now(), uptime.seconds, uptime.boot, teams)


def told_teams(desk: Desk, evaluated: Sequence[Evaluated], before: Beat | None) -> tuple[str, ...]:
    """Return the teams that are told; those of portfolios that were left out stay as they were."""
    homes = {each.portfolio for each in evaluated}
    others = before.teams or () if before else ()
    kept = {name for name in others if name.partition("|")[0] not in homes}
    now = {f"{home}|{team}" for home in homes for team in desk.portfolio(home).told_teams}
    return tuple(sorted(kept | now))


def look(desk: Desk, evaluated: Sequence[Evaluated], before: Beat | None) -> list[Stepped]:
    """Let every episode take its step, in one transaction."""
    alerts = [alert for each in evaluated for alert in (*each.alerts, *each.silent)]
    looks = [_look(desk, each, before) for each in evaluated]
    known = desk.store.episodes("pending", "firing", "acknowledged", "snoozed", "muted")
    steps: list[Stepped] = []
    for one in looks:
        hold = hold_of(HOLDS, desk.portfolio(one.home).alerts.hold)
        going = Round([one], hold, lambda alert: worded(desk, alert), desk.clock.now())
        mine = [alert for alert in alerts if alert.portfolio == one.home]
        steps += going.steps(mine, [e for e in known if e.home == one.home])
    desk.commit(row for s in steps for row in (s.episode, s.step) if row is not None)
    return steps


def _look(desk: Desk, each: Evaluated, before: Beat | None) -> Look:
    calendar, today = desk.portfolio(each.portfolio).calendar, desk.clock.now().date()
    late = before is None or calendar.working_days_between(before.at.date(), today) > 1
    known = before.teams if before else None
    fresh = frozenset(
        team for team in desk.portfolio(each.portfolio).told_teams
        if known is not None and f"{each.portfolio}|{team}" not in known
    )  # fmt: skip
    return Look(each.portfolio, each.run, each.complete, each.frozen, calendar, late, fresh)


def worded(desk: Desk, alert: Alert) -> tuple[str, str]:
    """Say what is so, and what to do, in the words of whom an alert is addressed to."""
    person = desk.person(alert.owner, alert.portfolio)
    return sentences(alert, person.locale, desk.clock.now().date())
