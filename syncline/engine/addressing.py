"""Who can act on a finding, and who else: never nobody, and never somebody who has left."""

from collections.abc import Iterable, Iterator
from datetime import date

from syncline.domain.people import People, Person
from syncline.domain.policy import Team
from syncline.domain.rules.facts import Facts
from syncline.domain.rules.registry import PRIVATE
from syncline.domain.rules.shape import Finding
from syncline.domain.rules.work import Work

NOBODY = ""  # where a finding has nobody who could act


def chains(facts: Facts, finding: Finding) -> Iterator[tuple[str, ...]]:
    """Yield, for each person who should hear, their address and then those who stand in.

    Where there is nobody at all, that is one chain without anybody: it is listed, never lost.
    """
    seen: set[str] = set()
    for wanted in _wanted(facts, finding):
        chain = tuple(_reachable(facts.people, wanted, facts.today))
        if chain and chain[0] not in seen:
            seen.add(chain[0])
            yield chain
    if not seen:
        yield (NOBODY,)


def _wanted(facts: Facts, finding: Finding) -> Iterator[list[str]]:
    """Yield who is named by the role, and who comes after; both sides of a finding that has two."""
    sides = finding.items if finding.role in {"both_pms", "both_leads"} else finding.items[:1]
    for item in sides:
        work = facts.works.get(item)
        mine = finding.team if len(sides) == 1 else None
        team = facts.portfolio.teams.get(mine or (work and work.team) or "")
        named = [finding.person] if finding.person else []
        row = [*named, *_first(facts, finding, work, team), *_after(team, facts.portfolio.steward)]
        yield _privately(row, facts, work, team) if finding.rule in PRIVATE else row


def _privately(row: Iterable[str], facts: Facts, work: Work | None, team: Team | None) -> list[str]:
    """Return who may know what is about a person: who answers for them, and never they."""
    answer = {team.pm, team.lead, facts.portfolio.steward} if team else {facts.portfolio.steward}
    about = work.owner if work else None
    return [one for one in row if one in answer and not facts.people.is_same(one, about)]


def _first(facts: Facts, finding: Finding, work: Work | None, team: Team | None) -> list[str]:
    pm = [team.pm] if team and team.pm else []
    lead = [team.lead] if team and team.lead else []
    match finding.role:
        case "steward":
            return [facts.portfolio.steward]
        case "pm" | "both_pms":
            return [*pm, *_owners(facts, work)]
        case "lead" | "both_leads":
            return [*lead, *pm]
        case "editor":
            return _owners(facts, work)
        case "team":
            return [team.slack] if team and team.slack else lead
        case "owner":
            return _owners(facts, work)


def _owners(facts: Facts, work: Work | None) -> list[str]:
    """Return the owner, whoever a tool names as one, and the owners of what it is part of."""
    if work is None:
        return []
    shown = [str(one) for one in work.shown.get("owner", {}).values() if one]
    above = (facts.works.get(item) for item in facts.above(work))
    parents = [parent.owner for parent in above if parent and parent.owner]
    return [*([work.owner] if work.owner else []), *sorted(set(shown)), *parents]


def _after(team: Team | None, steward: str) -> list[str]:
    named = [team.pm, team.lead, steward, team.slack] if team else [steward]
    return [one for one in named if one]


def _reachable(people: People, wanted: Iterable[str], today: date) -> Iterator[str]:
    """Yield each address once; for who has left, the delegate."""
    seen: set[str] = set()
    for address in wanted:
        person = people.by_email(address)
        one = _standing(people, person, today) if person else address
        if one and one not in seen:
            seen.add(one)
            yield one


def _standing(people: People, person: Person, today: date) -> str | None:
    for one in (person, people.by_email(person.delegate)):
        if one and one.active and (one.contract_end is None or today <= one.contract_end):
            return one.email
    return None
