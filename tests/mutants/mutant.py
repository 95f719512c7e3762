"""A mutant: the product with one rule made weaker, on purpose."""

import hashlib
from dataclasses import dataclass


class Misplaced(AssertionError):
    """The text that a mutant changes is not in its file exactly once."""


@dataclass(frozen=True)
class Mutant:
    """One rule made weaker: `old` becomes `new` in `file`.

    `guards`: what the rule is there for: rows of the failure catalogue (F1 ...), invariants
    (I1 ...), laws of the merge (L1 ...), quirks and lies of the tools (Q1 ..., E1 ...). `test`: the
    directed test that kills it where random schedules do not see it, or too seldom; without one,
    schedules must.
    """

    name: str
    weaker: str
    guards: str
    file: str
    old: str
    new: str
    test: str = ""

    def applied(self, text: str) -> str:
        """Return the text of the file with the weaker rule. Raises Misplaced."""
        if (found := text.count(self.old)) != 1:
            raise Misplaced(f"{self.name}: its text is {found} times in {self.file}, not once")
        return text.replace(self.old, self.new)

    @property
    def mark(self) -> str:
        """Name this very change in 8 hex digits, so that an old verdict is known as old."""
        said = repr((self.file, self.old, self.new, self.test))
        return hashlib.sha256(said.encode()).hexdigest()[:8]
