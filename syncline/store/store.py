"""Open a store by its URL, and give out the portfolios in it."""

from sqlalchemy import select, union

from syncline.ports.pace import Limit
from syncline.store.database import Database, connect
from syncline.store.inbox import SqlInbox
from syncline.store.pace import SqlPace
from syncline.store.portfolio import PortfolioStore
from syncline.store.schema import bring_up_to_date
from syncline.store.tables import items, runs


class SqlStore:
    """One database with the state of any number of portfolios."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def portfolio(self, name: str) -> PortfolioStore:
        """Return the state of one portfolio; a new name is an empty one."""
        return PortfolioStore(self._database, name)

    def inbox(self, name: str) -> SqlInbox:
        """Return what webhooks have named in one portfolio."""
        return SqlInbox(self._database, name)

    def pace(self, name: str, limit: Limit) -> SqlPace:
        """Return the turns of a credential; only a server's clock is everybody's."""
        return SqlPace(lambda: self._database, name, limit)

    def portfolios(self) -> tuple[str, ...]:
        """Return the names of all portfolios that have an Item or a run, sorted."""
        query = union(select(items.c.portfolio), select(runs.c.portfolio))
        with self._database.reading() as transaction:
            return tuple(sorted(transaction.values(query)))

    def close(self) -> None:
        """Close every transaction."""
        self._database.close()


def open_store(url: str) -> SqlStore:
    """Open the store of a URL, and bring its schema up to date.

    A relative path in the URL is the caller's to resolve. Raises StoreUnusable.
    """
    database = connect(url)
    try:
        bring_up_to_date(database)
    except BaseException:
        database.close()
        raise
    return SqlStore(database)
