"""Statements in the words of a driver: each is built and compiled once, and runs as text.

SQLAlchemy knows the dialects and the types; around each execution it spends five times what SQLite
and its driver need, and a run asks some two hundred times (ADR 0034).
"""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Dialect, Executable, Text, bindparam, column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from syncline.store.columns import Encoded

T = TypeVar("T")
P = ParamSpec("P")
Bound = Mapping[str, Any]
Turn = Callable[[Any], Any]  # a value of the domain into one of the driver, or back


def built_once(build: Callable[P, T]) -> Callable[P, T]:
    """Keep the statements that a function builds: building one takes longer than running it.

    What differs from call to call is bound when the statement runs.
    """
    return cast("Callable[P, T]", lru_cache(maxsize=1024)(build))


class Prepared:
    """A statement as one driver wants it. Raises TypeError for a list that is not `among`."""

    def __init__(self, statement: Any, dialect: Dialect, names: Sequence[str] | None) -> None:
        compiled: SQLCompiler = statement.compile(
            dialect=dialect, column_keys=names, compile_kwargs={"render_postcompile": True}
        )
        self.text = compiled.string
        self._order = compiled.positiontup  # None: this driver takes parameters by name
        self._dialect = dialect
        self._types = [column.type for column in getattr(statement, "selected_columns", ())]
        self._readers: list[tuple[int, Turn]] | None = None
        self._writers = {
            name: turn
            for bound, name in compiled.bind_names.items()
            if (turn := _writer(bound.type, dialect))
        }
        if any(bound.expanding and _writer(bound.type, dialect) for bound in compiled.bind_names):
            raise TypeError(f"These values are encoded, so say them with `among`: {self.text}")
        self._named = {name for bound, name in compiled.bind_names.items() if bound.required}
        given = {n: v for n, v in compiled.params.items() if n not in self._named}
        self._fixed = {name: self._written(name, value) for name, value in given.items()}

    def parameters(self, bound: Bound) -> Any:
        """Return what is bound, as the driver takes it. Raises ValueError, TypeError."""
        if bound.keys() != self._named:
            raise TypeError(f"{sorted(bound)} are bound, {sorted(self._named)} wanted: {self.text}")
        values = self._fixed | {name: self._written(name, value) for name, value in bound.items()}
        return values if self._order is None else [values[name] for name in self._order]

    def read(self, rows: Sequence[Sequence[Any]], described: Sequence[Any]) -> Sequence[Any]:
        """Return the rows of an answer in values of the domain."""
        if self._readers is None:
            turns = [
                _reader(kind, self._dialect, at[1])
                for kind, at in zip(self._types, described, strict=False)
            ]
            self._readers = [(at, turn) for at, turn in enumerate(turns) if turn]
        if not self._readers:
            return rows
        return [_turned([*row], self._readers) for row in rows]

    def _written(self, name: str, value: Any) -> Any:
        turn = self._writers.get(name)
        return value if turn is None or value is None else turn(value)


def prepared(statement: Executable, dialect: Dialect, names: Sequence[str] | None) -> Prepared:
    """Return a statement in the words of a driver; a kept statement is compiled once.

    `names`: of the columns into which an insert puts values.
    """
    known = _PREPARED[dialect.name]
    found = known.get(statement)
    if found is None:
        found = known[statement] = Prepared(statement, dialect, names)
    return found


_PREPARED: dict[str, WeakKeyDictionary[Executable, Prepared]] = defaultdict(WeakKeyDictionary)


def among(of: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Say that a column holds one of the values that are bound under a name, however many."""
    these = _Each(bindparam(name, type_=_Several(of.type)))
    return of.in_(select(column("value")).select_from(these))


class _Several(TypeDecorator[Sequence[Any]]):
    """Several values of one type, as one text."""

    impl = Text
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        super().__init__()
        self.of = of

    def encode(self, values: Sequence[Any]) -> str:
        """Write."""
        write = self.of.encode if isinstance(self.of, Encoded) else str
        return json.dumps([write(value) for value in values], ensure_ascii=False)


class _Each(FunctionElement[Any]):
    """The rows of such a text, each with one `value`."""

    inherit_cache = True
    name = "each"


@compiles(_Each, "sqlite")
def _each_in_sqlite(element: _Each, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_Each, "postgresql")
def _each_in_postgres(element: _Each, compiler: SQLCompiler, **options: Any) -> str:
    told = compiler.process(element.clauses, **options)
    return f"json_array_elements_text(CAST({told} AS json))"


def _turned(row: list[Any], readers: Sequence[tuple[int, Turn]]) -> list[Any]:
    for at, turn in readers:
        if row[at] is not None:
            row[at] = turn(row[at])
    return row


def _writer(kind: TypeEngine[Any], dialect: Dialect) -> Turn | None:
    if isinstance(kind, Encoded | _Several):
        return kind.encode
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _reader(kind: TypeEngine[Any], dialect: Dialect, code: object) -> Turn | None:
    if isinstance(kind, Encoded):
        return kind.decode
    return kind.dialect_impl(dialect).result_processor(dialect, code)
