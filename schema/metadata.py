"""Every table with its access rule, under one MetaData (Alembic and the planner read it)."""

from schema.accounts import access as _accounts
from schema.assistance import access as _assistance
from schema.core import attachments as _attachments
from schema.core import documents as _documents
from schema.core import idempotency as _idempotency
from schema.core import pinyin as _pinyin
from schema.core import uploads as _uploads
from schema.core.table import metadata
from schema.facilities import access as _facilities
from schema.membership import access as _membership
from schema.operations import access as _operations
from schema.opinion import access as _opinion
from schema.organisation import access as _organisation
from schema.rights import access as _rights
from schema.screening import access as _screening

ACCESS_MODULES = (
    _accounts,
    _organisation,
    _membership,
    _facilities,
    _assistance,
    _rights,
    _opinion,
    _screening,
    _operations,
)

CORE_MODULES = (_attachments, _documents, _idempotency, _pinyin, _uploads)

__all__ = ["ACCESS_MODULES", "CORE_MODULES", "metadata"]
