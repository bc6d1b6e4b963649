"""``gonghui demo``: an invented federation to try the platform with."""

import asyncio
import time
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.common import DATA, running_stores, say, write
from api.platform.errors import PlatformError

if TYPE_CHECKING:
    from api.platform.stores import Stores
    from schema.core.work import Work

MAXIMUM_SCALE = 200.0


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    app.command("demo", rich_help_panel=DATA)(demo)


def demo(
    scale: Annotated[
        float,
        typer.Option(
            min=0.001, max=MAXIMUM_SCALE, help="1 is 20,000 members; 50 is a million, in minutes."
        ),
    ] = 1.0,
    seed: Annotated[int, typer.Option(help="Another number makes another federation.")] = 2019,
    replace: Annotated[  # noqa: FBT002 - typer makes --replace of it
        bool,
        typer.Option(
            "--replace",
            help="First remove ALL members, dossiers, aid, facilities, findings and opinion items.",
        ),
    ] = False,
    yes: Annotated[  # noqa: FBT002 - typer makes --yes of it
        bool, typer.Option("--yes", help="Do not ask before removing.")
    ] = False,
) -> None:
    """Load an invented federation: unions, members, dossiers, aid, facilities, public opinion.

    Towns and their codes are real, people and firms are not. Some defects are planted, so that
    each rule of the screening finds something. Refuses a database that has members.
    """
    if replace and not yes:
        question = "Remove ALL members, dossiers, aid, facilities, findings and opinion items?"
        typer.confirm(question, abort=True)
    with running_stores() as stores:
        asyncio.run(_load(stores, scale, seed, replace=replace))


async def _load(stores: "Stores", scale: float, seed: int, *, replace: bool) -> None:
    from api.data import starter
    from api.data.demo import load_demo
    from api.data.demo.clearing import clear_people, tidy
    from api.data.demo.loading import DemoError

    async def fill(work: "Work") -> dict[str, int]:
        return await load_demo(work, scale=scale, seed=seed, report=say)

    begin = time.monotonic()
    if replace:
        say("Removing what is there …")
        await clear_people(stores.owner_url)
    say(f"Loading the demonstration (scale {scale:g}, seed {seed}) …")
    # By itself, so that its lock is not held while people are loaded.
    await write(stores.writer_url, starter.prepare)
    try:
        counts = await write(stores.writer_url, fill)
    except PlatformError as error:
        if error.message.startswith(DemoError.MEMBERS_EXIST.value):
            raise PlatformError(
                "the database has members; to remove everything first: gonghui demo --replace"
            ) from error
        raise
    say("Counting anew for the query planner …")
    await tidy(stores.owner_url)
    say(f"Done in {time.monotonic() - begin:.0f} s: {sum(counts.values()):,} rows.")
