"""What alerts and sync are worth, in figures: pure functions, for teams, never for one person."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from syncline.domain.outbox import Answer, Episode, Measure, Message, Score
from syncline.domain.precision import VERDICTS
from syncline.domain.rules.work import Work

WEEK = timedelta(days=7)
WINDOW = timedelta(days=28)
ENOUGH = 5  # answers to a pulse before anything is shown of it: nobody can be told apart
ARRIVED = frozenset({"OK", "UNKNOWN"})
DIFFER = frozenset({"B1", "B7", "B8", "B9", "C3"})  # rules that fire while tools show two values


@dataclass(frozen=True)
class Scene:
    """What one portfolio's measures of a day are taken from; everything of the last weeks."""

    home: str
    now: datetime
    works: Sequence[Work] = ()
    compared: frozenset[str] = frozenset()  # fields that several replicas should show alike
    delivered: frozenset[str] = frozenset()  # items that some other item delivers
    roadmap: frozenset[str] = frozenset()  # items that should be delivered by others
    episodes: Sequence[Episode] = ()
    messages: Sequence[Message] = ()
    answers: Sequence[Answer] = ()
    ages: Mapping[str, Sequence[float]] = field(default_factory=dict)  # team -> hours to agree


def measured(scene: Scene) -> list[Measure]:
    """Return every measure of the day, by team; "" is the whole portfolio."""
    found = [
        *_consistency(scene), *_coverage(scene), *_time_to_consistency(scene),
        *_verdicts(scene), *_load(scene),
    ]  # fmt: skip
    day = scene.now.date()
    return [Measure(day, scene.home, team, name, value, size) for team, name, value, size in found]


Found = tuple[str, str, float, int]


def _shares(name: str, pairs: Iterable[tuple[str, bool]]) -> Iterator[Found]:
    """Yield for each team, and for all together, of how many a thing is true, 0 to 1."""
    good: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for team, fine in pairs:
        for one in {team, ""}:
            every[one] += 1
            good[one] += fine
    for team, size in sorted(every.items()):
        yield team, name, good[team] / size, size


def _consistency(scene: Scene) -> Iterator[Found]:
    """Compare what the tools show: whole items (strict), and single fields."""
    strict: list[tuple[str, bool]] = []
    fields: list[tuple[str, bool]] = []
    for work in scene.works:
        if len(work.homes) < 2:
            continue
        alike = [
            len({repr(value) for value in shown.values()}) <= 1
            for name, shown in work.shown.items()
            if name in scene.compared and len(shown) > 1
        ]
        fields += [(work.team or "", one) for one in alike]
        strict.append((work.team or "", all(alike)))
    yield from _shares("consistency_strict", strict)
    yield from _shares("consistency_fields", fields)


def _coverage(scene: Scene) -> Iterator[Found]:
    """Tell how much of the committed roadmap is delivered by somebody."""
    committed = [
        work for work in scene.works
        if work.id in scene.roadmap and work.category in {"started", "unstarted"}
    ]  # fmt: skip
    pairs = [(work.team or "", work.id in scene.delivered) for work in committed]
    yield from _shares("coverage", pairs)


def hours_apart(episodes: Iterable[Episode], since: datetime) -> Iterator[tuple[str, float]]:
    """Yield, with the team, how long tools showed two values, of what ended since a moment.

    An episode that goes on from another one began with it, and one that was gone on from has not
    ended; what was found and told to nobody counts alike.
    """
    known = {e.id: e for e in episodes if e.rule in DIFFER}
    gone_on = {e.reopens for e in known.values()}
    for last in known.values():
        ended = last.cleared_at or last.resolved_at
        if last.resolved_at and ended and ended > since and last.id not in gone_on:
            first = last
            while first.reopens in known:
                first = known[first.reopens]
            yield last.team or "", (ended - first.opened_at).total_seconds() / 3600


def _time_to_consistency(scene: Scene) -> Iterator[Found]:
    """Return the median hours from when tools differed to when they agreed."""
    together = [hours for ages in scene.ages.values() for hours in ages]
    for team, ages in sorted({**scene.ages, "": together}.items()):
        if ages:
            yield team, "hours_to_consistency_median", median(ages), len(ages)


def _verdicts(scene: Scene) -> Iterator[Found]:
    """Judge what was told in the window: precision, and the share that was acted on or judged."""
    since = scene.now - WINDOW
    told = {m.episode: m.at for m in scene.messages if m.state in ARRIVED and m.at > since}
    said: dict[str, set[str]] = defaultdict(set)
    for answer in scene.answers:
        said[answer.episode].add(answer.sign)
    episodes = [e for e in scene.episodes if e.id in told]
    judged = [(e.team or "", _useful(said[e.id])) for e in episodes
              if said[e.id] & VERDICTS.keys()]  # fmt: skip
    yield from _shares("alert_precision", judged)
    acted = [(e.team or "", _acted(e, told[e.id], said[e.id])) for e in episodes]
    yield from _shares("action_rate", acted)
    answered = [(e.team or "", bool(said[e.id])) for e in episodes]
    yield from _shares("judged_share", answered)


def _useful(said: set[str]) -> bool:
    """Tell whether anybody called it useful; "seen" and "not now" say nothing of that."""
    return any(VERDICTS.get(sign, False) for sign in said)


def _acted(episode: Episode, told: datetime, said: set[str]) -> bool:
    """Tell whether it ended after it was told, or was called useful."""
    ended = episode.resolved_at is not None and episode.resolved_at > told
    return ended or _useful(said)


def _load(scene: Scene) -> Iterator[Found]:
    """Return the lines of the median person in the last week, of those who got any."""
    since = scene.now - WEEK
    team_of = {e.id: e.team or "" for e in scene.episodes}
    lines: dict[str, dict[str, set[tuple[datetime, int]]]] = defaultdict(lambda: defaultdict(set))
    for message in scene.messages:
        if message.state in ARRIVED and message.line and message.at > since:
            for team in {team_of.get(message.episode, ""), ""}:
                lines[team][message.person].add((message.at, message.line))
    for team, people in sorted(lines.items()):
        counts = [len(read) for read in people.values()]
        yield team, "lines_a_person_and_week_median", float(median(counts)), len(counts)


@dataclass(frozen=True)
class Pulse:
    """The answers of a month to one question; only where enough people answered."""

    month: str
    team: str
    question: int
    answers: int
    average: float
    satisfied: float  # share of 4 and 5


def pulse(scores: Iterable[Score]) -> list[Pulse]:
    """Return what may be shown: at least five answers, so that nobody can be told apart."""
    groups: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for one in scores:
        groups[one.month, one.team, one.question].append(one.score)
    return [
        Pulse(*key, len(given), sum(given) / len(given), sum(s >= 4 for s in given) / len(given))
        for key, given in sorted(groups.items())
        if len(given) >= ENOUGH
    ]


def neutral(cell: str) -> str:
    """Return a cell of a spreadsheet that no program takes for a formula (OWASP, CSV injection)."""
    flat = cell.replace("\x00", "")
    begins = flat.lstrip(" \u00a0\u200b\u3000\ufeff\"';,")[:1]
    formula = begins in set("=+-@\t\r\n|%\uff1d\uff0b\uff0d\uff20") and begins
    return f"'{flat}" if formula else flat
