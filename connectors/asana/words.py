"""Between the words of a tool and those of a vocabulary; both sides are read without case."""

from collections.abc import Sequence

from syncline.domain.fields import Cannot
from syncline.domain.item import FieldName
from syncline.domain.plain import one_line
from syncline.ports import NativeWord, ReplicaSettings, VocabularyWord


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
    ticks = [(n, w) for n, w in pairs if n.completed is not None and n.completed == completed]
    # A card dragged into the column of "done" is done, whether or not it was ticked as well.
    ranked = (
        [word for n, word in named if (n, word) in ticks]
        + [word for n, word in ticks if not n.text]
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
    found = _named(settings.words[name], word)
    if found and found.natives:
        return found.natives[0]
    remedy = f"name one under values.{name}.{word}"
    return Cannot(f'{name} "{word}" has no counterpart in {settings.name}: {remedy}')


def _named(words: Sequence[VocabularyWord], word: str) -> VocabularyWord | None:
    return next((one for one in words if one.word == word), None)
