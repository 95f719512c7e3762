"""What webhooks named, and which of them came before."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _texts(names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names.split()]


def upgrade() -> None:
    """Add the tables; nothing that is there changes."""
    key = sa.PrimaryKeyConstraint("portfolio", "replica", "record", name="pk_called")
    op.create_table("called", *_texts("portfolio replica record at"), key)
    key = sa.PrimaryKeyConstraint("portfolio", "replica", "delivery", name="pk_deliveries")
    op.create_table("deliveries", *_texts("portfolio replica delivery at"), key)
    columns = ["portfolio", "replica", "at"]
    op.create_index("ix_deliveries_portfolio_replica_at", "deliveries", columns)
