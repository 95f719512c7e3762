"""The connection to the database: how it is opened, how a transaction begins, how it may fail."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, Protocol, TypeVar

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from syncline.domain.errors import Stop, StoreUnusable
from syncline.store import postgres, sqlite
from syncline.store.transaction import Transaction

VARIABLES = 900  # bound in one statement; SQLite's oldest limit is 999
T = TypeVar("T")


class Kind(Protocol):
    """What differs between databases; each module of that name fulfils it."""

    def engine(self, url: URL) -> Engine:
        """Open a database. Raises StoreUnusable, ImportError."""

    def begin(self, driver: Any, *, writes: bool) -> None:
        """Begin a transaction: one that sees a single state, or one that may write."""

    def remedy(self, error: BaseException | None) -> str:
        """Say what helps against an error."""


KINDS: Mapping[str, Kind] = {
    "sqlite": sqlite,
    "postgres": postgres,  # what many a provider writes
    "postgresql": postgres,
    postgres.DRIVER: postgres,
}


class Refused(Stop):
    """The database refuses rows that break a constraint."""


class Database:
    """One SQL database, with transactions that fail in sentences."""

    def __init__(self, engine: Engine, kind: Kind) -> None:
        self.where = address(engine.url)
        self.engine = engine
        self._kind = kind

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Give a transaction in which all queries see one state. Raises StoreUnusable."""
        with self._transaction(writes=False) as transaction:
            yield transaction

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """Give a transaction that may write. Raises StoreUnusable, Stop.

        In SQLite it has the only right to; in PostgreSQL, from when it has locked a lease's row.
        """
        with self._transaction(writes=True) as transaction:
            yield transaction

    @contextmanager
    def schema(self, *, writes: bool) -> Iterator[Connection]:
        """Give a connection of SQLAlchemy's, to look at the schema or to change it."""
        with self._sentences(), self.engine.connect() as connection, connection.begin():
            self._kind.begin(connection.connection.dbapi_connection, writes=writes)
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Transaction]:
        dialect = self.engine.dialect
        with self._sentences(), closing(self.engine.raw_connection()) as held:
            driver: Any = held.dbapi_connection
            try:
                self._kind.begin(driver, writes=writes)
                yield Transaction(driver, dialect)
                driver.commit()  # else the pool rolls back what is given back to it
            except self._driver.Error as trouble:
                if dialect.is_disconnect(trouble, driver, None):
                    held.invalidate(trouble)
                raise

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            yield
        except self._driver.IntegrityError as refused:
            raise Refused(
                f"The store {self.where} refuses this commit and has kept nothing of it: "
                f"{_line(refused)}. This is a defect of Syncline: report it with the run's log."
            ) from refused
        except self._driver.Error as trouble:
            raise StoreUnusable(self._trouble(trouble)) from trouble
        except DBAPIError as trouble:
            raise StoreUnusable(self._trouble(trouble.orig)) from trouble
        except SQLAlchemyError as trouble:
            raise StoreUnusable(f"The store {self.where} cannot be used: {trouble}.") from trouble

    @property
    def _driver(self) -> Any:
        return self.engine.dialect.dbapi

    def _trouble(self, error: BaseException | None) -> str:
        said = f"The store {self.where} cannot be used: {_line(error)}."
        return f"{said} {self._kind.remedy(error)}".rstrip()


def connect(url: str) -> Database:
    """Open the database of a URL. Raises StoreUnusable."""
    parsed = _parsed(url)
    kind = KINDS.get(parsed.drivername)
    if kind is None:
        raise StoreUnusable(
            f"No driver for a store of type {parsed.drivername} is known: state is kept in SQLite "
            "or PostgreSQL. Write `sqlite:///.syncline/product.db` or "
            "`postgresql+psycopg://user@host/name`."
        )
    try:
        return Database(kind.engine(parsed), kind)
    except (ImportError, ArgumentError) as missing:
        raise StoreUnusable(
            f"The driver for a store of type {parsed.drivername} cannot be loaded "
            f"({_line(missing)}). Install Syncline anew, or write "
            "`store: sqlite:///.syncline/product.db`."
        ) from missing


def address(url: str | URL) -> str:
    """Return a URL without the passwords in it."""
    whole = _parsed(url)
    hidden = {name: "hidden" if "pass" in name else value for name, value in whole.query.items()}
    return whole.set(query=hidden).render_as_string(hide_password=True)


def chunked(values: Collection[T]) -> Iterator[Sequence[T]]:
    """Cut values into sequences that one statement may bind."""
    whole = list(values)
    for start in range(0, len(whole), VARIABLES):
        yield whole[start : start + VARIABLES]


def _parsed(url: str | URL) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as wrong:
        raise StoreUnusable(
            "The `store:` is not a database URL. Write `sqlite:///.syncline/product.db` or "
            "`postgresql+psycopg://user@host/name`."
        ) from wrong


def _line(error: BaseException | None) -> str:
    """Return what an error says as one line, without what a driver guesses about it."""
    said = [line for line in str(error).splitlines() if not line.startswith(("\t", "CONTEXT:"))]
    return " ".join(" ".join(said).split()).rstrip(".")
