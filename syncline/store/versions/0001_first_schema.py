"""The first schema. A revision is history: it is never changed, and shares no code with tables.py."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _texts(required: str, optional: str = "") -> list[sa.Column]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in required.split()] + [
        sa.Column(name, sa.Text(), nullable=True) for name in optional.split()
    ]


def _number(name: str, kind: type = sa.Integer) -> sa.Column:
    return sa.Column(name, kind(), nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("portfolio", *columns, name=f"pk_{table}")


def _once(table: str, *columns: str) -> sa.UniqueConstraint:
    whole = ("portfolio", *columns)
    return sa.UniqueConstraint(*whole, name=f"uq_{table}_{'_'.join(whole)}")


def _of_item(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["portfolio", "item"], ["items.portfolio", "items.id"], name=f"fk_{table}_items"
    )


def _sequence(table: str) -> list:
    return [
        sa.Column("seq", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=f"pk_{table}"),
    ]


def _index(table: str, *columns: str) -> None:
    whole = ("portfolio", *columns)
    op.create_index(f"ix_{table}_{'_'.join(whole)}", table, list(whole))


def _partial(name: str, table: str, columns: tuple[str, ...], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, list(columns), sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    """Make every table of the first schema."""
    _who_may_write()
    _items_and_records()
    _values()
    _decisions()
    _journal()
    _alerts()


def _who_may_write() -> None:
    op.create_table(
        "leases", *_texts("portfolio", "holder expires"), _number("fence", sa.BigInteger),
        _number("ttl", sa.Float), _key("leases"),
    )
    op.create_table("cursors", *_texts("portfolio replica cursor"), _key("cursors", "replica"))
    op.create_table(
        "asides", *_texts("portfolio replica record reason"),
        sa.Column("ended", sa.Boolean(), nullable=False), _key("asides", "replica", "record"),
    )


def _items_and_records() -> None:
    op.create_table("items", *_texts("portfolio id kind", "team active_at"), _key("items", "id"))
    _index("items", "kind")
    op.create_table(
        "records",
        *_texts("portfolio item replica id key url revision ties refused key_folded url_bare"),
        sa.Column("marked", sa.Boolean(), nullable=False),
        _key("records", "item", "replica", "id"), _once("records", "replica", "id"),
        _once("records", "item", "replica"), _of_item("records"),
    )
    _index("records", "key_folded")
    _index("records", "url_bare")
    _partial("ix_records_unmarked", "records", ("portfolio", "item"), "NOT marked")
    op.create_table(
        "relations", *_texts("portfolio child parent kind"),
        sa.Column("ended", sa.Boolean(), nullable=False),
        _key("relations", "child", "parent", "kind"),
    )
    _index("relations", "parent")


def _values() -> None:
    op.create_table(
        "agreed_values", *_texts("portfolio item field", "value"), _number("version"),
        _key("agreed_values", "item", "field"), _of_item("agreed_values"),
    )
    _index("agreed_values", "item", "field", "version")
    op.create_table(
        "shadows", *_texts("portfolio item replica field", "asked shown remembered"),
        _number("version"), _key("shadows", "item", "replica", "field"), _of_item("shadows"),
    )
    _index("shadows", "item", "field", "version", "replica")


def _decisions() -> None:
    op.create_table(
        "conflicts", *_sequence("conflicts"),
        *_texts("portfolio id item field candidates seen opened_at", "closed_at how"),
        _number("revision"), _once("conflicts", "id"),
    )
    op.create_table(
        "proposals", *_sequence("proposals"),
        *_texts("portfolio id item replica field opened_at", "value against by closed_at how"),
        _once("proposals", "id"),
    )
    columns = ("portfolio", "item", "field")
    _partial("ix_conflicts_open", "conflicts", columns, "closed_at IS NULL")
    _partial("ix_proposals_open", "proposals", columns, "closed_at IS NULL")
    op.create_table(
        "held_plans", *_sequence("held_plans"),
        *_texts("portfolio digest run reasons rendered at state"), _once("held_plans", "digest"),
    )


def _journal() -> None:
    op.create_table(
        "intents", *_sequence("intents"),
        *_texts("portfolio id run operation state prior at note", "visible_by"),
        _once("intents", "id"),
    )
    _index("intents", "state")
    op.create_table(
        "changes", *_sequence("changes"),
        *_texts("portfolio item field replica what run at", "old new by"),
    )
    _index("changes", "item", "at")
    op.create_table(
        "runs", *_sequence("runs"),
        *_texts("portfolio id mode started_at outcome counts notes", "ended_at digest"),
        _once("runs", "id"),
    )
    _index("runs", "started_at")


def _alerts() -> None:
    op.create_table(
        "episodes", *_sequence("episodes"),
        *_texts("portfolio id home fingerprint rule item owner severity text action opened_at state",
                "resolved_at"),
        _once("episodes", "id"),
    )
    _index("episodes", "state")
    op.create_table(
        "messages", *_sequence("messages"),
        *_texts("portfolio episode person channel state at note"),
        _once("messages", "episode", "person", "channel"),
    )
    _index("messages", "state")
