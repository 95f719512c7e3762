"""What must hold for fields, links and vocabularies."""

from collections.abc import Iterator, Mapping

from syncline.config.hanging import ONLY, carrying, homed
from syncline.config.links import CreateSheet, DeliversSheet, SameAsSheet
from syncline.config.mapping import computed, delivers, rollups, shared_kinds, type_of
from syncline.config.problems import Route, one_of, quoted
from syncline.config.replicas import FILLED_IN
from syncline.config.sheet import FieldSheet
from syncline.config.view import Found, View
from syncline.config.vocabulary import doubles
from syncline.domain.fields import (
    CORE_FIELDS,
    KNOWN_FIELDS,
    REFERRING,
    SETS,
    SUMMED_FIELDS,
    FieldType,
)
from syncline.domain.item import FieldName

DECISIONS = frozenset({"priority", "target"})


def fields(view: View) -> Iterator[Found]:
    """Who decides a field exists and holds it; every option agrees with the others."""
    for name, field in view.sheet.fields.items():
        route = ("fields", name)
        yield from view.keyed((*route, "in"), field.native)
        yield from _deciders(view, name, field)
        yield from _filled_in(view, name, field)
        for key, message, remedy in _policy(view, name, field):
            yield Found((*route, key) if key else route, message, remedy)


def _deciders(view: View, name: FieldName, field: FieldSheet) -> Iterator[Found]:
    for key, replicas in (("authority", field.authority), ("on_conflict", field.on_conflict)):
        route = ("fields", name, key)
        yield from view.strangers(route, replicas)
        for replica in replicas:
            if replica in view.mapped and name not in view.mapped[replica]:
                message = f"{replica} does not hold {name}, so it cannot decide it"
                remedy = f"Write its native field: in: {{{replica}: NAME}}, or another replica."
                yield Found(route, message, remedy)
        if len(set(replicas)) < len(replicas):
            yield Found(route, "a replica is named twice", "Keep one.")


def _filled_in(view: View, name: FieldName, field: FieldSheet) -> Iterator[Found]:
    """What a tool fills in flows out of it: no edit made elsewhere can be written there."""
    for replica, native in field.native.items():
        settings = view.sheet.replicas.get(replica)
        if (
            settings
            and native in FILLED_IN.get(settings.tool, ())
            and field.authority != (replica,)
        ):
            message = f"{settings.tool} fills in {native}, so {name} cannot be written there"
            remedy = f"Write authority: {replica}; it flows from there to the others."
            yield Found(("fields", name, "in", replica), message, remedy)


def _policy(view: View, name: FieldName, field: FieldSheet) -> Iterator[tuple[str, str, str]]:
    if field.elsewhere and not field.authority:
        yield (
            "elsewhere",
            "there is no elsewhere when any replica decides",
            ("Name the authority, or remove it."),
        )
    if field.elsewhere == "revert" and name in DECISIONS:
        yield (
            "elsewhere",
            f"{name} is a decision of people, which is never reverted",
            ("Write propose, or compare."),
        )
    kind = type_of(view.sheet, name)
    if field.tolerance is not None and kind is not FieldType.DATE:
        yield "tolerance", f"{name} is no date", "Remove it."
    if kind is not None and kind in ONLY:
        yield from homed(name, kind, field)
    yield from carrying(name, field)
    if kind in REFERRING and name not in CORE_FIELDS:
        yield "type", "only parent and blocks refer to other items", "Name one of them."
    known = KNOWN_FIELDS.get(name)
    if known and field.type not in {None, known.type}:
        yield "type", f"{name} is always {known.type}", "Remove it."
    if not field.computed and all(name not in mapped for mapped in view.mapped.values()):
        yield "", "no replica holds this field", "Write where it lives: in: {REPLICA: NAME}."
    yield from _computed(view, name, field)


def _computed(view: View, name: FieldName, field: FieldSheet) -> Iterator[tuple[str, str, str]]:
    rolled = rollups(view.sheet)
    if field.computed and name not in {**rolled, **SUMMED_FIELDS}:
        yield "computed", "nothing computes it", f"Write up: {{{name}: status}} under delivers."
    if name in rolled and not field.computed:
        yield "", "it is computed from the items that deliver", "Write computed: true."
    if name in SUMMED_FIELDS and "parent" not in view.fields:
        yield "", "it lists the items below one, and parent is not synced", "Write parent: {} too."
    if computed(view.sheet, name) and (field.authority or field.elsewhere or field.on_conflict):
        yield "", "a computed field has no authority", "Keep computed and in."


