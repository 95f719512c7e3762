"""Between the words of a board and those of a vocabulary; both sides are read without case."""

from syncline.domain.fields import Cannot
from syncline.domain.item import FieldName
from syncline.domain.plain import one_line
from syncline.ports import NativeWord, ReplicaSettings


def folded(text: str) -> str:
    """Return the form in which two native names are compared."""
    return one_line(text).casefold()


def read_word(
    settings: ReplicaSettings, name: FieldName, native: str, *, completed: bool | None = None
) -> str | Cannot:
    """Return the canonical word of a native one; without a vocabulary it is its own word."""
    if name not in settings.words:
        return one_line(native)
    pairs = [(n, one.word) for one in settings.words[name] for n in one.natives]
    named = [(n, word) for n, word in pairs if folded(n.text) == folded(native)]
    # A card dragged into the list of "done" is done, whether or not it was ticked as well.
    ranked = (
        [word for n, word in named if n.completed is not None and n.completed == completed]
        + [word for n, word in named if n.completed is None]
        + [word for _, word in named]
    )
    if ranked:
        return ranked[0]
    return Cannot(f'{name} "{native}" is in no vocabulary: add it under values.{name}')


def native_word(settings: ReplicaSettings, name: FieldName, word: str) -> NativeWord | Cannot:
    """Return the native word that is written for a canonical one: its first."""
    if name not in settings.words:
        return NativeWord(word)
    known = (one for one in settings.words[name] if one.word == word)
    first = next((native for one in known for native in one.natives), None)
    remedy = f"name one under values.{name}.{word}"
    return first or Cannot(f'{name} "{word}" has no counterpart in {settings.name}: {remedy}')
