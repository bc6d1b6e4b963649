"""Announce a statement over thousands of rows as such, instead of naming the first ones only."""

# ruff: noqa: S608 - the text of a function; no part of it comes from outside

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

#: Up to so many rows of a statement are named one by one.
NAMED_ROWS = 2000
ROWS_A_MESSAGE = 40  # a message of PostgreSQL holds 8,000 bytes

HEAD = """create or replace function gonghui_announce() returns trigger language plpgsql
security definer set search_path = pg_catalog, public as
$$ declare message text;
begin"""
# A subscriber who is told of the first rows only would believe that these were all.
MANY = f"""
  if (select count(*) from (select from new_rows limit {NAMED_ROWS + 1}) n) > {NAMED_ROWS} then
    perform pg_notify('gonghui_change', jsonb_build_object('table', tg_table_name,
      'least', (select id from new_rows order by id limit 1))::text);
    return null;
  end if;"""
NAME = f"""
  for message in
    select jsonb_build_object('table', tg_table_name, 'rows', jsonb_agg(shown))::text
    from (
      select (row_number() over ()) / {ROWS_A_MESSAGE} as part,
        (select jsonb_object_agg(key, value) from jsonb_each(to_jsonb(n))
         where key = any (array['id'] || tg_argv)) as shown
      from (select * from new_rows limit {NAMED_ROWS}) n
    ) rows group by part {{order}}
  loop
    perform pg_notify('gonghui_change', message);
  end loop;
  return null;
end $$"""  # in the order of the rows, or in none


def upgrade() -> None:
    """Say how many."""
    op.execute(HEAD + MANY + NAME.format(order="order by part"))


def downgrade() -> None:
    """Name the first ones."""
    op.execute(HEAD + NAME.format(order=""))
