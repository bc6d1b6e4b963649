"""Users, their grants (a role on a scope), what is assigned to them, and their sessions."""

import sqlalchemy as sa

from schema.accounts.rules import Entity
from schema.core.roles import Department, Role, ScopeKind
from schema.core.table import code, identifier, metadata, record_columns, reference

_moment = sa.DateTime(timezone=True)

app_user = sa.Table(
    "app_user",
    metadata,
    identifier(),
    sa.Column("username", sa.Text, nullable=False, unique=True, comment="用户名 (小写)"),
    sa.Column("name", sa.Text, nullable=False, comment="姓名"),
    sa.Column("disabled_at", _moment, comment="停用时间"),
    *record_columns(),
    comment="用户",
)

user_credential = sa.Table(
    "user_credential",
    metadata,
    sa.Column("user_id", sa.Uuid, sa.ForeignKey("app_user.id"), primary_key=True, comment="用户"),
    sa.Column(
        "password_hash", sa.Text, nullable=False, comment="argon2id 散列", info={"secret": True}
    ),
    sa.Column(
        "must_change", sa.Boolean, nullable=False, server_default=sa.false(), comment="须修改密码"
    ),
    comment="登录凭据",
)

role_grant = sa.Table(
    "role_grant",
    metadata,
    identifier(),
    reference("user_id", "app_user", "用户", index=False),
    code("role", Role, "角色"),
    code("scope_kind", ScopeKind, "数据范围类别"),
    code("department", Department, "部门 (市总部门)", nullable=True),
    sa.Column("ended_at", _moment, comment="收回时间"),
    *record_columns(),
    sa.CheckConstraint("role <> 'JOB'", name="person"),
    sa.CheckConstraint(
        "(role = 'CITY_DEPARTMENT') = (department is not null)", name="department_of_role"
    ),
    sa.Index("ix_role_grant_user", "user_id", "id"),
    comment="授权: 一个角色在一个数据范围内",
)

role_grant_target = sa.Table(
    "role_grant_target",
    metadata,
    reference("grant_id", "role_grant", "授权", index=False),
    sa.Column("target_id", sa.Uuid, nullable=False, comment="范围: 工会、阵地或职工"),
    sa.PrimaryKeyConstraint("grant_id", "target_id"),
    comment="授权的数据范围",
)

assignment = sa.Table(
    "assignment",
    metadata,
    identifier(),
    reference("user_id", "app_user", "承办人", index=False),
    code("entity", Entity, "业务对象类型"),
    sa.Column("entity_id", sa.Uuid, nullable=False, comment="业务对象标识"),
    sa.Column("ended_at", _moment, comment="结束时间"),
    *record_columns(),
    sa.Index(
        "uq_assignment_live",
        "user_id",
        "entity",
        "entity_id",
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    ),
    sa.Index("ix_assignment_entity", "entity_id", "user_id"),
    sa.Index("ix_assignment_user", "user_id", "id"),
    comment="指派: 社工、律师、联络员承办的事项",
)

user_session = sa.Table(
    "user_session",
    metadata,
    identifier(),
    reference("user_id", "app_user", "用户", index=False),
    reference("grant_id", "role_grant", "当前授权", nullable=True),
    sa.Column(
        "token_hash",
        sa.LargeBinary,
        nullable=False,
        unique=True,
        comment="令牌散列",
        info={"secret": True},
    ),
    sa.Column("created_at", _moment, nullable=False, comment="登录时间"),
    sa.Column("seen_at", _moment, nullable=False, comment="最近使用时间"),
    sa.Column("ended_at", _moment, comment="结束时间"),
    sa.Column("address", sa.Text, comment="来源地址"),
    sa.Column(
        "proved_at",
        _moment,
        nullable=False,
        server_default=sa.func.now(),
        comment="最近验证密码或动态码的时间",
    ),
    sa.Column("second_factor_at", _moment, comment="通过第二因素的时间"),
    sa.Column(
        "external",
        sa.Boolean,
        nullable=False,
        server_default=sa.false(),
        comment="经统一身份认证登录",
    ),
    sa.Index("ix_user_session_user", "user_id", "id"),
    comment="会话",
    info={"unaudited": "seen_at is written at each request; sign-in and sign-out are events"},
)

