"""What must hold between the parts of a sheet: place, replicas, teams, safety, alerts."""

import zoneinfo
from collections.abc import Iterator

from syncline.config import rulebook
from syncline.config.days import place as read_place
from syncline.config.days import unknown_place
from syncline.config.problems import one_of, quoted
from syncline.config.replicas import CONTAINERS, ReplicaSheet
from syncline.config.view import Found, View


def place(view: View) -> Iterator[Found]:
    """Time zone and calendar exist."""
    if (found := unknown_zone(view.sheet.timezone)) is not None:
        yield Found(("timezone",), *found)
    if (code := country(view)) is None:
        return
    if (wrong := unknown_place(code)) is not None:
        yield Found(("calendar",), *wrong)


def unknown_zone(name: str) -> tuple[str, str] | None:
    """Return what is wrong with a time zone, None when there is one of this name."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        remedy = one_of(sorted(zoneinfo.available_timezones()), name).split(",")[0]
        example = remedy.removeprefix("Write one of: ")
        return f"{quoted(name)} is no time zone", f"Write an IANA name, like {example}."
    return None


def country(view: View) -> tuple[str, str | None] | None:
    """Return country and region of the calendar."""
    calendar = view.sheet.calendar
    if calendar is None:
        return None
    if isinstance(calendar, str):
        return read_place(calendar)
    return calendar.country, calendar.region


def replicas(view: View) -> Iterator[Found]:
    """Every replica says where its records are, in the keys of its own tool."""
    if len(view.replicas) < 2:
        message = f"there is {len(view.replicas)} replica, and nothing to keep it consistent with"
        yield Found(("replicas",), message, "Name at least two.")
    for name, replica in view.sheet.replicas.items():
        route = ("replicas", name)
        for key, message, remedy in _replica(replica):
            yield Found((*route, key) if key else route, message, remedy)
        if replica.only is not None:
            yield from view.unknown_fields((*route, "only"), replica.only)


def _replica(replica: ReplicaSheet) -> Iterator[tuple[str, str, str]]:
    tool = replica.tool
    needed = CONTAINERS.get(tool)
    given = {
        "projects": replica.projects.names or replica.projects.category,
        "project": replica.project,
        "data_source": replica.data_source,
        "board": replica.board,
    }
    if needed and not given[needed] and not (tool == "jira" and replica.where):
        yield "", f'"{needed}" is missing', f"Write {needed}: ... to say where its records are."
    for key, value in given.items():
        if value and key != needed and tool != "memory":
            yield key, f"{tool} has no {key}", one_of([needed or "url"])
    if replica.projects.names and replica.projects.category:
        yield "projects", "names and category are both given", "Keep one of them."
    if tool == "jira" and not (replica.site or replica.url):
        yield "", '"site" is missing', "Write site: https://NAME.atlassian.net"
    if tool != "jira" and replica.site:
        yield "site", f"{tool} has no site", "Write url, or remove it."
    if replica.screens and tool != "jira":
        yield "screens", f"{tool} has no screens", "Remove it: they are Jira's."
    if not replica.credentials and tool != "memory":
        yield "", '"credentials" is missing', f"Write credentials: env:{tool.upper()}"
    yield from _where(replica)
    yield from _kinds(replica)


def _where(replica: ReplicaSheet) -> Iterator[tuple[str, str, str]]:
    where = replica.where
    if where is None:
        return
    if replica.tool == "jira" and not isinstance(where, str):
        yield "where", "Jira takes no mapping here", 'Write JQL: created >= "2026-01-01".'
    elif replica.tool in {"notion", "asana"} and isinstance(where, str):
        named = replica.tool.capitalize()
        yield "where", f"{named} takes no text here", "Write {Status: {not: [Idea]}}."
    elif replica.tool not in {"jira", "notion", "asana"}:
        yield "where", f"{replica.tool} cannot be narrowed down", "Remove it."
    elif isinstance(where, dict):
        for name, one in where.items():
            if (one.among is None) == (one.without is None):
                yield "where", f"{quoted(name)} needs either in or not", "Write {not: [Idea]}."


def _kinds(replica: ReplicaSheet) -> Iterator[tuple[str, str, str]]:
    seen: dict[str, str] = {}
    for kind, native in replica.kinds.items():
        former = seen.setdefault(native.casefold(), kind)
        if former != kind:
            yield "kinds", f"{quoted(native)} would be both {former} and {kind}", "Keep one."


def teams(view: View) -> Iterator[Found]:
    """Hints name replicas, and the attributes that the teams have."""
    used = {attribute for hints in view.sheet.team_of.values() for attribute in hints.values()}
    yield from view.keyed(("team_of",), view.sheet.team_of)
    told = {key for team in view.sheet.teams.values() for key in team.__pydantic_extra__ or {}}
    for name, team in view.sheet.teams.items():
        for key in team.__pydantic_extra__ or {}:
            if key not in used:
                message = f"{quoted(key)} is neither a key of a team nor an attribute of team_of"
                known = sorted({"pm", "lead", "slack", "alerts", *used})
                yield Found(("teams", name, key), message, one_of(known, key))
    for replica, hints in view.sheet.team_of.items():
        for hint, attribute in hints.items():
            if attribute not in told:
                message = f"no team has the attribute {quoted(attribute)}"
                yield Found(("team_of", replica, hint), message, one_of(sorted(told), attribute))


def safety(view: View) -> Iterator[Found]:
    """A plan waits before it is refused."""
    limits = view.sheet.safety
    if limits.stop_above.share < limits.approve_above.share:
        message = (
            f"it stops above {limits.stop_above.share:.0%}, before it would ask "
            f"(above {limits.approve_above.share:.0%})"
        )
        yield Found(("safety", "stop_above"), message, "Write a higher share than approve_above's.")


def answers(view: View) -> Iterator[Found]:
    """People answer alerts in a field that is synced."""
    if (name := view.sheet.alerts.answers) is not None:
        yield from view.unknown_fields(("alerts", "answers"), [name])


CHECKS = (place, replicas, teams, safety, answers, rulebook.problems)
