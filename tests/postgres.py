"""A PostgreSQL server for tests: a database of its own for each, made from a template and dropped.

Every database sorts as French does, so that nothing may lean on the order of bytes.
"""

import os
import secrets
from dataclasses import dataclass, field

import psycopg
from sqlalchemy import URL, make_url

from syncline.store import open_store

VARIABLE = "SYNCLINE_TEST_POSTGRES"
ABSENT = (
    f"{VARIABLE} is not set: give it a server whose user may create databases, such as "
    "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)


@dataclass
class Server:
    """One server; what was made on it is dropped at the end."""

    url: URL
    made: list[str] = field(default_factory=list)
    template: str = ""

    def empty(self) -> str:
        """Return the URL of a new database with nothing in it."""
        return self._create("TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'fr-FR'")

    def migrated(self) -> str:
        """Return the URL of a new database with an empty store in it."""
        if not self.template:
            self.template = self.empty()
            open_store(self.template).close()
        return self.copy(self.template)

    def copy(self, url: str) -> str:
        """Return the URL of a copy of a database that nobody is connected to."""
        return self._create(f'TEMPLATE "{make_url(url).database}"')

    def drop(self, url: str) -> None:
        """Drop a database, whoever is connected to it."""
        self._do(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')
        self.made.remove(url)

    def close(self) -> None:
        """Drop what is left."""
        for url in list(self.made):
            self.drop(url)

    def _create(self, how: str) -> str:
        name = f"syncline_test_{os.getpid()}_{secrets.token_hex(4)}"
        self._do(f'CREATE DATABASE "{name}" {how}')
        url = self.url.set(database=name).render_as_string(hide_password=False)
        self.made.append(url)
        return url

    def _do(self, statement: str) -> None:
        plain = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True, connect_timeout=10) as connection:
            connection.execute(statement.encode())
