"""Column types: each says how one kind of domain value is stored as text."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Generic, TypeVar

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from syncline.store import codec

T = TypeVar("T")


class Encoded(TypeDecorator[T], Generic[T]):
    """A domain value as text; None is NULL."""

    impl = Text
    cache_ok = True

    def __init__(self, encode: Callable[[T], str], decode: Callable[[str], T]) -> None:
        super().__init__()
        self.encode = encode
        self.decode = decode

    def process_bind_param(self, value: T | None, dialect: Dialect) -> str | None:  # noqa: ARG002  # SQLAlchemy's signature
        """Write."""
        return None if value is None else self.encode(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> T | None:  # noqa: ARG002  # SQLAlchemy's signature
        """Read."""
        return None if value is None else self.decode(value)


def _utc_text(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone; the store keeps aware times only")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")  # fixed width, so it sorts


DAY = Encoded(date.isoformat, date.fromisoformat)
MOMENT = Encoded(_utc_text, datetime.fromisoformat)
DAY = Encoded(date.isoformat, date.fromisoformat)
PLAIN = Encoded(codec.storable, str)
VALUE = Encoded(codec.value_text, codec.text_value)
VALUES = Encoded(codec.values_text, codec.text_values)
FIELDS = Encoded(codec.fields_text, codec.text_fields)
CANDIDATES = Encoded(codec.candidates_text, codec.text_candidates)
OPERATION = Encoded(codec.operation_text, codec.text_operation)
LINES = Encoded(codec.lines_text, codec.text_lines)
NAMES = Encoded(lambda names: codec.dumps(dict(names)), json.loads)
