"""Checkboxes where a tool has none, or one of several boxes: an option that says yes or no."""

from collections.abc import Iterable

from syncline.domain.fields import Cannot
from syncline.domain.item import FieldName

YES, NO = "yes", "no"


def ticked(name: FieldName, words: Iterable[str | Cannot]) -> bool | Cannot:
    """Tell whether a box is ticked by the words of its options; without one it is not."""
    said = False
    for word in words:
        if isinstance(word, Cannot):
            return word
        if word.casefold() not in (YES, NO):
            return Cannot(f'{name} "{word}" is neither yes nor no: say which under values.{name}')
        said = said or word.casefold() == YES
    return said
