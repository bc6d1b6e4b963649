"""Facilities: keepers, hours, equipment, daily marks, rooms with bookings, needs and plans.

Whether a facility is open, what its standard lacks, and when it is to be inspected are
functions: computed when they are asked for, never stored.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TABLES = (
    "demand_site",
    "building_plan",
    "care_log",
    "equipment_item",
    "facility_keeper",
    "facility_room",
    "opening_exception",
    "opening_hours",
    "training_base",
    "usage_log",
    "room_booking",
)
KINDS = ("SERVICE_STATION", "LOVE_STATION", "CARE_ROOM", "TRAINING_BASE")
NEW_KINDS = ("SERVICE_CENTRE", "WORKERS_HOME")

FUNCTIONS = (
    # A room and its minutes as one span of numbers, half open: what a booking takes.
    """create function gonghui_room_span(room integer, starts timestamptz, ends timestamptz)
returns int8range language sql immutable parallel safe as
$$ select int8range(
     room::bigint * 4294967296
       + (extract(epoch from starts - timestamptz '2000-01-01 00:00:00+00') / 60)::bigint,
     room::bigint * 4294967296
       + (extract(epoch from ends - timestamptz '2000-01-01 00:00:00+00') / 60)::bigint) $$""",
    """create function gonghui_season(at_day date) returns text language sql immutable parallel safe as
$$ select case when extract(month from at_day) between 6 and 9 then 'SUMMER'
     else 'REST_OF_YEAR' end $$""",
    # Whether the hours say open: a day's own arrangement, else holidays, else the weekday's.
    # A weekend that is worked has Monday's hours where it has none of its own.
    """create function gonghui_open_at(wanted uuid, moment timestamptz) returns boolean
language sql stable parallel safe as
$$ with here as (
     select (moment at time zone 'Asia/Shanghai')::date as day,
       (extract(hour from moment at time zone 'Asia/Shanghai') * 60
        + extract(minute from moment at time zone 'Asia/Shanghai'))::integer as minute
   ), known as (
     select h.day, h.minute, c.is_workday,
       case when c.is_workday and not exists (select from opening_hours o
           where o.facility_id = wanted and o.weekday = extract(isodow from h.day))
         then 1 else extract(isodow from h.day) end as weekday
     from here h left join calendar_day c on c.day = h.day
   )
   select case
     when exists (select from opening_exception x, known k
         where x.facility_id = wanted and x.day = k.day)
       then exists (select from opening_exception x, known k
         where x.facility_id = wanted and x.day = k.day
           and x.opens_minute <= k.minute and k.minute < x.closes_minute)
     when (select k.is_workday from known k) is false
         and not (select f.opens_on_holidays from facility f where f.id = wanted)
       then false
     else exists (select from opening_hours o, known k
         where o.facility_id = wanted and o.weekday = k.weekday
           and o.season in ('ALL_YEAR', gonghui_season(k.day))
           and o.opens_minute <= k.minute and k.minute < o.closes_minute)
   end $$""",
    """create function gonghui_open_hours(wanted uuid) returns jsonb
language sql stable parallel safe as
$$ select coalesce(jsonb_agg(jsonb_build_object('weekday', weekday, 'season', season,
       'from', to_char(make_interval(mins => opens_minute), 'HH24:MI'),
       'to', to_char(make_interval(mins => closes_minute), 'HH24:MI'))
     order by weekday, opens_minute, id), '[]')
   from opening_hours where facility_id = wanted $$""",
    """create function gonghui_weekly_minutes(wanted uuid, at_day date) returns integer
language sql stable parallel safe as
$$ select coalesce(sum(closes_minute - opens_minute), 0)::integer from opening_hours
   where facility_id = wanted and season in ('ALL_YEAR', gonghui_season(at_day)) $$""",
    # What the standard of its kind in force on a day asks for and the facility has not.
    """create function gonghui_facility_gaps(wanted uuid, at_day date) returns text[]
