"""``gonghui client``: programs that ask with a token of their own."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from api.cli.common import DATA, in_transaction, say
from api.platform.errors import PlatformError

if TYPE_CHECKING:
    from schema.core.work import Work


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    group = typer.Typer(no_args_is_help=True, help="Add and revoke API clients.")
    group.command("add")(add)
    group.command("list")(list_all)
    group.command("revoke")(revoke)
    app.add_typer(group, name="client", rich_help_panel=DATA)


def add(
    name: Annotated[str, typer.Argument(help="What the client is, as the list shows it.")],
    user: Annotated[str, typer.Option(help="The user who answers for it; it acts in his grant.")],
    document: Annotated[
        list[str], typer.Option(help="SHA-256 of a registered operation; may be repeated.")
    ],
    days: Annotated[int, typer.Option(min=1, max=366, help="How long the token is good.")] = 90,
    grant: Annotated[UUID | None, typer.Option(help="Which of his grants, if several.")] = None,
) -> None:
    """Add a client and print its token, this once."""
    from schema.accounts import service

    async def create(work: "Work") -> str:
        held = await service.grants_of(work, await service.user_named(work, user))
        chosen = [row["grant_id"] for row in held if grant in {None, row["grant_id"]}]
        if len(chosen) != 1:
            listed = ", ".join(f"{row['grant_id']} {row['role']}" for row in held)
            raise PlatformError(f"say with --grant in which grant it acts: {listed or 'none'}")
        made = await service.create_client(
            work,
            name=name,
            grant_id=chosen[0],
            documents=document,
            expires_at=work.now + timedelta(days=days),
        )
        return await service.new_client_token(work, client_id=made, expected_version=1)

    say(f"{name}: token {in_transaction(create)}")


def list_all() -> None:
    """List the clients with their ids, and when they were used last."""
    from schema.accounts.service import list_clients

    rows: list[Any] = in_transaction(list_clients)
    for row in rows:
        state = "revoked" if row["revoked_at"] else f"until {row['expires_at']:%Y-%m-%d}"
        used = f"{row['last_used_at']:%Y-%m-%d %H:%M}" if row["last_used_at"] else "never used"
        say(f"{row['id']}  {state:<16} {used:<16} {row['username']:<16} {row['name']}")


def revoke(client: Annotated[UUID, typer.Argument(help="The client's id.")]) -> None:
    """End a client at once."""
    from schema.accounts import service

    async def end(work: "Work") -> None:
        known = {row["id"]: row["version"] for row in await service.list_clients(work)}
        if client not in known:
            raise PlatformError("there is no such client")
        await service.revoke_client(work, client_id=client, expected_version=known[client])

    in_transaction(end)
    say(f"{client} is revoked.")
