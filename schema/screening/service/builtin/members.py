"""Rules on members: one person in two unions, and real-name fields."""

from typing import Any

import sqlalchemy as sa

from schema.membership.rules import ACTIVE_STATES, DocumentCheck, DocumentKind, Sex
from schema.membership.tables import membership, person, person_secret
from schema.screening.service.builtin.hits import Question, Select, hits, joined, text

_active = membership.c.status.in_(ACTIVE_STATES)
_unproblematic = (DocumentCheck.VALID, DocumentCheck.UNCHECKED)


def duplicate_membership(question: Question) -> Select:
    """M1: persons that are one human being and are active in two unions.

    One record of a person cannot hold two active memberships (the database
    forbids it), so the same human being must stand twice in ``person``: with
    the same number under two kinds of document, or with the same name, date of
    birth and mobile.
    """
    same = sa.union_all(_same_document(question), _same_name_and_mobile(question)).cte("same")
    each = (
        sa.select(
            same.c.person_id,
            sa.func.max(same.c.people).label("people"),
            sa.func.array_agg(sa.distinct(same.c.reason)).label("reasons"),
        )
        .where(question.only(same.c.person_id))
        .group_by(same.c.person_id)
        .cte("each_person")
    )
    return hits(
        subject=each.c.person_id,
        union=membership.c.union_id,
        key=text(each.c.person_id),
        evidence={"reasons": sa.func.to_jsonb(each.c.reasons), "persons": each.c.people},
    ).join_from(each, membership, sa.and_(membership.c.person_id == each.c.person_id, _active))


def _same_document(question: Question) -> Select:
    # A number is unique within its kind of document, so one of a pair is of a rarer kind.
    secret = person_secret
    doubled = (
        sa.select(secret.c.document_index)
        .where(secret.c.document_kind != DocumentKind.RESIDENT_ID)
        .distinct()
        .cte("rarer_document")
    )
    if question.about is not None:
        doubled = _their_own(question, secret.c.document_index).cte("own_document")
    people = sa.func.count().over(partition_by=secret.c.document_index)
    rows = (
        sa.select(secret.c.person_id, people.label("people"))
        .join_from(doubled, secret, secret.c.document_index == doubled.c.document_index)
        .where(_has_active(secret.c.person_id))
        .subquery()
    )
    return _twice(rows, "SAME_DOCUMENT")


def _same_name_and_mobile(question: Question) -> Select:
    # Neighbours in the order of the index are compared: no million groups are built.
    secret = person_secret
    before = sa.func.lag(secret.c.mobile_index).over(order_by=secret.c.mobile_index)
    pairs = (
        sa.select(secret.c.mobile_index, before.label("before"))
        .where(secret.c.mobile_index.is_not(None))
        .subquery()
    )
    doubled = (
        sa.select(pairs.c.mobile_index)
        .where(pairs.c.mobile_index == pairs.c.before)
        .distinct()
        .cte("doubled_mobile")
    )
    if question.about is not None:
        doubled = _their_own(question, secret.c.mobile_index).cte("own_mobile")
    people = sa.func.count().over(
        partition_by=(secret.c.mobile_index, person.c.name, person.c.birth_date)
    )
    rows = (
        sa.select(secret.c.person_id, people.label("people"))
        .join_from(doubled, secret, secret.c.mobile_index == doubled.c.mobile_index)
        .join(person, person.c.id == secret.c.person_id)
        .where(person.c.birth_date.is_not(None), _has_active(secret.c.person_id))
        .subquery()
    )
    return _twice(rows, "SAME_NAME_BIRTH_MOBILE")


def _their_own(question: Question, index: sa.ColumnElement[Any]) -> Select:
    """What the persons in question have; who else has it is told from it."""
    return (
        sa.select(index)
        .where(question.only(person_secret.c.person_id), index.is_not(None))
        .distinct()
    )


def _has_active(person_id: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    held = membership.alias()
    return sa.exists().where(held.c.person_id == person_id, held.c.status.in_(ACTIVE_STATES))


def _twice(rows: sa.Subquery, reason: str) -> Select:
    return sa.select(rows.c.person_id, rows.c.people, sa.literal(reason).label("reason")).where(
        rows.c.people > 1
    )


def bad_real_name_fields(question: Question) -> Select:
    """M2: active members whose document fails its check or whose required fields are missing."""
    del question
    names = sa.func.concat_ws(",", *(value for _, value in _problems()))
    found = (
        sa.select(person.c.id.label("person_id"), names.label("problems"))
        .where(sa.or_(*(condition for condition, _ in _problems())))
        .subquery()
    )
    return hits(
        subject=found.c.person_id,
        union=membership.c.union_id,
        key=joined(text(found.c.person_id), found.c.problems),
        evidence={"problems": sa.func.to_jsonb(sa.func.string_to_array(found.c.problems, ","))},
    ).join_from(found, membership, sa.and_(membership.c.person_id == found.c.person_id, _active))


def _problems() -> list[tuple[sa.ColumnElement[bool], sa.ColumnElement[Any]]]:
    """Conditions on a person, each with the word that names it (null when it does not hold)."""
    conditions: list[tuple[sa.ColumnElement[bool], sa.ColumnElement[Any]]] = [
        (
            person.c.document_check.not_in(_unproblematic),
            sa.func.concat("DOCUMENT_", person.c.document_check),
        ),
        (person.c.mobile_mask.is_(None), sa.literal("MOBILE_MISSING")),
        (person.c.birth_date.is_(None), sa.literal("BIRTH_DATE_MISSING")),
        (person.c.sex == Sex.UNKNOWN, sa.literal("SEX_MISSING")),
    ]
    return [(condition, sa.case((condition, word))) for condition, word in conditions]


def incomplete_real_names(question: Question) -> Select:
    """M6: unions where too few active members have every required field; once a month.

    The few incomplete persons are looked for first, so that the many complete
    ones need not be joined.
    """
    lacking = sa.or_(
        person.c.document_check.not_in(_unproblematic),
        person.c.mobile_mask.is_(None),
        person.c.birth_date.is_(None),
        person.c.sex == Sex.UNKNOWN,
        person.c.ethnicity.is_(None),
        person.c.education.is_(None),
    )
    incomplete = (
        sa.select(membership.c.union_id, sa.func.count().label("number"))
        .join_from(person, membership, membership.c.person_id == person.c.id)
        .where(lacking, _active, question.only(membership.c.union_id))
        .group_by(membership.c.union_id)
        .subquery()
    )
    everyone = (
        sa.select(membership.c.union_id, sa.func.count().label("number"))
        .where(_active, question.only(membership.c.union_id))
        .group_by(membership.c.union_id)
        .subquery()
    )
    complete = everyone.c.number - incomplete.c.number
    wanted = question.number("complete_percent")
    return (
        hits(
            subject=everyone.c.union_id,
            union=everyone.c.union_id,
            key=joined(text(everyone.c.union_id), f"{question.as_of:%Y-%m}"),
            evidence={
                "members": everyone.c.number,
                "complete": complete,
                "required_percent": sa.literal(wanted),
            },
        )
        .join_from(everyone, incomplete, incomplete.c.union_id == everyone.c.union_id)
        .where(complete * 100 < everyone.c.number * wanted)
    )
