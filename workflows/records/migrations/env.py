"""How does Alembic reach the database? Over the owner's connection that `platform/migrating.py` hands in."""

from alembic import context

from workflows.records.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_schemas=True,
    version_table_schema="public",
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
