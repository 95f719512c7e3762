"""Which field is mapped in which replica, under which native name, and of which type."""

from collections.abc import Mapping

from syncline.config.links import DeliversSheet, SameAsSheet
from syncline.config.replicas import OWN_FIELDS
from syncline.config.sheet import Sheet
from syncline.domain.fields import (
    CORE_FIELDS,
    HUNG_FIELDS,
    KNOWN_FIELDS,
    SUMMED_FIELDS,
    FieldType,
)
from syncline.domain.item import KINDS, FieldName, Kind, ReplicaName
from syncline.domain.policy import Rollup

COMMENTING = frozenset({"asana", "jira", "memory", "notion", "trello"})  # that carry comments
LINKING = frozenset({"asana", "jira", "memory", "notion"})  # that hold links between records
LISTING = frozenset({"memory", "trello"})  # that show the items below one as a checklist
ONLY_IN: Mapping[FieldName, frozenset[str]] = {
    "comments": COMMENTING, "blocks": LINKING, "subtasks": LISTING,
}  # fmt: skip

USUAL: Mapping[FieldName, FieldType] = {
    "estimate": FieldType.NUMBER, "sprint": FieldType.OPTION, "components": FieldType.SET,
    "versions": FieldType.SET,
}  # fmt: skip
"""What fields of these names are where nobody says it; where they are has to be said."""

ROLLED: Mapping[Rollup, FieldType] = {
    "status": FieldType.OPTION, "done_share": FieldType.NUMBER, "start": FieldType.DATE,
    "target": FieldType.DATE, "p85": FieldType.DATE,
}  # fmt: skip


def natives(sheet: Sheet, replica: ReplicaName) -> dict[FieldName, str | None]:
    """Return the fields that a replica carries; None = the connector's own name for it.

    A core field is carried without being told, unless another field claims its native field.
    """
    settings = sheet.replicas[replica]
    claimed = claims(sheet, replica)
    found: dict[FieldName, str | None] = {}
    for name, field in sheet.fields.items():
        native = field.native.get(replica)
        if native is False or (settings.only is not None and name not in settings.only):
            continue
        if native is not None:
            found[name] = native
        elif settings.tool not in ONLY_IN.get(name, (settings.tool,)):
            continue
        elif name in {**HUNG_FIELDS, **SUMMED_FIELDS} or (
            name in CORE_FIELDS and not field.computed and name not in claimed
        ):
            found[name] = None
    return found


def claims(sheet: Sheet, replica: ReplicaName) -> dict[FieldName, FieldName]:
    """Return core fields whose native field there is claimed by another field, and by which."""
    own = OWN_FIELDS[sheet.replicas[replica].tool]
    taken = {}
    for name, field in sheet.fields.items():
        core = own.get(str(field.native.get(replica)))
        if core and core != name and replica not in sheet.fields.get(core, field).native:
            taken[core] = name
    return taken


def rollups(sheet: Sheet) -> dict[FieldName, Rollup]:
    """Return how each computed field is computed."""
    return {name: how for link in delivers(sheet) for name, how in link.up.items()}


def computed(sheet: Sheet, name: FieldName) -> bool:
    """Tell whether a field is computed: it flows out, and is never read back."""
    return sheet.fields[name].computed or name in SUMMED_FIELDS


def type_of(sheet: Sheet, name: FieldName) -> FieldType | None:
    """Return a field's type: its own, what is said, or what its native fields hold."""
    if known := KNOWN_FIELDS.get(name):
        return known.type
    if how := rollups(sheet).get(name):
        return ROLLED[how]
    field = sheet.fields[name]
    if field.type is not None:
        return field.type
    if name in USUAL:
        return USUAL[name]
    if name in sheet.values:
        return FieldType.OPTION
    return _type_of_native(sheet, name)


def _type_of_native(sheet: Sheet, name: FieldName) -> FieldType | None:
    for replica, native in sheet.fields[name].native.items():
        if replica in sheet.replicas:
            core = OWN_FIELDS[sheet.replicas[replica].tool].get(str(native))
            if core:
                return KNOWN_FIELDS[core].type
    return None


def delivers(sheet: Sheet) -> list[DeliversSheet]:
    """Return the links in which one item delivers another."""
    return [link for link in sheet.links if isinstance(link, DeliversSheet)]


def shared_kinds(sheet: Sheet, link: SameAsSheet) -> tuple[Kind, ...]:
    """Return the kinds that all replicas of a link have, in their usual order."""
    known = [set(sheet.replicas[r].kinds) for r in link.same_as if r in sheet.replicas]
    common = set[Kind].intersection(*known) if known else set()
    return tuple(k for k in KINDS if k in common and (not link.kinds or k in link.kinds))
