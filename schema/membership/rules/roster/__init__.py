"""A roster of members (会员名册): what its columns are called, and what its cells say."""

from schema.membership.rules.roster.cells import Cell, shown_text
from schema.membership.rules.roster.columns import COLUMNS, TITLES, Headers, match_headers
from schema.membership.rules.roster.problems import Problem, RosterErrorCode
from schema.membership.rules.roster.quick import Clean, QuickReader, Remembered
from schema.membership.rules.roster.rows import AgeLimits, StatedRow, read_row

__all__ = [
    "COLUMNS",
    "TITLES",
    "AgeLimits",
    "Cell",
    "Clean",
    "Headers",
    "Problem",
    "QuickReader",
    "Remembered",
    "RosterErrorCode",
    "StatedRow",
    "match_headers",
    "read_row",
    "shown_text",
]
