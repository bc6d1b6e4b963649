"""Attachments from upload to reading: whose, of what type, by which link, and who read them."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from api.platform.stores import Stores
from api.principals import GATEKEEPER
from schema.core import uploads
from schema.core.access_log import access_log
from schema.core.attachments import attachment
from schema.core.database import make_engine, transaction
from schema.core.errors import NotFoundError
from schema.core.principal import Role
from schema.core.uploads import stored_upload
from schema.facilities.rules import INITIAL_PARAMETERS as OF_FACILITIES
from schema.facilities.tables import facility, inspection
from schema.operations.jobs import SweepUploads
from schema.operations.rules import INITIAL_PARAMETERS
from tests.api.conftest import Site, add_user
from tests.api.test_graphql import send
from tests.schema.conftest import seed_parameters
from tests.schema.core.test_contents import PNG_HEAD, chunk
from tests.schema.screening.world import make_world
from workers.job import handlers
from workers.modules import load
from workers.perform import Performer
from workers.settings import JobSettings

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("S40", "D06")]
ATTACH = """mutation ($input: AttachFileInput!, $key: String!) {
  attachFile(input: $input, idempotencyKey: $key) {
    attachment { id name mediaType usedElsewhere version } errors { code path } } }"""
LINK = "mutation ($id: ID!) { attachmentLink(id: $id) { url expiresAt errors { code } } }"
REMOVE = """mutation ($input: RemoveAttachmentInput!) {
  removeAttachment(input: $input) { done errors { code } } }"""
LIST = """{ inspections { nodes { attachments { totalCount nodes { id } } } }
  attachments { totalCount } }"""


def photo(mark: bytes) -> bytes:
    """A picture with a comment that says where it was taken."""
    place = chunk(b"tEXt", b"Location\x0029.48,113.45")
    return PNG_HEAD + place + chunk(b"IDAT", mark) + chunk(b"IEND", b"")


class Place:
    """Two unions, a facility of the first one with one inspection."""

    union: UUID
    other: UUID
    facility: UUID
    inspection: UUID


@pytest.fixture
async def place(fresh_database: Stores) -> Place:
    made = Place()
    engine = make_engine(fresh_database.writer_url)
    async with transaction(engine, GATEKEEPER) as work:
        await seed_parameters(work, (*INITIAL_PARAMETERS, *OF_FACILITIES))
        world = await make_world(work)
        made.union = world.union
        made.other = (
            await work.execute(
                sa.text(
                    "insert into union_organisation (code, name, kind, level, division_id, status,"
                    " created_by, updated_by) select 'OTHER', name, kind, level, division_id,"
                    " status, 't', 't' from union_organisation where id = :union returning id"
                ).bindparams(union=world.union)
            )
        ).scalar_one()
        await work.execute(
            sa.text(
                "insert into union_closure (ancestor_id, descendant_id, depth)"
                " select id, id, 0 from union_organisation on conflict do nothing"
            )
        )
        division = (
            await work.execute(sa.text("select division_id from union_organisation limit 1"))
        ).scalar_one()
        made.facility = await work.insert(
            facility,
            code="ZD-1",
            kind="LOVE_STATION",
            name="驿站",
            union_id=made.union,
            division_id=division,
            status="PROPOSED",
        )
        made.inspection = await work.insert(
            inspection,
            facility_id=made.facility,
            kind="SELF",
            inspected_on=work.today,
            result="PASSED",
        )
    await engine.dispose()
    for name, union in (("chair", made.union), ("stranger", made.other)):
        await add_user(fresh_database, name, Role.WOMEN_CADRE, unions=(union,), covers_all=False)
    return made


async def upload(site: Site, content: bytes, key: str, name: str = "现场.png") -> str:
    kept = (await send(site, name, content, key))["data"]["storeUpload"]
    assert kept["errors"] == []
    return str(kept["uploadId"])


async def attach(site: Site, place: Place, upload_id: str, key: str) -> Any:
    given = {"ownerKind": "INSPECTION", "ownerId": str(place.inspection), "uploadId": upload_id}
    answer = (await site.query(ATTACH, {"input": given, "key": key})).json()
    return answer["data"]["attachFile"]


async def link(site: Site, identity: str) -> Any:
    return (await site.query(LINK, {"id": identity})).json()["data"]["attachmentLink"]


async def test_a_photo_is_read_by_whom_its_inspection_is(
    site: Site, place: Place, fresh_database: Stores
) -> None:
    await site.sign_in("chair")
    first = await upload(site, photo(b"1"), "up-1")
    made = await attach(site, place, first, "attach-1")
    assert made["errors"] == []
    assert made["attachment"]["mediaType"] == "image/png"
    assert await attach(site, place, first, "attach-1") == made  # the same key: the same answer
    again = await attach(site, place, first, "attach-2")
    assert [error["code"] for error in again["errors"]] == ["DUPLICATE"]
    same = await attach(site, place, await upload(site, photo(b"1"), "up-2"), "attach-3")
    assert [error["code"] for error in same["errors"]] == ["DUPLICATE"]
    table = await upload(site, "姓名,单位\n".encode(), "up-3", "名单.csv")
    wrong = await attach(site, place, table, "attach-4")
    assert [error["code"] for error in wrong["errors"]] == ["ATTACHMENT_TYPE"]

    identity = made["attachment"]["id"]
    signed = await link(site, identity)
    got = await site.http.get(signed["url"])
    assert got.status_code == 200
    assert got.content == PNG_HEAD + chunk(b"IDAT", b"1") + chunk(b"IEND", b"")
    assert b"Location" not in got.content
    assert got.headers["content-disposition"].startswith("attachment; ")
    assert (await site.http.get(signed["url"][:-1] + "g")).status_code == 404
    assert (await site.http.get(f"/attachments/{identity}")).status_code == 404
    seen = (await site.query(LIST)).json()["data"]
    assert seen["inspections"]["nodes"][0]["attachments"]["totalCount"] == 1

    await site.sign_in("stranger")
    assert (await site.http.get(signed["url"])).status_code == 404  # another reader's link
    assert (await link(site, identity))["errors"] == [{"code": "NOT_FOUND"}]
    assert (await site.query(LIST)).json()["data"]["attachments"]["totalCount"] == 0
    mine = await upload(site, photo(b"2"), "up-4")
    refused = await attach(site, place, mine, "attach-5")
    assert [error["code"] for error in refused["errors"]] == ["NOT_FOUND"]

    engine = make_engine(fresh_database.writer_url)
    async with transaction(engine, GATEKEEPER) as work:
        read = (
            await work.execute(
                sa.select(access_log.c.kind, access_log.c.entity, access_log.c.entity_id)
            )
        ).all()
    await engine.dispose()
    assert [tuple(row) for row in read] == [("READ", "attachment", UUID(identity))]


async def test_links_end(site: Site, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    await site.sign_in("chair")
    made = await attach(site, place, await upload(site, photo(b"1"), "up-1"), "attach-1")
    monkeypatch.setattr("schema.core.attachments.figure", lambda _terms, _key: -1)
    signed = await link(site, made["attachment"]["id"])
    assert (await site.http.get(signed["url"])).status_code == 410


async def test_removed_with_a_reason_then_swept(
    site: Site, place: Place, fresh_database: Stores
) -> None:
    load()
    await site.sign_in("chair")
    first = await upload(site, photo(b"1"), "up-1")
    second = await upload(site, photo(b"2"), "up-2")
    row = (await attach(site, place, first, "attach-1"))["attachment"]
    await attach(site, place, second, "attach-2")
    given = {"id": row["id"], "expectedVersion": row["version"], "reason": " "}
    answer = (await site.query(REMOVE, {"input": given})).json()["data"]["removeAttachment"]
    assert answer == {"done": False, "errors": [{"code": "INVALID"}]}
    given["reason"] = "拍错了站点"
    answer = (await site.query(REMOVE, {"input": given})).json()["data"]["removeAttachment"]
    assert answer == {"done": True, "errors": []}

    engine = make_engine(fresh_database.writer_url)
    async with transaction(engine, GATEKEEPER) as work:
        await work.execute(
            sa.text("update stored_upload set created_at = created_at - interval '8 days'")
        )
        run = await _enqueue(work)
    for _ in range(2):  # a job may run twice
        await Performer(engine, JobSettings()).perform(run, handlers["upload.sweep"])
    async with transaction(engine, GATEKEEPER) as work:
        kept = (await work.execute(sa.select(stored_upload.c.id))).scalars().all()
        audit = (
            (
                await work.execute(
                    sa.text(
                        "select reason from audit_event where entity = 'attachment'"
                        " and action = 'DELETE'"
                    )
                )
            )
            .scalars()
            .all()
        )
        held = (await work.execute(sa.select(attachment.c.upload_id))).scalars().all()
    await engine.dispose()
    assert kept == held == [UUID(second)]
    assert audit == ["拍错了站点"]
    assert await uploads.bytes_of(UUID(second))
    with pytest.raises(NotFoundError):
        await uploads.bytes_of(UUID(first))


async def _enqueue(work: Any) -> str:
    return str(await work.emit(SweepUploads()))
