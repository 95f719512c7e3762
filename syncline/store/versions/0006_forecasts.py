"""When items will be done, as computed on a day."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; nothing that is there changes."""
    names = ("portfolio", "item", "day", "p50", "p85")
    texts = [sa.Column(name, sa.Text(), nullable=False) for name in names]
    numbers = [sa.Column(name, sa.Integer(), nullable=False) for name in ("left", "weeks")]
    key = sa.PrimaryKeyConstraint("portfolio", "item", name="pk_forecasts")
    op.create_table("forecasts", *texts, *numbers, key)
