# ruff: noqa: E501 - statements of SQL
"""A small federation in the database: two towns, rows of every type in each of them.

Rows are written by plain SQL, not by the services, so that the oracle shares nothing with
what it judges.
"""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

import asyncpg

from schema.core.vault import mask_document, vault
from tests.leaks.organised import organise

TREE = """insert into union_organisation
  (id, code, name, kind, level, parent_id, division_id, status, created_by, updated_by)
values ($1, $2, $2 || '工会', $3, $4, $5, $6, 'ACTIVE', 't', 't')"""
PERSON = """insert into person (id, name, birth_date, document_kind, document_mask, created_by,
  updated_by) values ($1, $2, '1980-05-06', 'RESIDENT_ID', $3, 't', 't')"""
SECRET = """insert into person_secret (person_id, document_kind, document_cipher, document_index)
values ($1, 'RESIDENT_ID', $2, $3)"""
MEMBERSHIP = """insert into membership
  (id, person_id, union_id, status, joined_on, employment_form, created_by, updated_by)
values ($1, $2, $3, 'ACTIVE', '2015-01-01', 'REGULAR', 't', 't')"""
DOSSIER = """insert into dossier (id, number, person_id, union_id, rule_set, status, primary_cause,
  applied_on, created_by, updated_by)
values ($1, $2, $3, $4, 'RS_2021', 'DRAFT', 'FAMILY_ILLNESS', '2024-01-01', 't', 't')"""
RELATIVE = """insert into household_member (dossier_id, name, relation, created_by, updated_by)
values ($1, '家属', 'SPOUSE', 't', 't')"""
ASSESSMENT = """insert into assessment (dossier_id, assessed_on, rule_set, yearly_income,
  rigid_expenditure, household_size, living_standard, multiplier, per_capita_income,
  per_capita_net, inputs, created_by, updated_by)
values ($1, '2024-01-01', 'RS_2021', 1, 1, 1, 60000, 10000, 1, 1, '{}', 't', 't')"""
AID = """insert into assistance_record (number, dossier_id, person_id, union_id, kind, status,
  fund_level, period_key, amount, requested_on, requested_by, created_by, updated_by)
values ($1, $2, $3, $4, 'LIVING', 'SUBMITTED', 'LOCAL_UNION', '2024', 100000, '2024-02-01', 't', 't', 't')"""
FACILITY = """insert into facility (id, code, kind, name, union_id, division_id, status, created_by,
  updated_by) values ($1, $2, 'LOVE_STATION', '驿站', $3, $4, 'PROPOSED', 't', 't')"""
INSPECTION = """insert into inspection (facility_id, id, kind, inspected_on, result, created_by,
  updated_by) values ($1, $2, 'SELF', '2024-03-01', 'PASSED', 't', 't')"""
KEPT = (
    """insert into opening_hours (facility_id, weekday, season, opens_minute, closes_minute,
  created_by, updated_by) values ($1, 1, 'ALL_YEAR', 480, 1020, 't', 't')""",
    """insert into opening_exception (facility_id, day, note, created_by, updated_by)
  values ($1, '2024-05-01', '盘点', 't', 't')""",
    """insert into equipment_item (facility_id, code, state, state_since, created_by, updated_by)
  values ($1, 'WATER', 'OK', '2024-01-01', 't', 't')""",
    """insert into facility_keeper (facility_id, name, from_on, created_by, updated_by)
  values ($1, '管理员', '2024-01-01', 't', 't')""",
    """insert into usage_log (facility_id, used_on, service, count, created_by, updated_by)
  values ($1, '2024-03-01', 'VISIT', 3, 't', 't')""",
    """insert into care_log (facility_id, kind, logged_on, logged_at, created_by, updated_by)
  values ($1, 'CHECK_IN', '2024-03-01', now(), 't', 't')""",
    """insert into training_base (facility_id, kind, legal_name, credit_code, full_time_teachers,
  part_time_teachers, created_by, updated_by)
  values ($1, 'VOCATIONAL_SCHOOL', '学校', 'X', 2, 3, 't', 't')""",
    """insert into training_class (facility_id, title, trade, hours, capacity, starts_on, ends_on,
  created_by, updated_by) values ($1, '焊工班', '焊工', 40, 30, '2024-03-01', '2024-04-01', 't', 't')""",
    """insert into base_title (facility_id, union_id, year, status, created_by, updated_by)
  select id, union_id, 2024, 'CALL', 't', 't' from facility where id = $1""",
    """with room as (insert into facility_room (facility_id, name, capacity, created_by, updated_by)
  values ($1, '一号室', 10, 't', 't') returning id, number)
  insert into room_booking (facility_id, room_id, room_number, starts_at, ends_at, party,
  party_size, purpose, status, created_by, updated_by) select $1, id, number, now(),
  now() + interval '1 hour', '班组', 5, '学习', 'BOOKED', 't', 't' from room""",
)
DEMAND = """insert into demand_site (kind, name, union_id, division_id, surveyed_on, created_by,
  updated_by) values ('WORKPLACE', $1, $2, $3, '2024-01-01', 't', 't')"""
