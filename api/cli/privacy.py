"""``gonghui privacy``: what is past its time, its destruction, and one person's data."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from api.cli.common import DATA, in_transaction, say
from api.platform.errors import PlatformError

if TYPE_CHECKING:
    from schema.core.work import Work
    from schema.operations.service import Due


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    group = typer.Typer(no_args_is_help=True, help="Retention, and all data of one person.")
    group.command("due")(due)
    group.command("destroy")(destroy)
    group.command("record")(record)
    app.add_typer(group, name="privacy", rich_help_panel=DATA)


def due() -> None:
    """Tell what the nightly job would destroy now; changes nothing."""
    import schema.metadata  # noqa: F401 - all tables are to be known
    from schema.operations.service import what_is_due

    for entry in in_transaction(what_is_due):
        _tell(entry)


def _tell(entry: "Due") -> None:
    say(f"{entry.kind.value:<12} {entry.rows:>10,}  {entry.kind.label} ({entry.basis})")


def destroy() -> None:
    """Destroy now what is past its time, as the nightly job does."""
    import schema.metadata  # noqa: F401 - all tables are to be known
    from schema.operations.rules import DestroyedKind
    from schema.operations.service import destroy_batch

    async def all_of_it(work: "Work") -> dict[str, int]:
        counts = {}
        for kind in DestroyedKind:
            counts[kind.value] = 0
            while size := await destroy_batch(work, kind):
                counts[kind.value] += size
        return counts

    for name, size in in_transaction(all_of_it).items():
        say(f"{name:<12} {size:>10,}")


def record(
    person: Annotated[UUID, typer.Argument(help="The person's id.")],
    file: Annotated[Path, typer.Argument(help="Where the JSON is written; must not exist.")],
    note: Annotated[str, typer.Option(help="Why; it stands in the log of readers.")],
) -> None:
    """Write everything that is held about one person into a private file."""
    import schema.metadata  # noqa: F401 - all tables are to be known
    from schema.core.access_log import AccessPurpose
    from schema.operations.service import disclose_record

    async def read(work: "Work") -> dict[str, list[dict[str, object]]]:
        return await disclose_record(
            work, person_id=person, purpose=AccessPurpose.MEMBER_REQUEST, note=note
        )

    if file.exists():
        raise PlatformError(f"{file} exists already")
    found = in_transaction(read)
    file.touch(mode=0o600)
    file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    say(f"{sum(map(len, found.values())):,} rows of {len(found)} tables written to {file}")
