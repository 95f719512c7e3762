"""Which teams were told of alerts in the last round, so that one that is new gets a summary."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of the round before nobody can tell, and no team is taken for new."""
    op.add_column("beats", sa.Column("teams", sa.Text()))
