"""Root fields of assistance."""

from schema.assistance.types import AssistanceRecord, Dossier
from schema.planner.fields import find_many, find_one

QUERIES = {
    "dossiers": find_many(Dossier, "困难职工档案列表 (权限范围内)"),
    "dossier": find_one(Dossier, "一份困难职工档案"),
    "assistanceRecords": find_many(AssistanceRecord, "帮扶记录列表", order=("-paid_on",)),
    "assistanceRecord": find_one(AssistanceRecord, "一条帮扶记录"),
}
