"""What a replica shows under another mapping than before: nobody's edit, but a first sighting.

A shadow tells what was shown as it was read then. Where a field is now mapped to another native
one, or a native word means something else, a display that differs from its shadow proves no edit.
The shadow is forgotten, and the display is seen for the first time: equal agrees, empty is filled,
different is settled by the authority or held.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from syncline.domain.fields import HOMED, FieldType, Value, same
from syncline.domain.item import FieldName, ItemId, Record, ReplicaName, Snapshot
from syncline.domain.plan import Operation
from syncline.domain.references import Specs
from syncline.domain.state import ItemState, Shadow
from syncline.domain.toolbox import Moved, Observed

Anew = tuple[ItemId, ReplicaName, FieldName]
OF_PERSONS = frozenset({FieldType.PERSON, FieldType.PEOPLE})


@dataclass(frozen=True, slots=True)
class Reading:
    """How one field of a replica is read.

    `at`: a mark of where. `words`: native word -> what it is read as. `people`: address -> a mark
    of the accounts that stand for it.
    """

    at: str
    words: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)

    def moved(self, former: "Reading | None") -> Moved:
        """Return the values that may be read from what meant another one before; None: any may.

        A native word that meant nothing moves nothing: it could not be read, so it was typed.
        """
        if former is None or former.at != self.at:
            return None
        words = {word for text, word in self.words.items() if former.words.get(text, word) != word}
        people = {who for who, mark in self.people.items() if former.people.get(who) != mark}
        return frozenset(words | people)

    def after(self, former: "Reading | None") -> "Reading":
        """Return what to remember: what a word meant is known also once it is in no vocabulary."""
        return replace(self, words={**former.words, **self.words}) if former else self


def seen_anew(
    specs: Specs,
    states: dict[ItemId, ItemState],
    seen: Mapping[ItemId, Mapping[ReplicaName, Snapshot]],
    observed: Observed,
) -> list[Anew]:
    """Forget the shadows that a changed mapping left without a meaning; return what shows anew.

    So is the shadow of what nobody can read now: it may be shown again when this is long ago.
    """
    if not observed.remapped:
        return []
    anew: list[Anew] = []
    for item, state in states.items():
        shown = seen.get(item, {})
        gone = set(_meaningless(specs, state, shown, observed))
        kept = {key: shadow for key, shadow in state.shadows.items() if key not in gone}
        states[item] = replace(state, shadows=kept) if gone else state
        anew += [(item, *key) for key in sorted(gone) if key[0] in shown]
    return anew


def _meaningless(
    specs: Specs, state: ItemState, shown: Mapping[ReplicaName, Snapshot], observed: Observed
) -> Iterator[tuple[ReplicaName, FieldName]]:
    for (replica, name), shadow in state.shadows.items():
        moved = observed.remapped.get(replica, {}).get(name, frozenset())
        if moved == frozenset() or specs[name].type in HOMED:
            continue  # files and comments are mapped to nothing
        record, snapshot = state.records[replica], shown.get(replica)
        if snapshot is None:
            # What was listed, and looks as it did, needs no other look and is not among the seen.
            if replica in state.absent or (replica, record.id) in observed.unread:
                yield replica, name
        elif moved is None or not _typed(specs, name, record, snapshot):
            known = name in snapshot.fields and (replica, name) not in state.blocked
            if not known or _shows_anew(specs[name].type, moved, snapshot.fields[name], shadow):
                yield replica, name


def _typed(specs: Specs, name: FieldName, record: Record, snapshot: Snapshot) -> bool:
    """Tell whether a value that is, or was, of no word or no person: somebody has typed that."""
    unknown = name in record.refused and specs[name].type in OF_PERSONS
    return unknown or name in snapshot.refused


def _shows_anew(kind: FieldType, moved: Moved, display: Value, shadow: Shadow) -> bool:
    """Tell whether what is shown differs, and may be read from what meant something else."""
    values = display if isinstance(display, frozenset) else {display}
    return (moved is None or not moved.isdisjoint(values)) and not same(kind, display, shadow.shown)


def follows(anew: Collection[Anew], operations: Collection[Operation]) -> tuple[str, ...]:
    """Say what a plan writes because of values that are read in another way than before."""
    touched = {(op.item, c.field) for op in operations for c in getattr(op, "changes", ())}
    counted = Counter((r, name) for item, r, name in anew if (item, name) in touched)
    return tuple(
        f"{replica} is read in another way than before: {count} values of {name} are seen for the "
        "first time as they are mapped now, and writes follow from them"
        for (replica, name), count in sorted(counted.items())
    )
