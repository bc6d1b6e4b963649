"""``gonghui user``: who may sign in."""

import enum
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from api.cli.common import DATA, in_transaction, say
from api.platform.errors import PlatformError

if TYPE_CHECKING:
    from schema.accounts.service import GrantFacts
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


Targets = Annotated[
    list[UUID] | None,
    typer.Option(
        "--union",
        "--target",
        help="Id of a union of the scope (facility, person: of these scopes); may be repeated.",
    ),
]
RoleOption = Annotated[RoleChoice, typer.Option(help="What the user may do.")]
ScopeOption = Annotated[
    ScopeChoice | None, typer.Option(help="How far the scope reaches; each role has a usual one.")
]
DepartmentOption = Annotated[
    DepartmentChoice | None, typer.Option(help="The department, for a city-department.")
]
Everything = Annotated[bool, typer.Option("--everything", help="The user sees the whole city.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    group = typer.Typer(no_args_is_help=True, help="Add, list and disable users.")
    group.command("add")(add)
    group.command("grant")(grant)
    group.command("list")(list_all)
    group.command("password")(password)
    group.command("disable")(disable)
    app.add_typer(group, name="user", rich_help_panel=DATA)


def add(
    username: Username,
    name: Annotated[str, typer.Option(help="The person's name, as others see it.")],
    role: RoleOption = RoleChoice.ANALYST,
    union: Targets = None,
    scope: ScopeOption = None,
    department: DepartmentOption = None,
    everything: Everything = False,  # noqa: FBT002 - typer makes --everything of it
) -> None:
    """Add a user and print a one-time password; signing in asks for one of the user's own."""
    from schema.accounts.service import create_user

    facts = _facts(role, union, scope, department, everything=everything)

    async def create(work: "Work") -> str:
        _, one_time = await create_user(
            work,
            username=username,
            name=name,
            role=facts.role,
            unions=facts.targets,
            scope=facts.kind,
            department=facts.department,
        )
        return one_time

    say(f"{username}: one-time password {in_transaction(create)}")


def grant(
    username: Username,
    role: RoleOption,
    union: Targets = None,
    scope: ScopeOption = None,
    department: DepartmentOption = None,
    everything: Everything = False,  # noqa: FBT002 - typer makes --everything of it
) -> None:
    """Give a user one more role on a scope; the user chooses in which to act."""
    from schema.accounts.service import grant_role, user_named

    facts = _facts(role, union, scope, department, everything=everything)

    async def give(work: "Work") -> None:
        await grant_role(work, user_id=await user_named(work, username), facts=facts)

    in_transaction(give)
    say(f"{username} may now act as {role.value}.")


def _facts(
    role: RoleChoice,
    targets: list[UUID] | None,
    scope: ScopeChoice | None,
    department: DepartmentChoice | None,
    *,
    everything: bool,
) -> "GrantFacts":
    """What is granted; raises PlatformError when nothing says what the user sees."""
    from schema.accounts.service import GrantFacts
    from schema.core.roles import Department, Role, ScopeKind

    kind = ScopeKind.CITY if everything else None if scope is None else ScopeKind[scope.name]
    made = GrantFacts(
        Role[role.name],
        kind,
        tuple(targets or ()),
        None if department is None else Department[department.name],
    )
    boundless = made.scope_kind in {ScopeKind.CITY, ScopeKind.ASSIGNED}
    if bool(made.targets) == (kind is ScopeKind.CITY or boundless):
        raise PlatformError("say what the user sees: --union with an id, or --everything")
    return made


def list_all() -> None:
    """List all users."""
    from schema.accounts.service import list_users

    rows: list[Any] = in_transaction(list_users)
    for row in rows:
        state = "disabled" if row["disabled_at"] else "active"
        say(f"{row['username']:<24} {state:<9} {row['grants'] or 'no role':<24} {row['name']}")


def password(username: Username) -> None:
    """Give a user a new one-time password and end the user's sessions."""
    from schema.accounts.service import reset_password

    async def reset(work: "Work") -> str:
        return await reset_password(work, username=username)

    say(f"{username}: one-time password {in_transaction(reset)}")


def disable(username: Username) -> None:
    """Keep a user from signing in and end the user's sessions; the records stay."""
    from schema.accounts.service import disable_user

    async def end(work: "Work") -> None:
        await disable_user(work, username=username)

    in_transaction(end)
    say(f"{username} is disabled.")
