"""Privileges, row-level security and immutability: the second fence.

The readers' role reads everything but secrets; the planner's access rules
stand in front of it. The writers' role sees and writes a row only in a
transaction that names its principal (``gonghui.subject``) and, where the row
belongs to a union, only within the principal's scope (``gonghui.scope``).
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Tables that the readers' role may not read: secrets, and who may see what.
SECRET = ("person_secret", "user_credential", "user_session", "user_scope")
# Rows that are written once and never changed.
IMMUTABLE = ("audit_event", "assessment")
# The column that names the union a row belongs to.
UNION_COLUMN = {
    "assistance_record": "union_id",
    "dossier": "union_id",
    "facility": "union_id",
    "membership": "union_id",
}
# Rows of one principal's transaction, not of a union.
SIGNED = (
    "assessment",
    "audit_event",
    "household_member",
    "inspection",
    "membership_transfer",
    "person",
    "person_secret",
)

FUNCTIONS = (
    """create function gonghui_signed() returns boolean language sql stable parallel safe as
$$ select coalesce(current_setting('gonghui.subject', true), '') <> '' $$""",
    """create function gonghui_unlimited() returns boolean language sql stable parallel safe as
$$ select coalesce(current_setting('gonghui.scope', true), '') = '*' $$""",
    """create function gonghui_in_scope(unit uuid) returns boolean language sql stable parallel safe as
$$ select case coalesce(current_setting('gonghui.scope', true), '')
     when '*' then true
     when '' then false
     else exists (
       select 1 from union_closure c
       where c.descendant_id = unit
         -- the planner looks at this list even when the scope is '*', so '*' must not be cast
         and c.ancestor_id = any(string_to_array(
           nullif(current_setting('gonghui.scope', true), '*'), ',')::uuid[])
     )
   end $$""",
    """create function gonghui_refuse_change() returns trigger language plpgsql as
$$ begin
  raise exception 'rows of % are written once', tg_table_name using errcode = '23514';
end $$""",
)


def upgrade() -> None:
    """Put the fence up."""
    for function in FUNCTIONS:
        op.execute(function)
    op.execute("grant usage on schema public to gonghui_writer, gonghui_reader")
    op.execute("grant select on all tables in schema public to gonghui_reader")
    op.execute(
        "grant select, insert, update, delete on all tables in schema public to gonghui_writer"
    )
    op.execute("grant usage, select on all sequences in schema public to gonghui_writer")
    op.execute("revoke all on alembic_version from gonghui_writer")
    for table in SECRET:
        op.execute(f"revoke all on {table} from gonghui_reader")
    for table in IMMUTABLE:
        op.execute(f"revoke update, delete on {table} from gonghui_writer")
        op.execute(
            f"create trigger written_once before update or delete on {table}"
            " for each row execute function gonghui_refuse_change()"
        )
    # A sub-select is evaluated once a statement, a bare call once a row: screening a million
    # members in the scope of the whole city costs a third with it.
    signed = "(select gonghui_signed())"
    for table in SIGNED:
        _fence(table, signed)
    for table, column in UNION_COLUMN.items():
        within = f"((select gonghui_unlimited()) or gonghui_in_scope({column}))"
        _fence(table, f"{signed} and {within}")


def _fence(table: str, condition: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    if table not in SECRET:
        op.execute(f"create policy readers on {table} for select to gonghui_reader using (true)")
    op.execute(
        f"create policy writers on {table} to gonghui_writer"
        f" using ({condition}) with check ({condition})"
    )
    op.execute(f"create policy migrations on {table} to gonghui_owner using (true)")


def downgrade() -> None:
    """Take it down."""
    for table in (*SIGNED, *UNION_COLUMN):
        for policy in ("readers", "writers", "migrations"):
            op.execute(f"drop policy if exists {policy} on {table}")
        op.execute(f"alter table {table} no force row level security")
        op.execute(f"alter table {table} disable row level security")
    for table in IMMUTABLE:
        op.execute(f"drop trigger written_once on {table}")
    op.execute("revoke all on all tables in schema public from gonghui_reader, gonghui_writer")
    op.execute("revoke all on all sequences in schema public from gonghui_writer")
    op.execute("drop function gonghui_refuse_change()")
    op.execute("drop function gonghui_in_scope(uuid)")
    op.execute("drop function gonghui_unlimited()")
    op.execute("drop function gonghui_signed()")
