"""The JSON schema of a portfolio, with which editors complete it.

`python -m syncline.config` prints it.
"""

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from syncline.config.persons import PEOPLE
from syncline.config.sheet import Sheet

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Return the JSON schema of a portfolio's YAML."""
    made = _of(TypeAdapter(Sheet))
    # What the file of `extends:` brings need not stand in this one.
    del made["$defs"]["ReplicaSheet"]["required"]
    return {"$schema": DIALECT, **made, "required": ["portfolio"]}


@cache
def sheet_schema() -> dict[str, Any]:
    """Return the schema of the merged sheet, for sentences about what is missing."""
    return _of(TypeAdapter(Sheet))


@cache
def people_schema() -> dict[str, Any]:
    """Return the schema of people.yaml."""
    return _of(PEOPLE)


def _of(adapter: TypeAdapter[Any]) -> dict[str, Any]:
    return adapter.json_schema(by_alias=True, mode="validation")
