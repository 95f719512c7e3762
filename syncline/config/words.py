"""The shape of vocabularies: a word, its category, and what each tool says for it."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, StrictBool

from syncline.config.forms import OneOrMore, Text, several
from syncline.config.strict import Strict
from syncline.domain.policy import Category


class NativeSheet(Strict):
    """One way a tool says a word: a section, with what its check mark must show."""

    section: Text
    completed: StrictBool | None = None


class ListSheet(Strict):
    """The same in Trello: a list, with what the card's tick must show."""

    list: Text
    completed: StrictBool | None = None


def _natives(value: Any) -> Any:
    return [_section(one) for one in several(value)]


def _section(value: Any) -> Any:
    if isinstance(value, dict) and "list" in value and "section" not in value:
        return {"section" if key == "list" else key: one for key, one in value.items()}
    return {"section": value} if isinstance(value, str) else value


Natives = Annotated[
    tuple[NativeSheet, ...],
    Field(min_length=1),
    BeforeValidator(
        _natives,
        json_schema_input_type=OneOrMore
        | NativeSheet
        | ListSheet
        | list[str | NativeSheet | ListSheet],
    ),
]


class WordSheet(Strict):
    """One word; every other key is a replica: the first of a list is written, all are read."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Natives]

    category: Category | None = Field(None, description="needed for the words of status")

    @property
    def natives(self) -> dict[str, tuple[NativeSheet, ...]]:
        """Return what each replica says."""
        return self.__pydantic_extra__ or {}


class WordList(Strict):
    """All words of one field; `otherwise` says what an unnamed native word counts as."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, WordSheet]

    otherwise: dict[str, Literal["by_category"]] = Field(default_factory=dict)

    @property
    def words(self) -> dict[str, WordSheet]:
        """Return the words, in the order of the file."""
        return self.__pydantic_extra__ or {}
