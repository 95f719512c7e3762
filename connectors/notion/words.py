"""Options and labels: a tool's own words <-> canonical words; pure."""

import re
from collections.abc import Mapping

from syncline.domain.fields import Cannot
from syncline.domain.item import FieldName
from syncline.domain.plain import one_line
from syncline.ports import VocabularyWord

OPTION_LIMIT = 100  # characters of an option's name
SET_LIMIT = 100  # options that one property holds
_ESCAPED = re.compile("%(25|2C)")


class Words:
    """The vocabularies of one replica."""

    def __init__(self, words: Mapping[FieldName, tuple[VocabularyWord, ...]]) -> None:
        self._words = words
        self._read = {
            name: {_key(n.text): word.word for word in vocabulary for n in word.natives}
            for name, vocabulary in words.items()
        }

    def has(self, name: FieldName) -> bool:
        """Tell whether a field has a vocabulary; without one its native text is its word."""
        return name in self._words

    def word(self, name: FieldName, native: str) -> str | Cannot:
        """Read an option as a canonical word, in any case of its letters."""
        if not self.has(name):
            return one_line(native)
        found = self._read[name].get(_key(native))
        return found or Cannot(f'{name} "{native}" is in no vocabulary: add it under values.{name}')

    def native(self, name: FieldName, word: str) -> str | Cannot:
        """Return the native word that is written for a canonical one: the first."""
        if not self.has(name):
            refused = "," in word or len(word) > OPTION_LIMIT
            return Cannot(f'{name} "{word}" cannot be an option in Notion') if refused else word
        for known in self._words[name]:
            if known.word == word and known.natives:
                return known.natives[0].text
        return Cannot(f'{name} "{word}" has no word in Notion: add one under values.{name}.{word}')

    def natives(self, name: FieldName) -> tuple[str, ...]:
        """Return every native word of a field's vocabulary."""
        return tuple(n.text for word in self._words.get(name, ()) for n in word.natives)


def _key(native: str) -> str:
    return one_line(native).casefold()


def label_written(label: str) -> str:
    """Escape the comma, which Notion refuses in options. Law: label_read gives `label` back."""
    return re.sub("%(?=25|2C)", "%25", label).replace(",", "%2C")


def label_read(native: str) -> str:
    """Read an option of a multi-select as a label."""
    return _ESCAPED.sub(lambda found: "," if found[1] == "2C" else "%", native)


def holdable(labels: frozenset[str]) -> frozenset[str]:
    """Return the labels that Notion can hold: those whose escaped form is short enough."""
    return frozenset(one for one in labels if len(label_written(one)) <= OPTION_LIMIT)
