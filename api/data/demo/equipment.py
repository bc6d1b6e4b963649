"""Equipment of facilities: all that the standard of the kind asks for, and what is welcome."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from api.data.demo.chance import dice, identities
from api.data.demo.facilities import Site
from api.data.demo.flaws import (
    BROKEN,
    BROKEN_DAYS,
    EXPIRED,
    EXPIRED_FOR,
    EXPIRES_IN,
    EXPIRING,
    has_flaw,
)
from schema.facilities.rules import EquipmentCode as Code
from schema.facilities.rules import EquipmentState as State
from schema.facilities.rules import FacilityKind as Kind

EQUIPMENT: Final = (
    *("id", "facility_id", "code", "name", "quantity", "state", "state_since", "expires_on"),
)
#: What stations have beyond their standard; each of them now and then.
WELCOME: Final = {
    Kind.LOVE_STATION: (
        *(Code.REFRIGERATOR, Code.TOILET, Code.WIFI, Code.BOOKS),
        *(Code.UMBRELLAS, Code.TOOL_KIT, Code.TYRE_PUMP),
    ),
    Kind.SERVICE_CENTRE: (Code.SEATS, Code.WATER, Code.WIFI, Code.TOILET),
    Kind.SERVICE_STATION: (Code.SEATS, Code.WATER, Code.WIFI, Code.BOOKS),
    Kind.WORKERS_HOME: (Code.SEATS, Code.WATER, Code.WIFI, Code.BOOKS),
    Kind.CARE_ROOM: (Code.STERILISER, Code.REFRIGERATOR),
    Kind.TRAINING_BASE: (Code.SEATS, Code.WATER, Code.COMPUTER, Code.WIFI),
}
HAS_SHARE: Final = 0.6
WORN_SHARE: Final = 0.04  # of what is welcome, not of what is asked for
MANY: Final = {Code.SEATS: 8, Code.CHARGING: 6, Code.BOOKS: 60, Code.UMBRELLAS: 12}
NAMED: Final = {Code.FIRST_AID_KIT: "碘伏、创可贴、藿香正气水"}
EXPIRING_CODES: Final = (Code.FIRST_AID_KIT, Code.SAFETY_PERMIT)
LEAST_LEFT, LEFT_SPREAD = 60, 300


def equipment_rows(
    sites: Sequence[Site], standards: Mapping[str, Any], seed: int, today: date
) -> Iterator[tuple[Any, ...]]:
    """Rows in the order of ``EQUIPMENT``; ``standards`` by kind, as the parameters say."""
    roll, ids = dice(seed, "equipment"), identities(seed, "equipment_item")
    for site in sites:
        needed = _needed(site, standards[site.kind.value])
        for code in needed:
            yield (next(ids), site.id, *_item(site, code, State.OK, today))
        for code in WELCOME.get(site.kind, ()):
            if code not in needed and roll.random() < HAS_SHARE:
                worn = State.BROKEN if roll.random() < WORN_SHARE else State.OK
                yield (next(ids), site.id, *_item(site, code, worn, today))


def _needed(site: Site, standard: Mapping[str, Any]) -> list[Code]:
    codes = list(standard.get("required", ()))
    if site.children:
        codes += standard.get("when_children", ())
    if site.kind is Kind.CARE_ROOM and not site.public:
        codes += standard.get("when_workplace", ())
    return [Code[code] for code in dict.fromkeys(codes)]


def _item(site: Site, code: Code, state: State, today: date) -> tuple[Any, ...]:
    """Code, name, quantity, state and its first day, expiry."""
    since = site.opened_on
    if code is Code.MICROWAVE and has_flaw(site.number, BROKEN):
        state = State.BROKEN
    if state is State.BROKEN:
        since = today - timedelta(days=BROKEN_DAYS)
    expires = None
    if code in EXPIRING_CODES:
        left = LEAST_LEFT + site.number * 37 % LEFT_SPREAD
        if has_flaw(site.number, EXPIRING):
            left = EXPIRES_IN
        if has_flaw(site.number, EXPIRED):
            left = -EXPIRED_FOR
        expires = today + timedelta(days=left)
    return (code.value, NAMED.get(code, ""), MANY.get(code, 1), state.value, since, expires)
