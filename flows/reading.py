"""Under which configuration a replica is read: short marks, kept beside its cursor."""

import hashlib

from syncline.domain.item import FieldName
from syncline.domain.remapping import OF_PERSONS, Reading
from syncline.ports import ReplicaSettings


def fingerprint(settings: ReplicaSettings) -> str:
    """Return the mark of a replica's configuration; with another one it is read whole.

    A word added to a vocabulary or a newly mapped field concerns records that nobody touched.
    """
    return _mark(
        settings.kinds, settings.fields, settings.words, settings.where, settings.container,
        settings.ties, settings.hints, settings.files, sorted(settings.by_category),
        [(p.email, sorted(p.aliases), sorted(p.accounts.items())) for p in settings.people.persons],
    ) + ":"  # fmt: skip


def readings(settings: ReplicaSettings) -> dict[FieldName, Reading]:
    """Return how each field is read: where, what its words mean, and who is who.

    Under another one, a display that differs is nobody's edit. Nothing counts here that the
    fingerprint leaves out, for only a whole reading shows all that is read in another way.
    """
    return {name: _reading(settings, name) for name in settings.fields}


def _reading(settings: ReplicaSettings, name: FieldName) -> Reading:
    """Take a field whole where its words do not say by themselves what a record shows."""
    mapped, words = settings.fields[name], settings.words.get(name, ())
    natives = [(native, word.word) for word in words for native in word.natives]
    beside = [pair for pair in natives if pair[0].completed is not None]
    known = settings.people.persons if mapped.type in OF_PERSONS else ()
    return Reading(
        _mark(mapped, words if name in settings.by_category else beside),
        {native.text.casefold(): word for native, word in natives},
        {p.email: _mark(sorted(p.aliases), sorted(p.accounts.items())) for p in known},
    )


def _mark(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:8]
