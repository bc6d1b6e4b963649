"""What the commands share: settings, stores, and calling the other parts of the program."""

import asyncio
import inspect
import os
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Final

import typer

from api.platform.errors import PlatformError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.platform.stores import Stores
    from schema.core.settings import Settings

DAILY: Final = "Every day"
DATA: Final = "Data"
PARTS: Final = "Single processes, for several machines"
HELP: Final = "Help"


def say(line: str) -> None:
    """Tell the operator something, at once even through a pipe."""
    typer.echo(line)


def load_settings() -> "Settings":
    """Read the settings; raises PlatformError that names the variable when one is wrong."""
    from pydantic import ValidationError  # noqa: PLC0415 - keeps --help fast

    from schema.core.settings import settings  # noqa: PLC0415

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
    from api.platform.stores import open_stores  # noqa: PLC0415

    with open_stores(load_settings(), say, stay=stay) as stores:
        os.environ.update(stores.environment())
        load_settings()
        yield stores


def call(module: str, function: str, *arguments: object, **named: object) -> object:
    """Call ``module.function``, awaiting it when it is a coroutine function."""
    result = getattr(import_module(module), function)(*arguments, **named)
    return asyncio.run(_wait(result)) if inspect.isawaitable(result) else result


async def _wait(result: object) -> object:
    return await result if inspect.isawaitable(result) else result