language sql stable parallel safe as
$$ with f as (
     select facility.*, (select p.value from rule_parameter p
       where p.rule = 'FACILITY_STANDARD' and p.key = facility.kind
         and p.valid_from <= at_day and (p.valid_to is null or p.valid_to > at_day)
       order by p.valid_from desc limit 1) as s
     from facility where facility.id = wanted
   ), needed as (
     select jsonb_array_elements_text(coalesce(s -> 'required', '[]')) as code from f
     union select jsonb_array_elements_text(coalesce(s -> 'when_children', '[]')) from f
       where serves_children
     union select jsonb_array_elements_text(coalesce(s -> 'when_workplace', '[]')) from f
       where site = 'WORKPLACE'
   ), held as (
     select code, sum(quantity) as quantity from equipment_item
     where facility_id = wanted and state = 'OK'
       and (expires_on is null or expires_on >= at_day)
     group by code
   ), days as (
     select weekday, sum(closes_minute - opens_minute) as minutes from opening_hours
     where facility_id = wanted and season in ('ALL_YEAR', gonghui_season(at_day))
     group by weekday
   ), week as (
     select coalesce(sum(minutes), 0) as minutes, greatest(count(*), 1) as days,
       coalesce(sum(least(2, minutes / 180)), 0) as half_days from days
   )
   select coalesce(array_agg(gap order by gap), '{}') from (
     select n.code as gap from needed n, f
     where coalesce((select h.quantity from held h where h.code = n.code), 0)
       < coalesce((f.s -> 'quantities' ->> n.code)::integer, 1)
     union all select 'AREA' from f where coalesce(area_m2, 0) < greatest(
       coalesce((s ->> 'min_area_m2')::numeric, 0),
       case when site = 'PUBLIC' then coalesce((s ->> 'min_public_area_m2')::numeric, 0)
         else 0 end)
     union all select 'KEEPER' from f where (s ->> 'keeper')::boolean
       and coalesce(keeper_name, '') = ''
     union all select 'MAP_LISTED' from f where (s ->> 'map_listed')::boolean and not map_listed
     union all select 'HOURS' from f, week w
     where w.half_days < coalesce((s ->> 'min_half_days')::integer, 0)
       or w.minutes < 60 * coalesce((s ->> 'min_weekly_hours')::integer, 0)
       or w.minutes < 60 * w.days * coalesce(case gonghui_season(at_day) when 'SUMMER'
         then coalesce((s ->> 'min_summer_daily_hours')::integer,
                       (s ->> 'min_daily_hours')::integer)
         else (s ->> 'min_daily_hours')::integer end, 0)
   ) gaps $$""",
    # Until when the next inspection of a kind is due: its last one, or the opening, and a cycle.
    """create function gonghui_inspection_due(wanted uuid, wanted_kind text) returns date
language sql stable parallel safe as
$$ select coalesce((select max(i.inspected_on) from inspection i
       where i.facility_id = f.id and i.kind = wanted_kind), f.opened_on)
     + gonghui_figure('FACILITY', case wanted_kind
         when 'SELF' then case f.kind when 'CARE_ROOM' then 'room_inspection_days'
           else 'self_inspection_days' end
         when 'TOWNSHIP' then 'township_inspection_days'
         else 'city_inspection_days' end, gonghui_today())
   from facility f where f.id = wanted and f.status = 'OPEN' $$""",
    """create function gonghui_inspected_in_time(wanted uuid) returns boolean
language sql stable parallel safe as
$$ select bool_and(gonghui_inspection_due(f.id, k.kind) >= gonghui_today())
   from facility f, (values ('SELF'), ('TOWNSHIP'), ('CITY')) k(kind)
   where f.id = wanted and f.status = 'OPEN' $$""",
    # Cleaned within the days allowed; says nothing of what is no open mother-and-baby room.
    """create function gonghui_hygiene_in_time(wanted uuid) returns boolean
