"""A checked sheet becomes the domain's types: the Portfolio, and each replica's settings."""

from datetime import date

from syncline.config import rulebook
from syncline.config.checks import country
from syncline.config.days import calendar
from syncline.config.links import CreateSheet, DeliversSheet, SameAsSheet
from syncline.config.mapping import computed, natives, rollups, shared_kinds, type_of
from syncline.config.replicas import ADDRESSES, CONTAINERS, Condition, ReplicaSheet
from syncline.config.sheet import AlertsSheet, Sheet
from syncline.config.view import View
from syncline.config.vocabulary import by_category, vocabulary
from syncline.domain.fields import FieldSpec, FieldType
from syncline.domain.item import FieldName, ReplicaName
from syncline.domain.people import People
from syncline.domain.policy import (
    AlertSettings,
    CreateRule,
    Delivers,
    FieldPolicy,
    Portfolio,
    Safety,
    SameAs,
    Team,
)
from syncline.domain.rules.shape import Hold
from syncline.domain.schedule import Digest
from syncline.ports import COPIED, FieldMapping, FileRule, ReplicaSettings


def portfolio(view: View, store_url: str, today: date) -> Portfolio:
    """Return the rules of a sheet without problems."""
    sheet = view.sheet
    status = sheet.values.get("status")
    words = status.words if status else {}
    return Portfolio(
        name=sheet.portfolio,
        replicas=tuple(sheet.replicas),
        fields=specs(sheet),
        policies={name: _policy(sheet, name) for name in sheet.fields},
        same_as=tuple(_same_as(sheet, x) for x in sheet.links if isinstance(x, SameAsSheet)),
        delivers=tuple(_delivers(x) for x in sheet.links if isinstance(x, DeliversSheet)),
        categories={word: s.category for word, s in words.items() if s.category},
        priorities=tuple(view.words("priority")) or ("P0", "P1", "P2", "P3", "P4"),
        safety=_safety(sheet),
        teams=_teams(sheet),
        team_of=sheet.team_of,
        alerts=_alerts(sheet.alerts),
        calendar=calendar(country(view), sheet.closures, today),
        newcomers={r: s.projects.new for r, s in sheet.replicas.items() if s.projects.new},
        steward=(sheet.steward or "").lower(),
        locale=sheet.locale,
        timezone=sheet.timezone,
        store_url=store_url,
        carried={replica: frozenset(natives(sheet, replica)) for replica in sheet.replicas},
    )


def specs(sheet: Sheet) -> dict[FieldName, FieldSpec]:
    """Return every synced field with its type."""
    return {
        name: FieldSpec(name, type_of(sheet, name) or FieldType.TEXT, computed(sheet, name))
        for name in sheet.fields
    }


def _policy(sheet: Sheet, name: FieldName) -> FieldPolicy:
    field = sheet.fields[name]
    return FieldPolicy(
        authority=field.authority,
        elsewhere=field.elsewhere or "propose",
        on_conflict=field.on_conflict,
        set_once=field.set_once,
        computed=computed(sheet, name),
        tolerance_wd=field.tolerance,
    )


def _same_as(sheet: Sheet, link: SameAsSheet) -> SameAs:
    kinds = frozenset(shared_kinds(sheet, link))
    return SameAs(link.same_as, link.match, _create(link.create), kinds)


def _create(written: CreateSheet | None) -> dict[ReplicaName, CreateRule]:
    if written is None:
        return {}
    when = {name: frozenset(words) for name, words in written.when.items()}
    return {replica: CreateRule(when) for replica in written.where}


def _delivers(link: DeliversSheet) -> Delivers:
    create = _create(link.create)
    return Delivers(link.delivers, link.by, link.tie, link.up, link.down, create)


def _safety(sheet: Sheet) -> Safety:
    written = sheet.safety
    return Safety(
        first_run_approval=written.first_run == "approve",
        approve_changes=written.approve_above.changes,
        approve_share=written.approve_above.share,
        stop_share=written.stop_above.share,
        max_archives=written.max_archives,
        on_missing=written.on_missing,
    )


def _teams(sheet: Sheet) -> dict[str, Team]:
    return {
        name: Team(name, t.pm, t.lead, t.slack, t.alerts, t.__pydantic_extra__ or {}, t.rules)
        for name, t in sheet.teams.items()
    }


def _alerts(written: AlertsSheet) -> AlertSettings:
    held = written.hold
    return AlertSettings(
        rules=rulebook.settings(written.rules),
        digest=written.digest or Digest(),
        quiet=written.quiet_hours,
        pack=written.pack,
        escalation=written.escalation == "on",
        pulse=written.pulse == "on",
        answers=written.answers or "",
        hold=Hold(held.runs, held.hours, held.keep) if held else None,
    )


def settings(sheet: Sheet, replica: ReplicaName, people: People) -> ReplicaSettings:
    """Return what a connector needs to know of its replica, without secrets."""
    written = sheet.replicas[replica]
    return ReplicaSettings(
        name=replica,
        tool=written.tool,
        url=written.url or written.site or ADDRESSES.get(written.tool) or f"memory://{replica}",
        secrets={},
        container=_container(written),
        kinds=written.kinds,
        fields=_fields(sheet, replica),
        words=vocabulary(sheet, replica),
        by_category=by_category(sheet, replica),
        where=_where(written),
        marker=written.marker,
        ties=tuple(
            dict.fromkeys(
                link.tie[replica]
                for link in sheet.links
                if isinstance(link, DeliversSheet) and replica in link.tie
            )
        ),
        hints=tuple(sheet.team_of.get(replica, {})),
        access=written.access,
        screens=written.screens,
        people=people,
        portfolio=sheet.portfolio,
        elsewhere=" or ".join(name for name in sheet.replicas if name != replica),
        files=_file_rule(sheet),
    )


def _file_rule(sheet: Sheet) -> FileRule:
    written = sheet.fields.get("attachments")
    if written is None:
        return FileRule()
    return FileRule(written.carried == "copy", written.limit or COPIED)


def _fields(sheet: Sheet, replica: ReplicaName) -> dict[FieldName, FieldMapping]:
    known = specs(sheet)
    rolled = rollups(sheet)
    return {
        name: FieldMapping(name, known[name].type, native, computed=name in rolled)
        for name, native in natives(sheet, replica).items()
    }


def _container(written: ReplicaSheet) -> dict[str, tuple[str, ...]]:
    if written.tool == "jira":
        return {"projects": written.projects.names}
    key = CONTAINERS.get(written.tool)
    value = {"project": written.project, "data_source": written.data_source, "board": written.board}
    return {key: (str(value[key]),)} if key else {}


def _where(written: ReplicaSheet) -> str | dict[str, object] | None:
    if isinstance(written.where, dict):
        return {name: _condition(one) for name, one in written.where.items()}
    if written.projects.category is None:
        return written.where
    # A category is plain JQL; its characters are checked, so that it cannot close the quotes.
    category = f'category = "{written.projects.category}"'
    return f"{category} AND ({written.where})" if written.where else category


def _condition(one: Condition) -> dict[str, object]:
    return {"not": one.without} if one.without is not None else {"in": one.among}
