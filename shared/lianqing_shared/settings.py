"""Settings that every service has, read once from the environment.

Names are `LIANQING_<SERVICE>_<FIELD>`; secrets are paths to files, never values.
"""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """What a service needs to start; subclasses set `env_prefix`."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    db_url: str = Field(
        description="SQLAlchemy URL: sqlite+aiosqlite:///PATH or postgresql+psycopg://…"
    )
    db_schema: str | None = Field(
        default=None, description="PostgreSQL schema, where services share a database."
    )
    bus_url: str = Field(
        default="nats://127.0.0.1:4222", description="Address of nats-server."
    )
    credentials: Path | None = Field(
        default=None, description="The service's .creds file; None only in tests."
    )
    signing_key: Path | None = Field(
        default=None,
        description="Seed file of the key that signs its messages.",
    )
    registry_key: Path | None = Field(
        default=None, description="File with the registry's public key."
    )
    service_keys: Path | None = Field(
        default=None,
        description="Folder with `<service>.pub` of those whose events it hears; "
        "None only in tests.",
    )
    digest_key: Path | None = Field(
        default=None,
        description="File with the key for digests, in hex.",
    )
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")