def natives(view: View) -> Iterator[Found]:
    """No native field holds two fields."""
    for replica, mapped in view.mapped.items():
        seen: dict[str, FieldName] = {}
        for name, native in mapped.items():
            former = seen.setdefault(native, name) if native else name
            if former != name:
                message = f"{quoted(native)} of {replica} already holds {former}"
                yield Found(("fields", name, "in", replica), message, "Name another native field.")


def links(view: View) -> Iterator[Found]:
    """Links name replicas, kinds, fields and words that exist."""
    for index, link in enumerate(view.sheet.links):
        route = ("links", index)
        match link:
            case SameAsSheet():
                yield from _same_as(view, route, link)
            case DeliversSheet():
                yield from _delivers(view, route, link)


def _same_as(view: View, route: Route, link: SameAsSheet) -> Iterator[Found]:
    yield from view.strangers((*route, "same_as"), link.same_as)
    if len(set(link.same_as)) < len(link.same_as):
        yield Found((*route, "same_as"), "a replica is named twice", "Name each once.")
    elif set(link.same_as) <= set(view.sheet.replicas) and not shared_kinds(view.sheet, link):
        message = f"{', '.join(link.same_as)} have no kind in common"
        yield Found((*route, "same_as"), message, "Give them a common kind under replicas.")
    if link.create is None:
        return
    create = (*route, "create")
    yield from view.strangers((*create, "in"), link.create.where)
    for replica in link.create.where:
        if replica in view.replicas and replica not in link.same_as:
            message = f"{replica} is not part of this link"
            yield Found((*create, "in"), message, one_of(link.same_as))
        if replica in view.sheet.replicas and view.sheet.replicas[replica].access == "read":
            message = f"{replica} is only read, so nothing is created there"
            yield Found((*create, "in"), message, "Remove access: read, or name another replica.")
    if "title" not in view.fields:
        yield Found(create, "a record needs a title", "Write title under fields.")
    yield from view.unknown_fields((*create, "when"), link.create.when)
    for name, words in link.create.when.items():
        yield from _words(view, (*create, "when", name), name, words)


def _words(view: View, route: Route, name: FieldName, words: tuple[str, ...]) -> Iterator[Found]:
    known = view.words(name)
    if not known and name != "status":
        return
    for word in words:
        if word not in known:
            message = f"{quoted(word)} is no word of values.{name}"
            yield Found(route, message, one_of(known, word))


def _delivers(view: View, route: Route, link: DeliversSheet) -> Iterator[Found]:
    yield from view.strangers((*route, "delivers"), [link.delivers])
    yield from view.keyed((*route, "by"), link.by)
    for replica, kind in link.by.items():
        if replica in view.sheet.replicas and kind not in view.sheet.replicas[replica].kinds:
            message = f"{replica} has no {kind}"
            known = view.sheet.replicas[replica].kinds
            yield Found((*route, "by", replica), message, one_of(known, kind))
        if replica not in link.tie:
            message = f"{replica} has no tie, so no {kind} can say what it delivers"
            yield Found(route, message, f"Write tie: {{{replica}: NATIVE FIELD}}.")
    for replica in link.tie:
        if replica not in link.by:
            message = f"{quoted(replica)} delivers nothing here"
            yield Found((*route, "tie", replica), message, one_of(link.by, replica))
    for name in link.up:
        yield from view.unknown_fields((*route, "up", name), [name])
    yield from _down(view, route, link)
    if link.create is not None:
        yield from _drafts(view, (*route, "create"), link, link.create)
    if link.up and "status" not in view.fields:
        message = "what rolls up is the status, and status is not synced"
        yield Found((*route, "up"), message, "Write status under fields.")


TIED_AT_BIRTH = frozenset({"asana", "jira", "memory", "notion"})
"""Tools whose records can be given their tie in the call that makes them."""


