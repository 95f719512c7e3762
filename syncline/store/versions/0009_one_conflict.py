"""One open conflict a field, as the merge has it."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")
COLUMNS = ["portfolio", "item", "field"]


def upgrade() -> None:
    """Join what is open twice, and let no second one be opened."""
    _join()
    op.drop_index("ix_conflicts_open", "conflicts")
    op.create_index(
        "ix_conflicts_open", "conflicts", COLUMNS, unique=True,
        sqlite_where=OPEN, postgresql_where=OPEN,
    )  # fmt: skip


def _join() -> None:
    """Let the newest one hold the sides of all, and close the others, which keep theirs too."""
    bind = op.get_bind()
    found = bind.execute(sa.text("""
        SELECT seq, portfolio, item, field, candidates, seen, revision FROM conflicts
         WHERE closed_at IS NULL ORDER BY seq
    """)).all()  # fmt: skip
    former: dict[tuple[str, str, str], tuple[int, dict, list, int]] = {}
    for seq, *field, candidates, seen, number in found:
        sides, values = json.loads(candidates), json.loads(seen)
        if older := former.get((*field,)):
            sides = {**older[1], **sides}
            values = [*older[2], *(value for value in values if value not in older[2])]
            number = max(older[3], number) + 1
            _end(older[0], "it went on in a newer one")
            _widen(seq, sides, values, number)
        former[*field,] = (seq, sides, values, number)


def _end(seq: int, how: str) -> None:
    op.get_bind().execute(
        sa.text("UPDATE conflicts SET closed_at = opened_at, how = :how WHERE seq = :seq"),
        {"how": how, "seq": seq},
    )


def _widen(seq: int, sides: dict, values: list, number: int) -> None:
    op.get_bind().execute(
        sa.text("""
            UPDATE conflicts SET candidates = :sides, seen = :seen, revision = :number
             WHERE seq = :seq
        """),
        {"sides": json.dumps(sides), "seen": json.dumps(values), "number": number, "seq": seq},
    )
