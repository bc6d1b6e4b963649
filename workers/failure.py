"""What may be told of a failure, and how long to wait after it."""

import traceback
from pathlib import Path
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from schema.accounts.rules import Entity
from schema.accounts.service import notify_roles
from schema.core.errors import DomainError
from schema.core.notification import NotificationKind
from schema.core.roles import Role
from schema.core.work import Work
from workers.limits import LimitError

OURS = ("schema", "workers")


def describe(error: BaseException) -> str:
    """A failure without its message: class, code and place.

    Messages may carry names, numbers or statement parameters, and the text
    goes to a table, a log and a screen.
    """
    if isinstance(error, DomainError):
        return f"{error.code.value}: {error.code.label}"
    if isinstance(error, LimitError):
        return error.reason
    name = type(error).__name__
    if isinstance(error, DBAPIError):
        state = getattr(error.orig, "sqlstate", None)
        name = f"{name} {state}" if state else name
    place = _place(error)
    return f"{name} at {place}" if place else name


def _place(error: BaseException) -> str | None:
    """File and line of the innermost frame that is ours."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        parts = Path(frame.filename).parts
        for top in OURS:
            if top in parts:
                return f"{'/'.join(parts[parts.index(top) :])}:{frame.lineno}"
    return None


def retry_delay(attempts: int, base: float, cap: float, chance: float) -> float:
    """Seconds until the next try: ``base`` doubled for each try made, at most ``cap``.

    ``chance`` in [0, 1) spreads it over the upper half, so that runs that
    failed together do not come back together.
    """
    full = min(cap, base * 2 ** min(attempts - 1, 32))
    return float(full * (0.5 + chance / 2))


async def tell_of_failure(work: Work, run: UUID, job: str) -> None:
    """A run that is given up is an alert to those who keep the jobs."""
    await notify_roles(
        work,
        {Role.ADMINISTRATOR},
        NotificationKind.JOB_FAILED,
        subject=Entity.SCHEDULE,
        title=f"任务失败: {job}",
        entity="job_run",
        entity_id=run,
    )
