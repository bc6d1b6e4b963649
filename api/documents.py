"""Which document a request runs: its text, a registered one, or one that was sent before.

The hash protocol is that of Apollo's automatic persisted queries, which urql and
graphql-codegen speak too: ``extensions.persistedQuery {version, sha256Hash}``. An
unknown hash is answered PERSISTED_QUERY_NOT_FOUND; the client then sends hash and text
once. Texts sent so are remembered in this process only: they may hold what nobody
should find in a store. With trusted documents only registered ones run.
"""

import asyncio
import time
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from api.capabilities import may_improvise
from api.principals import GATEKEEPER
from api.refusal import Refusal
from api.requests import GraphqlRequest
from schema.core.database import transaction
from schema.core.documents import canonical, digest, documents_in_use, read_manifest
from schema.core.principal import Principal
from schema.core.settings import Settings

DATABASE = "database"
#: What the dashboard of this build asks; always among the registered ones.
OWN = Path(__file__).parent / "web" / "dist" / "documents.json"
REMEMBERED = 1000
#: Registered documents are read anew that often, and upon an unknown hash after a second.
FRESH_SECONDS, MISSED_SECONDS = 15.0, 1.0

hash_of = lru_cache(maxsize=1000)(digest)


class Documents:
    """The documents of one API process.

    Raises DomainError when the manifest of the settings cannot be used.
    """

    def __init__(self, settings: Settings, engine: AsyncEngine) -> None:
        self.engine = engine
        self.trusted = settings.trusted_documents is not None
        self.improvising = settings.ad_hoc_documents == "explorers"
        self._manifest: dict[str, str] = _own_documents()
        if settings.trusted_documents not in {None, DATABASE}:
            path = Path(str(settings.trusted_documents))
            self._manifest |= read_manifest(path.read_text(encoding="utf-8"))
        self._registered: dict[str, str] = {}
        self._read_at = float("-inf")
        self._reading = asyncio.Lock()
        self._sent: OrderedDict[str, str] = OrderedDict()

    async def text(self, request: GraphqlRequest, principal: Principal) -> str:
        """The document to run; raises Refusal."""
        query = request.query
        if request.extensions is None and request.documentId is None:
            if query is None:
                raise Refusal(400, "BAD_REQUEST", "There is no query.")
            if not self.trusted and principal.allowed_documents is None:
                return query
        wanted = _wanted(request)
        if wanted is None and query is None:
            raise Refusal(400, "BAD_REQUEST", "There is no query.")
        if query is not None and wanted is not None and hash_of(query) != wanted:
            raise Refusal(400, "PERSISTED_QUERY_HASH_MISMATCH", "The hash is not the document's.")
        key = wanted if wanted is not None else hash_of(str(query))
        found = await self._known(key, sought=query is None or self.trusted)
        self._check(principal, key, known=found is not None)
        if query is not None:
            if wanted is not None:
                self._remember(wanted, query)
            return query
        found = found or self._sent.get(key)
        if found is None:
            raise Refusal(NOT_FOUND, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
        return found

    def _check(self, principal: Principal, key: str, *, known: bool) -> None:
        """Raises Refusal when the principal may not run this document."""
        allowed = principal.allowed_documents
        if allowed is not None and key not in {canonical(entry) for entry in allowed}:
            message = "此接口账号不能运行这个文档 (this client may not run the document)."
            raise Refusal(403, "DOCUMENT_NOT_ALLOWED", message)
        if self.trusted and not known and not (self.improvising and may_improvise(principal)):
            message = "只运行已登记的查询 (only registered documents run here)."
            raise Refusal(403, "DOCUMENT_NOT_REGISTERED", message)

    async def _known(self, key: str, *, sought: bool) -> str | None:
        """The registered document of a hash; read again when the copy here is old."""
        found = self._manifest.get(key)
        if found is not None or not sought:
            return found
        age = time.monotonic() - self._read_at
        found = self._registered.get(key)
        if age > FRESH_SECONDS or (found is None and age > MISSED_SECONDS):
            await self._read()
            found = self._registered.get(key)
        return found

    async def _read(self) -> None:
        before = self._read_at
        async with self._reading:
            if self._read_at != before:
                return
            async with transaction(self.engine, GATEKEEPER) as work:
                self._registered = await documents_in_use(work)
            self._read_at = time.monotonic()

    def _remember(self, key: str, query: str) -> None:
        self._sent[key] = query
        if len(self._sent) > REMEMBERED:
            self._sent.popitem(last=False)


def _own_documents() -> dict[str, str]:
    """The documents of the dashboard; none before it is built."""
    return read_manifest(OWN.read_text(encoding="utf-8")) if OWN.is_file() else {}


#: As Apollo's server answers: the client reads the code, not the status.
NOT_FOUND = 200


def _wanted(request: GraphqlRequest) -> str | None:
    """The hash that the request names, None without one; raises Refusal."""
    given: Any = request.documentId
    entry = (request.extensions or {}).get("persistedQuery")
    if entry is not None:
        if not isinstance(entry, dict) or entry.get("version", 1) != 1:
            message = "Only version 1 of persisted queries is known."
            raise Refusal(400, "PERSISTED_QUERY_NOT_SUPPORTED", message)
        given = entry.get("sha256Hash")
    elif given is None:
        return None
    key = canonical(given)
    if key is None:
        raise Refusal(400, "BAD_REQUEST", "The hash is no SHA-256 in hexadecimal digits.")
    return key
