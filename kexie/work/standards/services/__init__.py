"""What can be done about standards: checklists kept, bodies inspected and accepted, sites named and ended."""

from .checklists import keep_checklist
from .inspections import Judged, NotAccepted, accept, inspect, put_right, refuse_inspection
from .sites import (
    AlreadyEnded,
    count_sites,
    designate_site,
    end_site,
    post_imported,
    remove_site,
    report_site,
    restore_site,
    retract_site,
)

__all__ = [
    "AlreadyEnded", "Judged", "NotAccepted", "accept", "count_sites", "designate_site", "end_site", "inspect",
    "keep_checklist", "post_imported", "put_right", "refuse_inspection", "remove_site", "report_site", "restore_site",
    "retract_site",
]  # fmt: skip
