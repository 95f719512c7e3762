"""What webhooks named: ids of records that wait for a look, and which deliveries came before."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select

from syncline.domain.item import ReplicaName
from syncline.ports.inbound import Called, Signal
from syncline.store.database import Database
from syncline.store.tables import called, deliveries
from syncline.store.upserts import insert_missing, put_statement


class SqlInbox:
    """Fulfil `Inbox` for one portfolio; any number of threads and processes may share it."""

    def __init__(self, database: Database, portfolio: str) -> None:
        self._database, self._portfolio = database, portfolio

    def keep(self, replica: ReplicaName, signal: Signal, wall: datetime) -> bool:
        """Keep the records of a delivery; False when it was kept before. One transaction."""
        whose = {"portfolio": self._portfolio, "replica": replica}
        with self._database.writing() as connection:
            dialect = connection.dialect.name
            first = {**whose, "delivery": signal.id, "at": signal.at or wall}
            noted = insert_missing(dialect, deliveries, tuple(first))
            if not connection.execute(noted, first).rowcount:
                return False
            for record in signal.records:
                row = {**whose, "record": record, "at": wall}
                connection.execute(put_statement(dialect, called, tuple(row)), row)
        return True

    def waiting(self, limit: int) -> tuple[Called, ...]:
        """Return the records that wait, the longest waiting first."""
        columns = (called.c.replica, called.c.record, called.c.at)
        query = select(*columns).where(called.c.portfolio == self._portfolio)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(called.c.at).limit(limit)).all()
        return tuple(Called(*row) for row in rows)

    def settle(self, looked: Collection[Called]) -> None:
        """Forget records that were looked at, unless they were named again since."""
        with self._database.writing() as connection:
            for one in looked:
                mine = (called.c.portfolio == self._portfolio) & (called.c.replica == one.replica)
                same = mine & (called.c.record == one.record) & (called.c.at == one.at)
                connection.execute(delete(called).where(same))

    def heard(self, replica: ReplicaName) -> Sequence[tuple[str, datetime]]:
        """Return id and time of the deliveries that are remembered."""
        query = select(deliveries.c.delivery, deliveries.c.at).where(self._of(replica))
        with self._database.reading() as connection:
            return [(row.delivery, row.at) for row in connection.execute(query)]

    def forget(self, replica: ReplicaName, until: datetime) -> None:
        """Forget deliveries up to a time of the tool."""
        with self._database.writing() as connection:
            old = self._of(replica) & (deliveries.c.at <= until)
            connection.execute(delete(deliveries).where(old))

    def _of(self, replica: ReplicaName) -> ColumnElement[bool]:
        return (deliveries.c.portfolio == self._portfolio) & (deliveries.c.replica == replica)
