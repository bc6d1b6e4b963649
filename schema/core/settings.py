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
    archive: Path | None = Field(
        None,
        description="folder on another disk: keep the embedded PostgreSQL restorable to any "
        "moment there, sealed with GONGHUI_BACKUP_KEY",
    )
    host: str = Field("127.0.0.1", description="address that the API listens on")
    port: int = Field(8000, ge=1, le=65535, description="port that the API listens on")
    api_workers: int = Field(1, ge=1, le=64, description="API worker processes")
    job_processes: int = Field(1, ge=1, le=64, description="Dramatiq worker processes")
    job_threads: int = Field(4, ge=1, le=64, description="threads in a Dramatiq worker process")
    job_urgent_threads: int = Field(
        2, ge=1, le=64, description="further threads in it, for alerts and payments alone"
    )
    metrics_port: int | None = Field(
        None,
        ge=1,
        le=65_500,
        description="show figures for Prometheus: the relay from this port on, the scheduler "
        "from 10 later, workers from 20, the API from 30; each takes the first free of ten",
    )
    metrics_address: str = Field("127.0.0.1", description="address that the figures are shown at")
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
    second_factor: Literal["required", "postponable"] = Field(
        "required",
        description="one-time codes for roles that reveal, decide or administer; postponable "
        "is for evaluation on the embedded servers only",
    )
    oidc_issuer: str | None = Field(None, description="OpenID Connect: the provider's address")
    oidc_client_id: str | None = Field(None, description="OpenID Connect: our client id")
    oidc_client_secret: SecretStr | None = Field(None, description="OpenID Connect: our secret")
    oidc_client_secret_file: Path | None = Field(
        None, description="OpenID Connect: a file of mode 600 with our secret"
    )
    oidc_redirect_url: str | None = Field(
        None, description="OpenID Connect: our address, https://…/auth/oidc/return"
    )
    feed_private_addresses: Literal["refuse", "allow"] = Field(
        "refuse", description="may feed sources stand at private or loopback addresses"
    )
    smtp_host: str | None = Field(None, description="mail server that alerts are sent by")
    smtp_port: int = Field(25, ge=1, le=65535, description="its port")
    smtp_security: Literal["none", "starttls", "tls"] = Field(
        "none", description="how the connection to the mail server is secured"
    )
    smtp_user: str | None = Field(None, description="user at the mail server")
    smtp_password: SecretStr | None = Field(None, description="password at the mail server")
    smtp_sender: str | None = Field(None, description="sender of the alerts' mails")
    opinion_encoder: str = Field(
        "default",
        pattern=r"^(default|none|onnx:.+|openai:https?://.+#.+)$",
        description="what reads public opinion besides the n-grams: default, none, "
        "onnx:/folder, or openai:http://host/v1#model",
    )
    payment_gateway_url: str | None = Field(
        None, description="the bank's direct link for payments; without it the bank's files serve"
    )
    payment_gateway_token: SecretStr | None = Field(
        None, description="what the direct link asks for as bearer token"
    )
    trusted_documents: str | None = Field(
        None, description="run registered documents only: 'database', or a manifest file besides"
    )
    ad_hoc_documents: Literal["explorers", "nobody"] = Field(
        "explorers",
        description="with trusted documents: who may run others (explorers: in GraphiQL)",
    )
    rate_user: int = Field(1200, ge=0, description="requests of a user in a minute (0: no limit)")
    rate_address: int = Field(6000, ge=0, description="requests of an address in a minute")
    rate_points: int = Field(300_000, ge=0, description="cost points of a user in a minute")
    rate_sign_ins: int = Field(120, ge=0, description="attempts to sign in of an address a minute")
    trusted_proxies: str = Field(
        "", description="networks of the proxies in front, by comma: their X-Forwarded-For counts"
    )
    allowed_origins: str = Field(
        "",
        description="origins besides our own whose pages may open sockets, by comma: "
        "https://board.example",
    )
    ping_seconds: float = Field(
        25,
        ge=1,
        le=600,
        description="a socket is pinged so often; three times silent, it is closed",
    )
    upload_quota: int = Field(
        200_000_000, ge=0, description="bytes that the uploads of one user may hold"
    )
    files_bucket: str | None = Field(
        None, description="keep files in this S3 bucket (install gonghui[s3]), not in the folder"
    )
    files_endpoint: str | None = Field(
        None, description="address of an S3-compatible server; without it Amazon's"
    )
    files_region: str = Field("us-east-1", description="region of the bucket")
    files_key_id: str | None = Field(None, description="access key id of the bucket")
    files_secret: SecretStr | None = Field(None, description="secret access key of the bucket")
    scanner_address: str | None = Field(
        None,
        pattern=r"^(unix:/.+|tcp:.+:\d+)$",
        description="virus scanner with clamd's protocol: unix:/path or tcp:host:port",
    )


@lru_cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
