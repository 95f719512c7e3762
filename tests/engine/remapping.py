"""A team whose configuration says in another way how a field of B is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from flows import reading
from syncline.domain.policy import FieldPolicy
from syncline.domain.state import Lease
from syncline.engine.session import Session
from syncline.ports import NativeWord, ReplicaSettings, VocabularyWord
from tests.engine.conftest import Team3, portfolio

CATEGORIES = {
    "planned": "unstarted", "in_progress": "started", "doing": "started", "done": "done",
}  # fmt: skip
Words = Mapping[str, tuple[str, ...]]
PLAIN: Words = {"planned": ("planned",), "in_progress": ("in_progress",), "done": ("done",)}


@dataclass
class Mapped(Team3):
    """A team that can be told where a field is in B, and what the words of a status mean."""

    native: dict[str, str] = field(default_factory=dict)  # B: field -> what it is mapped to
    words: dict[str, Words] = field(default_factory=dict)  # replica -> word -> native words

    def settings(self, name: str) -> ReplicaSettings:
        """Return the settings of a replica as they are configured now."""
        made = super().settings(name)
        spoken = tuple(
            VocabularyWord(word, CATEGORIES[word], tuple(map(NativeWord, natives)))  # type: ignore[arg-type]
            for word, natives in self.words.get(name, PLAIN).items()
        )
        fields = {
            n: replace(f, native=self.native.get(n)) if name == "B" else f
            for n, f in made.fields.items()
        }
        return replace(made, fields=fields, words={"status": spoken})

    def session(self, lease: Lease) -> Session:
        """Return a session that knows under which configuration it reads, as a house makes it."""
        made = {name: self.settings(name) for name in self.portfolio.replicas}
        return replace(
            super().session(lease),
            fingerprints={name: reading.fingerprint(one) for name, one in made.items()},
            readings={name: reading.readings(one) for name, one in made.items()},
        )


def mapped(path: Path, **policies: FieldPolicy) -> Mapped:
    """Return such a team over A, B and C."""
    return Mapped(path / "s.db", portfolio("A", "B", "C", **policies))
