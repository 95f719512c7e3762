"""What is right and still worth knowing: above all, what this version does not do yet."""

from collections.abc import Iterator

from syncline.config import rulebook
from syncline.config.mapping import ONLY_IN, claims, natives, type_of
from syncline.config.problems import quoted
from syncline.config.replicas import OWN_FIELDS, ReplicaSheet
from syncline.config.view import Found, View

CANNOT_ARCHIVE = frozenset({"asana"})  # a task can only be deleted, and not brought back


def tools(view: View) -> Iterator[Found]:
    """Yield what replicas ask for and do not get."""
    if not any(_keeps_the_epoch(replica) for replica in view.sheet.replicas.values()):
        message = "no tool can keep the epoch, so a store that is restored from an old copy is not"
        remedy = "Let Syncline write to one marked replica of Jira, Asana or Notion."
        yield Found(("replicas",), f"{message} always noticed before it writes", remedy)
    for name, replica in view.sheet.replicas.items():
        route = ("replicas", name)
        if replica.tool not in view.tools:
            message = f"{replica.tool} is not in this version"
            yield Found((*route, "tool"), message, "The file is checked; it cannot run yet.")
        if replica.marker == "none":
            message = "without a marker, a lost answer or a lost store cannot be healed here"
            yield Found((*route, "marker"), message, "Name a native field to have it healed.")


def _keeps_the_epoch(replica: ReplicaSheet) -> bool:
    """Tell whether a tool can: Jira out of sight, the others beside the marker."""
    marked = replica.tool == "jira" or (
        replica.tool in {"asana", "notion", "memory"} and replica.marker != "none"
    )
    return marked and replica.access == "write"


def mapping(view: View) -> Iterator[Found]:
    """Yield what was decided about fields without being told."""
    for name, settings in view.sheet.replicas.items():
        for field in ONLY_IN.keys() & view.sheet.fields.keys():
            if settings.tool not in ONLY_IN[field]:
                message = f"{settings.tool} holds no {field}"
                yield Found(("fields", field), message, f"{name} takes no part in it.")
    for name in view.sheet.fields:
        if type_of(view.sheet, name) is None:
            message = "its type is not known, so it is taken as text"
            yield Found(("fields", name), message, "Write type: date, number, option, ...")
    for replica in view.sheet.replicas:
        for core, other in claims(view.sheet, replica).items():
            if core in view.sheet.fields and core not in natives(view.sheet, replica):
                message = f"{core} is not synced in {replica}, where {other} has its native field"
                yield Found(("fields", core), message, "Name another with in:, if it should be.")


def scope(view: View) -> Iterator[Found]:
    """Yield where a record that Syncline makes would lie outside of its own replica."""
    for replica in {name for link in view.sheet.links if link.create for name in link.create.where}:
        settings = view.sheet.replicas.get(replica)
        where = settings.where if settings and isinstance(settings.where, dict) else {}
        for key, condition in where.items():
            words = condition.among or ()
            if len(words) > 1 and key.casefold() not in _synced(view, replica):
                message = (
                    f"what is created here is in scope once {quoted(key)} is "
                    f"{' or '.join(map(str, words))}, and nobody says which"
                )
                remedy = "Name one word, which is filled in then, or sync it as a field."
                yield Found(("replicas", replica, "where", key), message, remedy)


def _synced(view: View, replica: str) -> set[str]:
    """Return the native fields of a replica that a new record gets its values in."""
    own = OWN_FIELDS[view.sheet.replicas[replica].tool]
    carried = view.mapped[replica]
    return {
        *(native.casefold() for native in carried.values() if native),
        *(native.casefold() for native, field in own.items() if field in carried),
    }


def links(view: View) -> Iterator[Found]:
    """Yield what links ask for and do not get."""
    if not view.sheet.links:
        yield Found((), "nothing is linked, so nothing is synced", "Write links:.")


def people(view: View) -> Iterator[Found]:
    """Yield what nobody will hear of."""
    sheet = view.sheet
    if sheet.steward is None:
        message = "nobody is named for items without an owner, and for sync trouble"
        yield Found((), message, "Write steward: ops@example.com.")
    if sheet.people is None:
        message = "people are known by their e-mail addresses alone"
        yield Found((), message, "Write people: people.yaml, for tools that hide addresses.")


def safety(view: View) -> Iterator[Found]:
    """Yield what cannot be done about deletions."""
    sheet = view.sheet
    unable = [name for name, replica in sheet.replicas.items() if replica.tool in CANNOT_ARCHIVE]
    if sheet.safety.on_missing == "archive" and unable:
        message = f"{', '.join(unable)} cannot put records away"
        yield Found(("safety", "on_missing"), message, "They are listed, to be done by hand.")
    if sheet.safety.on_missing == "label" and "labels" not in sheet.fields:
        message = "labels are not synced, so owners are asked instead"
        yield Found(("safety", "on_missing"), message, "Write fields: labels: {}.")


NOTICES = (tools, mapping, scope, links, people, safety, rulebook.notices)
