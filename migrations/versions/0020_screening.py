"""Screening that explains itself: versions of rules, trials, feedback, snoozes, plans, lists.

A published version of a rule is never altered (trigger), and of an analyst's rule another
person publishes it (CHECK).
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TABLES = (
    "watch_list",
    "watch_list_entry",
    "screening_plan",
    "screening_rule_version",
    "rule_trial",
    "finding_feedback",
    "rule_snooze",
)
# The column that names the union a row belongs to.
UNION_COLUMN = ("watch_list_entry", "finding_feedback", "rule_snooze")
OLD_SUBJECTS = ("PERSON", "UNION", "DOSSIER", "FACILITY")
SUBJECTS = (
    *("PERSON", "MEMBERSHIP", "UNION", "DOSSIER", "ASSISTANCE", "PAYMENT_LINE", "FUND"),
    *("FACILITY", "FEED_SOURCE", "OPINION_ALERT", "USER", "SCHEDULE"),
)
GUARD = """create function gonghui_guard_rule_version() returns trigger language plpgsql as
$$ begin
  if old.status <> 'DRAFT' and (old.rule_id, old.number, old.sentence, old.digest, old.severity)
    is distinct from (new.rule_id, new.number, new.sentence, new.digest, new.severity) then
    raise exception 'a published version is not edited' using errcode = '23514';
  end if;
  if old.status <> 'DRAFT' and old.expression is distinct from new.expression then
    raise exception 'a published version is not edited' using errcode = '23514';
  end if;
  if old.status = 'RETIRED' and new.status <> 'RETIRED' then
    raise exception 'a retired version stays retired' using errcode = '23514';
  end if;
  return new;
