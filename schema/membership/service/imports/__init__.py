"""Import of a roster of members: every row judged before anything is written."""

from schema.membership.service.imports.importing import ImportResult, RefusedRow, import_members
from schema.membership.service.imports.roster import Roster, roster_of

__all__ = ["ImportResult", "RefusedRow", "Roster", "import_members", "roster_of"]
