"""The connection to the database: how it is opened, how a transaction begins, how it may fail."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import ParamSpec, Protocol, TypeVar, cast

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError, StatementError

from syncline.domain.errors import Stop, StoreUnusable
from syncline.store import postgres, sqlite

VARIABLES = 900  # bound in one statement; SQLite's oldest limit is 999
T = TypeVar("T")
P = ParamSpec("P")


class Kind(Protocol):
    """What differs between databases; each module of that name fulfils it."""

    def engine(self, url: URL) -> Engine:
        """Open a database. Raises StoreUnusable, ImportError."""

    def reader(self, opened: Engine) -> Engine:
        """Return the engine of transactions that see one state from their first query on."""

    def writer(self, opened: Engine) -> Engine:
        """Return the engine of transactions that may write."""

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


def built_once(build: Callable[P, T]) -> Callable[P, T]:
    """Keep the statements that a function builds: building one takes longer than running it.

    What differs from call to call is bound when the statement runs.
    """
    return cast("Callable[P, T]", lru_cache(maxsize=1024)(build))


class Database:
    """One SQL database, with transactions that fail in sentences."""

    def __init__(self, engine: Engine, kind: Kind) -> None:
        self.where = address(engine.url)
        self.engine = engine
        self._reader, self._writer = kind.reader(engine), kind.writer(engine)
        self._remedy = kind.remedy

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a transaction in which all queries see one state. Raises StoreUnusable."""
        with self._sentences(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a transaction that may write. Raises StoreUnusable, Stop.

        In SQLite it has the only right to; in PostgreSQL, from when it has locked a lease's row.
        """
        with self._sentences(), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError as refused:
            raise Refused(
                f"The store {self.where} refuses this commit and has kept nothing of it: "
                f"{_line(refused.orig)}. This is a defect of Syncline: report it with the run's "
                "log."
            ) from refused
        except StatementError as trouble:
            raise StoreUnusable(self._trouble(trouble.orig)) from trouble
        except SQLAlchemyError as trouble:
            raise StoreUnusable(f"The store {self.where} cannot be used: {trouble}.") from trouble

    def _trouble(self, error: BaseException | None) -> str:
        said = f"The store {self.where} cannot be used: {_line(error)}."
        return f"{said} {self._remedy(error)}".rstrip()


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