ATTACHMENT = """with kept as (insert into stored_upload
  (name, media_type, size, sha256, attached, created_by, updated_by)
  values ('照片', 'image/jpeg', 1, 'x', true, 't', 't') returning id)
insert into attachment (owner_kind, owner_id, upload_id, union_id, name, media_type, size, sha256,
  created_by, updated_by) select $1, $2, id, $3, '照片', 'image/jpeg', 1, 'x', 't', 't' from kept"""
EVIDENCE = """insert into evidence (id, dossier_id, kind, title, issued_on, created_by, updated_by)
values ($1, $2, 'INCOME', '工资流水', '2024-01-01', 't', 't')"""
HANDLED = (
    """insert into opinion_step (event_id, kind, to_status, level, taken_at, taken_by, taker_name)
  values ($1, 'STEP', 'SCREENED', 'BLUE', now(), 't', '某人')""",
    """insert into opinion_clock (event_id, kind, level, started_at, due_at, created_by, updated_by)
  values ($1, 'REPLY', 'BLUE', now(), now(), 't', 't')""",
    """insert into opinion_level_change (event_id, from_level, to_level, status, reason,
  requested_at, requested_by, created_by, updated_by)
  values ($1, 'BLUE', 'RED', 'APPLIED', '因', now(), 't', 't', 't')""",
)
CASE = """insert into rights_case (id, number, source, topic, title, facts, urgency, is_restricted,
  union_id, registered_at, finish_on, created_by, updated_by)
  values ($1, $2, 'VISIT', 'T01', '题', '事', 1, $3, $4, now(), now(), 't', 't')"""
CASE_STEP = """insert into rights_case_step (case_id, to_status, taken_at, taken_by)
  values ($1, 'REGISTERED', now(), 't')"""
ROUTED = """with made as (insert into alert_channel (code, name, kind, address, created_by,
  updated_by) values ('C', '渠道', 'EMAIL', 'a@b', 't', 't') returning id),
route as (insert into alert_route (channel_id, least_level, created_by, updated_by)
  select id, 'BLUE', 't', 't' from made)
insert into alert_delivery (alert_id, channel_id, next_try_at, created_by, updated_by)
  select a.id, made.id, now(), 't', 't' from opinion_alert a, made"""
BRIEF = """insert into opinion_brief (kind, starts_on, ends_on, revision, created_by, updated_by)
  values ('DAILY', '2026-01-01', '2026-01-01', 1, 't', 't')"""
SHIFT = """insert into duty_shift (user_id, post, starts_at, ends_at, created_by, updated_by)
  select id, 'OFFICER', now(), now() + interval '1 day', 't', 't' from app_user"""
TRANSFER = """insert into membership_transfer (membership_id, from_union_id, to_union_id, status,
  requested_on, created_by, updated_by)
values ($1, $2, $3, 'REQUESTED', '2024-03-01', 't', 't')"""
STEP = """insert into membership_step (membership_id, union_id, to_status, taken_on, taken_at, taken_by)
values ($1, $2, 'ACTIVE', '2015-01-01', now(), 't')"""
LAPSE = """insert into lapse_proposal (membership_id, union_id, status, proposed_on, unpaid_since,
  grounds, created_by, updated_by)
values ($1, $2, 'PROPOSED', '2024-08-01', '2024-01-01', 'x', 't', 't')"""
DUES = """insert into dues (membership_id, union_id, month, status, amount, kept_amount,
  passed_amount, created_by, updated_by)
values ($1, $2, '2023-12-01', 'DUE', 1500, 1500, 0, 't', 't')"""
CARD = """insert into membership_card (membership_id, number, status, issued_on, created_by, updated_by)
values ($1, $2, 'VALID', '2015-01-02', 't', 't')"""
PLATFORM = """insert into platform_work (membership_id, platform, relation, vehicle_plate, created_by,
  updated_by) values ($1, 'MEITUAN', 'CROWDSOURCED', '湘F12345', 't', 't')"""
