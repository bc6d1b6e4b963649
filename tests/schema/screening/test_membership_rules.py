"""M1, M2, M6."""

import pytest

from tests.schema.screening.world import World

pytestmark = pytest.mark.anyio


async def test_one_number_under_two_kinds_of_document_is_one_person(world: World) -> None:
    other = await world.a_union()
    first = await world.a_member(document=b"number")
    second = await world.a_member(other, document=b"number", kind="HMT_RESIDENCE_PERMIT")
    await world.a_member(document=b"another")

    await world.screen("M1")

    found = await world.findings()
    assert {(row.person_id, row.union_id) for row in found} == {
        (first, world.union),
        (second, other),
    }
    assert {row.severity for row in found} == {3}
    assert found[0].evidence == {"reasons": ["SAME_DOCUMENT"], "persons": 2}


async def test_same_name_birth_and_mobile_is_one_person(world: World) -> None:
    twins = [await world.a_member(name="张三", mobile=b"mobile") for _ in range(2)]
    await world.a_member(name="李四", mobile=b"mobile")  # a family that shares a mobile

    await world.screen("M1")

    found = await world.findings()
    assert {row.subject_id for row in found} == set(twins)
    assert found[0].evidence["reasons"] == ["SAME_NAME_BIRTH_MOBILE"]


async def test_two_reasons_make_one_finding_a_person(world: World) -> None:
    for kind in ("RESIDENT_ID", "PASSPORT"):
        await world.a_member(name="张三", mobile=b"mobile", document=b"number", kind=kind)

    result = await world.screen("M1")

    assert result["opened"] == 2
    assert (await world.findings())[0].evidence["reasons"] == [
        "SAME_DOCUMENT",
        "SAME_NAME_BIRTH_MOBILE",
    ]


async def test_bad_and_missing_fields_are_named(world: World) -> None:
    await world.a_member()
    await world.a_member(document_check="UNCHECKED", document_kind="PASSPORT")
    bad = await world.a_member(document_check="CHECKSUM", mobile_mask=None)
    bare = await world.a_member(document_check="MISSING", birth_date=None, sex="UNKNOWN")

    await world.screen("M2")

    found = {row.subject_id: row.evidence["problems"] for row in await world.findings()}
    assert found == {
        bad: ["DOCUMENT_CHECKSUM", "MOBILE_MISSING"],
        bare: ["DOCUMENT_MISSING", "BIRTH_DATE_MISSING", "SEX_MISSING"],
    }


async def test_a_union_with_too_few_complete_members(world: World) -> None:
    good = await world.a_union()
    for _ in range(19):
        await world.a_member(good)
    await world.a_member(good, education=None)  # 95 % is enough
    await world.a_member()
    await world.a_member(ethnicity=None)

    await world.screen("M6")

    (row,) = await world.findings()
    assert (row.subject_type, row.subject_union_id) == ("UNION", world.union)
    assert row.evidence == {"members": 2, "complete": 1, "required_percent": 95}
    assert row.dedup_key == f"M6:{world.union}:{world.today:%Y-%m}"
