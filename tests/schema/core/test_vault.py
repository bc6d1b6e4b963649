"""Keys: no placeholder is accepted; rotation rewraps all, resumes, and reads stay possible."""

import base64
import secrets
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from sqlalchemy.ext.asyncio import AsyncEngine

from api.platform.stores import Stores
from schema.core import rotation
from schema.core.database import transaction
from schema.core.principal import Principal
from schema.core.vault import Vault
from schema.core.work import Work
from schema.membership.tables import person, person_secret

pytestmark = pytest.mark.anyio


def key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


OLD, NEW, INDEX = key(), key(), key()
BEFORE = Vault.from_keys(f"k1:{OLD}", INDEX)
BOTH = Vault.from_keys(f"k2:{NEW},k1:{OLD}", INDEX)
AFTER = Vault.from_keys(f"k2:{NEW}", INDEX)


@pytest.mark.requirement("S36")
@pytest.mark.parametrize(
    ("keys", "index"),
    [
        (f"k1:{base64.b64encode(bytes(32)).decode()}", INDEX),
        (f"k1:{base64.b64encode(b'change-me').decode()}", INDEX),
        (f"k1:{OLD}", OLD),
        (f"k1:{OLD},k1:{NEW}", INDEX),
        (f"k1:{OLD}", base64.b64encode(b"secret" * 5 + b"ab").decode()),
    ],
    ids=["zeros", "short", "index key", "same name twice", "words"],
)
async def test_placeholders_are_refused(keys: str, index: str) -> None:
    with pytest.raises(ValueError, match="key"):
        Vault.from_keys(keys, index)


@pytest.mark.requirement("D01")
async def test_ciphertext_is_bound_to_its_row() -> None:
    mine, other = uuid4(), uuid4()
    sealed = BEFORE.encrypt("430682198001010011", "person_secret", "document_cipher", mine)
    assert b"430682" not in sealed
    with pytest.raises(InvalidTag):
        BEFORE.decrypt(sealed, "person_secret", "document_cipher", other)


async def stored(work: Work) -> dict[UUID, bytes]:
    rows = await work.execute(sa.select(person_secret.c.person_id, person_secret.c.mobile_cipher))
    return {row.person_id: row.mobile_cipher for row in rows}


@pytest.mark.requirement("D02", "S36")
async def test_rotation_rewraps_everything_and_resumes(
    fresh_database: Stores,
    engine: AsyncEngine,
    principal: Principal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    del fresh_database
    monkeypatch.setattr(rotation, "BATCH", 3)
    ids = [uuid4() for _ in range(8)]
    async with transaction(engine, principal) as work:
        for one in ids:
            await work.execute(
                sa.insert(person).values(id=one, name="王", created_by="t", updated_by="t")
            )
            sealed = BEFORE.encrypt(f"1380000{one}", "person_secret", "mobile_cipher", one)
            await work.execute(sa.insert(person_secret).values(person_id=one, mobile_cipher=sealed))
    column, bound = next(
        pair for pair in rotation.sealed_columns() if pair[0].name == "mobile_cipher"
    )
    async with transaction(engine, principal) as work:
        assert await rotation.rewrap_batch(work, BOTH, column, bound) == 3
    async with transaction(engine, principal) as work:
        assert await rotation.count_by_key(work) == {"k1": 5, "k2": 3}
        for one, sealed in (await stored(work)).items():
            read = BOTH.decrypt(sealed, "person_secret", "mobile_cipher", one)
            assert read == f"1380000{one}"
    assert await rotation.rotate(engine, principal, BOTH) == 5
    assert await rotation.rotate(engine, principal, BOTH) == 0
    async with transaction(engine, principal) as work:
        for one, sealed in (await stored(work)).items():
            assert AFTER.decrypt(sealed, "person_secret", "mobile_cipher", one).endswith(str(one))