TRAINEE = """insert into class_trainee (class_id, membership_id, score, passed,
  certificate_number, wage_before, created_by, updated_by)
select id, $1, 90, true, 'Z-1', 300000, 't', 't' from training_class"""

PAIR = """insert into duplicate_pair (first_id, second_id, ground, status, found_on, note, created_by,
  updated_by) values (least($1::uuid, $2), greatest($1::uuid, $2), 'NAME_BIRTH', 'SUSPECTED',
  '2024-01-01', 'x', 't', 't')"""
MERGE = """insert into person_merge (kept_id, dropped_id, status, proposed_on, preview, reason,
  created_by, updated_by) values ($1, $2, 'PROPOSED', '2024-01-01', '{}', 'x', 't', 't')"""


@dataclass
class Branch:
    """One town and its union, with what belongs to it."""

    town: UUID
    union: UUID
    persons: list[UUID] = field(default_factory=list)
    members: list[UUID] = field(default_factory=list)
    dossiers: list[UUID] = field(default_factory=list)
    facilities: list[UUID] = field(default_factory=list)


@dataclass
class World:
    """The whole: ids that the roles' scopes name."""

    city: UUID
    county: UUID
    branches: list[Branch]


def citizen_number(number: int) -> str:
    """A made-up number; its check digit does not matter here."""
    return f"43068219800506{number:04d}"


async def plant(connection: asyncpg.Connection) -> World:
    """Write the world; the connection is the owner's."""
    await connection.execute("select set_config('gonghui.scope', '*', false)")
    await connection.execute(
        "insert into rule_parameter (rule, key, value, valid_from, basis, created_by, updated_by)"
        " values ('DISCLOSURE', 'reveals_per_hour', '100', '2020-01-01', 'x', 't', 't')"
    )
    await connection.execute(
        "insert into app_user (username, name, created_by, updated_by)"
        " values ('somebody', '某人', 't', 't')"
    )
    county, city = uuid4(), uuid4()
    await connection.execute(
        "insert into division (id, code, name, level, created_by, updated_by)"
        " values ($1, '430682', '临湘市', 3, 't', 't')",
        county,
    )
    await connection.execute(TREE, city, "CITY", "FEDERATION", 4, None, county)
    branches = []
    for number, size in ((1, 7), (2, 3)):
        branch = Branch(uuid4(), uuid4())
        await connection.execute(TREE, branch.town, f"T{number}", "TOWNSHIP_UNION", 5, city, county)
        await connection.execute(
            TREE, branch.union, f"U{number}", "GRASSROOTS_UNION", 6, branch.town, county
        )
        for place in range(size):
            await _person(connection, branch, 100 * number + place)
        for place in range(2):
            await _dossier(connection, branch, number, place)
            await _facility(connection, branch, county, f"F{number}{place}")
        branches.append(branch)
    await _closure(connection)
    for branch in branches:
        await organise(connection, branch.union, city, county)
    first, second = branches
    await connection.execute(TRANSFER, first.members[0], first.union, second.union)
    await _ledger(connection, branches)
    await _opinion(connection, branches)
    await _cases(connection, branches)
    await _findings(connection, branches)
    return World(city, county, branches)


async def _person(connection: asyncpg.Connection, branch: Branch, number: int) -> None:
    person, member, document = uuid4(), uuid4(), citizen_number(number)
    keys = vault()
    sealed = keys.encrypt(document, "person_secret", "document_cipher", person)
    await connection.execute(PERSON, person, f"王{number}", mask_document(document))
    index = keys.blind_index("RESIDENT_ID", document)
    await connection.execute(SECRET, person, sealed, index)
    await connection.execute(MEMBERSHIP, member, person, branch.union)
    branch.persons.append(person)
    branch.members.append(member)


async def _ledger(connection: asyncpg.Connection, branches: list[Branch]) -> None:
    first, second = branches
    for number, branch in enumerate(branches):
        for member in branch.members[:2]:
            await connection.execute(STEP, member, branch.union)
            await connection.execute(LAPSE, member, branch.union)
            await connection.execute(PLATFORM, member)
            await connection.execute(TRAINEE, member)
        await connection.execute(CARD, branch.members[0], f"430600{number}")
        await connection.execute(DUES, branch.members[0], branch.union)
    # A member who came from the other town: what that union received, it goes on seeing.
    await connection.execute(DUES, second.members[1], first.union)
    for statement in (PAIR, MERGE):
        await connection.execute(statement, first.persons[2], second.persons[1])
    await connection.execute(
        "insert into card_series (prefix, digits, next_number, created_by, updated_by)"
        " values ('4306', 8, 1, 't', 't')"
    )
    await connection.execute(
        "insert into home_union (kind, union_id, division_id, valid_from, created_by, updated_by)"
        " select 'CATCH_ALL', $1, division_id, '2020-01-01', 't', 't'"
        " from union_organisation where id = $1",
        first.union,
    )


