"""Migrations with Alembic, one history per service, run by the service as it starts."""

from importlib.resources import files

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine

_LOCK = 7_399


async def migrate(engine: AsyncEngine, package: str) -> None:
    """Bring the database to the newest version of `package`'s history.

    `package` is the import name of the folder with `env.py` and `versions/`. Several
    processes may start at once: on PostgreSQL one migrates and the rest wait.
    """
    async with engine.begin() as connection:
        await connection.run_sync(_upgrade, package)


def _upgrade(connection: Connection, package: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    config = Config()
    config.set_main_option("script_location", str(files(package)).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def run_env(metadata: MetaData) -> None:
    """Run one service's migrations; its `env.py` is a call of this."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        render_as_batch=True,
        transactional_ddl=True,
    )
    context.run_migrations()
