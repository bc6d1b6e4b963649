"""``gonghui user``: who may sign in."""

import enum
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from api.cli.common import DATA, in_transaction, say
from api.platform.errors import PlatformError

if TYPE_CHECKING:
    from schema.core.work import Work

Username = Annotated[str, typer.Argument(help="The name for signing in.")]


class RoleChoice(enum.StrEnum):
    """The roles that a person may have."""

    ADMINISTRATOR = "administrator"
    CITY_DEPARTMENT = "city-department"
    CITY_LEADER = "city-leader"
    TOWNSHIP_OFFICER = "township-officer"
    GRASSROOTS_CHAIR = "grassroots-chair"
    WOMEN_CADRE = "women-cadre"
    LEGAL_ADVISER = "legal-adviser"
    STATION_KEEPER = "station-keeper"
    SOCIAL_WORKER = "social-worker"
    VOLUNTEER = "volunteer"
    PARTNER_LIAISON = "partner-liaison"
    AUDITOR = "auditor"
    ANALYST = "analyst"
    MEMBER = "member"


class ScopeChoice(enum.StrEnum):
    """How far a scope reaches."""

    CITY = "city"
    SUBTREE = "subtree"
    UNION = "union"
    FACILITY = "facility"
    ASSIGNED = "assigned"
    SELF = "self"


class DepartmentChoice(enum.StrEnum):
    """The departments of the city federation."""

    ORGANISATION = "organisation"
    PUBLICITY = "publicity"
    ECONOMY = "economy"
    RIGHTS = "rights"
    WOMEN = "women"
    FINANCE = "finance"
    SERVICE_CENTRE = "service-centre"


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    group = typer.Typer(no_args_is_help=True, help="Add, list and disable users.")
    group.command("add")(add)
    group.command("list")(list_all)
    group.command("password")(password)
    group.command("disable")(disable)
    app.add_typer(group, name="user", rich_help_panel=DATA)


def add(
    username: Username,
    name: Annotated[str, typer.Option(help="The person's name, as others see it.")],
    role: Annotated[RoleChoice, typer.Option(help="What the user may do.")] = RoleChoice.ANALYST,
    union: Annotated[
        list[UUID] | None,
        typer.Option(help="Id of a union whose subtree the user sees; may be repeated."),
    ] = None,
    everything: Annotated[  # noqa: FBT002 - typer makes --everything of it
        bool, typer.Option("--everything", help="The user sees all unions.")
    ] = False,
) -> None:
    """Add a user and print a one-time password; signing in asks for one of the user's own."""
    from schema.accounts.service import create_user  # noqa: PLC0415 - keeps --help fast
    from schema.core.principal import Role  # noqa: PLC0415

    if bool(union) == everything:
        raise PlatformError("say what the user sees: --union with an id, or --everything")

    async def create(work: "Work") -> str:
        _, one_time = await create_user(
            work,
            username=username,
            name=name,
            role=Role[role.name],
            unions=tuple(union or ()),
            covers_all=everything,
        )
        return one_time

    say(f"{username}: one-time password {in_transaction(create)}")


def list_all() -> None:
    """List all users."""
    from schema.accounts.service import list_users  # noqa: PLC0415 - keeps --help fast

    rows: list[Any] = in_transaction(list_users)
    for row in rows:
        state = "disabled" if row["disabled_at"] else "active"
        say(f"{row['username']:<24} {state:<9} {row['grants'] or 'no role':<24} {row['name']}")


def password(username: Username) -> None:
    """Give a user a new one-time password and end the user's sessions."""
    from schema.accounts.service import reset_password  # noqa: PLC0415 - keeps --help fast

    async def reset(work: "Work") -> str:
        return await reset_password(work, username=username)

    say(f"{username}: one-time password {in_transaction(reset)}")


def disable(username: Username) -> None:
    """Keep a user from signing in and end the user's sessions; the records stay."""
    from schema.accounts.service import disable_user  # noqa: PLC0415 - keeps --help fast

    async def end(work: "Work") -> None:
        await disable_user(work, username=username)

    in_transaction(end)
    say(f"{username} is disabled.")
