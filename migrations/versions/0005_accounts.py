"""Grants in place of one role a user, assignments, second factor, links, clients, OIDC."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ROLES = (
    "ADMINISTRATOR",
    "CITY_DEPARTMENT",
    "CITY_LEADER",
    "TOWNSHIP_OFFICER",
    "GRASSROOTS_CHAIR",
    "WOMEN_CADRE",
    "LEGAL_ADVISER",
    "STATION_KEEPER",
    "SOCIAL_WORKER",
    "VOLUNTEER",
    "PARTNER_LIAISON",
    "AUDITOR",
    "ANALYST",
    "MEMBER",
    "JOB",
)
DEPARTMENTS = (
    "ORGANISATION",
    "PUBLICITY",
    "ECONOMY",
    "RIGHTS",
    "WOMEN",
    "FINANCE",
    "SERVICE_CENTRE",
)
SCOPE_KINDS = ("CITY", "SUBTREE", "UNION", "FACILITY", "ASSIGNED", "SELF")
ENTITIES = (
    "USER",
    "AUDIT",
    "PARAMETER",
    "DIVISION",
    "UNION",
    "PERSON",
    "MEMBERSHIP",
    "TRANSFER",
    "FACILITY",
    "INSPECTION",
    "DOSSIER",
    "ASSISTANCE",
    "STANDARD",
    "FEED_SOURCE",
    "OPINION",
    "SCREENING",
    "FINDING",
    "SCHEDULE",
)
SHOWN = ("role_grant", "role_grant_target", "assignment")
HIDDEN = ("sign_in_attempt", "second_factor", "recovery_code", "reset_link", "external_identity")
CLIENT_COLUMNS = (
    "id, name, user_id, grant_id, documents, expires_at, revoked_at, last_used_at,"
    " created_at, created_by, updated_at, updated_by, version"
)
# Readers see which sessions there are, never their tokens.
SESSION_COLUMNS = (
    "id, user_id, grant_id, created_at, seen_at, ended_at, address, proved_at, second_factor_at,"
    " external"
)
# What every user had becomes a grant; the ids of the scope are its targets.
CARRY_OVER = (
    """insert into role_grant (user_id, role, scope_kind, created_by, updated_by)
select id, role, case when covers_all then 'CITY' else 'SUBTREE' end, created_by, updated_by
from app_user""",
    """insert into role_grant_target (grant_id, target_id)
select g.id, s.union_id from user_scope s join role_grant g on g.user_id = s.user_id""",
    """update user_session s set grant_id = g.id from role_grant g where g.user_id = s.user_id""",
)
CARRY_BACK = (
    """update app_user u set role = g.role, covers_all = g.scope_kind = 'CITY'
from (select distinct on (user_id) * from role_grant where role in ('ADMINISTRATOR', 'ANALYST')
      order by user_id, id) g where g.user_id = u.id""",
    """insert into user_scope (user_id, union_id)
select distinct g.user_id, t.target_id from role_grant_target t
join role_grant g on g.id = t.grant_id where g.scope_kind = 'SUBTREE'""",
)


def _identifier() -> sa.Column[object]:
    return sa.Column(
        "id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False, comment="标识 (UUIDv7)"
    )


def _code(
    name: str, values: tuple[str, ...], comment: str, *, nullable: bool = False
) -> sa.Column[object]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=nullable, comment=comment)


def _record() -> list[sa.Column[object]]:
    now = sa.text("now()")
    return [
        sa.Column("created_at", MOMENT, server_default=now, nullable=False, comment="创建时间"),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column("updated_at", MOMENT, server_default=now, nullable=False, comment="更新时间"),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
    ]


def upgrade() -> None:
    """Create the tables and move every user's role into a grant."""
    _grants()
    _assignments()
    _sessions()
    _secrets()
    _clients()
    for statement in CARRY_OVER:
        op.execute(statement)
    op.drop_table("user_scope")
    op.drop_constraint("ck_app_user_role", "app_user")
    op.drop_column("app_user", "role")
    op.drop_column("app_user", "covers_all")
    for table in SHOWN:
        op.execute(f"grant select, insert, update, delete on {table} to gonghui_writer")
        op.execute(f"grant select on {table} to gonghui_reader")
    for table in (*HIDDEN, "api_client"):
        op.execute(f"grant select, insert, update, delete on {table} to gonghui_writer")
    op.execute(f"grant select ({SESSION_COLUMNS}) on user_session to gonghui_reader")
    op.execute(f"grant select ({CLIENT_COLUMNS}) on api_client to gonghui_reader")
    op.drop_column("user_credential", "failures")
    op.drop_column("user_credential", "last_failure_at")


