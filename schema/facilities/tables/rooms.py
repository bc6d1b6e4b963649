"""Rooms that can be booked; that bookings do not overlap is held here, by a constraint."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from schema.core.table import code, identifier, metadata, record_columns, reference
from schema.facilities.rules import BookingStatus

facility_room = sa.Table(
    "facility_room",
    metadata,
    identifier(),
    sa.Column(
        "number",
        sa.Integer,
        sa.Identity(always=True),
        nullable=False,
        comment="场地序号 (预约不重叠约束用)",
    ),
    reference("facility_id", "facility", "阵地", index=False),
    sa.Column("name", sa.Text, nullable=False, comment="场地名称"),
    sa.Column("capacity", sa.Integer, nullable=False, comment="可容纳人数"),
    sa.Column("bookable", sa.Boolean, nullable=False, server_default=sa.true(), comment="可预约"),
    *record_columns(),
    sa.UniqueConstraint("facility_id", "name"),
    sa.UniqueConstraint("id", "number"),
    sa.Index("ix_facility_room_facility", "facility_id", "id"),
    sa.CheckConstraint("capacity > 0", name="capacity"),
    comment="可预约场地",
)

room_booking = sa.Table(
    "room_booking",
    metadata,
    identifier(),
    reference("facility_id", "facility", "阵地", index=False),
    sa.Column("room_id", sa.Uuid, nullable=False, comment="场地"),
    sa.Column("room_number", sa.Integer, nullable=False, comment="场地序号"),
    sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False, comment="开始时间"),
    sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False, comment="结束时间"),
    sa.Column("party", sa.Text, nullable=False, comment="使用单位或班组"),
    sa.Column("party_size", sa.Integer, nullable=False, comment="人数"),
    sa.Column("purpose", sa.Text, nullable=False, comment="用途"),
    code("status", BookingStatus, "预约状态"),
    sa.Column("status_reason", sa.Text, comment="取消原因"),
    *record_columns(),
    sa.ForeignKeyConstraint(
        ["room_id", "room_number"], ["facility_room.id", "facility_room.number"]
    ),
    sa.CheckConstraint("ends_at > starts_at", name="period"),
    sa.CheckConstraint("party_size > 0", name="party_size"),
    # A room and its minutes are one span of numbers: the constraint needs no extension.
    ExcludeConstraint(
        (sa.text("gonghui_room_span(room_number, starts_at, ends_at)"), "&&"),
        name="ex_room_booking_overlap",
        where=sa.text("status <> 'CANCELLED'"),
        using="gist",
    ),
    sa.Index("ix_room_booking_facility", "facility_id", sa.text("starts_at DESC"), "id"),
    sa.Index("ix_room_booking_room", "room_id", sa.text("starts_at DESC"), "id"),
    sa.Index("ix_room_booking_starts", sa.text("starts_at DESC"), "id"),
    comment="场地预约",
)
