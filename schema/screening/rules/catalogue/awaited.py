"""Rules of domain §8.4 whose tables are still to come, and the table each waits for.

The day a table of that name stands in the metadata, a test fails that names the rule.
"""

from collections.abc import Mapping
from types import MappingProxyType

# Cases are there; their claimants, referrals and legal aid are not yet.
_CASES = ("case_claimant", "case_referral", "legal_aid")

AWAITED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "M4": ("participation",),
        **dict.fromkeys(("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8"), _CASES),
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
