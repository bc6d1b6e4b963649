"""Whom a run is about: areas, a group of workers, a watch-list."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from schema.assistance.rules import IN_FORCE_DOSSIER_STATES
from schema.assistance.tables import assistance_record, dossier
from schema.membership.rules import ACTIVE_STATES, EmploymentForm, Sex
from schema.membership.tables import membership, person
from schema.organisation.tables import union_closure
from schema.screening.rules import SubjectType, TargetGroup
from schema.screening.service.builtin.hits import Column
from schema.screening.service.upsert import Narrow
from schema.screening.tables import watch_list_entry

_held = membership.c.status.in_(ACTIVE_STATES)
_needy = (
    sa.exists()
    .where(dossier.c.person_id == person.c.id, dossier.c.status.in_(IN_FORCE_DOSSIER_STATES))
    .correlate(person)
)
GROUPS: Mapping[TargetGroup, Column] = MappingProxyType(
    {
        TargetGroup.WOMEN: person.c.sex == Sex.FEMALE,
        TargetGroup.MIGRANT: person.c.migrant.is_(True),
        TargetGroup.NEW_FORM: membership.c.new_form_group.is_not(None),
        TargetGroup.FRONTLINE: membership.c.frontline.is_(True),
        TargetGroup.DISPATCHED: membership.c.employment_form == EmploymentForm.DISPATCHED,
        TargetGroup.NEEDY: _needy,
    }
)


def focus(plan: sa.Row[Any]) -> Narrow:
    """The bounds of a plan, on hits and findings alike."""
    bounds: list[Callable[[SubjectType, Column, Column], Column]] = []
    if plan.area_ids:
        bounds.append(_within(plan.area_ids))
    if plan.target_group is not None:
        bounds.append(_of_group(TargetGroup[plan.target_group]))
    if plan.watch_list_id is not None:
        bounds.append(_watched(plan.watch_list_id))

    def narrow(
        subject: SubjectType, subject_id: Column, union_id: Column
    ) -> sa.ColumnElement[bool]:
        return sa.and_(sa.true(), *(bound(subject, subject_id, union_id) for bound in bounds))

    return narrow


def _within(areas: list[Any]) -> Callable[[SubjectType, Column, Column], Column]:
    def bound(subject: SubjectType, subject_id: Column, union_id: Column) -> Column:
        del subject, subject_id
        inside = sa.select(union_closure.c.descendant_id).where(
            union_closure.c.ancestor_id.in_(areas)
        )
        return union_id.in_(inside)

    return bound


def _of_group(group: TargetGroup) -> Callable[[SubjectType, Column, Column], Column]:
    def bound(subject: SubjectType, subject_id: Column, union_id: Column) -> Column:
        del union_id
        members = sa.select(membership.c.id, membership.c.person_id).join_from(
            membership, person, person.c.id == membership.c.person_id
        )
        each = members.where(_held, GROUPS[group]).subquery()
        if subject is SubjectType.PERSON:
            return subject_id.in_(sa.select(each.c.person_id))
        if subject is SubjectType.MEMBERSHIP:
            return subject_id.in_(sa.select(each.c.id))
        if subject is SubjectType.DOSSIER:
            theirs = dossier.c.person_id.in_(sa.select(each.c.person_id))
            return subject_id.in_(sa.select(dossier.c.id).where(theirs))
        if subject is SubjectType.ASSISTANCE:
            helped = assistance_record.c.person_id.in_(sa.select(each.c.person_id))
            return subject_id.in_(sa.select(assistance_record.c.id).where(helped))
        return sa.false()  # of no person, so of no group

    return bound


def _watched(list_id: Any) -> Callable[[SubjectType, Column, Column], Column]:
    def bound(subject: SubjectType, subject_id: Column, union_id: Column) -> Column:
        entry = watch_list_entry.c
        present = sa.and_(entry.list_id == list_id, entry.left_on.is_(None))
        own = sa.select(entry.subject_id).where(present, entry.subject_type == subject)
        unions = sa.select(entry.subject_id).where(present, entry.subject_type == SubjectType.UNION)
        return sa.or_(subject_id.in_(own), union_id.in_(unions))

    return bound
