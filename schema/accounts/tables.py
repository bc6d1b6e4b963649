"""Users, the unions in their scope, and their sessions."""

import sqlalchemy as sa

from schema.core.principal import Role
from schema.core.table import code, identifier, metadata, record_columns, reference

_moment = sa.DateTime(timezone=True)

app_user = sa.Table(
    "app_user",
    metadata,
    identifier(),
    sa.Column("username", sa.Text, nullable=False, unique=True, comment="用户名 (小写)"),
    sa.Column("name", sa.Text, nullable=False, comment="姓名"),
    code("role", Role, "角色"),
    sa.Column(
        "covers_all", sa.Boolean, nullable=False, server_default=sa.false(), comment="全市范围"
    ),
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
    sa.Column("failures", sa.Integer, nullable=False, server_default="0", comment="连续失败次数"),
    sa.Column("last_failure_at", _moment, comment="最近失败时间"),
    comment="登录凭据",
)

user_scope = sa.Table(
    "user_scope",
    metadata,
    sa.Column("user_id", sa.Uuid, sa.ForeignKey("app_user.id"), primary_key=True, comment="用户"),
    sa.Column("union_id", sa.Uuid, primary_key=True, comment="范围: 此工会及其下级"),
    comment="数据范围 (工会子树)",
)

user_session = sa.Table(
    "user_session",
    metadata,
    identifier(),
    reference("user_id", "app_user", "用户"),
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
    comment="会话",
)
