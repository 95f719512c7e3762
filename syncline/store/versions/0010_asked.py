"""When a message was last looked at for answers."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was never looked at comes first."""
    op.add_column("messages", sa.Column("asked_at", sa.Text()))
