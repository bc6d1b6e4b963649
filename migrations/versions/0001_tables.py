"""Tables of accounts, organisation, membership, facilities, assistance, opinion, screening and jobs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables of accounts, organisation, membership, facilities, assistance, opinion, screening and jobs."""
    op.create_table(
        "app_user",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("username", sa.Text(), nullable=False, comment="用户名 (小写)"),
        sa.Column("name", sa.Text(), nullable=False, comment="姓名"),
        sa.Column(
            "role",
            sa.Enum(
                "ADMINISTRATOR",
                "ANALYST",
                "JOB",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="角色",
        ),
        sa.Column(
            "covers_all",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="全市范围",
        ),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True, comment="停用时间"),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_user")),
        sa.UniqueConstraint("username", name=op.f("uq_app_user_username")),
        comment="用户",
    )
    op.create_table(
        "audit_event",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="时间",
        ),
        sa.Column("actor", sa.Text(), nullable=False, comment="操作者"),
        sa.Column("request_id", sa.Text(), nullable=False, comment="请求编号"),
        sa.Column("action", sa.Text(), nullable=False, comment="动作"),
        sa.Column("entity", sa.Text(), nullable=False, comment="对象类型 (表)"),
        sa.Column("entity_id", sa.Uuid(), nullable=True, comment="对象标识"),
        sa.Column(
            "changes",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="字段变化: {字段: [旧值, 新值]}",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
        comment="审计日志 (只增不改)",
    )
    op.create_index("ix_audit_event_actor", "audit_event", ["actor", "at"], unique=False)
    op.create_index(
        "ix_audit_event_entity", "audit_event", ["entity", "entity_id", "at"], unique=False
    )
    op.create_table(
        "division",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("code", sa.Text(), nullable=False, comment="行政区划代码"),
        sa.Column("name", sa.Text(), nullable=False, comment="名称"),
        sa.Column("level", sa.SmallInteger(), nullable=False, comment="层级: 1省 2地 3县 4乡 5村"),
        sa.Column("parent_id", sa.Uuid(), nullable=True, comment="上级区划"),
        sa.Column("valid_from", sa.Date(), nullable=True, comment="启用日期"),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="撤销日期 (不含)"),
        sa.Column("successor_id", sa.Uuid(), nullable=True, comment="撤销后归属的区划"),
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
        sa.CheckConstraint("level between 1 and 5", name=op.f("ck_division_level")),
        sa.CheckConstraint(
            "valid_to is null or valid_from is null or valid_to > valid_from",
            name=op.f("ck_division_period"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["division.id"], name=op.f("fk_division_parent_id_division")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["division.id"], name=op.f("fk_division_successor_id_division")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_division")),
        sa.UniqueConstraint("code", name=op.f("uq_division_code")),
        comment="行政区划",
    )
    op.create_index("ix_division_parent", "division", ["parent_id", "code", "id"], unique=False)
    op.create_index(op.f("ix_division_successor_id"), "division", ["successor_id"], unique=False)
    op.create_table(
        "job_run",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("job", sa.Text(), nullable=False, comment="任务名称"),
        sa.Column("queue", sa.Text(), nullable=False, comment="队列"),
        sa.Column(
            "arguments",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="参数 (仅标识)",
        ),
        sa.Column("actor", sa.Text(), nullable=False, comment="发起者"),
        sa.Column("unique_key", sa.Text(), nullable=True, comment="唯一键: 同键任务只登记一次"),
        sa.Column("schedule_code", sa.Text(), nullable=True, comment="所属计划代码"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True, comment="计划时点"),
        sa.Column(
            "state",
            sa.Enum(
                "QUEUED",
                "RUNNING",
                "SUCCEEDED",
                "RETRYING",
                "DEAD",
                "CANCELLED",
                "DISCARDED",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="QUEUED",
            nullable=False,
            comment="状态",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="登记时间",
        ),
        sa.Column(
            "available_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="最早可运行时间",
        ),
        sa.Column(
            "dispatched_at", sa.DateTime(timezone=True), nullable=True, comment="最近一次投递时间"
        ),
        sa.Column(
            "started_at", sa.DateTime(timezone=True), nullable=True, comment="最近一次开始时间"
        ),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True, comment="最近心跳"),
        sa.Column(
            "lease_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="租约到期 (数据库时钟)",
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True, comment="结束时间"),
        sa.Column(
            "attempts", sa.Integer(), server_default="0", nullable=False, comment="已尝试次数"
        ),
        sa.Column(
            "lost_leases", sa.Integer(), server_default="0", nullable=False, comment="租约失效次数"
        ),
        sa.Column(
            "cancel_requested",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="已请求取消",
        ),
        sa.Column(
            "fence",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="栅栏号: 每次领取加一",
        ),
        sa.Column("done", sa.BigInteger(), nullable=True, comment="进度: 已完成"),
        sa.Column("total", sa.BigInteger(), nullable=True, comment="进度: 总量"),
        sa.Column("message", sa.Text(), nullable=True, comment="进度说明"),
        sa.Column(
            "result", postgresql.JSONB(astext_type=sa.Text()), nullable=True, comment="结果计数"
        ),
        sa.Column("error", sa.Text(), nullable=True, comment="错误 (不含个人信息)"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_job_run_unique_key")),
        comment="任务运行记录 (发件箱与历史)",
    )
    op.create_index(
        "ix_job_run_history",
        "job_run",
        ["job", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_job_run_lease",
        "job_run",
        ["lease_until"],
        unique=False,
        postgresql_where=sa.text("state = 'RUNNING'"),
    )
    op.create_index(
        "ix_job_run_slot",
        "job_run",
        ["schedule_code", "due_at"],
        unique=True,
        postgresql_where=sa.text("due_at is not null"),
    )
    op.create_index(
        "ix_job_run_waiting",
        "job_run",
        ["available_at"],
        unique=False,
        postgresql_where=sa.text("state in ('QUEUED','RETRYING')"),
    )
    op.create_table(
        "person",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="姓名"),
        sa.Column("name_pinyin", sa.Text(), nullable=True, comment="姓名拼音 (检索用)"),
        sa.Column(
            "sex",
            sa.Enum(
                "UNKNOWN",
                "MALE",
                "FEMALE",
                "UNSPECIFIED",
                name="sex",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="UNKNOWN",
            nullable=False,
            comment="性别 (GB/T 2261.1)",
        ),
        sa.Column("birth_date", sa.Date(), nullable=True, comment="出生日期"),
        sa.Column(
            "document_kind",
            sa.Enum(
                "RESIDENT_ID",
                "HMT_RESIDENCE_PERMIT",
                "FOREIGN_PERMANENT_ID",
                "PASSPORT",
                name="document_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="证件类型",
        ),
        sa.Column("document_mask", sa.Text(), nullable=True, comment="证件号码 (掩码)"),
        sa.Column(
            "document_check",
            sa.Enum(
                "VALID",
                "UNCHECKED",
                "MISSING",
                "FORMAT",
                "CHECKSUM",
                "DATE",
                "SEX_MISMATCH",
                "BIRTH_MISMATCH",
                name="document_check",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="MISSING",
            nullable=False,
            comment="证件校验结果",
        ),
        sa.Column("mobile_mask", sa.Text(), nullable=True, comment="手机号 (掩码)"),
        sa.Column("mobile_verified_on", sa.Date(), nullable=True, comment="手机号核验日期"),
        sa.Column(
            "ethnicity",
            sa.Enum(
                "HAN",
                "MONGOL",
                "HUI",
                "ZANG",
                "UYGUR",
                "MIAO",
                "YI",
                "ZHUANG",
                "BUYEI",
                "CHOSEN",
                "MAN",
                "DONG",
                "YAO",
                "BAI",
                "TUJIA",
                "HANI",
                "KAZAK",
                "DAI",
                "LI",
                "LISU",
                "VA",
                "SHE",
                "GAOSHAN",
                "LAHU",
                "SUI",
                "DONGXIANG",
                "NAXI",
                "JINGPO",
                "KIRGIZ",
                "TU",
                "DAUR",
                "MULAO",
                "QIANG",
                "BLANG",
                "SALAR",
                "MAONAN",
                "GELAO",
                "XIBE",
                "ACHANG",
                "PUMI",
                "TAJIK",
                "NU",
                "UZBEK",
                "RUSS",
                "EWENKI",
                "DEANG",
                "BONAN",
                "YUGUR",
                "GIN",
                "TATAR",
                "DERUNG",
                "OROQEN",
                "HEZHEN",
                "MONBA",
                "LHOBA",
                "JINO",
                "OTHER",
                "FOREIGN_DESCENT",
                name="ethnicity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="民族 (GB/T 3304)",
        ),
        sa.Column(
            "education",
            sa.Enum(
                "POSTGRADUATE",
                "BACHELOR",
                "JUNIOR_COLLEGE",
                "SECONDARY_VOCATIONAL",
                "SENIOR_HIGH",
                "JUNIOR_HIGH",
                "PRIMARY",
                "OTHER",
                name="education",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="学历 (GB/T 4658)",
        ),
        sa.Column(
            "political_status",
            sa.Enum(
                "PARTY_MEMBER",
                "PROBATIONARY_MEMBER",
                "LEAGUE_MEMBER",
                "DEMOCRATIC_PARTY",
                "NON_PARTY",
                "MASSES",
                name="political_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="政治面貌 (GB/T 4762)",
        ),
        sa.Column(
            "marital_status",
            sa.Enum(
                "SINGLE",
                "MARRIED",
                "WIDOWED",
                "DIVORCED",
                "UNSPECIFIED",
                name="marital_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="婚姻状况 (GB/T 2261.2)",
        ),
        sa.Column(
            "hukou_kind",
            sa.Enum(
                "AGRICULTURAL",
                "NON_AGRICULTURAL",
                name="hukou_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="户口性质",
        ),
        sa.Column(
            "migrant",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="农民工",
        ),
        sa.Column("deceased_on", sa.Date(), nullable=True, comment="死亡日期"),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        comment="职工 (实名信息)",
    )
    op.create_index("ix_person_birth_date", "person", ["birth_date", "id"], unique=False)
    op.create_index("ix_person_name", "person", ["name", "id"], unique=False)
    op.create_index("ix_person_name_pinyin", "person", ["name_pinyin", "id"], unique=False)
    op.create_table(
        "rule_parameter",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("rule", sa.Text(), nullable=False, comment="规则代码"),
        sa.Column("key", sa.Text(), nullable=False, comment="参数名"),
        sa.Column(
            "value", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="参数值"
        ),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="生效日期"),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="失效日期 (不含)"),
        sa.Column("basis", sa.Text(), nullable=False, comment="依据 (文件与条款)"),
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
            "valid_to is null or valid_to > valid_from", name=op.f("ck_rule_parameter_period")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_parameter")),
        sa.UniqueConstraint(
            "rule", "key", "valid_from", name=op.f("uq_rule_parameter_rule_key_valid_from")
        ),
        comment="规则参数",
    )
    op.create_table(
        "schedule",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("code", sa.Text(), nullable=False, comment="计划代码"),
        sa.Column("name", sa.Text(), nullable=False, comment="计划名称"),
        sa.Column("job", sa.Text(), nullable=False, comment="任务名称"),
        sa.Column(
            "arguments",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
            comment="任务参数",
        ),
        sa.Column("cron", sa.Text(), nullable=False, comment="时间表达式 (分 时 日 月 周)"),
        sa.Column(
            "timezone", sa.Text(), server_default="Asia/Shanghai", nullable=False, comment="时区"
        ),
        sa.Column(
            "enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False, comment="启用"
        ),
        sa.Column(
            "misfire",
            sa.Enum(
                "SKIP",
                "ONCE",
                "ALL",
                name="misfire",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="ONCE",
            nullable=False,
            comment="错过时点的处理",
        ),
        sa.Column(
            "grace_seconds",
            sa.Integer(),
            server_default="60",
            nullable=False,
            comment="按时宽限 (秒): 晚于此即为错过",
        ),
        sa.Column(
            "last_slot_at", sa.DateTime(timezone=True), nullable=True, comment="已处理到的时点"
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
            "jsonb_typeof(arguments) = 'object'", name=op.f("ck_schedule_arguments")
        ),
        sa.CheckConstraint("grace_seconds >= 0", name=op.f("ck_schedule_grace_seconds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
        sa.UniqueConstraint("code", name=op.f("uq_schedule_code")),
        comment="定时计划",
    )
    op.create_table(
        "screening_rule",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("code", sa.Text(), nullable=False, comment="规则代码"),
        sa.Column("name", sa.Text(), nullable=False, comment="规则名称"),
        sa.Column("description", sa.Text(), nullable=False, comment="判定条件"),
        sa.Column("kinds", sa.ARRAY(sa.Text()), nullable=False, comment="所属排查类型"),
        sa.Column(
            "subject_type",
            sa.Enum(
                "PERSON",
                "UNION",
                "DOSSIER",
                "FACILITY",
                name="subject_type",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="风险对象类型",
        ),
        sa.Column("severity", sa.SmallInteger(), nullable=False, comment="风险等级: 1提示 … 4紧急"),
        sa.Column(
            "enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False, comment="启用"
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
        sa.CheckConstraint("severity between 1 and 4", name=op.f("ck_screening_rule_severity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_rule")),
        sa.UniqueConstraint("code", name=op.f("uq_screening_rule_code")),
        comment="排查规则",
    )
    op.create_table(
        "living_standard",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("division_id", sa.Uuid(), nullable=False, comment="区划"),
        sa.Column(
            "area",
            sa.Enum(
                "URBAN", "RURAL", name="area", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
            comment="城乡类别",
        ),
        sa.Column("monthly", sa.BigInteger(), nullable=False, comment="月人均低保标准 (分)"),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="生效日期"),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="失效日期 (不含)"),
        sa.Column("document_number", sa.Text(), nullable=False, comment="依据文号"),
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
        sa.CheckConstraint("monthly > 0", name=op.f("ck_living_standard_monthly")),
        sa.CheckConstraint(
            "valid_to is null or valid_to > valid_from", name=op.f("ck_living_standard_period")
        ),
        sa.ForeignKeyConstraint(
            ["division_id"], ["division.id"], name=op.f("fk_living_standard_division_id_division")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_living_standard")),
        sa.UniqueConstraint(
            "division_id",
            "area",
            "valid_from",
            name=op.f("uq_living_standard_division_id_area_valid_from"),
        ),
        comment="最低生活保障标准",
    )
    op.create_table(
        "person_secret",
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="职工"),
        sa.Column(
            "document_kind",
            sa.Enum(
                "RESIDENT_ID",
                "HMT_RESIDENCE_PERMIT",
                "FOREIGN_PERMANENT_ID",
                "PASSPORT",
                name="document_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="证件类型",
        ),
        sa.Column("document_cipher", sa.LargeBinary(), nullable=True, comment="证件号码密文"),
        sa.Column("document_index", sa.LargeBinary(), nullable=True, comment="证件号码盲索引"),
        sa.Column("mobile_cipher", sa.LargeBinary(), nullable=True, comment="手机号密文"),
        sa.Column("mobile_index", sa.LargeBinary(), nullable=True, comment="手机号盲索引"),
        sa.CheckConstraint(
            "(document_index is null) = (document_kind is null) and (document_index is null) = (document_cipher is null)",
            name=op.f("ck_person_secret_document"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_secret_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_secret")),
        sa.UniqueConstraint(
            "document_kind",
            "document_index",
            name=op.f("uq_person_secret_document_kind_document_index"),
        ),
        comment="职工敏感信息 (密文)",
    )
    op.create_index(
        "ix_person_secret_mobile_index", "person_secret", ["mobile_index"], unique=False
    )
    op.create_table(
        "screening_run",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("job_run_id", sa.Uuid(), nullable=True, comment="任务运行"),
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
            "rule_codes", sa.ARRAY(sa.Text()), nullable=True, comment="指定的规则 (空为该类型全部)"
        ),
        sa.Column("as_of", sa.Date(), nullable=False, comment="数据基准日"),
        sa.Column(
            "state",
            sa.Enum(
                "QUEUED",
                "RUNNING",
                "SUCCEEDED",
                "PARTIAL",
                "FAILED",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="QUEUED",
            nullable=False,
            comment="运行状态",
        ),
        sa.Column(
            "counts",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="各规则计数: {规则: {hits, opened, resolved}}",
        ),
        sa.Column(
            "errors",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="失败的规则: {规则: 错误}",
        ),
        sa.Column("hits", sa.BigInteger(), nullable=True, comment="命中"),
        sa.Column("opened", sa.BigInteger(), nullable=True, comment="新增"),
        sa.Column("resolved", sa.BigInteger(), nullable=True, comment="自动解除"),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True, comment="开始时间"),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True, comment="结束时间"),
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
            ["job_run_id"], ["job_run.id"], name=op.f("fk_screening_run_job_run_id_job_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_run")),
        sa.UniqueConstraint("job_run_id", name=op.f("uq_screening_run_job_run_id")),
        comment="排查运行",
    )
    op.create_index(
        "ix_screening_run_created",
        "screening_run",
        [sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_table(
        "union_organisation",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("code", sa.Text(), nullable=False, comment="工会组织代码"),
        sa.Column("name", sa.Text(), nullable=False, comment="工会名称"),
        sa.Column(
            "kind",
            sa.Enum(
                "FEDERATION",
                "TOWNSHIP_UNION",
                "PARK_UNION",
                "INDUSTRY_UNION",
                "JOINT_FEDERATION",
                "GRASSROOTS_UNION",
                "JOINT_UNION",
                "BRANCH",
                "GROUP",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="工会组织类型",
        ),
        sa.Column(
            "level",
            sa.SmallInteger(),
            nullable=False,
            comment="层级: 1全国 2省 3市 4县(市区) 5乡镇街道园区 6基层 7分会 8小组",
        ),
        sa.Column("parent_id", sa.Uuid(), nullable=True, comment="上级工会"),
        sa.Column("industry_parent_id", sa.Uuid(), nullable=True, comment="所属产业工会"),
        sa.Column("division_id", sa.Uuid(), nullable=False, comment="所在区划"),
        sa.Column(
            "status",
            sa.Enum(
                "TARGET",
                "GUIDED",
                "PREPARING",
                "APPLIED",
                "APPROVED",
                "CONGRESS_HELD",
                "REGISTERED",
                "ACTIVE",
                "TERM_DUE",
                "MERGED",
                "DISSOLVED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="建会状态",
        ),
        sa.Column("credit_code", sa.Text(), nullable=True, comment="统一社会信用代码"),
        sa.Column("founded_on", sa.Date(), nullable=True, comment="成立日期"),
        sa.Column("term_start_on", sa.Date(), nullable=True, comment="本届任期开始"),
        sa.Column("term_end_on", sa.Date(), nullable=True, comment="本届任期届满"),
        sa.Column("chair_name", sa.Text(), nullable=True, comment="工会主席"),
        sa.Column("employer_name", sa.Text(), nullable=True, comment="所在单位"),
        sa.Column(
            "employer_credit_code", sa.Text(), nullable=True, comment="所在单位统一社会信用代码"
        ),
        sa.Column(
            "area_kind",
            sa.Enum(
                "BUILDING",
                "PARK",
                "BUSINESS_CIRCLE",
                "MARKET",
                "VILLAGE",
                "INDUSTRY",
                name="area_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="联合会覆盖区域类型",
        ),
        sa.Column("workers_count", sa.Integer(), nullable=True, comment="覆盖职工人数"),
        sa.Column("address", sa.Text(), nullable=True, comment="地址"),
        sa.Column("phone", sa.Text(), nullable=True, comment="办公电话"),
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
        sa.CheckConstraint("level between 1 and 8", name=op.f("ck_union_organisation_level")),
        sa.CheckConstraint(
            "parent_id is null or parent_id <> id", name=op.f("ck_union_organisation_parent")
        ),
        sa.CheckConstraint(
            "term_end_on is null or term_start_on is null or term_end_on > term_start_on",
            name=op.f("ck_union_organisation_term"),
        ),
        sa.CheckConstraint(
            "workers_count is null or workers_count >= 0",
            name=op.f("ck_union_organisation_workers_count"),
        ),
        sa.ForeignKeyConstraint(
            ["division_id"],
            ["division.id"],
            name=op.f("fk_union_organisation_division_id_division"),
        ),
        sa.ForeignKeyConstraint(
            ["industry_parent_id"],
            ["union_organisation.id"],
            name=op.f("fk_union_organisation_industry_parent_id_union_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["union_organisation.id"],
            name=op.f("fk_union_organisation_parent_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_union_organisation")),
        sa.UniqueConstraint("code", name=op.f("uq_union_organisation_code")),
        sa.UniqueConstraint("credit_code", name=op.f("uq_union_organisation_credit_code")),
        comment="工会组织",
    )
    op.create_index(
        "ix_union_organisation_division", "union_organisation", ["division_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_union_organisation_industry_parent_id"),
        "union_organisation",
        ["industry_parent_id"],
        unique=False,
    )
    op.create_index(
        "ix_union_organisation_level", "union_organisation", ["level", "code", "id"], unique=False
    )
    op.create_index(
        "ix_union_organisation_name", "union_organisation", ["name", "id"], unique=False
    )
    op.create_index(
        "ix_union_organisation_parent",
        "union_organisation",
        ["parent_id", "code", "id"],
        unique=False,
    )
    op.create_index(
        "ix_union_organisation_parent_id_id",
        "union_organisation",
        ["parent_id", "id"],
        unique=False,
    )
    op.create_table(
        "user_credential",
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="用户"),
        sa.Column("password_hash", sa.Text(), nullable=False, comment="argon2id 散列"),
        sa.Column(
            "must_change",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="须修改密码",
        ),
        sa.Column(
            "failures", sa.Integer(), server_default="0", nullable=False, comment="连续失败次数"
        ),
        sa.Column(
            "last_failure_at", sa.DateTime(timezone=True), nullable=True, comment="最近失败时间"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_user_credential_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_user_credential")),
        comment="登录凭据",
    )
    op.create_table(
        "user_scope",
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="用户"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="范围: 此工会及其下级"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_user_scope_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("user_id", "union_id", name=op.f("pk_user_scope")),
        comment="数据范围 (工会子树)",
    )
    op.create_table(
        "user_session",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="用户"),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False, comment="令牌散列"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, comment="登录时间"),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, comment="最近使用时间"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="结束时间"),
        sa.Column("address", sa.Text(), nullable=True, comment="来源地址"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_user_session_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_session_token_hash")),
        comment="会话",
    )
    op.create_index(op.f("ix_user_session_user_id"), "user_session", ["user_id"], unique=False)
    op.create_table(
        "facility",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("code", sa.Text(), nullable=False, comment="阵地编号"),
        sa.Column(
            "kind",
            sa.Enum(
                "SERVICE_STATION",
                "LOVE_STATION",
                "CARE_ROOM",
                "TRAINING_BASE",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="阵地类型",
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="名称"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="所属工会"),
        sa.Column("division_id", sa.Uuid(), nullable=False, comment="所在区划"),
        sa.Column("address", sa.Text(), nullable=True, comment="地址"),
        sa.Column("longitude", sa.Numeric(precision=9, scale=6), nullable=True, comment="经度"),
        sa.Column("latitude", sa.Numeric(precision=8, scale=6), nullable=True, comment="纬度"),
        sa.Column(
            "coordinate_system",
            sa.Enum(
                "WGS84",
                "GCJ02",
                name="coordinate_system",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="坐标系",
        ),
        sa.Column(
            "area_m2", sa.Numeric(precision=10, scale=2), nullable=True, comment="面积 (平方米)"
        ),
        sa.Column(
            "status",
            sa.Enum(
                "PROPOSED",
                "APPROVED",
                "BUILDING",
                "ACCEPTANCE",
                "OPEN",
                "MAINTENANCE",
                "SUSPENDED",
                "RECTIFYING",
                "CLOSED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="状态",
        ),
        sa.Column(
            "build_mode",
            sa.Enum(
                "SELF_BUILT",
                "JOINTLY_BUILT",
                name="build_mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="SELF_BUILT",
            nullable=False,
            comment="建设方式",
        ),
        sa.Column(
            "site",
            sa.Enum(
                "WORKPLACE",
                "PUBLIC",
                name="site",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="场所类型 (母婴室)",
        ),
        sa.Column("accepted_on", sa.Date(), nullable=True, comment="验收通过日期"),
        sa.Column("opened_on", sa.Date(), nullable=True, comment="启用日期"),
        sa.Column("closed_on", sa.Date(), nullable=True, comment="关闭日期"),
        sa.Column("keeper_name", sa.Text(), nullable=True, comment="站点管理员"),
        sa.Column("phone", sa.Text(), nullable=True, comment="联系电话"),
        sa.Column(
            "open_hours",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="开放时间: [{weekday, from, to}]",
        ),
        sa.Column("grade", sa.SmallInteger(), nullable=True, comment="星级 (1–5)"),
        sa.Column(
            "map_listed",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="已上地图",
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
            "status <> 'OPEN' or opened_on is not null", name=op.f("ck_facility_opened")
        ),
        sa.CheckConstraint(
            "(longitude is null) = (latitude is null)", name=op.f("ck_facility_position")
        ),
        sa.CheckConstraint("area_m2 > 0", name=op.f("ck_facility_area_m2")),
        sa.CheckConstraint("grade between 1 and 5", name=op.f("ck_facility_grade")),
        sa.CheckConstraint("latitude between -90 and 90", name=op.f("ck_facility_latitude")),
        sa.CheckConstraint("longitude between -180 and 180", name=op.f("ck_facility_longitude")),
        sa.ForeignKeyConstraint(
            ["division_id"], ["division.id"], name=op.f("fk_facility_division_id_division")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_facility_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility")),
        sa.UniqueConstraint("code", name=op.f("uq_facility_code")),
        comment="阵地",
    )
    op.create_index("ix_facility_division", "facility", ["division_id", "id"], unique=False)
    op.create_index(
        "ix_facility_division_kind", "facility", ["division_id", "kind", "id"], unique=False
    )
    op.create_index("ix_facility_kind", "facility", ["kind", "status", "id"], unique=False)
    op.create_index("ix_facility_name", "facility", ["name", "id"], unique=False)
    op.create_index("ix_facility_union", "facility", ["union_id", "id"], unique=False)
    op.create_table(
        "finding",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("rule_code", sa.Text(), nullable=False, comment="规则代码"),
        sa.Column(
            "subject_type",
            sa.Enum(
                "PERSON",
                "UNION",
                "DOSSIER",
                "FACILITY",
                name="subject_type",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="风险对象类型",
        ),
        sa.Column("subject_id", sa.Uuid(), nullable=False, comment="风险对象标识"),
        sa.Column(
            "person_id",
            sa.Uuid(),
            sa.Computed("case when subject_type = 'PERSON' then subject_id end", persisted=True),
            nullable=True,
            comment="职工",
        ),
        sa.Column(
            "subject_union_id",
            sa.Uuid(),
            sa.Computed("case when subject_type = 'UNION' then subject_id end", persisted=True),
            nullable=True,
            comment="工会",
        ),
        sa.Column(
            "dossier_id",
            sa.Uuid(),
            sa.Computed("case when subject_type = 'DOSSIER' then subject_id end", persisted=True),
            nullable=True,
            comment="困难职工档案",
        ),
        sa.Column(
            "facility_id",
            sa.Uuid(),
            sa.Computed("case when subject_type = 'FACILITY' then subject_id end", persisted=True),
            nullable=True,
            comment="阵地",
        ),
        sa.Column("union_id", sa.Uuid(), nullable=True, comment="责任工会"),
        sa.Column("dedup_key", sa.Text(), nullable=False, comment="去重键: 规则与对象"),
        sa.Column("severity", sa.SmallInteger(), nullable=False, comment="风险等级: 1提示 … 4紧急"),
        sa.Column(
            "evidence",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="依据 (判定所用的值)",
        ),
        sa.Column(
            "status",
            sa.Enum(
                "OPEN",
                "ASSIGNED",
                "IN_PROGRESS",
                "SNOOZED",
                "RESOLVED",
                "VERIFIED",
                "DISMISSED",
                "CLOSED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="OPEN",
            nullable=False,
            comment="处理状态",
        ),
        sa.Column("status_reason", sa.Text(), nullable=True, comment="处理说明"),
        sa.Column(
            "first_seen_at", sa.DateTime(timezone=True), nullable=False, comment="首次发现时间"
        ),
        sa.Column(
            "last_seen_at", sa.DateTime(timezone=True), nullable=False, comment="最近发现时间"
        ),
        sa.Column(
            "times_seen", sa.Integer(), server_default="1", nullable=False, comment="发现次数"
        ),
        sa.Column(
            "missed_runs",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="连续未发现次数",
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True, comment="处理期限"),
        sa.Column("snoozed_until", sa.Date(), nullable=True, comment="暂缓至"),
        sa.Column(
            "closed_at", sa.DateTime(timezone=True), nullable=True, comment="解除、排除或关闭时间"
        ),
        sa.Column("first_run_id", sa.Uuid(), nullable=False, comment="首次发现的排查"),
        sa.Column("run_id", sa.Uuid(), nullable=False, comment="最近发现的排查"),
        sa.Column("missed_run_id", sa.Uuid(), nullable=True, comment="最近未发现的排查"),
        sa.Column("previous_id", sa.Uuid(), nullable=True, comment="同一对象的前一线索"),
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
        sa.CheckConstraint("severity between 1 and 4", name=op.f("ck_finding_severity")),
        sa.CheckConstraint("times_seen > 0 and missed_runs >= 0", name=op.f("ck_finding_seen")),
        sa.ForeignKeyConstraint(
            ["first_run_id"],
            ["screening_run.id"],
            name=op.f("fk_finding_first_run_id_screening_run"),
        ),
        sa.ForeignKeyConstraint(
            ["missed_run_id"],
            ["screening_run.id"],
            name=op.f("fk_finding_missed_run_id_screening_run"),
        ),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["finding.id"], name=op.f("fk_finding_previous_id_finding")
        ),
        sa.ForeignKeyConstraint(
            ["rule_code"], ["screening_rule.code"], name=op.f("fk_finding_rule_code_screening_rule")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["screening_run.id"], name=op.f("fk_finding_run_id_screening_run")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_finding_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        comment="风险线索",
        postgresql_with={"fillfactor": 80},
    )
    op.create_index(
        "ix_finding_dossier",
        "finding",
        ["dossier_id"],
        unique=False,
        postgresql_where=sa.text("dossier_id is not null"),
    )
    op.create_index(
        "ix_finding_facility",
        "finding",
        ["facility_id"],
        unique=False,
        postgresql_where=sa.text("facility_id is not null"),
    )
    op.create_index(
        "ix_finding_first_seen",
        "finding",
        [sa.literal_column("first_seen_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index("ix_finding_history", "finding", ["dedup_key", "first_seen_at"], unique=False)
    op.create_index(
        "ix_finding_live_rule",
        "finding",
        ["rule_code"],
        unique=False,
        postgresql_where=sa.text(
            "status in ('OPEN','ASSIGNED','IN_PROGRESS','SNOOZED','DISMISSED')"
        ),
    )
    op.create_index(
        "ix_finding_person",
        "finding",
        ["person_id"],
        unique=False,
        postgresql_where=sa.text("person_id is not null"),
    )
    op.create_index("ix_finding_rule", "finding", ["rule_code", "id"], unique=False)
    op.create_index("ix_finding_status", "finding", ["status", "severity", "id"], unique=False)
    op.create_index("ix_finding_union", "finding", ["union_id", "id"], unique=False)
    op.create_index(
        "uq_finding_live",
        "finding",
        ["dedup_key"],
        unique=True,
        postgresql_where=sa.text(
            "status in ('OPEN','ASSIGNED','IN_PROGRESS','SNOOZED','DISMISSED')"
        ),
    )
    op.create_table(
        "membership",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="职工"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="所属工会"),
        sa.Column("card_number", sa.Text(), nullable=True, comment="会员证号"),
        sa.Column(
            "status",
            sa.Enum(
                "APPLIED",
                "APPROVED",
                "ACTIVE",
                "TRANSFERRING",
                "RETAINED",
                "LAPSED",
                "WITHDRAWN",
                "EXPELLED",
                "DECEASED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="会籍状态",
        ),
        sa.Column("joined_on", sa.Date(), nullable=True, comment="入会日期"),
        sa.Column("ended_on", sa.Date(), nullable=True, comment="会籍终止日期"),
        sa.Column("end_reason", sa.Text(), nullable=True, comment="终止或保留原因"),
        sa.Column("end_document", sa.Text(), nullable=True, comment="开除会籍决定文号"),
        sa.Column("educated_on", sa.Date(), nullable=True, comment="教育谈话日期 (自动退会前)"),
        sa.Column(
            "employment_form",
            sa.Enum(
                "REGULAR",
                "DISPATCHED",
                "PART_TIME",
                "NEW_FORM",
                "FLEXIBLE",
                "UNEMPLOYED",
                "RETIRED",
                name="employment_form",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="用工形式",
        ),
        sa.Column("employer_name", sa.Text(), nullable=True, comment="工作单位"),
        sa.Column("employer_credit_code", sa.Text(), nullable=True, comment="单位统一社会信用代码"),
        sa.Column("occupation", sa.Text(), nullable=True, comment="职业 (GB/T 6565)"),
        sa.Column("hired_on", sa.Date(), nullable=True, comment="入职日期"),
        sa.Column("contract_start_on", sa.Date(), nullable=True, comment="劳动合同起"),
        sa.Column("contract_end_on", sa.Date(), nullable=True, comment="劳动合同止"),
        sa.Column(
            "frontline",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="一线职工",
        ),
        sa.Column(
            "new_form_group",
            sa.Enum(
                "TRUCK_DRIVER",
                "COURIER",
                "CARE_WORKER",
                "DOMESTIC_WORKER",
                "MALL_PROMOTER",
                "FOOD_RIDER",
                "ESTATE_AGENT",
                "SECURITY_GUARD",
                "RIDE_DRIVER",
                name="new_form_group",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="新就业形态群体",
        ),
        sa.Column(
            "platform",
            sa.Enum(
                "MEITUAN",
                "ELEME",
                "DIDI",
                "HUOLALA",
                "MANBANG",
                "SHUNFENG",
                "ZHONGTONG",
                "OTHER",
                name="platform",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="所在平台",
        ),
        sa.Column("contact_verified_on", sa.Date(), nullable=True, comment="联系方式核验日期"),
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
            "status in ('APPLIED','APPROVED') or joined_on is not null",
            name=op.f("ck_membership_joined"),
        ),
        sa.CheckConstraint(
            "contract_end_on is null or contract_start_on is null or contract_end_on >= contract_start_on",
            name=op.f("ck_membership_contract"),
        ),
        sa.CheckConstraint(
            "ended_on is null or joined_on is null or ended_on >= joined_on",
            name=op.f("ck_membership_period"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_membership_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("card_number", name=op.f("uq_membership_card_number")),
        comment="会籍",
    )
    op.create_index("ix_membership_joined", "membership", ["joined_on", "id"], unique=False)
    op.create_index("ix_membership_person", "membership", ["person_id", "id"], unique=False)
    op.create_index("ix_membership_status", "membership", ["status", "id"], unique=False)
    op.create_index("ix_membership_union", "membership", ["union_id", "id"], unique=False)
    op.create_index(
        "ix_membership_union_joined", "membership", ["union_id", "joined_on", "id"], unique=False
    )
    op.create_index(
        "uq_membership_active_person",
        "membership",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("status in ('ACTIVE','TRANSFERRING')"),
    )
    op.create_table(
        "union_closure",
        sa.Column("ancestor_id", sa.Uuid(), nullable=False, comment="上级工会 (含自身)"),
        sa.Column("descendant_id", sa.Uuid(), nullable=False, comment="下级工会"),
        sa.Column("depth", sa.SmallInteger(), nullable=False, comment="相隔层数"),
        sa.CheckConstraint(
            "(depth = 0) = (ancestor_id = descendant_id)", name=op.f("ck_union_closure_depth")
        ),
        sa.CheckConstraint("depth >= 0", name=op.f("ck_union_closure_depth_sign")),
        sa.ForeignKeyConstraint(
            ["ancestor_id"],
            ["union_organisation.id"],
            name=op.f("fk_union_closure_ancestor_id_union_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["descendant_id"],
            ["union_organisation.id"],
            name=op.f("fk_union_closure_descendant_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("ancestor_id", "descendant_id", name=op.f("pk_union_closure")),
        comment="工会组织树闭包 (含自身)",
    )
    op.create_index(
        "ix_union_closure_descendant",
        "union_closure",
        ["descendant_id", "ancestor_id"],
        unique=False,
    )
    op.create_table(
        "dossier",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("number", sa.Text(), nullable=False, comment="档案编号"),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="建档职工"),
        sa.Column("membership_id", sa.Uuid(), nullable=True, comment="会籍"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="建档工会"),
        sa.Column(
            "file_level",
            sa.Enum(
                "NATIONAL",
                "PROVINCIAL",
                "CITY",
                name="file_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="CITY",
            nullable=False,
            comment="建档级别",
        ),
        sa.Column(
            "category",
            sa.Enum(
                "DIBAO_HOUSEHOLD",
                "DIBAO_MARGIN",
                "ACCIDENT_HIT",
                "DEEP",
                "RELATIVE",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="困难类别",
        ),
        sa.Column(
            "rule_set",
            sa.Enum(
                "RS_2016",
                "RS_2021",
                name="rule_set",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="认定标准版本",
        ),
        sa.Column(
            "status",
            sa.Enum(
                "DRAFT",
                "SUBMITTED",
                "VISITED",
                "FIRST_REVIEWED",
                "DATA_CHECKED",
                "APPROVED_PENDING_NOTICE",
                "PUBLIC_NOTICE",
                "OBJECTION",
                "ACTIVE",
                "DUE_FOR_REVIEW",
                "REVIEWING",
                "SUSPENDED",
                "EXITING",
                "EXIT_NOTICE",
                "EXITED",
                "MONITORED",
                "CLOSED",
                "RETURNED",
                "REJECTED",
                "MOVED_OUT",
                "VOIDED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="档案状态",
        ),
        sa.Column(
            "primary_cause",
            sa.Enum(
                "SELF_ILLNESS",
                "FAMILY_ILLNESS",
                "SELF_DISABILITY",
                "FAMILY_DISABILITY",
                "CHILD_SCHOOLING",
                "LAYOFF",
                "LOW_INCOME",
                "ACCIDENT",
                "SINGLE_PARENT",
                "EMPLOYER_ARREARS",
                "WORK_DEATH_FAMILY",
                "OTHER",
                name="primary_cause",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="主要致困原因",
        ),
        sa.Column(
            "causes", sa.ARRAY(sa.Text()), server_default="{}", nullable=False, comment="致困原因"
        ),
        sa.Column(
            "needs", sa.ARRAY(sa.Text()), server_default="{}", nullable=False, comment="帮扶需求"
        ),
        sa.Column("household_size", sa.SmallInteger(), nullable=True, comment="家庭人口"),
        sa.Column("applied_on", sa.Date(), nullable=False, comment="申请日期"),
        sa.Column("opened_on", sa.Date(), nullable=True, comment="建档日期"),
        sa.Column("last_review_on", sa.Date(), nullable=True, comment="最近复核日期"),
        sa.Column("next_review_on", sa.Date(), nullable=True, comment="下次复核日期"),
        sa.Column("notice_until", sa.Date(), nullable=True, comment="公示截止日期"),
        sa.Column(
            "exit_channel",
            sa.Enum(
                "E1_JOB",
                "E2_INSURE",
                "E3_ILLNESS",
                "E4_BACKSTOP",
                "X_DEATH",
                "X_MISIDENTIFIED",
                "X_MOVED",
                "X_OUT_OF_SCOPE",
                "X_VOLUNTARY",
                "X_VOIDED",
                name="exit_channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="退出渠道",
        ),
        sa.Column("exit_proof", sa.Text(), nullable=True, comment="退出证明材料"),
        sa.Column("exited_on", sa.Date(), nullable=True, comment="退出日期"),
        sa.Column(
            "status_reason", sa.Text(), nullable=True, comment="状态原因 (退回、不予建档、暂停等)"
        ),
        sa.Column("previous_dossier_id", sa.Uuid(), nullable=True, comment="前一档案 (重新建档)"),
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
            "status not in ('ACTIVE','DUE_FOR_REVIEW','REVIEWING','SUSPENDED') or opened_on is not null",
            name=op.f("ck_dossier_opened"),
        ),
        sa.CheckConstraint(
            "status not in ('EXITED','MONITORED','CLOSED') or (exited_on is not null and exit_channel is not null)",
            name=op.f("ck_dossier_exited"),
        ),
        sa.CheckConstraint("household_size > 0", name=op.f("ck_dossier_household_size")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_dossier_membership_id_membership")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_dossier_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["previous_dossier_id"],
            ["dossier.id"],
            name=op.f("fk_dossier_previous_dossier_id_dossier"),
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_dossier_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
        sa.UniqueConstraint("number", name=op.f("uq_dossier_number")),
        comment="困难职工档案",
    )
    op.create_index("ix_dossier_membership", "dossier", ["membership_id", "id"], unique=False)
    op.create_index("ix_dossier_next_review", "dossier", ["next_review_on", "id"], unique=False)
    op.create_index("ix_dossier_opened", "dossier", ["opened_on", "id"], unique=False)
    op.create_index("ix_dossier_person", "dossier", ["person_id", "id"], unique=False)
    op.create_index(
        op.f("ix_dossier_previous_dossier_id"), "dossier", ["previous_dossier_id"], unique=False
    )
    op.create_index("ix_dossier_status", "dossier", ["status", "id"], unique=False)
    op.create_index("ix_dossier_union", "dossier", ["union_id", "id"], unique=False)
    op.create_index(
        "uq_dossier_open_person",
        "dossier",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text(
            "status not in ('EXITED','MONITORED','CLOSED','REJECTED','MOVED_OUT','VOIDED')"
        ),
    )
    op.create_table(
        "inspection",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="阵地"),
        sa.Column(
            "kind",
            sa.Enum(
                "SELF",
                "TOWNSHIP",
                "CITY",
                "SPOT",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="检查类型",
        ),
        sa.Column("inspected_on", sa.Date(), nullable=False, comment="检查日期"),
        sa.Column("score", sa.SmallInteger(), nullable=True, comment="得分 (0–100)"),
        sa.Column(
            "result",
            sa.Enum(
                "PASSED",
                "FIX_REQUIRED",
                "FAILED",
                name="result",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="检查结论",
        ),
        sa.Column(
            "fault_level",
            sa.Enum(
                "NONE",
                "ORDINARY",
                "SAFETY",
                name="fault_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="NONE",
            nullable=False,
            comment="问题程度",
        ),
        sa.Column("inspector_name", sa.Text(), nullable=True, comment="检查人"),
        sa.Column("fix_due_on", sa.Date(), nullable=True, comment="整改期限"),
        sa.Column("fixed_on", sa.Date(), nullable=True, comment="整改完成日期"),
        sa.Column("note", sa.Text(), nullable=True, comment="说明"),
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
            "fix_due_on is null or fix_due_on >= inspected_on",
            name=op.f("ck_inspection_fix_due_on"),
        ),
        sa.CheckConstraint(
            "fixed_on is null or fixed_on >= inspected_on", name=op.f("ck_inspection_fixed_on")
        ),
        sa.CheckConstraint("score between 0 and 100", name=op.f("ck_inspection_score")),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_inspection_facility_id_facility")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        comment="阵地检查",
    )
    op.create_index(
        "ix_inspection_facility",
        "inspection",
        ["facility_id", sa.literal_column("inspected_on DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_inspection_fix_due",
        "inspection",
        ["fix_due_on"],
        unique=False,
        postgresql_where=sa.text("fix_due_on is not null and fixed_on is null"),
    )
    op.create_index(
        "ix_inspection_inspected",
        "inspection",
        [sa.literal_column("inspected_on DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_table(
        "membership_transfer",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("membership_id", sa.Uuid(), nullable=False, comment="会籍"),
        sa.Column("from_union_id", sa.Uuid(), nullable=False, comment="转出工会"),
        sa.Column("to_union_id", sa.Uuid(), nullable=False, comment="转入工会"),
        sa.Column(
            "status",
            sa.Enum(
                "REQUESTED",
                "ACCEPTED",
                "REJECTED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="接转状态",
        ),
        sa.Column("requested_on", sa.Date(), nullable=False, comment="申请日期"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="应办结日期"),
        sa.Column("decided_on", sa.Date(), nullable=True, comment="办结日期"),
        sa.Column("reason", sa.Text(), nullable=True, comment="申请或退回原因"),
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
            "from_union_id <> to_union_id", name=op.f("ck_membership_transfer_unions")
        ),
        sa.ForeignKeyConstraint(
            ["from_union_id"],
            ["union_organisation.id"],
            name=op.f("fk_membership_transfer_from_union_id_union_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_membership_transfer_membership_id_membership"),
        ),
        sa.ForeignKeyConstraint(
            ["to_union_id"],
            ["union_organisation.id"],
            name=op.f("fk_membership_transfer_to_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_transfer")),
        comment="会籍接转",
    )
    op.create_index(
        "ix_membership_transfer_from",
        "membership_transfer",
        ["from_union_id", "status", "id"],
        unique=False,
    )
    op.create_index(
        "ix_membership_transfer_membership",
        "membership_transfer",
        ["membership_id", "id"],
        unique=False,
    )
    op.create_index(
        "ix_membership_transfer_to",
        "membership_transfer",
        ["to_union_id", "status", "id"],
        unique=False,
    )
    op.create_index(
        "uq_membership_transfer_open",
        "membership_transfer",
        ["membership_id"],
        unique=True,
        postgresql_where=sa.text("status = 'REQUESTED'"),
    )
    op.create_table(
        "assessment",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("dossier_id", sa.Uuid(), nullable=False, comment="档案"),
        sa.Column("assessed_on", sa.Date(), nullable=False, comment="认定日期"),
        sa.Column(
            "rule_set",
            sa.Enum(
                "RS_2016",
                "RS_2021",
                name="rule_set",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="认定标准版本",
        ),
        sa.Column(
            "yearly_income", sa.BigInteger(), nullable=False, comment="家庭年可支配收入 (分)"
        ),
        sa.Column("rigid_expenditure", sa.BigInteger(), nullable=False, comment="年刚性支出 (分)"),
        sa.Column(
            "accident_cost",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="意外或大病净支出 (分)",
        ),
        sa.Column(
            "assets", sa.BigInteger(), server_default="0", nullable=False, comment="投资与存款 (分)"
        ),
        sa.Column("household_size", sa.SmallInteger(), nullable=False, comment="共同生活人口"),
        sa.Column("living_standard", sa.BigInteger(), nullable=False, comment="月低保标准 (分)"),
        sa.Column("multiplier", sa.Integer(), nullable=False, comment="低保标准倍数 (万分比)"),
        sa.Column(
            "per_capita_income", sa.BigInteger(), nullable=False, comment="月人均收入 (分, 去尾)"
        ),
        sa.Column(
            "per_capita_net",
            sa.BigInteger(),
            nullable=False,
            comment="扣除刚性支出后月人均 (分, 去尾)",
        ),
        sa.Column(
            "category",
            sa.Enum(
                "DIBAO_HOUSEHOLD",
                "DIBAO_MARGIN",
                "ACCIDENT_HIT",
                "DEEP",
                "RELATIVE",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="认定类别 (空为不符合)",
        ),
        sa.Column(
            "categories_met",
            sa.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
            comment="符合的类别",
        ),
        sa.Column(
            "inputs",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="计算输入与参数",
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
        sa.CheckConstraint("household_size > 0", name=op.f("ck_assessment_household_size")),
        sa.CheckConstraint("living_standard > 0", name=op.f("ck_assessment_living_standard")),
        sa.CheckConstraint(
            "rigid_expenditure >= 0 and accident_cost >= 0", name=op.f("ck_assessment_cost")
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_assessment_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        comment="困难认定 (不可更改)",
        info={"immutable": True},
    )
    op.create_index(
        "ix_assessment_dossier",
        "assessment",
        ["dossier_id", sa.literal_column("assessed_on DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_table(
        "household_member",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("dossier_id", sa.Uuid(), nullable=False, comment="档案"),
        sa.Column("person_id", sa.Uuid(), nullable=True, comment="职工 (如为会员)"),
        sa.Column("name", sa.Text(), nullable=False, comment="姓名"),
        sa.Column(
            "relation",
            sa.Enum(
                "SELF",
                "SPOUSE",
                "SON",
                "DAUGHTER",
                "GRANDCHILD",
                "PARENT",
                "GRANDPARENT",
                "SIBLING",
                "OTHER",
                name="relation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="与建档职工关系 (GB/T 4761)",
        ),
        sa.Column(
            "sex",
            sa.Enum(
                "UNKNOWN",
                "MALE",
                "FEMALE",
                "UNSPECIFIED",
                name="sex",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="UNKNOWN",
            nullable=False,
            comment="性别",
        ),
        sa.Column("birth_date", sa.Date(), nullable=True, comment="出生日期"),
        sa.Column(
            "co_living",
            sa.Boolean(),
            server_default=sa.text("true"),
            nullable=False,
            comment="共同生活",
        ),
        sa.Column(
            "work_status",
            sa.Enum(
                "EMPLOYED",
                "FLEXIBLE",
                "UNEMPLOYED",
                "RETIRED",
                "STUDENT",
                "UNABLE",
                "PRESCHOOL",
                name="work_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="从业状况",
        ),
        sa.Column(
            "health",
            sa.Enum(
                "HEALTHY",
                "CHRONIC",
                "SERIOUS_ILLNESS",
                "DISABLED",
                name="health",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="健康状况",
        ),
        sa.Column("disability_level", sa.SmallInteger(), nullable=True, comment="残疾等级 (1–4)"),
        sa.Column(
            "school_stage",
            sa.Enum(
                "KINDERGARTEN",
                "PRIMARY",
                "JUNIOR_HIGH",
                "SENIOR_HIGH",
                "VOCATIONAL",
                "COLLEGE",
                "UNIVERSITY",
                "POSTGRADUATE",
                name="school_stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="就学阶段",
        ),
        sa.Column(
            "wage_income",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="年工资性收入 (分)",
        ),
        sa.Column(
            "business_income",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="年经营净收入 (分)",
        ),
        sa.Column(
            "property_income",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="年财产净收入 (分)",
        ),
        sa.Column(
            "transfer_income",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="年转移净收入 (分)",
        ),
        sa.Column("insured", sa.Boolean(), nullable=True, comment="已参加社会保险"),
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
            "disability_level between 1 and 4", name=op.f("ck_household_member_disability_level")
        ),
        sa.CheckConstraint(
            "wage_income >= 0 and property_income >= 0 and transfer_income >= 0",
            name=op.f("ck_household_member_income"),
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_household_member_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_household_member_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_member")),
        comment="家庭成员",
    )
    op.create_index(
        "ix_household_member_dossier", "household_member", ["dossier_id", "id"], unique=False
    )
    op.create_index(
        "ix_household_member_person", "household_member", ["person_id", "id"], unique=False
    )
    op.create_index(
        "uq_household_member_self",
        "household_member",
        ["dossier_id"],
        unique=True,
        postgresql_where=sa.text("relation = 'SELF'"),
    )
    op.create_table(
        "assistance_record",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("number", sa.Text(), nullable=False, comment="帮扶编号"),
        sa.Column("dossier_id", sa.Uuid(), nullable=True, comment="档案"),
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="受助职工"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="申报工会"),
        sa.Column("beneficiary_member_id", sa.Uuid(), nullable=True, comment="受助家庭成员 (助学)"),
        sa.Column(
            "kind",
            sa.Enum(
                "LIVING",
                "MEDICAL",
                "STUDY",
                "ACCIDENT",
                "LEGAL",
                "JOB",
                "TRAIN",
                "WARM",
                "COOL",
                "MUTUAL",
                "TEMP",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="帮扶类型",
        ),
        sa.Column(
            "status",
            sa.Enum(
                "DRAFT",
                "SUBMITTED",
                "GRASSROOTS_CHECKED",
                "CENTRE_REVIEWED",
                "APPROVED",
                "PUBLIC_NOTICE",
                "SCHEDULED",
                "IN_BATCH",
                "PAID",
                "VERIFIED",
                "RETURNED",
                "REJECTED",
                "WITHDRAWN",
                "RECOVERY_OPEN",
                "RECOVERED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="帮扶状态",
        ),
        sa.Column(
            "fund_level",
            sa.Enum(
                "CENTRAL_FISCAL",
                "PROVINCIAL_FISCAL",
                "PROVINCIAL_UNION",
                "PREFECTURE",
                "LOCAL_FISCAL",
                "LOCAL_UNION",
                "DONATION",
                name="fund_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="资金来源层级",
        ),
        sa.Column(
            "period_key", sa.Text(), nullable=False, comment="期间键: 年度、学年 (含子女) 或病案号"
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False, comment="金额 (分)"),
        sa.Column("goods", sa.Text(), nullable=True, comment="实物"),
        sa.Column("reason", sa.Text(), nullable=True, comment="申请事由"),
        sa.Column("requested_on", sa.Date(), nullable=False, comment="申请日期"),
        sa.Column("requested_by", sa.Text(), nullable=False, comment="申报人"),
        sa.Column("reviewed_by", sa.Text(), nullable=True, comment="审核人"),
        sa.Column("approved_on", sa.Date(), nullable=True, comment="批准日期"),
        sa.Column("approved_by", sa.Text(), nullable=True, comment="批准人"),
        sa.Column(
            "approval_level",
            sa.Enum(
                "CENTRE_HEAD",
                "VICE_CHAIR",
                "CHAIR_MEETING",
                name="approval_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="审批层级",
        ),
        sa.Column("minutes", sa.Text(), nullable=True, comment="主席办公会纪要号"),
        sa.Column("notice_until", sa.Date(), nullable=True, comment="公示截止日期"),
        sa.Column("paid_on", sa.Date(), nullable=True, comment="发放日期"),
        sa.Column("paid_by", sa.Text(), nullable=True, comment="发放人"),
        sa.Column("status_reason", sa.Text(), nullable=True, comment="退回、不批准或撤回原因"),
        sa.Column("voucher_hash", sa.LargeBinary(), nullable=True, comment="票据指纹"),
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
            "dossier_id is not null or kind in ('TEMP','WARM','COOL','MUTUAL')",
            name=op.f("ck_assistance_record_dossier"),
        ),
        sa.CheckConstraint(
            "status not in ('APPROVED','PUBLIC_NOTICE','SCHEDULED','IN_BATCH','PAID','VERIFIED','RECOVERY_OPEN') or approved_on is not null",
            name=op.f("ck_assistance_record_approved"),
        ),
        sa.CheckConstraint(
            "status not in ('PAID','VERIFIED','RECOVERY_OPEN','RECOVERED') or paid_on is not null",
            name=op.f("ck_assistance_record_paid"),
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_assistance_record_amount")),
        sa.ForeignKeyConstraint(
            ["beneficiary_member_id"],
            ["household_member.id"],
            name=op.f("fk_assistance_record_beneficiary_member_id_household_member"),
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_assistance_record_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_assistance_record_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_assistance_record_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assistance_record")),
        sa.UniqueConstraint("number", name=op.f("uq_assistance_record_number")),
        sa.UniqueConstraint("voucher_hash", name=op.f("uq_assistance_record_voucher_hash")),
        comment="帮扶记录",
    )
    op.create_index(
        op.f("ix_assistance_record_beneficiary_member_id"),
        "assistance_record",
        ["beneficiary_member_id"],
        unique=False,
    )
    op.create_index(
        "ix_assistance_record_dossier",
        "assistance_record",
        ["dossier_id", sa.literal_column("paid_on DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_assistance_record_dossier_id_id",
        "assistance_record",
        ["dossier_id", "id"],
        unique=False,
    )
    op.create_index(
        "ix_assistance_record_kind", "assistance_record", ["kind", "paid_on", "id"], unique=False
    )
    op.create_index(
        "ix_assistance_record_paid",
        "assistance_record",
        [sa.literal_column("paid_on DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_assistance_record_person", "assistance_record", ["person_id", "id"], unique=False
    )
    op.create_index(
        "ix_assistance_record_requested",
        "assistance_record",
        [sa.literal_column("requested_on DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_assistance_record_status", "assistance_record", ["status", "id"], unique=False
    )
    op.create_index(
        "ix_assistance_record_union", "assistance_record", ["union_id", "id"], unique=False
    )
    op.create_index(
        "uq_assistance_record_once",
        "assistance_record",
        ["dossier_id", "kind", "period_key", "fund_level"],
        unique=True,
        postgresql_where=sa.text(
            "status in ('APPROVED','PUBLIC_NOTICE','SCHEDULED','IN_BATCH','PAID','VERIFIED','RECOVERY_OPEN')"
        ),
    )
    op.create_index(
        "uq_assistance_record_once_person",
        "assistance_record",
        ["person_id", "kind", "period_key", "fund_level"],
        unique=True,
        postgresql_where=sa.text(
            "dossier_id is null and status in ('APPROVED','PUBLIC_NOTICE','SCHEDULED','IN_BATCH','PAID','VERIFIED','RECOVERY_OPEN')"
        ),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_index(
        "uq_assistance_record_once_person",
        table_name="assistance_record",
        postgresql_where=sa.text(
            "dossier_id is null and status in ('APPROVED','PUBLIC_NOTICE','SCHEDULED','IN_BATCH','PAID','VERIFIED','RECOVERY_OPEN')"
        ),
    )
    op.drop_index(
        "uq_assistance_record_once",
        table_name="assistance_record",
        postgresql_where=sa.text(
            "status in ('APPROVED','PUBLIC_NOTICE','SCHEDULED','IN_BATCH','PAID','VERIFIED','RECOVERY_OPEN')"
        ),
    )
    op.drop_index("ix_assistance_record_union", table_name="assistance_record")
    op.drop_index("ix_assistance_record_status", table_name="assistance_record")
    op.drop_index("ix_assistance_record_requested", table_name="assistance_record")
    op.drop_index("ix_assistance_record_person", table_name="assistance_record")
    op.drop_index("ix_assistance_record_paid", table_name="assistance_record")
    op.drop_index("ix_assistance_record_kind", table_name="assistance_record")
    op.drop_index("ix_assistance_record_dossier_id_id", table_name="assistance_record")
    op.drop_index("ix_assistance_record_dossier", table_name="assistance_record")
    op.drop_index(
        op.f("ix_assistance_record_beneficiary_member_id"), table_name="assistance_record"
    )
    op.drop_table("assistance_record")
    op.drop_index(
        "uq_household_member_self",
        table_name="household_member",
        postgresql_where=sa.text("relation = 'SELF'"),
    )
    op.drop_index("ix_household_member_person", table_name="household_member")
    op.drop_index("ix_household_member_dossier", table_name="household_member")
    op.drop_table("household_member")
    op.drop_index("ix_assessment_dossier", table_name="assessment")
    op.drop_table("assessment")
    op.drop_index(
        "uq_membership_transfer_open",
        table_name="membership_transfer",
        postgresql_where=sa.text("status = 'REQUESTED'"),
    )
    op.drop_index("ix_membership_transfer_to", table_name="membership_transfer")
    op.drop_index("ix_membership_transfer_membership", table_name="membership_transfer")
    op.drop_index("ix_membership_transfer_from", table_name="membership_transfer")
    op.drop_table("membership_transfer")
    op.drop_index("ix_inspection_inspected", table_name="inspection")
    op.drop_index(
        "ix_inspection_fix_due",
        table_name="inspection",
        postgresql_where=sa.text("fix_due_on is not null and fixed_on is null"),
    )
    op.drop_index("ix_inspection_facility", table_name="inspection")
    op.drop_table("inspection")
    op.drop_index(
        "uq_dossier_open_person",
        table_name="dossier",
        postgresql_where=sa.text(
            "status not in ('EXITED','MONITORED','CLOSED','REJECTED','MOVED_OUT','VOIDED')"
        ),
    )
    op.drop_index("ix_dossier_union", table_name="dossier")
    op.drop_index("ix_dossier_status", table_name="dossier")
    op.drop_index(op.f("ix_dossier_previous_dossier_id"), table_name="dossier")
    op.drop_index("ix_dossier_person", table_name="dossier")
    op.drop_index("ix_dossier_opened", table_name="dossier")
    op.drop_index("ix_dossier_next_review", table_name="dossier")
    op.drop_index("ix_dossier_membership", table_name="dossier")
    op.drop_table("dossier")
    op.drop_index("ix_union_closure_descendant", table_name="union_closure")
    op.drop_table("union_closure")
    op.drop_index(
        "uq_membership_active_person",
        table_name="membership",
        postgresql_where=sa.text("status in ('ACTIVE','TRANSFERRING')"),
    )
    op.drop_index("ix_membership_union_joined", table_name="membership")
    op.drop_index("ix_membership_union", table_name="membership")
    op.drop_index("ix_membership_status", table_name="membership")
    op.drop_index("ix_membership_person", table_name="membership")
    op.drop_index("ix_membership_joined", table_name="membership")
    op.drop_table("membership")
    op.drop_index(
        "uq_finding_live",
        table_name="finding",
        postgresql_where=sa.text(
            "status in ('OPEN','ASSIGNED','IN_PROGRESS','SNOOZED','DISMISSED')"
        ),
    )
    op.drop_index("ix_finding_union", table_name="finding")
    op.drop_index("ix_finding_status", table_name="finding")
    op.drop_index("ix_finding_rule", table_name="finding")
    op.drop_index(
        "ix_finding_person", table_name="finding", postgresql_where=sa.text("person_id is not null")
    )
    op.drop_index(
        "ix_finding_live_rule",
        table_name="finding",
        postgresql_where=sa.text(
            "status in ('OPEN','ASSIGNED','IN_PROGRESS','SNOOZED','DISMISSED')"
        ),
    )
    op.drop_index("ix_finding_history", table_name="finding")
    op.drop_index("ix_finding_first_seen", table_name="finding")
    op.drop_index(
        "ix_finding_facility",
        table_name="finding",
        postgresql_where=sa.text("facility_id is not null"),
    )
    op.drop_index(
        "ix_finding_dossier",
        table_name="finding",
        postgresql_where=sa.text("dossier_id is not null"),
    )
    op.drop_table("finding")
    op.drop_index("ix_facility_union", table_name="facility")
    op.drop_index("ix_facility_name", table_name="facility")
    op.drop_index("ix_facility_kind", table_name="facility")
    op.drop_index("ix_facility_division_kind", table_name="facility")
    op.drop_index("ix_facility_division", table_name="facility")
    op.drop_table("facility")
    op.drop_index(op.f("ix_user_session_user_id"), table_name="user_session")
    op.drop_table("user_session")
    op.drop_table("user_scope")
    op.drop_table("user_credential")
    op.drop_index("ix_union_organisation_parent_id_id", table_name="union_organisation")
    op.drop_index("ix_union_organisation_parent", table_name="union_organisation")
    op.drop_index("ix_union_organisation_name", table_name="union_organisation")
    op.drop_index("ix_union_organisation_level", table_name="union_organisation")
    op.drop_index(op.f("ix_union_organisation_industry_parent_id"), table_name="union_organisation")
    op.drop_index("ix_union_organisation_division", table_name="union_organisation")
    op.drop_table("union_organisation")
    op.drop_index("ix_screening_run_created", table_name="screening_run")
    op.drop_table("screening_run")
    op.drop_index("ix_person_secret_mobile_index", table_name="person_secret")
    op.drop_table("person_secret")
    op.drop_table("living_standard")
    op.drop_table("screening_rule")
    op.drop_table("schedule")
    op.drop_table("rule_parameter")
    op.drop_index("ix_person_name_pinyin", table_name="person")
    op.drop_index("ix_person_name", table_name="person")
    op.drop_index("ix_person_birth_date", table_name="person")
    op.drop_table("person")
    op.drop_index(
        "ix_job_run_waiting",
        table_name="job_run",
        postgresql_where=sa.text("state in ('QUEUED','RETRYING')"),
    )
    op.drop_index(
        "ix_job_run_slot", table_name="job_run", postgresql_where=sa.text("due_at is not null")
    )
    op.drop_index(
        "ix_job_run_lease", table_name="job_run", postgresql_where=sa.text("state = 'RUNNING'")
    )
    op.drop_index("ix_job_run_history", table_name="job_run")
    op.drop_table("job_run")
    op.drop_index(op.f("ix_division_successor_id"), table_name="division")
    op.drop_index("ix_division_parent", table_name="division")
    op.drop_table("division")
    op.drop_index("ix_audit_event_entity", table_name="audit_event")
    op.drop_index("ix_audit_event_actor", table_name="audit_event")
    op.drop_table("audit_event")
    op.drop_table("app_user")