async def _dossier(connection: asyncpg.Connection, branch: Branch, number: int, place: int) -> None:
    identity, person = uuid4(), branch.persons[place]
    await connection.execute(DOSSIER, identity, f"D{number}{place}", person, branch.union)
    await connection.execute(RELATIVE, identity)
    await connection.execute(ASSESSMENT, identity)
    await connection.execute(AID, f"A{number}{place}", identity, person, branch.union)
    proof = uuid4()
    await connection.execute(EVIDENCE, proof, identity)
    await connection.execute(ATTACHMENT, "EVIDENCE", proof, branch.union)
    branch.dossiers.append(identity)


async def _facility(
    connection: asyncpg.Connection, branch: Branch, county: UUID, code: str
) -> None:
    identity = uuid4()
    await connection.execute(FACILITY, identity, code, branch.union, county)
    for statement in KEPT:
        await connection.execute(statement, identity)
    await connection.execute(DEMAND, code, branch.union, county)
    checked = uuid4()
    await connection.execute(INSPECTION, identity, checked)
    await connection.execute(ATTACHMENT, "FACILITY", identity, branch.union)
    await connection.execute(ATTACHMENT, "INSPECTION", checked, branch.union)
    branch.facilities.append(identity)


async def _closure(connection: asyncpg.Connection) -> None:
    await connection.execute(
        "insert into union_closure (ancestor_id, descendant_id, depth)"
        " with recursive up(ancestor, descendant, depth) as ("
        " select id, id, 0 from union_organisation union all"
        " select u.parent_id, up.descendant, up.depth + 1 from up"
        " join union_organisation u on u.id = up.ancestor where u.parent_id is not null)"
        " select ancestor, descendant, depth from up"
    )


async def _cases(connection: asyncpg.Connection, branches: list[Branch]) -> None:
    for branch in branches:
        for restricted in (False, True):
            case = uuid4()
            await connection.execute(CASE, case, str(case), restricted, branch.union)
            await connection.execute(CASE_STEP, case)


async def _opinion(connection: asyncpg.Connection, branches: list[Branch]) -> None:
    await connection.execute(
        "insert into feed_source (code, name, kind, address, is_local, licence, lawful_basis,"
        " created_by, updated_by) values ('S', '热线', 'HOTLINE_12351', 'hotline', true, 'x', 'x',"
        " 't', 't')"
    )
    units = [(None, "DETECTED"), *((branch.union, "DISPATCHED") for branch in branches)]
    told = [(unit, status, restricted) for unit, status in units for restricted in (False, True)]
    for number, (unit, status, restricted) in enumerate(told):
        event = uuid4()
        await connection.execute(
            "insert into opinion_event (id, code, title, topic, first_seen_at, last_seen_at, level,"
            " score, is_restricted, union_id, status, created_by, updated_by)"
            " values ($1, $2, '事件', 'T01', now(), now(), 'BLUE', 1, $3, $4, $5, 't', 't')",
            event,
            f"E{number}",
            restricted,
            unit,
            status,
        )
        for statement in HANDLED:
            await connection.execute(statement, event)
        await connection.execute(
            "insert into opinion_alert (event_id, rule, subject, level, raised_at,"
            " is_restricted, created_by, updated_by)"
            " values ($1, 'EVENT_LEVEL', 'BLUE', 'BLUE', now(), $2, 't', 't')",
            event,
            restricted,
        )
        await connection.execute(
            "insert into feed_item (source_id, fetched_at, occurred_at, title, text, stance,"
            " topics, level, score, explanation, people_estimate, harm_flags, places, in_area, counts,"
            " is_restricted, raw_hash, text_hash, signature, scorer_version, event_id)"
            " select id, now(), now(), '题', '文', 'GRIEVANCE', '[]', 'BLUE', 1, '[]', 1, '{}',"
            " '{}', true, true, $2, $3, $3, '{}', '1', $1 from feed_source",
            event,
            restricted,
            str(number).encode(),
        )

    await connection.execute(BRIEF)
    await connection.execute(SHIFT)
    await connection.execute(ROUTED)