language sql stable parallel safe as
$$ select exists (select from care_log c where c.facility_id = f.id and c.kind = 'CLEANED'
       and c.logged_on >= gonghui_today()
         - gonghui_figure('FACILITY', 'hygiene_days', gonghui_today()))
   from facility f where f.id = wanted and f.kind = 'CARE_ROOM' and f.status = 'OPEN' $$""",
    """create function gonghui_checked_in(wanted uuid) returns boolean
language sql stable parallel safe as
$$ select exists (select from care_log where facility_id = wanted and kind = 'CHECK_IN'
     and logged_on = gonghui_today()) $$""",
    # The year's running cost by visit (fen, cut off); null without a cost or a visit.
    """create function gonghui_cost_per_visit(wanted uuid) returns bigint
language sql stable parallel safe as
$$ select f.yearly_cost / nullif((select sum(u.count) from usage_log u
     where u.facility_id = f.id and u.used_on > gonghui_today() - 365), 0)
   from facility f where f.id = wanted $$""",
    # The kind of facility that a place with a need lacks, if it lacks one (rule F6).
    """create function gonghui_site_gap(wanted uuid) returns text
language sql stable parallel safe as
$$ select case
     when s.kind = 'HOT_SPOT' then case when not exists (select from facility f
         where f.kind = 'LOVE_STATION' and f.status = 'OPEN'
           and f.latitude between s.latitude - t.metres / 111000.0
             and s.latitude + t.metres / 111000.0
           and sqrt(power((f.latitude - s.latitude) * 111195, 2)
             + power((f.longitude - s.longitude) * 111195 * cos(radians(s.latitude)), 2))
             <= t.metres)
       then 'LOVE_STATION' end
     when (s.kind = 'PUBLIC_PLACE' and (s.area_m2 > gonghui_figure('FACILITY_GAP',
             'site_area_m2', gonghui_today())
           or s.daily_visitors > gonghui_figure('FACILITY_GAP',
             'site_daily_visitors', gonghui_today())))
         or (s.kind = 'WORKPLACE' and s.women_workers >= gonghui_figure('FACILITY_GAP',
             'workplace_women', gonghui_today()))
       then case when not exists (select from facility f where f.demand_site_id = s.id
           and f.kind = 'CARE_ROOM' and f.status = 'OPEN')
         then 'CARE_ROOM' end
     end
   from demand_site s, lateral (select gonghui_figure('FACILITY_GAP', 'station_metres',
     gonghui_today()) as metres) t
   where s.id = wanted $$""",
    # Whether a town (level 4) has no open facility of a kind, in its villages neither.
    """create function gonghui_town_lacks(wanted uuid, wanted_kind text) returns boolean
language sql stable parallel safe as
$$ select d.level = 4 and not exists (select from facility f
       join division p on p.id = f.division_id
       where (p.id = d.id or p.parent_id = d.id)
         and f.kind = wanted_kind and f.status = 'OPEN')
   from division d where d.id = wanted $$""",
    # How many facilities of a plan's kind and area were opened in its year.
    """create function gonghui_plan_opened(wanted uuid) returns integer
