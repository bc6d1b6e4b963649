"""What is read in row by row. Members have a staging table (``schema.membership.service``)."""

from schema.operations.rules import ImportEntity
from schema.operations.service.entities.history import AID, DOSSIERS
from schema.operations.service.entities.places import ENTERPRISES, FACILITIES, UNIONS
from schema.operations.service.entities.reports import REPORTS

BY_ROWS = {
    ImportEntity.UNION: UNIONS,
    ImportEntity.ENTERPRISE: ENTERPRISES,
    ImportEntity.FACILITY: FACILITIES,
    ImportEntity.DOSSIER: DOSSIERS,
    ImportEntity.ASSISTANCE: AID,
    ImportEntity.FEED_REPORT: REPORTS,
}
