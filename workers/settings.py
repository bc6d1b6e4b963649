"""How patient the job platform is; every figure can be set by ``GONGHUI_JOB_…``."""

from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class JobSettings(BaseSettings):
    """Times of leases, retries and polls of one worker, relay or scheduler process."""

    model_config = SettingsConfigDict(env_prefix="GONGHUI_JOB_", frozen=True)

    lease_seconds: float = Field(60, gt=0, description="a run whose worker is silent is lost")
    max_attempts: int = Field(5, ge=1, description="tries before a run is dead")
    max_lost_leases: int = Field(3, ge=1, description="lost workers before a run is dead")
    retry_base_seconds: float = Field(5, gt=0, description="wait before the second try")
    retry_cap_seconds: float = Field(900, gt=0, description="longest wait between two tries")
    resend_seconds: float = Field(30, gt=0, description="a run not claimed by then is sent again")
    poll_seconds: float = Field(1, gt=0, description="longest sleep of relay and scheduler")
    batch: int = Field(200, ge=1, description="runs handed to the broker in one transaction")
    prefetch: int = Field(16, ge=1, description="messages that a worker takes in advance")
    time_limit_seconds: float = Field(3600, gt=0, description="longest try of a run")
    memory_limit_mb: int = Field(
        1024, ge=64, description="growth of the worker during a try that stops the try"
    )
    stall_seconds: float = Field(
        60, gt=0, description="a worker whose event loop stands still for so long ends itself"
    )
    drain_seconds: float = Field(9, ge=0, description="what running jobs get at shutdown")
    heartbeat_timeout_ms: int = Field(20_000, ge=15_000, le=30_000)
    maintenance_chance: int = Field(50_000, ge=50_000, le=1_000_000, description="per million")


@lru_cache
def job_settings() -> JobSettings:
    """The settings of this process, read once."""
    return JobSettings()
