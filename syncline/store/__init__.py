"""The state of every portfolio in one SQL database: SQLite by default, PostgreSQL by URL."""

from syncline.store.database import address as address
from syncline.store.portfolio import PortfolioStore as PortfolioStore
from syncline.store.store import SqlStore as SqlStore
from syncline.store.store import open_store as open_store
