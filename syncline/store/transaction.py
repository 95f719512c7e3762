"""One transaction: statements run on the driver's own connection."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Dialect, Executable

from syncline.domain.errors import Stop
from syncline.store.statements import Bound, Prepared, prepared

STREAMED = 1_000  # rows that are fetched at a time, so that all of them are never held twice


class Transaction:
    """What may be asked and written until the end of a `with`."""

    def __init__(self, driver: Any, dialect: Dialect) -> None:
        self.driver = driver  # a connection of sqlite3 or of psycopg
        self.dialect = dialect

    def rows(self, statement: Executable, **bound: object) -> Sequence[Any]:
        """Ask, and return every row of the answer."""
        asked = prepared(statement, self.dialect, None)
        answer = self._run(asked, bound)
        return asked.read(answer.fetchall(), answer.description)

    def values(self, statement: Executable, **bound: object) -> list[Any]:
        """Ask for one column, and return its values."""
        return [value for (value,) in self.rows(statement, **bound)]

    def value(self, statement: Executable, **bound: object) -> Any:
        """Ask for one value; None without a row."""
        return next(iter(self.values(statement, **bound)), None)

    def stream(self, statement: Executable, **bound: object) -> Iterator[Any]:
        """Ask, and yield rows while the database still reads: they are never held as a whole."""
        asked = prepared(statement, self.dialect, None)
        server_side = {"name": "streamed"} if self.dialect.name == "postgresql" else {}
        cursor = self.driver.cursor(**server_side)
        cursor.execute(asked.text, asked.parameters(bound))
        while rows := cursor.fetchmany(STREAMED):
            yield from asked.read(rows, cursor.description)
        cursor.close()

    def run(self, statement: Executable, **bound: object) -> int:
        """Write, and return how many rows that touched."""
        asked = prepared(statement, self.dialect, tuple(bound))
        return int(self._run(asked, bound).rowcount)

    def run_each(self, statement: Executable, rows: Sequence[Bound]) -> None:
        """Write once for each row; all name the same parameters."""
        asked = prepared(statement, self.dialect, tuple(rows[0]))
        made = [self._parameters(asked, row) for row in rows]
        self.driver.cursor().executemany(asked.text, made)

    def _run(self, asked: Prepared, bound: Bound) -> Any:
        return self.driver.execute(asked.text, self._parameters(asked, bound))

    def _parameters(self, asked: Prepared, bound: Bound) -> Any:
        try:
            return asked.parameters(bound)
        except ValueError as wrong:
            raise Stop(f"A value cannot be stored: {wrong}.") from wrong
