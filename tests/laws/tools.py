"""Tools in the small: what a replica shows, what it can hold, and what it stores when asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from syncline.domain.canvas import Canvas, painted
from syncline.domain.fields import FieldSpec, FieldType, Value
from syncline.domain.normaltext import normal_document
from syncline.domain.policy import FieldPolicy
from syncline.domain.text import Block, BlockKind, Document, Run

Kind = Literal["exact", "lossy", "normal", "rewriting"]
KINDS: tuple[Kind, ...] = ("exact", "lossy", "normal", "rewriting")

FIELDS: Mapping[str, FieldSpec] = {
    "title": FieldSpec("title", FieldType.TEXT),
    "labels": FieldSpec("labels", FieldType.SET),
    "status": FieldSpec("status", FieldType.OPTION),
    "priority": FieldSpec("priority", FieldType.OPTION),
    "description": FieldSpec("description", FieldType.RICH),
}
POLICIES: Mapping[str, FieldPolicy] = {
    "status": FieldPolicy(authority=("A",), elsewhere="propose"),
    "priority": FieldPolicy(authority=("A",), elsewhere="revert"),
}
POOR = Canvas("lossy", "exact", frozenset({"paragraph"}))
BODY: tuple[BlockKind, ...] = ("paragraph", "heading", "callout", "bullet")
DETAIL: Mapping[BlockKind, str] = {"heading": "2", "callout": "info"}
TOKEN = 3  # characters that name what somebody typed; no tool of this world cuts them off


@dataclass
class Replica:
    """One tool with one record: exact, lossy (cuts), normal (known rewriting), or rewriting.

    `answers`: a write returns the stored value; else a separate read is all there is.
    """

    name: str
    kind: Kind = "exact"
    answers: bool = True
    shown: dict[str, Value] = field(default_factory=dict)
    indexed: dict[str, Value] = field(default_factory=dict)  # what an old listing still shows

    def project(self, name: str, value: Value) -> Value:
        """Return what Syncline knows this tool to show of a value."""
        match value:
            case str() if name == "title" and self.kind == "lossy":
                return value[:TOKEN]
            case str() if name == "title" and self.kind == "normal":
                return value.rstrip(".") + "."
            case frozenset() if self.kind == "lossy":
                return frozenset(one for one in value if not one.startswith("z"))
            case Document() if self.kind == "lossy":
                return normal_document(painted(value, POOR))
            case _:
                return value

    def store(self, name: str, value: Value) -> None:
        """Keep a value; a rewriting tool changes titles in a way that nobody knows of."""
        stored = self.project(name, value)
        if self.kind == "rewriting" and name == "title" and isinstance(stored, str):
            stored = stored.split("~")[0] + "~" + self.name
        self.shown[name] = stored


def paragraph(text: str) -> Block:
    """Return a block of a kind and a look that a lossy tool cannot show."""
    kind = BODY[sum(map(ord, text)) % len(BODY)]
    return Block(kind, (Run(text, frozenset({"strong"})),), detail=DETAIL.get(kind, ""))


def tokens(value: Value) -> frozenset[str]:
    """Return the names of what people typed into a value."""
    match value:
        case str():
            return frozenset({value[:TOKEN]})
        case frozenset():
            return value
        case Document():
            return frozenset(run.text[:TOKEN] for block in value.blocks for run in block.runs)
        case _:
            return frozenset()