language sql stable parallel safe as
$$ select count(*)::integer from building_plan b, facility f
     join division p on p.id = f.division_id
   where b.id = wanted and f.kind = b.kind and extract(year from f.opened_on) = b.year
     and (p.id = b.division_id or p.parent_id = b.division_id) $$""",
)
FUNCTION_NAMES = (
    "gonghui_plan_opened(uuid)",
    "gonghui_town_lacks(uuid, text)",
    "gonghui_site_gap(uuid)",
    "gonghui_cost_per_visit(uuid)",
    "gonghui_checked_in(uuid)",
    "gonghui_hygiene_in_time(uuid)",
    "gonghui_inspected_in_time(uuid)",
    "gonghui_inspection_due(uuid, text)",
    "gonghui_facility_gaps(uuid, date)",
    "gonghui_weekly_minutes(uuid, date)",
    "gonghui_open_hours(uuid)",
    "gonghui_open_at(uuid, timestamptz)",
    "gonghui_season(date)",
    "gonghui_room_span(integer, timestamptz, timestamptz)",
)


def upgrade() -> None:
    """Tables with their fences, columns, functions."""
    op.execute(FUNCTIONS[0])
    for create in (_demand_site, _building_plan, _care_log, _equipment_item, _facility_keeper):
        create()
    for create in (_facility_room, _opening_exception, _opening_hours, _training_base, _usage_log):
        create()
    _room_booking()
    _extend()
    for function in FUNCTIONS[1:]:
        op.execute(function)
    signed = "(select gonghui_signed())"
    inside = "((select gonghui_unlimited()) or gonghui_in_scope(union_id))"
    for table in TABLES:
        op.execute(f"grant select, insert, update, delete on {table} to gonghui_writer")
        op.execute(f"grant select on {table} to gonghui_reader")
        _fence(table, f"{signed} and {inside}" if table == "demand_site" else signed)


def _fence(table: str, condition: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy readers on {table} for select to gonghui_reader using (true)")
    op.execute(
        f"create policy writers on {table} to gonghui_writer"
        f" using ({condition}) with check ({condition})"
    )
    op.execute(f"create policy migrations on {table} to gonghui_owner using (true)")


def _kinds(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute("alter table facility drop constraint ck_facility_kind")
    op.execute(f"alter table facility add constraint ck_facility_kind check (kind in ({listed}))")


def _extend() -> None:
    _kinds(KINDS + NEW_KINDS)
    op.add_column("facility", sa.Column("partner", sa.Text(), nullable=True, comment="共建单位"))
    op.add_column(
        "facility",
        sa.Column(
            "serves_children",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="有婴幼儿到场 (母婴室)",
        ),
    )
    op.add_column(
        "facility",
        sa.Column(
            "opens_on_holidays",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="法定节假日照常开放",
        ),
    )
    op.add_column(
        "facility", sa.Column("demand_site_id", sa.Uuid(), nullable=True, comment="所服务的需求点")
    )
    op.add_column(
        "facility",
        sa.Column("yearly_cost", sa.BigInteger(), nullable=True, comment="年运行经费 (分)"),
    )
    op.add_column(
        "facility",
        sa.Column("status_reason", sa.Text(), nullable=True, comment="状态原因 (暂停、关闭)"),
    )
    op.create_index("ix_facility_demand_site", "facility", ["demand_site_id", "id"], unique=False)
    op.create_foreign_key(
        op.f("fk_facility_demand_site_id_demand_site"),
        "facility",
        "demand_site",
        ["demand_site_id"],
        ["id"],
    )
    op.drop_column("facility", "open_hours")
    op.add_column(
        "inspection",
        sa.Column(
            "items", postgresql.JSONB(), nullable=True, comment="检查项目: [{code, ok, note}]"
        ),
    )
    for table in ("training_base", "equipment_item", "facility_room"):
        op.create_index(f"ix_{table}_facility", table, ["facility_id", "id"])
    latest = ["facility_id", sa.literal_column("logged_at DESC"), sa.literal_column("id DESC")]
    op.create_index("ix_care_log_at", "care_log", latest)
    op.create_check_constraint(op.f("ck_facility_yearly_cost"), "facility", "yearly_cost >= 0")


def _building_plan() -> None:
    op.create_table(
        "building_plan",
        _identifier(),
        sa.Column("year", sa.SmallInteger(), nullable=False, comment="年度"),
        sa.Column(
            "kind",
            sa.Enum(
                "SERVICE_CENTRE",
                "SERVICE_STATION",
                "LOVE_STATION",
                "CARE_ROOM",
                "TRAINING_BASE",
                "WORKERS_HOME",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="阵地类型",
        ),
        sa.Column("division_id", sa.Uuid(), nullable=False, comment="区划"),
        sa.Column("planned", sa.Integer(), nullable=False, comment="计划新建数"),
        *_record(),
        sa.CheckConstraint("planned > 0", name=op.f("ck_building_plan_planned")),
        sa.ForeignKeyConstraint(
            ["division_id"], ["division.id"], name=op.f("fk_building_plan_division_id_division")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_building_plan")),
        sa.UniqueConstraint(
            "year", "kind", "division_id", name=op.f("uq_building_plan_year_kind_division_id")
        ),
        comment="阵地建设计划",
    )
    op.create_index(
        "ix_building_plan_division", "building_plan", ["division_id", "id"], unique=False
    )


def _demand_site() -> None:
    op.create_table(
        "demand_site",
        _identifier(),
        sa.Column(
            "kind",
            sa.Enum(
                "WORKPLACE",
                "PUBLIC_PLACE",
                "HOT_SPOT",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="需求点类型",
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="名称"),
        sa.Column("union_id", sa.Uuid(), nullable=False, comment="所属工会"),
        sa.Column("division_id", sa.Uuid(), nullable=False, comment="所在区划"),
        sa.Column("longitude", sa.Numeric(precision=9, scale=6), nullable=True, comment="经度"),
        sa.Column("latitude", sa.Numeric(precision=8, scale=6), nullable=True, comment="纬度"),
        sa.Column(
            "area_m2", sa.Numeric(precision=12, scale=2), nullable=True, comment="建筑面积 (平方米)"
        ),
        sa.Column("daily_visitors", sa.Integer(), nullable=True, comment="日均人流量"),
        sa.Column("women_workers", sa.Integer(), nullable=True, comment="女职工人数"),
        sa.Column("surveyed_on", sa.Date(), nullable=False, comment="摸排日期"),
        *_record(),
        sa.CheckConstraint(
            "(longitude is null) = (latitude is null)", name=op.f("ck_demand_site_position")
        ),
        sa.CheckConstraint(
            "daily_visitors >= 0 and women_workers >= 0", name=op.f("ck_demand_site_people")
        ),
        sa.ForeignKeyConstraint(
            ["division_id"], ["division.id"], name=op.f("fk_demand_site_division_id_division")
        ),
        sa.ForeignKeyConstraint(
            ["union_id"],
            ["union_organisation.id"],
            name=op.f("fk_demand_site_union_id_union_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_site")),
        sa.UniqueConstraint("union_id", "name", name=op.f("uq_demand_site_union_id_name")),
        comment="阵地需求点",
    )
    op.create_index("ix_demand_site_division", "demand_site", ["division_id", "id"], unique=False)
    op.create_index("ix_demand_site_place", "demand_site", ["longitude", "latitude"], unique=False)


def _care_log() -> None:
    op.create_table(
        "care_log",
        _identifier(),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="阵地"),
        sa.Column(
            "kind",
            sa.Enum(
                "CHECK_IN",
                "CLEANED",
                "DISINFECTED",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="登记事项",
        ),
        sa.Column("logged_on", sa.Date(), nullable=False, comment="日期"),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False, comment="时间"),
        *_record(),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_care_log_facility_id_facility")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_log")),
        comment="日常登记 (签到、清洁、消毒)",
    )
    op.create_index(
        "ix_care_log_facility",
        "care_log",
        ["facility_id", "kind", sa.literal_column("logged_on DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_care_log_logged",
        "care_log",
        [sa.literal_column("logged_on DESC"), sa.literal_column("id DESC")],
        unique=False,
    )


def _equipment_item() -> None:
    op.create_table(
        "equipment_item",
        _identifier(),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="阵地"),
        sa.Column(
            "code",
            sa.Enum(
                "SIGN",
                "DESK",
                "SERVICE_LIST",
                "COMPUTER",
                "COMPLAINT_BOX",
                "LEDGER",
                "SEATS",
                "WATER",
                "MICROWAVE",
                "COOLING",
                "FIRST_AID_KIT",
                "CHARGING",
                "REFRIGERATOR",
                "TOILET",
                "WIFI",
                "BOOKS",
                "UMBRELLAS",
                "TOOL_KIT",
                "TYRE_PUMP",
                "LOCKABLE_DOOR",
                "NURSING_SEAT",
                "TABLE",
                "HOT_WATER",
                "BIN",
                "CHANGING_TABLE",
                "NON_SLIP_FLOOR",
                "STERILISER",
                "SAFETY_PERMIT",
                "BOOK_CORNER",
                "ACTIVITY_PLAN",
                name="code",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="设施设备",
        ),
        sa.Column("name", sa.Text(), server_default="", nullable=False, comment="名称 (如药品名)"),
        sa.Column("quantity", sa.Integer(), server_default="1", nullable=False, comment="数量"),
        sa.Column(
            "state",
            sa.Enum(
                "OK",
                "BROKEN",
                "MISSING",
                "EXPIRED",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="状态",
        ),
        sa.Column("state_since", sa.Date(), nullable=False, comment="该状态起始日期"),
        sa.Column("expires_on", sa.Date(), nullable=True, comment="有效期止 (药品、许可)"),
        *_record(),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_equipment_item_quantity")),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_equipment_item_facility_id_facility")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equipment_item")),
        sa.UniqueConstraint(
            "facility_id", "code", "name", name=op.f("uq_equipment_item_facility_id_code_name")
        ),
        comment="设施设备",
    )
    op.create_index(
        "ix_equipment_item_expires", "equipment_item", ["expires_on", "id"], unique=False
    )
    op.create_index("ix_equipment_item_state", "equipment_item", ["state", "id"], unique=False)


def _facility_keeper() -> None:
    op.create_table(
        "facility_keeper",
        _identifier(),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="阵地"),
        sa.Column("name", sa.Text(), nullable=False, comment="站点管理员"),
        sa.Column("phone", sa.Text(), nullable=True, comment="联系电话"),
        sa.Column("user_id", sa.Uuid(), nullable=True, comment="用户 (如有账号)"),
        sa.Column("from_on", sa.Date(), nullable=False, comment="到岗日期"),
        sa.Column("until_on", sa.Date(), nullable=True, comment="离岗日期"),
        *_record(),
        sa.CheckConstraint(
            "until_on is null or until_on >= from_on", name=op.f("ck_facility_keeper_period")
        ),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_facility_keeper_facility_id_facility")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_facility_keeper_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility_keeper")),
        comment="站点管理员任职",
    )
    op.create_index(
        "ix_facility_keeper_facility",
        "facility_keeper",
        ["facility_id", "from_on", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_facility_keeper_user_id"), "facility_keeper", ["user_id"], unique=False
    )
    op.create_index(
        "uq_facility_keeper_present",
        "facility_keeper",
        ["facility_id"],
        unique=True,
        postgresql_where=sa.text("until_on is null"),
    )


def _facility_room() -> None:
    op.create_table(
        "facility_room",
        _identifier(),
        sa.Column(
            "number",
            sa.Integer(),
            sa.Identity(always=True),
            nullable=False,
            comment="场地序号 (预约不重叠约束用)",
        ),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="阵地"),
        sa.Column("name", sa.Text(), nullable=False, comment="场地名称"),
        sa.Column("capacity", sa.Integer(), nullable=False, comment="可容纳人数"),
        sa.Column(
            "bookable", sa.Boolean(), server_default=sa.true(), nullable=False, comment="可预约"
        ),
        *_record(),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_facility_room_capacity")),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_facility_room_facility_id_facility")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility_room")),
        sa.UniqueConstraint("facility_id", "name", name=op.f("uq_facility_room_facility_id_name")),
        sa.UniqueConstraint("id", "number", name=op.f("uq_facility_room_id_number")),
        comment="可预约场地",
    )


def _opening_exception() -> None:
    op.create_table(
        "opening_exception",
        _identifier(),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="阵地"),
        sa.Column("day", sa.Date(), nullable=False, comment="日期"),
        sa.Column(
            "opens_minute",
            sa.SmallInteger(),
            nullable=True,
            comment="开始 (当日第几分钟; 空为全天不开放)",
        ),
        sa.Column("closes_minute", sa.SmallInteger(), nullable=True, comment="结束 (当日第几分钟)"),
        sa.Column("note", sa.Text(), nullable=False, comment="原因"),
        *_record(),
        sa.CheckConstraint(
            "(opens_minute is null) = (closes_minute is null) and 0 <= opens_minute and opens_minute < closes_minute and closes_minute <= 1440",
            name=op.f("ck_opening_exception_span"),
        ),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_opening_exception_facility_id_facility")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_exception")),
        sa.UniqueConstraint(
            "facility_id", "day", name=op.f("uq_opening_exception_facility_id_day")
        ),
        comment="个别日期的开放安排",
    )


def _opening_hours() -> None:
    op.create_table(
        "opening_hours",
        _identifier(),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="阵地"),
        sa.Column("weekday", sa.SmallInteger(), nullable=False, comment="星期 (1 周一 – 7 周日)"),
        sa.Column(
            "season",
            sa.Enum(
                "ALL_YEAR",
                "SUMMER",
                "REST_OF_YEAR",
                name="season",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="适用季节",
        ),
        sa.Column("opens_minute", sa.SmallInteger(), nullable=False, comment="开始 (当日第几分钟)"),
        sa.Column(
            "closes_minute", sa.SmallInteger(), nullable=False, comment="结束 (当日第几分钟)"
        ),
        *_record(),
        sa.CheckConstraint(
            "0 <= opens_minute and opens_minute < closes_minute and closes_minute <= 1440",
            name=op.f("ck_opening_hours_span"),
        ),
        sa.CheckConstraint("weekday between 1 and 7", name=op.f("ck_opening_hours_weekday")),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_opening_hours_facility_id_facility")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_hours")),
        comment="开放时间",
    )
    op.create_index(
        "ix_opening_hours_facility",
        "opening_hours",
        ["facility_id", "weekday", "opens_minute", "id"],
        unique=False,
    )


def _training_base() -> None:
    op.create_table(
        "training_base",
        _identifier(),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="阵地"),
        sa.Column(
            "kind",
            sa.Enum(
                "VOCATIONAL_SCHOOL",
                "ENTERPRISE_CENTRE",
                "EDUCATION_BASE",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="基地类型",
        ),
        sa.Column("legal_name", sa.Text(), nullable=False, comment="法人名称"),
        sa.Column("credit_code", sa.Text(), nullable=False, comment="统一社会信用代码"),
        sa.Column("full_time_teachers", sa.Integer(), nullable=False, comment="专职教师人数"),
        sa.Column("part_time_teachers", sa.Integer(), nullable=False, comment="兼职教师人数"),
        *_record(),
        sa.CheckConstraint(
            "full_time_teachers >= 0 and part_time_teachers >= 0",
            name=op.f("ck_training_base_teachers"),
        ),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_training_base_facility_id_facility")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_base")),
        sa.UniqueConstraint("facility_id", name=op.f("uq_training_base_facility_id")),
        comment="培训基地资料",
    )


def _usage_log() -> None:
    op.create_table(
        "usage_log",
        _identifier(),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="阵地"),
        sa.Column("used_on", sa.Date(), nullable=False, comment="日期"),
        sa.Column(
            "service",
            sa.Enum(
                "VISIT",
                "WATER",
                "CHARGING",
                "FIRST_AID",
                "NURSING",
                "CONSULT",
                "AID",
                "LAW",
                "JOBS",
                "TRAINING",
                "MUTUAL_AID",
                "READING",
                "ACTIVITY",
                name="service",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="服务事项",
        ),
        sa.Column("count", sa.Integer(), nullable=False, comment="人次 (不记姓名)"),
        *_record(),
        sa.CheckConstraint('"count" > 0', name=op.f("ck_usage_log_count")),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_usage_log_facility_id_facility")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_log")),
        sa.UniqueConstraint(
            "facility_id",
            "used_on",
            "service",
            name=op.f("uq_usage_log_facility_id_used_on_service"),
        ),
        comment="使用登记",
    )
    op.create_index(
        "ix_usage_log_used",
        "usage_log",
        [sa.literal_column("used_on DESC"), sa.literal_column("id DESC")],
        unique=False,
    )


def _room_booking() -> None:
    op.create_table(
        "room_booking",
        _identifier(),
        sa.Column("facility_id", sa.Uuid(), nullable=False, comment="阵地"),
        sa.Column("room_id", sa.Uuid(), nullable=False, comment="场地"),
        sa.Column("room_number", sa.Integer(), nullable=False, comment="场地序号"),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False, comment="开始时间"),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False, comment="结束时间"),
        sa.Column("party", sa.Text(), nullable=False, comment="使用单位或班组"),
        sa.Column("party_size", sa.Integer(), nullable=False, comment="人数"),
        sa.Column("purpose", sa.Text(), nullable=False, comment="用途"),
        sa.Column(
            "status",
            sa.Enum(
                "BOOKED",
                "USED",
                "ABSENT",
                "CANCELLED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="预约状态",
        ),
        sa.Column("status_reason", sa.Text(), nullable=True, comment="取消原因"),
        *_record(),
        postgresql.ExcludeConstraint(
            (sa.text("gonghui_room_span(room_number, starts_at, ends_at)"), "&&"),
            where=sa.text("status <> 'CANCELLED'"),
            using="gist",
            name="ex_room_booking_overlap",
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_room_booking_period")),
        sa.CheckConstraint("party_size > 0", name=op.f("ck_room_booking_party_size")),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_room_booking_facility_id_facility")
        ),
        sa.ForeignKeyConstraint(
            ["room_id", "room_number"],
            ["facility_room.id", "facility_room.number"],
            name=op.f("fk_room_booking_room_id_facility_room"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_booking")),
        comment="场地预约",
    )
    op.create_index(
        "ix_room_booking_facility",
        "room_booking",
        ["facility_id", sa.literal_column("starts_at DESC"), "id"],
        unique=False,
    )
    op.create_index(
        "ix_room_booking_room",
        "room_booking",
        ["room_id", sa.literal_column("starts_at DESC"), "id"],
        unique=False,
    )
    op.create_index(
        "ix_room_booking_starts",
        "room_booking",
        [sa.literal_column("starts_at DESC"), "id"],
        unique=False,
    )


def _identifier() -> sa.Column:
    return sa.Column(
        "id",
        sa.Uuid(),
        server_default=sa.text("uuidv7()"),
        nullable=False,
        comment="标识 (UUIDv7)",
    )


def _record() -> list[sa.Column]:
    moment = sa.DateTime(timezone=True)
    now = sa.text("now()")
    return [
        sa.Column("created_at", moment, server_default=now, nullable=False, comment="创建时间"),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column("updated_at", moment, server_default=now, nullable=False, comment="更新时间"),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
    ]


def downgrade() -> None:
    """Remove the functions, tables and columns; kinds that are unknown again must be gone."""
    for function in FUNCTION_NAMES[:-1]:
        op.execute(f"drop function {function}")
    op.drop_column("inspection", "items")
    op.add_column(
        "facility",
        sa.Column(
            "open_hours",
            postgresql.JSONB(),
            nullable=True,
            comment="开放时间: [{weekday, from, to}]",
        ),
    )
    for column in (
        "status_reason",
        "yearly_cost",
        "demand_site_id",
        "opens_on_holidays",
        "serves_children",
        "partner",
    ):
        op.drop_column("facility", column)
    _kinds(KINDS)
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute(f"drop function {FUNCTION_NAMES[-1]}")