def _drafts(view: View, route: Route, link: DeliversSheet, create: CreateSheet) -> Iterator[Found]:
    """What is drafted goes where something delivers, in one tool, and can be tied there."""
    yield from view.strangers((*route, "in"), create.where)
    if len(create.where) > 1:
        yield Found((*route, "in"), "each item is delivered by one new record", "Name one replica.")
    for replica in create.where:
        if replica in view.replicas and replica not in link.by:
            yield Found(
                (*route, "in"), f"{replica} delivers nothing here", one_of(link.by, replica)
            )
        sheet = view.sheet.replicas.get(replica)
        if sheet and sheet.access == "read":
            message = f"{replica} is only read, so nothing is created there"
            yield Found((*route, "in"), message, "Remove access: read, or name another replica.")
        if sheet and sheet.tool not in TIED_AT_BIRTH:
            message = f"{sheet.tool} takes no custom field, such as the tie, with a new record"
            remedy = "Name a replica of Jira, Asana or Notion, or remove create."
            yield Found((*route, "in"), message, remedy)
    yield from view.unknown_fields((*route, "when"), create.when)
    for name, words in create.when.items():
        yield from _words(view, (*route, "when", name), name, words)


NOT_MIRRORED = {
    "title": "every epic would be called like its roadmap item",
    "status": "nobody's work is closed because a plan says so",
}
LISTS = SETS | REFERRING | {FieldType.RICH}


def _down(view: View, route: Route, link: DeliversSheet) -> Iterator[Found]:
    """What flows down is one value, held above and below, and told by one link."""
    for name, flow in link.down.items():
        place = (*route, "down", name)
        yield from view.unknown_fields(place, [name])
        if name not in view.sheet.fields:
            continue
        if computed(view.sheet, name):
            yield Found(place, f"{name} is computed from below", "Remove it.")
        elif flow != "compare" and type_of(view.sheet, name) in LISTS:
            message = f"{name} is no single value, so nobody above can decide it"
            yield Found(place, message, "Write compare, or remove it.")
        elif flow == "mirror" and name in NOT_MIRRORED:
            yield Found(place, NOT_MIRRORED[name], "Write propose, or compare.")
        for replica in (link.delivers, *link.by):
            if replica in view.mapped and name not in view.mapped[replica]:
                message = f"{replica} does not hold {name}"
                yield Found(place, message, f"Write its native field: in: {{{replica}: NAME}}.")
        others = [one for one in delivers(view.sheet) if one is not link and name in one.down]
        if any(one.by.items() & link.by.items() for one in others):
            message = f"two links say {name} to the same items"
            yield Found(place, message, "Keep it in one of them.")


def values(view: View) -> Iterator[Found]:
    """Words say their category, in replicas that exist, and no native word means two."""
    if "status" in view.fields and not view.words("status"):
        message = "no words are given, and every tool has its own"
        yield Found(("fields", "status"), message, "Write values: {status: {done: ...}}.")
    for name, listed in view.sheet.values.items():
        yield from view.unknown_fields(("values", name), [name])
        yield from _otherwise(view, name, listed.otherwise)
        for word, sheet in listed.words.items():
            route = ("values", name, word)
            yield from view.keyed(route, sheet.natives)
            if name == "status" and sheet.category is None:
                remedy = "Write category: unstarted, started, done or cancelled."
                yield Found(route, '"category" is missing', remedy)
            elif name != "status" and sheet.category:
                yield Found((*route, "category"), "only status has categories", "Remove it.")
        yield from _ambiguous(view, name)
    for link in delivers(view.sheet):
        for name, how in link.up.items():
            if how == "status":
                yield from _rolled(view, name)


def _rolled(view: View, name: FieldName) -> Iterator[Found]:
    for word in view.words(name):
        yield from _words(view, ("values", name, word), "status", (word,))


def _otherwise(view: View, name: FieldName, otherwise: Mapping[str, str]) -> Iterator[Found]:
    route = ("values", name, "otherwise")
    yield from view.keyed(route, otherwise)
    for replica in otherwise:
        known = view.sheet.replicas.get(replica)
        if known and (known.tool != "jira" or name != "status"):
            message = f"only the status of Jira has categories, and {replica} is {known.tool}"
            yield Found((*route, replica), message, "Name every word instead.")


def _ambiguous(view: View, name: FieldName) -> Iterator[Found]:
    words = view.sheet.values[name].words
    for replica in view.sheet.replicas:
        forms = [(w, native) for w, s in words.items() for native in s.natives.get(replica, ())]
        for text, former, word in doubles(forms):
            message = f"{quoted(text)} would mean both {former} and {word}"
            yield Found(("values", name, word, replica), message, "Keep it in one of them.")


LINKING = (fields, natives, links, values)