def _user(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_user_id_app_user")
    return sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=name)


def _secrets() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("key", sa.LargeBinary(), nullable=False, comment="账户、地址或二者的带钥散列"),
        sa.Column(
            "failures", sa.Integer(), server_default="0", nullable=False, comment="连续失败次数"
        ),
        sa.Column("last_failure_at", MOMENT, nullable=False, comment="最近失败时间"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_attempt")),
        comment="登录失败计数",
    )
    op.create_table(
        "second_factor",
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="用户"),
        sa.Column("secret", sa.LargeBinary(), nullable=False, comment="动态码密钥 (加密)"),
        sa.Column("confirmed_at", MOMENT, comment="启用时间"),
        sa.Column(
            "last_step",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="最近用过的时间步",
        ),
        sa.Column(
            "failures", sa.Integer(), server_default="0", nullable=False, comment="连续失败次数"
        ),
        sa.Column("last_failure_at", MOMENT, comment="最近失败时间"),
        _user("second_factor"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factor")),
        comment="第二因素 (动态码)",
    )
    op.create_table(
        "recovery_code",
        _identifier(),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="用户"),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False, comment="恢复码散列"),
        sa.Column("used_at", MOMENT, comment="使用时间"),
        _user("recovery_code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        comment="恢复码 (一次有效)",
    )
    op.create_index(op.f("ix_recovery_code_user_id"), "recovery_code", ["user_id"])
    op.create_table(
        "reset_link",
        _identifier(),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="用户"),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False, comment="链接令牌散列"),
        sa.Column("created_at", MOMENT, nullable=False, comment="发出时间"),
        sa.Column("created_by", sa.Text(), nullable=False, comment="发出者"),
        sa.Column("expires_at", MOMENT, nullable=False, comment="到期时间"),
        sa.Column("used_at", MOMENT, comment="使用或作废时间"),
        _user("reset_link"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_reset_link_token_hash")),
        comment="密码重置链接 (一次有效)",
    )
    op.create_index(op.f("ix_reset_link_user_id"), "reset_link", ["user_id"])


def _clients() -> None:
    op.create_table(
        "api_client",
        _identifier(),
        sa.Column("name", sa.Text(), nullable=False, comment="名称"),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="责任人"),
        sa.Column("grant_id", sa.Uuid(), nullable=False, comment="授权"),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False, comment="令牌散列"),
        sa.Column(
            "documents",
            sa.ARRAY(sa.Text()),
            nullable=False,
            comment="可运行的已登记操作 (SHA-256)",
        ),
        sa.Column("expires_at", MOMENT, nullable=False, comment="到期时间"),
        sa.Column("revoked_at", MOMENT, comment="吊销时间"),
        sa.Column("last_used_at", MOMENT, comment="最近使用时间"),
        *_record(),
        _user("api_client"),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["role_grant.id"], name=op.f("fk_api_client_grant_id_role_grant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_client")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_client_token_hash")),
        comment="接口客户端",
    )
    op.create_index("ix_api_client_user", "api_client", ["user_id", "id"])
    op.create_index(op.f("ix_api_client_grant_id"), "api_client", ["grant_id"])
    op.create_table(
        "external_identity",
        _identifier(),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="用户"),
        sa.Column("issuer", sa.Text(), nullable=False, comment="签发者"),
        sa.Column("subject", sa.Text(), nullable=False, comment="签发者处的主体标识"),
        *_record(),
        _user("external_identity"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_external_identity_issuer_subject")),
        comment="统一身份认证 (OIDC) 的对应关系",
    )
    op.create_index(op.f("ix_external_identity_user_id"), "external_identity", ["user_id"])


