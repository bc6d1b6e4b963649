"""``gonghui audit``: whether the audit trail is whole."""

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.common import DATA, running_stores, say

if TYPE_CHECKING:
    from schema.core.verify import Verdict


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    group = typer.Typer(no_args_is_help=True, help="Check the audit trail.")
    group.command("verify")(verify)
    app.add_typer(group, name="audit", rich_help_panel=DATA)


def verify(
    anchors: Annotated[
        Path | None,
        typer.Option(
            help="A file, kept on another machine, that remembers the end of the chain: what was "
            "there at the last run must still be there. Written anew when nothing is wrong."
        ),
    ] = None,
) -> None:
    """Look for gaps, edits and rows that were removed or moved; ends with 1 when it finds any."""
    before = json.loads(anchors.read_text()) if anchors is not None and anchors.exists() else {}
    with running_stores() as stores:
        found = asyncio.run(_verify(stores.owner_url, before))
    for finding in found.findings:
        say(f"{finding.kind:<13} {finding.where:<24} {finding.text}")
    say(f"{found.rows:,} rows of the audit read, {len(found.findings)} findings")
    if found.findings:
        sys.exit(1)
    if anchors is not None:
        anchors.write_text(json.dumps(found.ends, indent=1) + "\n")


async def _verify(owner_url: str, anchors: dict[str, str]) -> "Verdict":
    import schema.metadata  # noqa: F401 - all tables are to be known
    from schema.core.database import make_engine
    from schema.core.verify import verify as read_all

    engine = make_engine(owner_url, pool_size=1)
    try:
        async with engine.connect() as connection:
            return await read_all(connection, anchors)
    finally:
        await engine.dispose()
