"""The history of the registry's tables, run by Alembic."""
