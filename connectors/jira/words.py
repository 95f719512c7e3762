"""The vocabularies of a replica: native words and canonical ones."""

from connectors.jira.shapes import Choice
from syncline.domain.fields import Cannot
from syncline.domain.item import FieldName
from syncline.ports import ReplicaSettings, VocabularyWord

CATEGORIES = {"new": "unstarted", "indeterminate": "started", "done": "done"}


class Words:
    """What each native option means, and which are written for a word."""

    def __init__(self, settings: ReplicaSettings) -> None:
        self._words = settings.words
        self.known = frozenset(settings.words)  # the fields that have a vocabulary
        self._by_category = settings.by_category
        self._categories: dict[str, str] = {}  # by id: a changelog names a status without one
        self._read = {
            name: {native.text.casefold(): word.word for word in words for native in word.natives}
            for name, words in settings.words.items()
        }

    def read(self, name: FieldName, seen: Choice) -> str | Cannot:
        """Return the canonical word of a native one; without a vocabulary it is its own word."""
        if name not in self._words:
            return seen.name
        found = self._read[name].get(seen.name.casefold())
        if found is None and seen.id:
            found = self._read[name].get(seen.id)
        if found is None and name in self._by_category:
            found = self._first_of(name, CATEGORIES.get(self._category(seen)))
        return found or Cannot(
            f'{name} "{seen.name}" is in no vocabulary: add it under values.{name}'
        )

    def _category(self, seen: Choice) -> str:
        if seen.id and seen.category:
            self._categories[seen.id] = seen.category
        return seen.category or self._categories.get(seen.id or "", "")

    def natives(self, name: FieldName, word: str) -> tuple[str, ...]:
        """Return the native words of a canonical one, the one to write first."""
        if name not in self._words:
            return (word,)
        return tuple(n.text for known in self._named(name, word) for n in known.natives)

    def writable(self, name: FieldName, word: str) -> bool:
        """Tell whether some native word means this one, by name or by category."""
        return bool(self.natives(name, word)) or (
            name in self._by_category
            and any(
                self._first_of(name, known.category) == word for known in self._named(name, word)
            )
        )

    def _named(self, name: FieldName, word: str) -> list[VocabularyWord]:
        return [known for known in self._words[name] if known.word == word]

    def _first_of(self, name: FieldName, category: str | None) -> str | None:
        words = (known.word for known in self._words[name] if known.category == category)
        return next(words, None) if category else None
