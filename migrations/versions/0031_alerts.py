"""Alerts of sudden rises and of missed deadlines beside those of levels."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

TOPICS = tuple(f"T{number:02d}" for number in range(1, 19))
RULES = ("EVENT_LEVEL", "SPIKE", "CLOCK_OVERDUE")
UNIQUE = "uq_opinion_alert_event_id_rule_subject_window"
KEY = ["event_id", "rule", "subject", "window"]


def upgrade() -> None:
    """A spike belongs to no event; a rule, subject and window have one alert all the same."""
    topic = sa.Enum(*TOPICS, name="topic", native_enum=False, create_constraint=True, length=40)
    for column in (
        sa.Column("topic", topic, comment="主题 (激增)"),
        sa.Column("division_id", sa.Uuid(), comment="乡镇街道 (激增)"),
        sa.Column("observed", sa.Integer(), comment="24小时内去重后条数 (激增)"),
        sa.Column("usual", sa.Double(), comment="同星期几的中位数 (激增; 数据不足两周时为空)"),
    ):
        op.add_column("opinion_alert", column)
    op.create_foreign_key(
        "fk_opinion_alert_division_id_division",
        "opinion_alert",
        "division",
        ["division_id"],
        ["id"],
    )
    _rules(RULES)
    _comments(
        nullable=True, event="事件 (激增预警没有)", subject="预警对象 (等级、时限、主题与乡镇)"
    )
    op.drop_constraint(UNIQUE, "opinion_alert", type_="unique")
    op.create_unique_constraint(UNIQUE, "opinion_alert", KEY, postgresql_nulls_not_distinct=True)
    op.create_index(
        "ix_opinion_alert_spike",
        "opinion_alert",
        ["subject", "raised_at"],
        postgresql_where=sa.text("rule = 'SPIKE'"),
    )


def _rules(codes: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{code}'" for code in codes)
    op.execute("alter table opinion_alert drop constraint ck_opinion_alert_rule")
    op.execute(
        f"alter table opinion_alert add constraint ck_opinion_alert_rule check (rule in ({listed}))"
    )


def _comments(*, nullable: bool, event: str, subject: str) -> None:
    op.alter_column("opinion_alert", "event_id", nullable=nullable, comment=event)
    op.alter_column("opinion_alert", "subject", comment=subject)


def downgrade() -> None:
    """Alerts of the new kinds go."""
    op.execute("select set_config('gonghui.subject', 'job:migration', true)")
    op.execute("delete from opinion_alert where rule <> 'EVENT_LEVEL'")
    op.drop_index("ix_opinion_alert_spike", "opinion_alert")
    op.drop_constraint(UNIQUE, "opinion_alert", type_="unique")
    op.create_unique_constraint(UNIQUE, "opinion_alert", KEY)
    _comments(nullable=False, event="事件", subject="预警对象 (等级)")
    _rules(RULES[:1])
    for column in ("usual", "observed", "division_id", "topic"):
        op.drop_column("opinion_alert", column)
