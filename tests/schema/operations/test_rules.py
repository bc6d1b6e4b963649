"""Due slots: misfire policies, clock jumps, restarts, time zones, leap days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from schema.operations.rules import (
    SLOTS_AT_ONCE,
    Misfire,
    OperationsErrorCode,
    SlotDays,
    Timetable,
    chosen_days,
    due_slots,
    next_slots,
    timetable_fault,
)

NOON = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai


def table(misfire: Misfire, cron: str = "*/5 * * * *") -> Timetable:
    return Timetable(cron, misfire=misfire, grace_seconds=60)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.mark.parametrize("misfire", Misfire)
def test_a_slot_in_time_runs_under_every_policy(misfire: Misfire) -> None:
    due = due_slots(table(misfire), NOON - minutes(5), NOON)
    assert (due.slots, due.reached, due.skipped) == ((NOON,), NOON, False)


@pytest.mark.parametrize("misfire", Misfire)
def test_nothing_is_due_between_slots(misfire: Misfire) -> None:
    due = due_slots(table(misfire), NOON, NOON + minutes(4.9))
    assert (due.slots, due.reached) == ((), NOON)


@pytest.mark.parametrize("misfire", Misfire)
def test_a_new_timetable_starts_now(misfire: Misfire) -> None:
    assert due_slots(table(misfire), None, NOON).slots == ()


@pytest.mark.parametrize(
    ("misfire", "slots"),
    [
        (Misfire.SKIP, ()),
        (Misfire.ONCE, (NOON,)),
        (Misfire.ALL, (NOON - minutes(10), NOON - minutes(5), NOON)),
    ],
)
def test_after_downtime(misfire: Misfire, slots: tuple[datetime, ...]) -> None:
    due = due_slots(table(misfire), NOON - minutes(15), NOON + minutes(2))
    assert (due.slots, due.reached) == (slots, NOON)


def test_skip_runs_the_latest_slot_when_it_is_still_in_time() -> None:
    due = due_slots(table(Misfire.SKIP), NOON - minutes(15), NOON + minutes(0.9))
    assert (due.slots, due.skipped) == ((NOON,), True)


def test_all_loses_nothing_over_a_long_downtime() -> None:
    timetable = table(Misfire.ALL, "* * * * *")
    last, seen = NOON, 0
    while True:
        due = due_slots(timetable, last, NOON + minutes(1200))
        seen += len(due.slots)
        last = due.reached
        assert len(due.slots) <= SLOTS_AT_ONCE
        if not due.more:
            break
    assert seen == 1200


@pytest.mark.parametrize("misfire", Misfire)
def test_a_clock_set_back_starts_again_from_now(misfire: Misfire) -> None:
    wrong = NOON + timedelta(days=3650)
    due = due_slots(table(misfire), wrong, NOON)
    assert (due.slots, due.reached) == ((), NOON)
    after = due_slots(table(misfire), due.reached, NOON + minutes(5))
    assert after.slots == (NOON + minutes(5),)


def test_nights_are_those_of_shanghai() -> None:
    (slot,) = next_slots(Timetable("0 2 * * *"), NOON, 1)
    assert slot == datetime(2026, 3, 1, 18, 0, tzinfo=UTC)


@pytest.mark.requirement("R06")
def test_a_leap_day_comes_every_four_years() -> None:
    slots = next_slots(Timetable("0 2 29 2 *"), NOON, 2)
    assert [slot.year for slot in slots] == [2028, 2032]


@pytest.mark.parametrize("misfire", Misfire)
@pytest.mark.requirement("R06")
def test_daylight_saving_neither_loses_nor_doubles_a_night(misfire: Misfire) -> None:
    nights = Timetable("30 2 * * *", "America/New_York", misfire, grace_seconds=7200)
    # On 8 March 2026 there is no 02:30 in New York, on 1 November there are two 01:30.
    last, moment, fired = NOON, NOON, 0
    while moment < NOON + timedelta(days=300):
        moment += minutes(120)
        due = due_slots(nights, last, moment)
        last, fired = due.reached, fired + len(due.slots)
    assert fired == 300


@pytest.mark.parametrize(
    ("cron", "timezone", "fault"),
    [
        ("*/5 * * * *", "Asia/Shanghai", None),
        ("61 * * * *", "Asia/Shanghai", OperationsErrorCode.CRON_INVALID),
        ("* * * * * *", "Asia/Shanghai", OperationsErrorCode.CRON_INVALID),
        ("", "Asia/Shanghai", OperationsErrorCode.CRON_INVALID),
        ("0 0 31 2 *", "Asia/Shanghai", OperationsErrorCode.CRON_INVALID),
        ("0 2 * * *", "Mars/Olympus", OperationsErrorCode.TIMEZONE_UNKNOWN),
        ("0 2 * * *", "../../etc/passwd", OperationsErrorCode.TIMEZONE_UNKNOWN),
    ],
)
def test_a_timetable_is_checked_when_it_is_saved(
    cron: str, timezone: str, fault: OperationsErrorCode | None
) -> None:
    assert timetable_fault(Timetable(cron, timezone)) == fault


def october_rests(day: date) -> bool:
    """A calendar in which offices rest on weekends and in October."""
    return day.isoweekday() < 6 and day.month != 10


def on(days: SlotDays, misfire: Misfire, cron: str = "0 9 * * *") -> Timetable:
    return Timetable(cron, misfire=misfire, serves=chosen_days(days, october_rests))


def nine(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai


def test_a_schedule_keeps_to_the_working_calendar() -> None:
    friday = nine(9, 25)
    assert next_slots(on(SlotDays.WORKING, Misfire.ALL), friday, 4) == [
        nine(9, 28),
        nine(9, 29),
        nine(9, 30),
        nine(11, 2),
    ]
    assert next_slots(on(SlotDays.RESTING, Misfire.ALL), friday, 3) == [
        nine(9, 26),
        nine(9, 27),
        nine(10, 1),
    ]


@pytest.mark.parametrize("misfire", Misfire)
def test_days_of_rest_are_not_made_up_for(misfire: Misfire) -> None:
    """Down from 30 September to 2 November: no slot was missed but the one of that morning."""
    due = due_slots(on(SlotDays.WORKING, misfire), nine(9, 30), nine(11, 2))
    assert (due.slots, due.reached, due.skipped) == ((nine(11, 2),), nine(11, 2), False)


@pytest.mark.parametrize("misfire", Misfire)
def test_a_day_of_rest_has_no_slot(misfire: Misfire) -> None:
    assert due_slots(on(SlotDays.WORKING, misfire), nine(9, 30), nine(10, 5)).slots == ()


def test_a_timetable_without_any_slot_is_refused() -> None:
    never = on(SlotDays.WORKING, Misfire.ONCE, "0 9 1 10 *")
    assert timetable_fault(never) == OperationsErrorCode.NO_SLOT
    assert due_slots(never, nine(9, 30), nine(11, 2)).slots == ()
