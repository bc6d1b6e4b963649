"""Rules of domain §8.4 whose tables are still to come, and the table each waits for.

The day a table of that name stands in the metadata, a test fails that names the rule.
"""

from collections.abc import Mapping
from types import MappingProxyType

AWAITED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "M4": ("participation",),
        # The deadlines of law run from a referral; those of the office stand at the case.
        "C1": ("case_referral",),
        "C3": ("joint_session",),
        "C4": ("case_claim",),
        "C5": ("case_claim",),
        "C6": ("supervision_order",),
        "C7": ("case_claimant",),
        "C8": ("legal_aid",),
        "F7": ("studio_title",),
        "U5": ("collective_agreement",),
        "U7": ("labour_check",),
        "U10": ("workers_congress",),
        "G1": ("activity",),
        "G2": ("programme",),
        "G3": ("activity",),
        "G4": ("nomination",),
        "G5": ("duty_slot",),
        "G6": ("purchased_service",),
        "G7": ("content_item",),
        "G8": ("service_request",),
        "G9": ("contact_visit",),
    }
)
