"""The words that a replica says: from `values:`, or the canonical words themselves."""

from collections.abc import Iterable

from syncline.config.mapping import natives, rollups
from syncline.config.sheet import Sheet
from syncline.config.words import NativeSheet, WordSheet
from syncline.domain.item import FieldName, ReplicaName
from syncline.domain.policy import Category
from syncline.ports import NativeWord, VocabularyWord


def vocabulary(sheet: Sheet, replica: ReplicaName) -> dict[FieldName, tuple[VocabularyWord, ...]]:
    """Return the words of every mapped field that has some."""
    found = {}
    for name in natives(sheet, replica):
        words = _words(sheet, name)
        if words:
            by_name = replica not in (sheet.values[name].otherwise if name in sheet.values else ())
            found[name] = _in_replica(words, replica, _categories(sheet, name), stand_alone=by_name)
    return found


def by_category(sheet: Sheet, replica: ReplicaName) -> frozenset[FieldName]:
    """Return the fields of which unnamed native words count as their category."""
    return frozenset(n for n, w in sheet.values.items() if replica in w.otherwise)


def humanised(word: str) -> str:
    """Return a canonical word as a person writes it: in_progress -> In progress."""
    text = word.replace("_", " ")
    return text[:1].upper() + text[1:]


def _words(sheet: Sheet, name: FieldName) -> dict[str, WordSheet]:
    """Return the words of a field; a rolled-up status has those of status, said its own way."""
    own = sheet.values[name].words if name in sheet.values else {}
    if rollups(sheet).get(name) != "status" or "status" not in sheet.values:
        return own
    plain = dict.fromkeys(sheet.values["status"].words, WordSheet.model_validate({}))
    return {**plain, **own}


def _categories(sheet: Sheet, name: FieldName) -> dict[str, Category | None]:
    if name != "status" and rollups(sheet).get(name) != "status":
        return {}
    status = sheet.values.get("status")
    return {w: s.category for w, s in status.words.items()} if status else {}


def _in_replica(
    words: dict[str, WordSheet],
    replica: ReplicaName,
    categories: dict[str, Category | None],
    *,
    stand_alone: bool,
) -> tuple[VocabularyWord, ...]:
    alone = stand_alone and not any(replica in sheet.natives for sheet in words.values())
    return tuple(
        VocabularyWord(word, categories.get(word), _natives(word, sheet, replica, alone=alone))
        for word, sheet in words.items()
    )


def _natives(
    word: str, sheet: WordSheet, replica: ReplicaName, *, alone: bool
) -> tuple[NativeWord, ...]:
    """Return a word's forms; where a replica is named nowhere, the word stands for itself."""
    if replica in sheet.natives:
        return tuple(NativeWord(n.section, n.completed) for n in sheet.natives[replica])
    return (NativeWord(humanised(word)),) if alone else ()


def doubles(forms: Iterable[tuple[str, NativeSheet]]) -> list[tuple[str, str, str]]:
    """Return (native text, word, other word) wherever one native form would mean two words."""
    seen: dict[tuple[str, bool | None], str] = {}
    found = []
    for word, native in forms:
        former = seen.setdefault((native.section.casefold(), native.completed), word)
        if former != word:
            found.append((native.section, former, word))
    return found