async def _findings(connection: asyncpg.Connection, branches: list[Branch]) -> None:
    await connection.execute(
        "insert into screening_rule (code, name, description, kinds, subject_type, severity,"
        " created_by, updated_by)"
        " values ('M2', '规则', '规则', '{PERIODIC}', 'PERSON', 2, 't', 't')"
    )
    run = uuid4()
    await connection.execute(
        "insert into screening_run (id, kind, as_of, created_by, updated_by)"
        " values ($1, 'PERIODIC', now(), 't', 't')",
        run,
    )
    version = await connection.fetchval(
        "insert into screening_rule_version (rule_id, number, sentence, digest, severity,"
        " author_role, created_by, updated_by)"
        " select id, 1, '句', 'x', 2, 'JOB', 't', 't' from screening_rule returning id"
    )
    await connection.execute(
        "insert into rule_trial (version_id, as_of, hits, fresh, gone, same, planned_cost,"
        " milliseconds, samples, created_by, updated_by)"
        " values ($1, now(), 1, 1, 0, 0, 1, 1, '[]', 't', 't')",
        version,
    )
    await connection.execute(
        "insert into screening_plan (code, name, kind, rhythm, starts_on, owner, created_by,"
        " updated_by) values ('P', '计划', 'PERIODIC', 'DAILY', now(), 't', 't', 't')"
    )
    watched = await connection.fetchval(
        "insert into watch_list (code, name, purpose, created_by, updated_by)"
        " values ('W', '名单', '重点', 't', 't') returning id"
    )
    for branch in branches:
        await connection.execute(
            "insert into watch_list_entry (list_id, subject_type, subject_id, union_id, reason,"
            " entered_on, review_on, created_by, updated_by)"
            " values ($1, 'PERSON', $2, $3, '因', now(), now() + interval '9 days', 't', 't')",
            watched,
            branch.persons[0],
            branch.union,
        )
        await connection.execute(
            "insert into finding (rule_code, subject_type, subject_id, union_id, dedup_key,"
            " severity, evidence, status, first_seen_at, last_seen_at, first_run_id, run_id, created_by,"
            " updated_by) values ('M2', 'PERSON', $1, $2, $1::uuid::text, 2, '{}', 'OPEN', now(), now(),"
            " $3, $3, 't', 't')",
            branch.persons[0],
            branch.union,
            run,
        )
    for person in (branches[0].persons[0], branches[1].persons[0]):
        await connection.execute(
            "insert into person_request (person_id, kind, state, filed_on, due_on, created_by,"
            " updated_by) values ($1, 'ACCESS', 'FILED', '2024-01-02', '2024-01-23', 't', 't')",
            person,
        )
        await connection.execute(
            "insert into legal_hold (person_id, basis, placed_on, lifted_on, created_by,"
            " updated_by) values ($1, '案号', '2024-01-02', '2024-01-03', 't', 't')",
            person,
        )
    await connection.execute(
        "insert into destruction (kind, rows, due_on, basis, destroyed_on, created_by, updated_by)"
        " values ('ACCESS_LOG', 1, '2024-01-02', '规定', '2024-01-02', 't', 't')"
    )
    await connection.execute(
        "insert into finding_feedback (finding_id, union_id, verdict, reason, created_by,"
        " updated_by) select id, union_id, 'CONFIRMED', '因', 't', 't' from finding"
    )
    await connection.execute(
        "insert into rule_snooze (rule_id, subject_type, subject_id, union_id, finding_id, until,"
        " reason, created_by, updated_by) select r.id, f.subject_type, f.subject_id, f.union_id,"
        " f.id, now(), '因', 't', 't' from finding f join screening_rule r on r.code = f.rule_code"
    )
    await connection.execute(
        "insert into schedule (code, name, job, cron, created_by, updated_by)"
        " values ('NIGHT', '夜间', 'screen', '0 2 * * *', 't', 't')"
    )
    await connection.execute(
        "insert into job_service (code, state, since, checked_at)"
        " values ('BROKER', 'OK', now(), now())"
    )
    await connection.execute(
        "insert into job_run (job, queue, arguments, actor, schedule_code)"
        " values ('screen', 'default', '{}', 'schedule:NIGHT', 'NIGHT')"
    )
    await connection.execute(
        "insert into job_run (job, queue, arguments, actor)"
        " values ('screen', 'default', '{}', 'user:somebody')"
    )
