"""The shapes of links: which records are the same item, and which deliver another."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from syncline.config.forms import OneOrMore, Text, Texts, several
from syncline.config.strict import Strict
from syncline.domain.item import FieldName, Kind
from syncline.domain.policy import Flow, Rollup


class CreateSheet(Strict):
    """Where a missing record is created, and for which items."""

    where: Texts = Field(alias="in", examples=["launches"])
    when: dict[str, Texts] = Field(
        default_factory=dict, description="field -> words", examples=["{status: [planned]}"]
    )


class SameAsSheet(Strict):
    """One item, two to four records."""

    same_as: tuple[Text, ...] = Field(min_length=2, max_length=4, examples=["[roadmap, launches]"])
    match: tuple[Literal["marker", "url", "title"], ...] = Field(
        ("marker", "url", "title"), min_length=1
    )
    create: CreateSheet | None = None
    kinds: Annotated[
        tuple[Kind, ...], BeforeValidator(several, json_schema_input_type=OneOrMore)
    ] = Field((), description="kinds that are paired; all that the replicas share, if not given")


class DeliversSheet(Strict):
    """One item of `delivers`, delivered by one to n items elsewhere."""

    delivers: Text = Field(examples=["roadmap"])
    by: dict[str, Kind] = Field(min_length=1, examples=["{delivery: epic}"])
    tie: dict[str, Text] = Field(
        default_factory=dict, description="replica -> native field with the other's URL or key"
    )
    up: dict[FieldName, Rollup] = Field(default_factory=dict)
    down: dict[FieldName, Flow] = Field(default_factory=dict)
    create: CreateSheet | None = None


def _shape(value: Any) -> str:
    delivers = "delivers" in value if isinstance(value, dict) else isinstance(value, DeliversSheet)
    return "#delivers" if delivers else "#same_as"


Link = Annotated[
    Annotated[SameAsSheet, Tag("#same_as")] | Annotated[DeliversSheet, Tag("#delivers")],
    Discriminator(_shape),
]
