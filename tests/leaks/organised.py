# ruff: noqa: E501 - statements of SQL
"""Rows of every type of the organisation, for one union of the small federation."""

from uuid import UUID, uuid4

import asyncpg

# $1: the union; $2: a row above it, or the union once more.
OF_A_UNION = (
    """insert into organisation_step (union_id, subject, subject_id, to_status, taken_on, taken_by)
    values ($1, 'UNION', $1, 'ACTIVE', '2024-01-01', 't')""",
    """insert into union_committee (union_id, kind, members, formed_on, created_by, updated_by)
    values ($1, 'WOMEN', 3, '2024-01-01', 't', 't')""",
    """insert into three_shows (union_id, checked_on, created_by, updated_by)
    values ($1, '2024-01-01', 't', 't')""",
    """insert into home_assessment (union_id, kind, level, year, status, created_by, updated_by)
    values ($1, 'MODEL_HOME', 'COUNTY', 2024, 'CALL', 't', 't')""",
    """insert into union_strength (union_id, year, weak, reasons, created_by, updated_by)
    values ($1, 2024, false, '{}', 't', 't')""",
    """insert into union_ledger (union_id, year, item, direction, amount, booked_on, booked_by, voucher)
    values ($1, 2024, 'DUES', 'INCOME', 1, '2024-01-01', 't', 'V')""",
)
ELECTION = """insert into union_election (id, union_id, kind, held_on, delegates, present, votes,
  chair_name, term_years, minutes, created_by, updated_by)
values ($1, $2, 'FOUNDING', '2024-01-01', 9, 9, 9, '王主席', 5, 'M', 't', 't')"""
CADRE = """insert into cadre_position (id, union_id, post, name, full_time, started_on, election_id,
  created_by, updated_by) values ($1, $2, 'CHAIR', '王主席', false, '2024-01-01', $3, 't', 't')"""
TRAINING = """insert into cadre_training (position_id, union_id, title, level, hours, finished_on,
  passed, created_by, updated_by) values ($1, $2, '班', 'COUNTY', 8, '2024-02-01', true, 't', 't')"""
SIX = """insert into six_haves (id, union_id, year, status, created_by, updated_by)
values ($1, $2, 2024, 'SELF_ASSESSED', 't', 't')"""
ITEM = """insert into six_haves_item (assessment_id, union_id, year, item, met, evidence,
  created_by, updated_by) values ($1, $2, 2024, 'RULES', true, '制度', 't', 't')"""
FIRM = """insert into enterprise (id, credit_code, name, union_id, own_union_id, division_id,
  ownership, created_by, updated_by) values ($1, $2, '某公司', $3, $4, $5, 'PRIVATE', 't', 't')"""
EVENT = """insert into business_event (enterprise_id, kind, happened_on, source, created_by, updated_by)
values ($1, 'ARREARS', '2024-01-01', '某局', 't', 't')"""
COVERED = """insert into covered_unit (union_id, enterprise_id, workers_count, joined_on, created_by,
  updated_by) values ($1, $2, 5, '2024-01-01', 't', 't')"""
CONTRIBUTION = """insert into union_contribution (enterprise_id, union_id, year, quarter, wages, due,
  created_by, updated_by) values ($1, $2, 2024, 1, 100, 2, 't', 't')"""
BUDGET = """insert into union_budget (union_id, beneficiary_id, year, item, title, amount, status,
  created_by, updated_by) values ($1, $2, 2024, 'WELFARE', '项目', 100, 'BUDGETED', 't', 't')"""
TARGET = """insert into fund_target (year, grassroots_share, weak_share, basis, created_by, updated_by)
values (2024, 6000, 3000, 'x', 't', 't') on conflict do nothing"""


async def organise(connection: asyncpg.Connection, union: UUID, city: UUID, county: UUID) -> None:
    """Write them: one enterprise of the union itself, one that the city looks after."""
    election, cadre, six, firm, other = (uuid4() for _ in range(5))
    for statement in OF_A_UNION:
        await connection.execute(statement, union)
    await connection.execute(ELECTION, election, union)
    await connection.execute(CADRE, cadre, union, election)
    await connection.execute(TRAINING, cadre, union)
    await connection.execute(SIX, six, union)
    await connection.execute(ITEM, six, union)
    await connection.execute(FIRM, firm, str(firm), city, union, county)
    await connection.execute(FIRM, other, str(other), city, None, county)
    for one in (firm, other):
        await connection.execute(EVENT, one)
    await connection.execute(COVERED, union, firm)
    await connection.execute(CONTRIBUTION, firm, union)
    await connection.execute(BUDGET, city, union)
    await connection.execute(BUDGET, union, union)
    await connection.execute(TARGET)
