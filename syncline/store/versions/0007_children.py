"""Which Items are below one."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index of parents; nothing that is there changes."""
    op.create_index(
        "ix_agreed_values_below", "agreed_values", ["portfolio", "value", "item"],
        sqlite_where=sa.text("field = 'parent'"), postgresql_where=sa.text("field = 'parent'"),
    )  # fmt: skip
