"""Notifications, and announcements of changed rows to the streams of subscribers."""

# ruff: noqa: S608 - the texts of functions; no part of them comes from outside

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

#: A statement over more rows than this announces the first ones only: who wants a set of
#: thousands reads the list.
ANNOUNCED_ROWS = 2000
ROWS_A_MESSAGE = 40  # a message of PostgreSQL holds 8,000 bytes

# to_jsonb of the row, cut down to the columns that the trigger names.
ANNOUNCE = f"""create function gonghui_announce() returns trigger language plpgsql
security definer set search_path = pg_catalog, public as
$$ declare message text;
begin
  for message in
    select jsonb_build_object('table', tg_table_name, 'rows', jsonb_agg(shown))::text
    from (
      select (row_number() over ()) / {ROWS_A_MESSAGE} as part,
        (select jsonb_object_agg(key, value) from jsonb_each(to_jsonb(n))
         where key = any (array['id'] || tg_argv)) as shown
      from (select * from new_rows limit {ANNOUNCED_ROWS}) n
    ) rows group by part
  loop
    perform pg_notify('gonghui_change', message);
  end loop;
  return null;
end $$"""
# A lease that is renewed is no news; a state, a progress is.
ANNOUNCE_RUN = """create function gonghui_announce_run() returns trigger language plpgsql
security definer set search_path = pg_catalog, public as
$$ begin
  if (new.state, new.done, new.total, new.message)
     is distinct from (old.state, old.done, old.total, old.message) then
    perform pg_notify('gonghui_change', jsonb_build_object('table', tg_table_name, 'rows',
      jsonb_build_array(jsonb_build_object('id', new.id, 'state', new.state)))::text);
  end if;
  return null;
end $$"""
INSERTS = {
    "finding": "'severity', 'rule_code'",
    "opinion_alert": "'level'",
    "notification": "'user_id'",
    "job_run": "'state'",
}


def upgrade() -> None:
    """Create the table and the triggers."""
    op.create_table(
        "notification",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="接收人"),
        sa.Column(
            "kind",
            sa.Enum(
                "JOB_FAILED",
                "OPINION_ALERT",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="通知类别",
        ),
        sa.Column("title", sa.Text(), nullable=False, comment="标题"),
        sa.Column(
            "body", sa.Text(), server_default="", nullable=False, comment="内容 (不含个人信息)"
        ),
        sa.Column("entity", sa.Text(), nullable=True, comment="相关对象类型 (表)"),
        sa.Column("entity_id", sa.Uuid(), nullable=True, comment="相关对象标识"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="通知时间",
        ),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True, comment="阅读时间"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_notification_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint(
            "user_id",
            "kind",
            "entity",
            "entity_id",
            name=op.f("uq_notification_user_id_kind_entity_entity_id"),
        ),
        comment="站内通知",
    )
    op.create_index(
        "ix_notification_user",
        "notification",
        ["user_id", sa.text("created_at DESC"), sa.text("id DESC")],
    )
    op.execute("grant select, insert on notification to gonghui_writer")
    op.execute("grant update (read_at) on notification to gonghui_writer")
    op.execute("grant select on notification to gonghui_reader")
    op.execute(ANNOUNCE)
    op.execute(ANNOUNCE_RUN)
    for table, columns in INSERTS.items():
        op.execute(
            f"create trigger announced after insert on {table} referencing new table as new_rows"
            f" for each statement execute function gonghui_announce({columns})"
        )
    op.execute(
        "create trigger announced_change after update on job_run"
        " for each row execute function gonghui_announce_run()"
    )


def downgrade() -> None:
    """Undo it."""
    op.execute("drop trigger announced_change on job_run")
    for table in INSERTS:
        op.execute(f"drop trigger announced on {table}")
    op.execute("drop function gonghui_announce_run()")
    op.execute("drop function gonghui_announce()")
    op.drop_table("notification")
