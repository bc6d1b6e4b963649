"""What the operator may configure, read from the environment (prefix ``GONGHUI_``).

Nothing has to be set: with no store addresses the platform starts its own
PostgreSQL and Valkey in the data folder (see ``api.platform``).
"""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Configuration of one process; the field's description is what ``gonghui doctor`` shows."""

    model_config = SettingsConfigDict(env_prefix="GONGHUI_", frozen=True)

    data: Path = Field(Path("var"), description="data folder: embedded stores, secrets, uploads")
    host: str = Field("127.0.0.1", description="address that the API listens on")
    port: int = Field(8000, ge=1, le=65535, description="port that the API listens on")
    api_workers: int = Field(1, ge=1, le=64, description="API worker processes")
    job_processes: int = Field(1, ge=1, le=64, description="Dramatiq worker processes")
    job_threads: int = Field(4, ge=1, le=64, description="threads in a Dramatiq worker process")
    database_url: SecretStr | None = Field(None, description="your PostgreSQL, as the owner role")
    database_writer_url: SecretStr | None = Field(None, description="the same, as gonghui_writer")
    database_reader_url: SecretStr | None = Field(None, description="the same, as gonghui_reader")
    redis_url: SecretStr | None = Field(None, description="your Redis or Valkey")
    read_pool: int = Field(8, ge=1, le=200, description="read connections of one API process")
    vault_key: SecretStr | None = Field(
        None, description="vault keys as id:base64[,id:base64…], the first one encrypts"
    )
    index_key: SecretStr | None = Field(None, description="base64 key of the blind index")
    secure_cookies: bool = Field(
        default=False, description="set Secure and the __Host- prefix on cookies (behind TLS)"
    )
    feed_private_addresses: Literal["refuse", "allow"] = Field(
        "refuse", description="may feed sources stand at private or loopback addresses"
    )


@lru_cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
