"""The audit's triggers on every table, put there after each upgrade.

A table cannot come without them: they follow from the tables' description
(``schema.core.audit.trigger_settings``), not from what a migration remembered.
"""

from collections.abc import Mapping

import asyncpg
import sqlalchemy as sa

from schema.core.audit import trigger_settings
from schema.metadata import metadata

EVENTS = {
    "insert": "after insert on {table} referencing new table as new_rows",
    "update": ("after update on {table} referencing old table as old_rows new table as new_rows"),
    "delete": "after delete on {table} referencing old table as old_rows",
    "truncate": "before truncate on {table}",
}
PRESENT = """select c.relname as name,
  convert_from(rtrim(t.tgargs, '\\x00'::bytea), 'UTF8') as settings
from pg_class c left join pg_trigger t on t.tgrelid = c.oid and t.tgname = 'audit_update'
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'"""
# From here on the audit accounts for each row; what was there before is one sum.
BASELINE = """insert into audit_event (actor, request_id, action, entity, rows, changes)
select gonghui_actor(), '', 'BASELINE', $1, count(*), '{{}}' from {table}"""


# An owner of another name is no member of gonghui_owner and must say who he is.
ACTOR = """select set_config('gonghui.scope', '*', false),
  set_config('gonghui.subject', 'database:' || session_user, false)"""


# The fences let in gonghui_owner; an owner of another name is let in beside him, for the
# functions that write the audit run in his name.
OWNERS = """do $$ declare fenced record;
begin
  if not pg_has_role(session_user, 'gonghui_owner', 'member') then
    for fenced in select tablename from pg_policies
      where policyname = 'migrations' and not session_user = any (roles)
    loop
      execute format('alter policy migrations on %I to gonghui_owner, %I',
                     fenced.tablename, session_user);
    end loop;
  end if;
end $$"""


async def guard(owner_url: str) -> list[str]:
    """Put triggers where they are missing or differ; returns the names of these tables."""
    connection = await asyncpg.connect(owner_url)
    try:
        if await connection.fetchval("select to_regproc('gonghui_audit_chain')") is None:
            return []
        await connection.execute(ACTOR)
        await connection.execute(OWNERS)
        present = {row["name"]: row["settings"] for row in await connection.fetch(PRESENT)}
        changed = []
        for table in metadata.sorted_tables:
            settings = trigger_settings(table)
            if settings is None or present.get(table.name, settings) == settings:
                continue
            changed.append(table.name)
            async with connection.transaction():
                await _put(connection, table, settings, present)
        return changed
    finally:
        await connection.close()


async def _put(
    connection: "asyncpg.Connection",
    table: sa.Table,
    settings: str,
    present: Mapping[str, str | None],
) -> None:
    literal = settings.replace("'", "''")
    await connection.execute("set local lock_timeout = '4s'")
    for event, template in EVENTS.items():
        await connection.execute(
            f"create or replace trigger audit_{event} {template.format(table=table.name)}"
            f" for each statement execute function gonghui_audit_{event}('{literal}')"
        )
    if present[table.name] is None:
        await connection.execute(BASELINE.format(table=table.name), table.name)
