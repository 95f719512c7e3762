"""What alerts and sync are worth, in figures: pure functions, for teams, never for one person."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations
from math import ceil
from statistics import median

from syncline.domain.acting import Ends
from syncline.domain.fields import Value
from syncline.domain.item import FieldName, ItemId
from syncline.domain.outbox import Answer, Episode, Measure, Message, Score
from syncline.domain.precision import VERDICTS
from syncline.domain.rules.work import Work

WEEK = timedelta(days=7)
WINDOW = timedelta(days=28)
ON_ITS_WAY = timedelta(hours=1)  # so long after an edit a difference is none: a sync carries it
ENOUGH = 5  # answers to a pulse before anything is shown of it: nobody can be told apart
ARRIVED = frozenset({"OK", "UNKNOWN"})
DIFFER = frozenset({"B1", "B7", "B8", "B9", "C3"})  # rules that fire while tools show two values


def alike(_: FieldName, one: Value, other: Value) -> bool:
    """Tell whether two tools show the same, where nothing else is said of the field."""
    return one == other


def in_hours(_: Message) -> bool:
    """Tell of every message that it came in its reader's hours, where nothing is known of them."""
    return True


@dataclass(frozen=True)
class Scene:
    """What one portfolio's measures of a day are taken from; everything of the last weeks."""

    home: str
    now: datetime
    works: Sequence[Work] = ()
    compared: frozenset[str] = frozenset()  # fields that several replicas should show alike
    delivered: frozenset[str] = frozenset()  # items that some other item delivers
    roadmap: frozenset[str] = frozenset()  # items that should be delivered by others
    started: Sequence[tuple[str, bool]] = ()  # team of each epic in progress: is it on the roadmap
    carried: Sequence[str] = ()  # team of each change that Syncline wrote by itself
    episodes: Sequence[Episode] = ()
    messages: Sequence[Message] = ()
    answers: Sequence[Answer] = ()
    ages: Mapping[str, Sequence[float]] = field(default_factory=dict)  # team -> hours to agree
    above: Mapping[ItemId, Sequence[ItemId]] = field(default_factory=dict)  # what items are part of
    alike: Callable[[FieldName, Value, Value], bool] = alike
    in_hours: Callable[[Message], bool] = in_hours


def measured(scene: Scene) -> list[Measure]:
    """Return every measure of the day, by team; "" is the whole portfolio."""
    found = [
        *_consistency(scene), *_coverage(scene), *_time_to_consistency(scene),
        *_verdicts(scene), *_load(scene), *_out_of_hours(scene),
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
        told = [
            all(scene.alike(name, *pair) for pair in combinations(shown.values(), 2))
            for name, shown in work.shown.items()
            if name in scene.compared and len(shown) > 1 and not _is_on_its_way(scene, work, name)
        ]
        fields += [(work.team or "", one) for one in told]
        strict.append((work.team or "", all(told)))
    yield from _shares("consistency_strict", strict)
    yield from _shares("consistency_fields", fields)


def _is_on_its_way(scene: Scene, work: Work, name: FieldName) -> bool:
    move = work.last(name)
    return move is not None and scene.now - move.at < ON_ITS_WAY


def _coverage(scene: Scene) -> Iterator[Found]:
    """Tell how much of the roadmap is delivered by somebody, and of the work is on it."""
    committed = [
        work for work in scene.works
        if work.id in scene.roadmap and work.category in {"started", "unstarted"}
    ]  # fmt: skip
    pairs = [(work.team or "", work.id in scene.delivered) for work in committed]
    yield from _shares("coverage", pairs)
    yield from _shares("coverage_reverse", scene.started)


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
    """Return the median hours from when tools differed to when they agreed, where it took people.

    Beside it, how much came to agree without any: what Syncline carried by itself.
    """
    asked = [(team, False) for team, ages in scene.ages.items() for _ in ages]
    yield from _shares("automatic_share", [*((team, True) for team in scene.carried), *asked])
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
    ends = Ends(scene.episodes, scene.above)
    acted = [(e.team or "", ends.is_over(e, told[e.id]) or _useful(said[e.id])) for e in episodes]
    yield from _shares("action_rate", acted)
    answered = [(e.team or "", bool(said[e.id])) for e in episodes]
    yield from _shares("judged_share", answered)


def _useful(said: set[str]) -> bool:
    """Tell whether anybody called it useful; "seen" and "not now" say nothing of that."""
    return any(VERDICTS.get(sign, False) for sign in said)


def _read(scene: Scene, span: timedelta) -> Iterator[tuple[str, Message]]:
    """Yield what people read of this portfolio, with the team that it was about."""
    team_of = {e.id: e.team or "" for e in scene.episodes}
    for message in scene.messages:
        arrived = message.state in ARRIVED and message.line and message.at > scene.now - span
        if arrived and message.episode in team_of:
            yield team_of[message.episode], message


def _load(scene: Scene) -> Iterator[Found]:
    """Return the lines of a person in the last week, of those who got any: median, and P95."""
    lines: dict[str, dict[str, set[tuple[datetime, int]]]] = defaultdict(lambda: defaultdict(set))
    for team, message in _read(scene, WEEK):
        for one in {team, ""}:
            lines[one][message.person].add((message.at, message.line))
    for team, people in sorted(lines.items()):
        counts = sorted(len(read) for read in people.values())
        most = counts[ceil(0.95 * len(counts)) - 1]
        yield team, "lines_a_person_and_week_median", float(median(counts)), len(counts)
        yield team, "lines_a_person_and_week_p95", float(most), len(counts)


def _out_of_hours(scene: Scene) -> Iterator[Found]:
    """Tell how much was told outside of its reader's hours; it should be nothing."""
    pairs = ((team, not scene.in_hours(message)) for team, message in _read(scene, WINDOW))
    yield from _shares("out_of_hours_share", pairs)


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