def _grants() -> None:
    op.create_table(
        "role_grant",
        _identifier(),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="用户"),
        _code("role", ROLES, "角色"),
        _code("scope_kind", SCOPE_KINDS, "数据范围类别"),
        _code("department", DEPARTMENTS, "部门 (市总部门)", nullable=True),
        sa.Column("ended_at", MOMENT, comment="收回时间"),
        *_record(),
        sa.CheckConstraint("role <> 'JOB'", name=op.f("ck_role_grant_person")),
        sa.CheckConstraint(
            "(role = 'CITY_DEPARTMENT') = (department is not null)",
            name=op.f("ck_role_grant_department_of_role"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_role_grant_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        comment="授权: 一个角色在一个数据范围内",
    )
    op.create_index("ix_role_grant_user", "role_grant", ["user_id", "id"])
    op.create_table(
        "role_grant_target",
        sa.Column("grant_id", sa.Uuid(), nullable=False, comment="授权"),
        sa.Column("target_id", sa.Uuid(), nullable=False, comment="范围: 工会、阵地或职工"),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["role_grant.id"],
            name=op.f("fk_role_grant_target_grant_id_role_grant"),
        ),
        sa.PrimaryKeyConstraint("grant_id", "target_id", name=op.f("pk_role_grant_target")),
        comment="授权的数据范围",
    )


def _assignments() -> None:
    op.create_table(
        "assignment",
        _identifier(),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="承办人"),
        _code("entity", ENTITIES, "业务对象类型"),
        sa.Column("entity_id", sa.Uuid(), nullable=False, comment="业务对象标识"),
        sa.Column("ended_at", MOMENT, comment="结束时间"),
        *_record(),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_assignment_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        comment="指派: 社工、律师、联络员承办的事项",
    )
    op.create_index(
        "uq_assignment_live",
        "assignment",
        ["user_id", "entity", "entity_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_index("ix_assignment_entity", "assignment", ["entity_id", "user_id"])
    op.create_index("ix_assignment_user", "assignment", ["user_id", "id"])


def _sessions() -> None:
    op.add_column("user_session", sa.Column("grant_id", sa.Uuid(), comment="当前授权"))
    op.create_foreign_key(
        op.f("fk_user_session_grant_id_role_grant"),
        "user_session",
        "role_grant",
        ["grant_id"],
        ["id"],
    )
    op.create_index(op.f("ix_user_session_grant_id"), "user_session", ["grant_id"])
    op.add_column(
        "user_session",
        sa.Column(
            "proved_at",
            MOMENT,
            server_default=sa.text("now()"),
            nullable=False,
            comment="最近验证密码或动态码的时间",
        ),
    )
    op.add_column(
        "user_session", sa.Column("second_factor_at", MOMENT, comment="通过第二因素的时间")
    )
    op.add_column(
        "user_session",
        sa.Column(
            "external",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="经统一身份认证登录",
        ),
    )
    op.drop_index("ix_user_session_user_id", "user_session")
    op.create_index("ix_user_session_user", "user_session", ["user_id", "id"])


def downgrade() -> None:
    """Give every user one role again; grants of other roles are lost."""
    op.add_column(
        "app_user", _code("role", ("ADMINISTRATOR", "ANALYST", "JOB"), "角色", nullable=True)
    )
    op.add_column(
        "app_user",
        sa.Column(
            "covers_all",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="全市范围",
        ),
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
    op.execute("grant select, insert, update, delete on user_scope to gonghui_writer")
    for statement in CARRY_BACK:
        op.execute(statement)
    op.execute("update app_user set role = 'ANALYST' where role is null")
    op.alter_column("app_user", "role", nullable=False)
    columns = f"select ({SESSION_COLUMNS})"
    op.execute(f"revoke {columns} on user_session from gonghui_reader")
    op.drop_index("ix_user_session_user", "user_session")
    op.create_index("ix_user_session_user_id", "user_session", ["user_id"])
    for column in ("grant_id", "proved_at", "second_factor_at", "external"):
        op.drop_column("user_session", column)
    for table in ("api_client", *HIDDEN, *reversed(SHOWN)):
        op.drop_table(table)
    op.add_column(
        "user_credential",
        sa.Column(
            "failures", sa.Integer(), server_default="0", nullable=False, comment="连续失败次数"
        ),
    )
    op.add_column("user_credential", sa.Column("last_failure_at", MOMENT, comment="最近失败时间"))
