"""Bring a database to the newest revision, as its owner."""

import asyncio
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from migrations.guards import guard

HERE = Path(__file__).parent


def configuration(owner_url: str) -> Config:
    """Alembic's configuration for one database; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    url = sa.make_url(owner_url).set(drivername="postgresql+asyncpg")
    config.attributes["url"] = url
    return config


def upgrade(owner_url: str, revision: str = "head") -> None:
    """Run the migrations that the database lacks; does nothing when it has them all.

    Then each table has the triggers that write the audit.
    """
    command.upgrade(configuration(owner_url), revision)
    asyncio.run(guard(owner_url))
