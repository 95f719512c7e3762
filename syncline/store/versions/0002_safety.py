"""What is missing, postponed or in trouble, how often this store has written, what is derived."""

import json
from collections import Counter
from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _texts(names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names.split()]


def _ended() -> sa.Column:
    return sa.Column("ended", sa.Boolean(), nullable=False)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("portfolio", *columns, name=f"pk_{table}")


def _index(table: str, *columns: str) -> None:
    whole = ("portfolio", *columns)
    op.create_index(f"ix_{table}_{'_'.join(whole)}", table, list(whole))


def upgrade() -> None:
    """Add the tables; nothing that is there changes."""
    op.create_table(
        "absences",
        *_texts("portfolio item replica record presence reason first_at last_at how"),
        _number("versions"), _ended(), _key("absences", "replica", "record"),
    )
    where = sa.text("NOT ended")
    op.create_index(
        "ix_absences_open", "absences", ["portfolio", "item"],
        sqlite_where=where, postgresql_where=where,
    )
    op.create_table(
        "postponed", *_texts("portfolio item replica lane digest until reason"),
        _number("attempts"), _ended(), _key("postponed", "item", "replica", "lane"),
    )
    op.create_table(
        "troubles", *_texts("portfolio replica reason since"), _ended(), _key("troubles", "replica"),
    )
    for table in ("intents", "changes"):
        _index(table, "run")
    made = sa.Column("made", sa.Text(), nullable=False, server_default="")
    op.add_column("intents", made)
    op.add_column("cursors", sa.Column("whole_at", sa.Text(), nullable=True))
    op.create_table("epochs", *_texts("portfolio"), _number("epoch"), _key("epochs"))
    _derived()
    _filled()


def _derived() -> None:
    """Add what is derived from the other tables, and an index of Items by record."""
    op.create_table(
        "behind", *_texts("portfolio item replica field"), _key("behind", "item", "replica", "field")
    )
    op.create_table("homes", *_texts("portfolio item kind replicas unmarked"), _key("homes", "item"))
    _index("homes", "kind", "replicas", "unmarked")
    op.create_table(
        "tallies", *_texts("portfolio kind replicas unmarked"), _number("count"),
        _key("tallies", "kind", "replicas", "unmarked"),
    )
    op.create_table(
        "aliases", *_texts("portfolio item replica alias record"),
        _key("aliases", "item", "replica", "alias"),
    )
    _index("aliases", "replica", "alias", "record", "item")
    op.create_table(
        "sightings", *_texts("portfolio item replica"),
        sa.Column("digest", sa.LargeBinary(), nullable=False), _key("sightings", "item", "replica"),
    )
    op.drop_index("ix_records_unmarked", "records")
    _index("records", "replica", "id", "item")


def _filled() -> None:
    """Derive from what a store of the first schema holds."""
    bind = op.get_bind()
    bind.execute(sa.text("""
        INSERT INTO behind (portfolio, item, replica, field)
        SELECT s.portfolio, s.item, s.replica, s.field FROM agreed_values a JOIN shadows s
            ON s.portfolio = a.portfolio AND s.item = a.item AND s.field = a.field
         WHERE s.version < a.version AND NOT EXISTS (
               SELECT 1 FROM conflicts c WHERE c.portfolio = a.portfolio AND c.item = a.item
                  AND c.field = a.field AND c.closed_at IS NULL)
    """))
    found = bind.execute(sa.text("""
        SELECT i.portfolio, i.id, i.kind, r.replica, r.marked FROM items i LEFT JOIN records r
            ON r.portfolio = i.portfolio AND r.item = i.id
    """))
    places: dict[tuple[str, str, str], dict[str, bool]] = {}
    for *key, replica, marked in found:
        places.setdefault((*key,), {}).update({replica: bool(marked)} if replica else {})
    homes = [
        (portfolio, item, kind, _names(there), _names(r for r in there if not there[r]))
        for (portfolio, item, kind), there in places.items()
    ]
    tallies = Counter((portfolio, *home) for portfolio, _, *home in homes)
    _insert("homes", "portfolio item kind replicas unmarked", homes)
    counted = [(*home, count) for home, count in tallies.items()]
    _insert("tallies", "portfolio kind replicas unmarked count", counted)
    columns = [sa.column(name) for name in "portfolio item replica id url key".split()]
    records = bind.execute(sa.select(*columns).select_from(sa.table("records")))
    _insert("aliases", "portfolio item replica record alias", [
        (*whose, alias) for *whose, url, key in records for alias in _spellings(url, key)
    ])


def _spellings(*texts: str) -> set[str]:
    plain = [t.strip().split("?")[0].split("#")[0].rstrip("/").lower() for t in texts if t]
    tails = [p.rsplit("/", 1)[-1].rsplit("-", 1)[-1].replace("-", "") for p in plain if "/" in p]
    return {*plain, *(t for t in tails if len(t) >= 16)}


def _names(replicas: Iterable[str]) -> str:
    return json.dumps(sorted(replicas), ensure_ascii=False, separators=(",", ":"))


def _insert(table: str, names: str, rows: list) -> None:
    columns = names.split()
    made = sa.table(table, *(sa.column(name) for name in columns))
    if rows:
        op.get_bind().execute(sa.insert(made), [dict(zip(columns, row)) for row in rows])
