"""Verdicts of each portfolio, one of a person and day on a rule, as demotion counts them."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Replace the view that put portfolios together and counted every sign."""
    op.execute("DROP VIEW rule_verdicts")
    op.execute("""
        CREATE VIEW rule_verdicts AS
        WITH said AS (
            SELECT e.home, a.rule, a."by" AS who, a.episode, a.sign, a.place, a.at, a.seq,
                   ROW_NUMBER() OVER (PARTITION BY a.portfolio, a.episode, a."by"
                                      ORDER BY a.seq DESC) AS back
              FROM answers a JOIN episodes e ON e.portfolio = a.portfolio AND e.id = a.episode
             WHERE a.sign IN ('done', 'useful', 'useless', 'mute')
        ), words AS (
            SELECT home, rule, sign,
                   ROW_NUMBER() OVER (PARTITION BY home, rule, who, CASE place WHEN 'label'
                                      THEN episode ELSE SUBSTR(at, 1, 10) END
                                      ORDER BY at DESC, seq DESC) AS back
              FROM said WHERE back = 1
        ), counted AS (
            SELECT home, rule,
                   SUM(CASE WHEN sign IN ('done', 'useful') THEN 1 ELSE 0 END) AS useful,
                   SUM(CASE WHEN sign IN ('useless', 'mute') THEN 1 ELSE 0 END) AS not_useful
              FROM words WHERE back = 1 GROUP BY home, rule
        ), every AS (
            SELECT e.home, a.rule, COUNT(*) AS answers
              FROM answers a JOIN episodes e ON e.portfolio = a.portfolio AND e.id = a.episode
             GROUP BY e.home, a.rule
        )
        SELECT every.home AS portfolio, every.rule, COALESCE(counted.useful, 0) AS useful,
               COALESCE(counted.not_useful, 0) AS not_useful, every.answers
          FROM every LEFT JOIN counted
            ON counted.home = every.home AND counted.rule = every.rule
    """)
