"""Episodes with all their states, what was answered, when alerts went round, what was measured."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _text(name: str, *, default: str | None = "", nullable: bool = False) -> sa.Column:
    given = None if nullable else default
    return sa.Column(name, sa.Text(), nullable=nullable, server_default=given)


def _texts(names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names.split()]


def _number(name: str, default: str | None = None) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False, server_default=default)


def _seq() -> sa.Column:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("seq", kind, primary_key=True)


def _real(name: str) -> sa.Column:
    return sa.Column(name, sa.Float(), nullable=False)


def upgrade() -> None:
    """Add columns and tables; an episode that is open stays so, and what was told stays told."""
    for column in (
        _text("name"), _text("team", nullable=True), _number("runs", "1"), _text("seen"),
        _text("cleared_at", nullable=True), _text("until", nullable=True),
        _text("reopens", nullable=True),
        sa.Column("batch", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("episodes", column)
    op.add_column("messages", _text("kind", default="digest"))
    op.add_column("messages", _number("line", "1"))
    op.create_index("ix_messages_portfolio_at", "messages", ["portfolio", "at"])
    op.create_table(
        "transitions", _seq(), *_texts("portfolio episode was became why at"),
        _text("by", nullable=True),
    )
    op.create_index("ix_transitions_portfolio_episode", "transitions", ["portfolio", "episode"])
    op.create_table(
        "answers", _seq(), *_texts("portfolio episode sign by at rule place"),
        sa.UniqueConstraint(
            "portfolio", "episode", "sign", name="uq_answers_portfolio_episode_sign"
        ),
    )
    op.create_index("ix_answers_portfolio_rule", "answers", ["portfolio", "rule"])
    op.create_table(
        "beats", *_texts("portfolio at"), _real("uptime"), *_texts("boot"),
        sa.PrimaryKeyConstraint("portfolio", name="pk_beats"),
    )
    key = ("portfolio", "day", "home", "team", "name")
    op.create_table(
        "measures", *_texts(" ".join(key)), _real("value"), _number("size"),
        sa.PrimaryKeyConstraint(*key, name="pk_measures"),
    )
    op.create_table(
        "scores", _seq(), *_texts("portfolio month team"), _number("question"), _number("score"),
    )
    _views()


def _views() -> None:
    """Add what a person asks a database about alerts, as views."""
    op.execute("""
        CREATE VIEW measured AS
        SELECT day, home AS portfolio, team, name, value, size FROM measures
    """)
    op.execute("""
        CREATE VIEW rule_verdicts AS
        SELECT rule,
               SUM(CASE WHEN sign IN ('done', 'useful') THEN 1 ELSE 0 END) AS useful,
               SUM(CASE WHEN sign IN ('useless', 'mute') THEN 1 ELSE 0 END) AS not_useful,
               COUNT(*) AS answers
          FROM answers GROUP BY rule
    """)
    op.execute("""
        CREATE VIEW told_episodes AS
        SELECT e.home AS portfolio, e.rule, e.team, e.severity, e.opened_at, e.resolved_at, e.state,
               m.state AS told, m.at AS told_at, m.kind, m.channel
          FROM episodes e JOIN messages m ON m.portfolio = e.portfolio AND m.episode = e.id
    """)
    op.execute("""
        CREATE VIEW pulse AS
        SELECT month, team, question, COUNT(*) AS answers, AVG(score) AS average,
               AVG(CASE WHEN score >= 4 THEN 1.0 ELSE 0.0 END) AS satisfied
          FROM scores GROUP BY month, team, question HAVING COUNT(*) >= 5
    """)
