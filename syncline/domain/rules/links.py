"""Roadmap items without work, and work without a roadmap item."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import Hit, Limit, Rule, Severity, Values
from syncline.domain.rules.work import Work

UNPLANNED = frozenset({"ktlo", "bug", "security", "unplanned"})
EXPLORING = frozenset({"discovery", "non-software"})
FOUR_WEEKS = timedelta(days=28)


def without_work(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield roadmap items that are in progress, or soon will be, and that nothing delivers."""
    for work in facts.roadmap:
        if not work.is_open or facts.parts.get(work.id) or work.labels & EXPLORING:
            continue
        soon = (
            work.start and facts.between(facts.today, work.start, work) <= limits["before"].number
        )
        if work.category == "started" or soon:
            severity: Severity = "S2" if work.category == "started" else "S3"
            yield Hit((work.id,), {"case": "now" if severity == "S2" else "soon"}, severity)


def on_roadmap(facts: Facts) -> Iterator[tuple[Work, bool]]:
    """Yield the work in progress that should deliver a roadmap item, and whether it does."""
    kinds = {kind for link in facts.portfolio.delivers for kind in link.by.values()}
    places = {replica for link in facts.portfolio.delivers for replica in link.by}
    for work in facts.started:
        if work.kind in kinds and places & work.homes and not work.labels & UNPLANNED:
            yield work, bool(facts.delivers.get(work.id))


def off_roadmap(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield epics in progress that deliver no roadmap item."""
    for work, is_on in on_roadmap(facts):
        began = facts.since(work, "started")
        if is_on or not began:
            continue
        if facts.age(began, work) > facts.limit(limits["after"], work):
            yield Hit((work.id,), {"days": facts.age(began, work)}, since=began)


def orphans(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield teams of which many started stories are part of nothing."""
    for team, works in facts.by_team.items():
        stories = [w for w in works if w.category == "started" and w.kind in {"story", "task"}]
        alone = [work for work in stories if not work.parent and not work.labels & UNPLANNED]
        enough = len(stories) >= limits["items"].of(team)
        if enough and len(alone) > limits["share"].of(team) * len(stories):
            values: Values = {"count": len(alone), "all": len(stories), "first": alone[0].name}
            yield Hit((f"team:{team}",), values, team=team)


def unplanned(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield teams of whose finished work much was on no roadmap."""
    if not facts.portfolio.delivers:
        return
    above = {work.id for work in facts.roadmap}
    done: dict[str, list[bool]] = {}  # team -> whether each was planned
    for work in facts.among("done"):
        ended = facts.since(work, "done")
        if work.team and ended and ended > facts.today - FOUR_WEEKS and work.id not in above:
            planned = not above.isdisjoint(facts.above(work))
            done.setdefault(work.team, []).append(planned)
    for team, each in sorted(done.items()):
        off = each.count(False)
        if len(each) >= limits["items"].of(team) and off > limits["share"].of(team) * len(each):
            values: Values = {"count": off, "all": len(each)}
            yield Hit((f"team:{team}",), values, team=team)


WITHOUT_WORK = Rule(
    "D4", "Roadmap item without work", "Structure and links",
    "A roadmap item is in progress (S2), or starts within four weeks, and nothing delivers it.",
    "A roadmap and a backlog are two lists until somebody ties them together.",
    "S3", "owner", without_work, {"before": Limit(20)}, mutes=("B5", "C8"),
    source="Portfolio for Jira: two different lists",
)  # fmt: skip
OFF_ROADMAP = Rule(
    "D5", "Epic off the roadmap", "Structure and links",
    "An epic has been in progress for a week and delivers no roadmap item; ktlo, bug, security "
    "and unplanned are labels that say it is meant so.",
    "Work that no roadmap shows cannot be weighed against the work that one does.",
    "S3", "owner", off_roadmap, {"after": Limit(5)},
)  # fmt: skip
ORPHANS = Rule(
    "D6", "Stories on their own", "Structure and links",
    "More than 15 % of a team's started stories, of at least five, are part of no epic.",
    "What is part of nothing is missing from every forecast and every report.",
    "S4", "lead", orphans, {"share": Limit(0.15, "share"), "items": Limit(5, "count")},
)  # fmt: skip
UNPLANNED_SHARE = Rule(
    "F16", "Much unplanned work", "Priority, dependency, scope",
    "Of what a team finished within four weeks (at least ten items), more than 30 % belongs to no "
    "roadmap item.",
    "It may be right. It should be a choice, and visible.",
    "S4", "pm", unplanned, {"share": Limit(0.3, "share"), "items": Limit(10, "count")},
    source="Swarmia's balance; Jellyfish",
)  # fmt: skip
