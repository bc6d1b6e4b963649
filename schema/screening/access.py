"""Findings by the union that answers for them; rules and runs are open to all who sign in."""

from schema.core.table import everybody, protect
from schema.organisation.access import by_union
from schema.screening.tables import finding, screening_rule, screening_run

protect(screening_rule, everybody)
protect(screening_run, everybody)
protect(finding, by_union)
