"""How old a value was when Syncline came."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of what is there nobody can tell any more."""
    op.add_column("changes", sa.Column("since", sa.Text()))
