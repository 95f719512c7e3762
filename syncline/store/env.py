"""Alembic's entry: run the revisions of `versions/` on the connection that `schema` gives."""

from alembic import context

# The caller's transaction spans all revisions: a half-made schema is never seen by anyone.
context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