end $$"""
FINDING_KEYS = {
    "handler_union_id": "union_organisation",
    "assignee_id": "app_user",
    "rule_version_id": "screening_rule_version",
}


def upgrade() -> None:
    """New tables and columns, more kinds of subjects, the guard of versions."""
    _create()
    for table in ("finding", "screening_rule"):
        _subjects(table, SUBJECTS)
    _extend_rules_and_runs()
    for column in _finding_columns():
        op.add_column("finding", column)
    for name, target in FINDING_KEYS.items():
        op.create_foreign_key(f"fk_finding_{name}_{target}", "finding", target, [name], ["id"])
        op.create_index(f"ix_finding_{name}", "finding", [name])
    op.execute(GUARD)
    op.execute(
        "create trigger guard_version before update on screening_rule_version"
        " for each row execute function gonghui_guard_rule_version()"
    )
    signed = "(select gonghui_signed())"
    for table in TABLES:
        condition = signed
        if table in UNION_COLUMN:
            condition += " and ((select gonghui_unlimited()) or gonghui_in_scope(union_id))"
        op.execute(f"grant select, insert, update, delete on {table} to gonghui_writer")
        op.execute(f"grant select on {table} to gonghui_reader")
        _fence(table, condition)


def _finding_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column(
            "explanation",
            postgresql.JSONB(),
            server_default="{}",
            nullable=False,
            comment="判定说明: 条件、参数、所据各行",
        ),
        sa.Column(
            "escalation", sa.SmallInteger(), server_default="0", nullable=False, comment="上交次数"
        ),
        sa.Column("escalated_at", sa.DateTime(timezone=True), comment="最近上交时间"),
        sa.Column("handler_union_id", sa.Uuid(), comment="现处理工会 (上交后)"),
        sa.Column("assignee_id", sa.Uuid(), comment="处理人"),
        sa.Column("rule_version_id", sa.Uuid(), comment="命中时的规则版本"),
    ]


def _subjects(table: str, codes: tuple[str, ...]) -> None:
    name = f"ck_{table}_subject_type"
    listed = ", ".join(f"'{code}'" for code in codes)
    op.execute(f"alter table {table} drop constraint {name}")
    op.execute(f"alter table {table} add constraint {name} check (subject_type in ({listed}))")


def _extend_rules_and_runs() -> None:
    for name, comment in (("dedup", "去重键的组成"), ("action", "处置建议")):
        op.add_column(
            "screening_rule",
            sa.Column(name, sa.Text(), server_default="", nullable=False, comment=comment),
        )
    op.add_column(
        "screening_rule", _listed("source", ("BUILT_IN", "ANALYST"), "BUILT_IN", "规则来源")
    )
    op.add_column("screening_run", _listed("mode", ("FULL", "CHANGES"), "FULL", "运行方式"))
    for column in (
        sa.Column("plan_id", sa.Uuid(), comment="排查计划"),
        sa.Column("planned", sa.Integer(), comment="计划运行的规则数"),
        sa.Column("evaluated", sa.Integer(), comment="完成判定的规则数"),
        sa.Column("suppressed", sa.BigInteger(), comment="因暂缓未计的命中"),
        sa.Column("high_water", postgresql.JSONB(), comment="已计入的变更: {审计链道: 序号}"),
    ):
        op.add_column("screening_run", column)
    op.create_foreign_key(
        "fk_screening_run_plan_id_screening_plan",
        "screening_run",
        "screening_plan",
        ["plan_id"],
        ["id"],
    )
    op.create_index(
        "ix_screening_run_plan",
        "screening_run",
        ["plan_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
    )


def _listed(name: str, codes: tuple[str, ...], first: str, comment: str) -> sa.Column[str]:
    kind = sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, server_default=first, nullable=False, comment=comment)


def _fence(table: str, condition: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy readers on {table} for select to gonghui_reader using (true)")
    op.execute(
        f"create policy writers on {table} to gonghui_writer"
        f" using ({condition}) with check ({condition})"
    )
    op.execute(f"create policy migrations on {table} to gonghui_owner using (true)")


def downgrade() -> None:
    """Take all of it away; findings of the new kinds of subjects go with their kinds."""
    for column in _finding_columns():
        op.drop_column("finding", column.name)
    for name in ("plan_id", "planned", "evaluated", "suppressed", "high_water", "mode"):
        op.drop_column("screening_run", name)
    for name in ("dedup", "action", "source"):
        op.drop_column("screening_rule", name)
    for table in reversed(TABLES):
        op.execute(f"drop table if exists {table} cascade")
    op.execute("drop function gonghui_guard_rule_version()")
    known = ", ".join(f"'{code}'" for code in OLD_SUBJECTS)
    op.execute("select set_config('gonghui.subject', 'job:migration', true)")
    op.execute(f"delete from finding where subject_type not in ({known})")  # noqa: S608
    op.execute(f"delete from screening_rule where subject_type not in ({known})")  # noqa: S608
    for table in ("finding", "screening_rule"):
        _subjects(table, OLD_SUBJECTS)


def _create() -> None:
    op.create_table(
        "watch_list",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("code", sa.Text(), nullable=False, comment="名单代码"),
        sa.Column("name", sa.Text(), nullable=False, comment="名单名称"),
        sa.Column("purpose", sa.Text(), nullable=False, comment="设立目的"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_list")),
        sa.UniqueConstraint("code", name=op.f("uq_watch_list_code")),
        comment="重点名单",
    )
    op.create_table(
        "watch_list_entry",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("list_id", sa.Uuid(), nullable=False, comment="重点名单"),
        sa.Column(
            "subject_type",
            sa.Enum(
                "PERSON",
                "MEMBERSHIP",
                "UNION",
                "DOSSIER",
                "ASSISTANCE",
                "PAYMENT_LINE",
                "FUND",
                "FACILITY",
                "FEED_SOURCE",
                "OPINION_ALERT",
                "USER",
                "SCHEDULE",
                name="subject_type",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="对象类型",
        ),
        sa.Column("subject_id", sa.Uuid(), nullable=False, comment="对象标识"),
        sa.Column("union_id", sa.Uuid(), nullable=True, comment="责任工会"),
        sa.Column("reason", sa.Text(), nullable=False, comment="列入理由"),
        sa.Column("entered_on", sa.Date(), nullable=False, comment="列入日期"),
        sa.Column("review_on", sa.Date(), nullable=False, comment="复评日期"),
        sa.Column("left_on", sa.Date(), nullable=True, comment="移出日期"),
        sa.Column("leave_reason", sa.Text(), nullable=True, comment="移出理由"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.CheckConstraint(
            "(left_on is null) = (leave_reason is null)", name=op.f("ck_watch_list_entry_left")
        ),
        sa.CheckConstraint("review_on > entered_on", name=op.f("ck_watch_list_entry_review")),
        sa.ForeignKeyConstraint(
            ["list_id"], ["watch_list.id"], name=op.f("fk_watch_list_entry_list_id_watch_list")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_watch_list_entry_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_list_entry")),
        comment="重点名单成员",
    )
    op.create_index("ix_watch_list_entry_list", "watch_list_entry", ["list_id", "id"], unique=False)
    op.create_index(
        "ix_watch_list_entry_union", "watch_list_entry", ["union_id", "id"], unique=False
    )
    op.create_index(
        "uq_watch_list_entry_present",
        "watch_list_entry",
        ["list_id", "subject_id"],
        unique=True,
        postgresql_where=sa.text("left_on is null"),
    )
    op.create_table(
        "screening_plan",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("code", sa.Text(), nullable=False, comment="计划代码"),
        sa.Column("name", sa.Text(), nullable=False, comment="计划名称"),
        sa.Column(
            "kind",
            sa.Enum(
                "PERIODIC",
                "KEY",
                "SPECIAL",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="排查类型",
        ),
        sa.Column(
            "status",
            sa.Enum(
                "ACTIVE",
                "PAUSED",
                "CLOSED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="ACTIVE",
            nullable=False,
            comment="计划状态",
        ),
        sa.Column(
            "rule_codes", sa.ARRAY(sa.Text()), nullable=True, comment="排查规则 (空为该类型全部)"
        ),
        sa.Column(
            "target_group",
            sa.Enum(
                "WOMEN",
                "MIGRANT",
                "NEW_FORM",
                "FRONTLINE",
                "DISPATCHED",
                "NEEDY",
                name="target_group",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="对象群体 (空为不限)",
        ),
        sa.Column(
            "area_ids",
            sa.ARRAY(sa.Uuid()),
            server_default="{}",
            nullable=False,
            comment="范围: 工会及其下级 (空为全市)",
        ),
        sa.Column("watch_list_id", sa.Uuid(), nullable=True, comment="重点名单 (空为不限)"),
        sa.Column(
            "rhythm",
            sa.Enum(
                "ONCE",
                "DAILY",
                "WEEKLY",
                "MONTHLY",
                "QUARTERLY",
                name="rhythm",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="频次",
        ),
        sa.Column("starts_on", sa.Date(), nullable=False, comment="开始日期"),
        sa.Column("ends_on", sa.Date(), nullable=True, comment="结束日期 (空为长期)"),
        sa.Column("owner", sa.Text(), nullable=False, comment="责任人"),
        sa.Column("checklist", sa.Text(), server_default="", nullable=False, comment="检查要点"),
        sa.Column("last_run_on", sa.Date(), nullable=True, comment="最近运行日期"),
        sa.Column("closing_report", sa.Text(), nullable=True, comment="总结报告"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.CheckConstraint(
            "kind <> 'KEY' or watch_list_id is not null or target_group is not null or ends_on is not null",
            name=op.f("ck_screening_plan_key_target"),
        ),
        sa.CheckConstraint(
            "kind <> 'SPECIAL' or ends_on is not null", name=op.f("ck_screening_plan_special_ends")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_screening_plan_period")),
        sa.ForeignKeyConstraint(
            ["watch_list_id"],
            ["watch_list.id"],
            name=op.f("fk_screening_plan_watch_list_id_watch_list"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_plan")),
        sa.UniqueConstraint("code", name=op.f("uq_screening_plan_code")),
        comment="排查计划",
    )
    op.create_index(
        op.f("ix_screening_plan_watch_list_id"), "screening_plan", ["watch_list_id"], unique=False
    )
    op.create_table(
        "screening_rule_version",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("rule_id", sa.Uuid(), nullable=False, comment="排查规则"),
        sa.Column("number", sa.Integer(), nullable=False, comment="版本序号"),
        sa.Column(
            "status",
            sa.Enum(
                "DRAFT",
                "PUBLISHED",
                "RETIRED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="DRAFT",
            nullable=False,
            comment="版本状态",
        ),
        sa.Column(
            "expression",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="条件表达式 (内置规则为空)",
        ),
        sa.Column("sentence", sa.Text(), nullable=False, comment="条件的文字表述"),
        sa.Column("digest", sa.Text(), nullable=False, comment="内容摘要 (SHA-256)"),
        sa.Column("severity", sa.SmallInteger(), nullable=False, comment="风险等级: 1提示 … 4紧急"),
        sa.Column("author_role", sa.Text(), nullable=False, comment="编写人角色"),
        sa.Column("author_department", sa.Text(), nullable=True, comment="编写人部门"),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True, comment="发布时间"),
        sa.Column("published_by", sa.Text(), nullable=True, comment="发布者"),
        sa.Column(
            "confirmed", sa.Integer(), server_default="0", nullable=False, comment="属实的线索数"
        ),
        sa.Column(
            "refuted", sa.Integer(), server_default="0", nullable=False, comment="误报的线索数"
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.CheckConstraint(
            "confirmed >= 0 and refuted >= 0", name=op.f("ck_screening_rule_version_judged")
        ),
        sa.CheckConstraint(
            "published_by <> created_by or expression is null",
            name=op.f("ck_screening_rule_version_second_person"),
        ),
        sa.CheckConstraint(
            "severity between 1 and 4", name=op.f("ck_screening_rule_version_severity")
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"],
            ["screening_rule.id"],
            name=op.f("fk_screening_rule_version_rule_id_screening_rule"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_rule_version")),
        sa.UniqueConstraint(
            "rule_id", "number", name=op.f("uq_screening_rule_version_rule_id_number")
        ),
        comment="排查规则版本",
    )
    op.create_index(
        "uq_screening_rule_version_published",
        "screening_rule_version",
        ["rule_id"],
        unique=True,
        postgresql_where=sa.text("status = 'PUBLISHED'"),
    )
    op.create_table(
        "rule_trial",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("version_id", sa.Uuid(), nullable=False, comment="规则版本"),
        sa.Column("as_of", sa.Date(), nullable=False, comment="数据基准日"),
        sa.Column("hits", sa.BigInteger(), nullable=False, comment="命中"),
        sa.Column("fresh", sa.BigInteger(), nullable=False, comment="新增: 现行版本未命中"),
        sa.Column("gone", sa.BigInteger(), nullable=False, comment="消失: 仅现行版本命中"),
        sa.Column("same", sa.BigInteger(), nullable=False, comment="相同"),
        sa.Column("planned_cost", sa.Float(), nullable=False, comment="数据库估算的代价"),
        sa.Column("milliseconds", sa.Integer(), nullable=False, comment="实际用时 (毫秒)"),
        sa.Column(
            "samples",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="样例: 对象、差异、判定说明",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["screening_rule_version.id"],
            name=op.f("fk_rule_trial_version_id_screening_rule_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_trial")),
        comment="规则试运行",
    )
    op.create_index("ix_rule_trial_version", "rule_trial", ["version_id", "id"], unique=False)
    op.create_table(
        "finding_feedback",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("finding_id", sa.Uuid(), nullable=False, comment="风险线索"),
        sa.Column("union_id", sa.Uuid(), nullable=True, comment="责任工会"),
        sa.Column("rule_version_id", sa.Uuid(), nullable=True, comment="规则版本"),
        sa.Column(
            "verdict",
            sa.Enum(
                "CONFIRMED",
                "FALSE_POSITIVE",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="研判结论",
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="理由"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_finding_feedback_finding_id_finding")
        ),
        sa.ForeignKeyConstraint(
            ["rule_version_id"],
            ["screening_rule_version.id"],
            name=op.f("fk_finding_feedback_rule_version_id_screening_rule_version"),
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_finding_feedback_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_feedback")),
        sa.UniqueConstraint("finding_id", name=op.f("uq_finding_feedback_finding_id")),
        comment="线索研判反馈",
    )
    op.create_index(
        op.f("ix_finding_feedback_rule_version_id"),
        "finding_feedback",
        ["rule_version_id"],
        unique=False,
    )
    op.create_index(
        "ix_finding_feedback_union", "finding_feedback", ["union_id", "id"], unique=False
    )
    op.create_table(
        "rule_snooze",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("rule_id", sa.Uuid(), nullable=False, comment="排查规则"),
        sa.Column(
            "subject_type",
            sa.Enum(
                "PERSON",
                "MEMBERSHIP",
                "UNION",
                "DOSSIER",
                "ASSISTANCE",
                "PAYMENT_LINE",
                "FUND",
                "FACILITY",
                "FEED_SOURCE",
                "OPINION_ALERT",
                "USER",
                "SCHEDULE",
                name="subject_type",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="风险对象类型",
        ),
        sa.Column("subject_id", sa.Uuid(), nullable=False, comment="风险对象标识"),
        sa.Column("union_id", sa.Uuid(), nullable=True, comment="责任工会"),
        sa.Column("finding_id", sa.Uuid(), nullable=False, comment="据以暂缓的线索"),
        sa.Column("until", sa.Date(), nullable=False, comment="暂缓至 (含)"),
        sa.Column("reason", sa.Text(), nullable=False, comment="理由"),
        sa.Column("ended_on", sa.Date(), nullable=True, comment="提前结束日期"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="创建时间",
        ),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="更新时间",
        ),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_rule_snooze_finding_id_finding")
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["screening_rule.id"], name=op.f("fk_rule_snooze_rule_id_screening_rule")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_rule_snooze_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_snooze")),
        comment="规则暂缓 (一条规则对一个对象)",
    )
    op.create_index(op.f("ix_rule_snooze_finding_id"), "rule_snooze", ["finding_id"], unique=False)
    op.create_index(
        "ix_rule_snooze_subject", "rule_snooze", ["rule_id", "subject_id", "until"], unique=False
    )
    op.create_index("ix_rule_snooze_union", "rule_snooze", ["union_id", "id"], unique=False)