sign_in_attempt = sa.Table(
    "sign_in_attempt",
    metadata,
    sa.Column("key", sa.LargeBinary, primary_key=True, comment="账户、地址或二者的带钥散列"),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0", comment="连续失败次数"),
    sa.Column("last_failure_at", _moment, nullable=False, comment="最近失败时间"),
    comment="登录失败计数",
    info={"unaudited": "counts; each failure is an event of its own"},
)

second_factor = sa.Table(
    "second_factor",
    metadata,
    sa.Column("user_id", sa.Uuid, sa.ForeignKey("app_user.id"), primary_key=True, comment="用户"),
    sa.Column(
        "secret",
        sa.LargeBinary,
        nullable=False,
        comment="动态码密钥 (加密)",
        info={"secret": True, "sealed": "user_id"},
    ),
    sa.Column("confirmed_at", _moment, comment="启用时间"),
    sa.Column(
        "last_step", sa.BigInteger, nullable=False, server_default="0", comment="最近用过的时间步"
    ),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0", comment="连续失败次数"),
    sa.Column("last_failure_at", _moment, comment="最近失败时间"),
    comment="第二因素 (动态码)",
    info={"quiet": ("last_step", "failures", "last_failure_at")},
)

recovery_code = sa.Table(
    "recovery_code",
    metadata,
    identifier(),
    reference("user_id", "app_user", "用户"),
    sa.Column(
        "code_hash", sa.LargeBinary, nullable=False, comment="恢复码散列", info={"secret": True}
    ),
    sa.Column("used_at", _moment, comment="使用时间"),
    comment="恢复码 (一次有效)",
)

reset_link = sa.Table(
    "reset_link",
    metadata,
    identifier(),
    reference("user_id", "app_user", "用户"),
    sa.Column(
        "token_hash",
        sa.LargeBinary,
        nullable=False,
        unique=True,
        comment="链接令牌散列",
        info={"secret": True},
    ),
    sa.Column("created_at", _moment, nullable=False, comment="发出时间"),
    sa.Column("created_by", sa.Text, nullable=False, comment="发出者"),
    sa.Column("expires_at", _moment, nullable=False, comment="到期时间"),
    sa.Column("used_at", _moment, comment="使用或作废时间"),
    comment="密码重置链接 (一次有效)",
)

api_client = sa.Table(
    "api_client",
    metadata,
    identifier(),
    sa.Column("name", sa.Text, nullable=False, comment="名称"),
    reference("user_id", "app_user", "责任人", index=False),
    reference("grant_id", "role_grant", "授权"),
    sa.Column(
        "token_hash",
        sa.LargeBinary,
        nullable=False,
        unique=True,
        comment="令牌散列",
        info={"secret": True},
    ),
    sa.Column(
        "documents",
        sa.ARRAY(sa.Text),
        nullable=False,
        comment="可运行的已登记操作 (SHA-256)",
    ),
    sa.Column("expires_at", _moment, nullable=False, comment="到期时间"),
    sa.Column("revoked_at", _moment, comment="吊销时间"),
    sa.Column("last_used_at", _moment, comment="最近使用时间"),
    *record_columns(),
    sa.Index("ix_api_client_user", "user_id", "id"),
    comment="接口客户端",
    info={"quiet": ("last_used_at",)},
)

external_identity = sa.Table(
    "external_identity",
    metadata,
    identifier(),
    reference("user_id", "app_user", "用户"),
    sa.Column("issuer", sa.Text, nullable=False, comment="签发者"),
    sa.Column("subject", sa.Text, nullable=False, comment="签发者处的主体标识"),
    *record_columns(),
    sa.UniqueConstraint("issuer", "subject"),
    comment="统一身份认证 (OIDC) 的对应关系",
)
