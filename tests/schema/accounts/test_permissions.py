"""The permission table: complete, bounded by law and by separation of duties."""

import pytest
import sqlalchemy as sa

from schema.accounts.access import entity_of
from schema.accounts.rules import (
    OF_DEPARTMENT,
    RIGHTS,
    SCOPES_OF,
    Action,
    Entity,
    actions_of,
    is_allowed,
    needs_second_factor,
)
from schema.core.principal import Access
from schema.core.roles import Department, Role, ScopeKind
from schema.core.table import access_rule, everybody, nobody
from schema.metadata import metadata

PEOPLE = [role for role in Role if role is not Role.JOB]
CHANGES = {Action.CREATE, Action.REVIEW, Action.DECIDE, Action.PAY}
PERSONAL = (Entity.PERSON, Entity.MEMBERSHIP, Entity.DOSSIER, Entity.ASSISTANCE, Entity.FINDING)


def test_each_role_has_rights_and_scopes() -> None:
    assert len(PEOPLE) == 14
    assert set(RIGHTS) == set(Role)
    assert set(SCOPES_OF) == set(PEOPLE)
    assert set(OF_DEPARTMENT) == set(Department)


@pytest.mark.requirement("S03")
def test_the_administrator_has_no_business_data() -> None:
    for entity in (*PERSONAL, Entity.TRANSFER, Entity.OPINION):
        assert actions_of(Role.ADMINISTRATOR, entity) == frozenset()
    assert is_allowed(Role.ADMINISTRATOR, Entity.USER, Action.CREATE)


def changed_by(role: Role) -> dict[Entity, frozenset[Action]]:
    held = {entity: actions_of(role, entity) & CHANGES for entity in Entity}
    return {entity: actions for entity, actions in held.items() if actions}


def test_who_reads_only_changes_nothing() -> None:
    assert changed_by(Role.AUDITOR) == {}


def test_the_analyst_drafts_rules_and_changes_nothing_else() -> None:
    """Drafts only: another decides whether a rule is published."""
    assert changed_by(Role.ANALYST) == {Entity.SCREENING: frozenset({Action.CREATE})}


@pytest.mark.requirement("S03")
def test_nobody_without_need_reveals() -> None:
    revealing = {
        role for role in PEOPLE if any(Action.REVEAL in actions_of(role, e) for e in Entity)
    }
    assert revealing == {Role.TOWNSHIP_OFFICER, Role.GRASSROOTS_CHAIR, Role.AUDITOR}
    departments = {
        of
        for of in Department
        if any(Action.REVEAL in actions_of(Role.CITY_DEPARTMENT, e, of) for e in Entity)
    }
    assert departments == {
        Department.ORGANISATION,
        Department.RIGHTS,
        Department.FINANCE,
        Department.SERVICE_CENTRE,
    }


@pytest.mark.requirement("S07")
@pytest.mark.parametrize("entity", [Entity.DOSSIER, Entity.ASSISTANCE])
def test_no_grant_both_decides_and_pays_or_reviews(entity: Entity) -> None:
    grants: list[tuple[Role, Department | None]] = [(role, None) for role in PEOPLE]
    grants += [(Role.CITY_DEPARTMENT, department) for department in Department]
    for role, department in grants:
        held = actions_of(role, entity, department)
        assert not {Action.DECIDE, Action.PAY} <= held, (role, department)
        assert not {Action.DECIDE, Action.REVIEW} <= held, (role, department)


@pytest.mark.requirement("S30")
def test_who_needs_a_second_factor() -> None:
    needing = {role for role in PEOPLE if needs_second_factor(role)}
    assert needing == {
        Role.ADMINISTRATOR,
        Role.CITY_DEPARTMENT,
        Role.CITY_LEADER,
        Role.TOWNSHIP_OFFICER,
        Role.GRASSROOTS_CHAIR,
        Role.SOCIAL_WORKER,
        Role.AUDITOR,
    }


def _access(role: Role, department: Department | None = None) -> Access:
    null = sa.null()
    whole = {"covers_all": True, "kind": ScopeKind.CITY, "department": department}
    return Access(role, unions=null, user=null, **whole)  # type: ignore[arg-type]


@pytest.mark.requirement("S03", "S04")
@pytest.mark.parametrize("role", PEOPLE)
def test_what_a_role_may_not_read_is_false_on_its_table(role: Role) -> None:
    """Whatever the scope: the whole city here. A table without an entity is open to all or none."""
    for table in metadata.sorted_tables:
        rule = access_rule(table)
        entity = entity_of(rule)
        if entity is None or is_allowed(role, entity, Action.READ):
            continue
        assert isinstance(rule(table.alias(), _access(role)), sa.False_), table.name


@pytest.mark.requirement("S04")
def test_only_reference_data_is_open_to_everybody() -> None:
    open_tables = {t.name for t in metadata.sorted_tables if access_rule(t) is everybody}
    assert open_tables.isdisjoint({"person", "membership", "dossier", "assistance_record"})
    secret = {t.name for t in metadata.sorted_tables if access_rule(t) is nobody}
    assert {
        "person_secret",
        "user_credential",
        "second_factor",
        "recovery_code",
        "reset_link",
        "sign_in_attempt",
        "external_identity",
    } <= secret
