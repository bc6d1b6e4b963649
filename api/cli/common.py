"""What the commands share: settings, stores, and calling the other parts of the program."""

import asyncio
import inspect
import os
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Final, TypeVar

import typer

from api.platform.errors import PlatformError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from api.platform.stores import Stores
    from schema.core.settings import Settings
    from schema.core.work import Work

Result = TypeVar("Result")

DAILY: Final = "Every day"
DATA: Final = "Data"
PARTS: Final = "Single processes, for several machines"
HELP: Final = "Help"


def say(line: str) -> None:
    """Tell the operator something, at once even through a pipe."""
    typer.echo(line)


def tell(line: str) -> None:
    """Tell the operator something if he is still there: a closed terminal stops nothing."""
    with suppress(OSError):
        say(line)


def load_settings() -> "Settings":
    """Read the settings; raises PlatformError that names the variable when one is wrong."""
    from pydantic import ValidationError

    from schema.core.settings import settings

    settings.cache_clear()
    try:
        return settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = "GONGHUI_" + "_".join(str(part) for part in first["loc"]).upper()
        raise PlatformError(f"{name}: {first['msg']}") from error


@contextmanager
def running_stores(*, stay: bool = False) -> "Iterator[Stores]":
    """Open the stores and make this process's settings point at them."""
    from api.platform.stores import open_stores

    with open_stores(load_settings(), tell, stay=stay) as stores:
        os.environ.update(stores.environment())
        load_settings()
        yield stores


def call(module: str, function: str, *arguments: object, **named: object) -> object:
    """Call ``module.function``, awaiting it when it is a coroutine function."""
    result = getattr(import_module(module), function)(*arguments, **named)
    return asyncio.run(_wait(result)) if inspect.isawaitable(result) else result


def in_transaction(use_case: "Callable[[Work], Awaitable[Result]]") -> "Result":
    """Run one use case in a transaction of its own, in the name of the command line.

    Opens the stores for it. Raises PlatformError with what the use case refuses.
    """
    with running_stores() as stores:
        return asyncio.run(write(stores.writer_url, use_case))


async def write(url: str, use_case: "Callable[[Work], Awaitable[Result]]") -> "Result":
    """Run one use case as the writer behind ``url``, committed when it ends well."""
    import sqlalchemy

    from schema.core.database import make_engine, transaction
    from schema.core.errors import DomainError
    from schema.core.principal import job_principal

    engine = make_engine(url, pool_size=1)
    try:
        async with transaction(engine, job_principal("command-line")) as work:
            return await use_case(work)
    except DomainError as error:
        raise PlatformError(f"{error.code}: {error.message}") from error
    except sqlalchemy.exc.ProgrammingError as error:
        if "UndefinedTable" not in str(error):
            raise
        raise PlatformError("the database is not up to date: run 'gonghui migrate'") from error
    finally:
        await engine.dispose()


async def _wait(result: object) -> object:
    return await result if inspect.isawaitable(result) else result
