"""The procedures as data, one file a kind, and what follows from them without a database."""

from .declared import BALLOT, HANDS, NOMINEES, PAPERS, VOTES, Ask, Deadline, Kind, PaperKind, Step
from .enterprise import ENTERPRISE
from .farm_association import FARM_ASSOCIATION
from .following import (
    Candidate,
    due_of,
    elected_of,
    is_code,
    lacking,
    missing_of,
    quorum_of,
    why_not_fact,
    why_not_result,
)
from .park import PARK
from .term_change import TERM_CHANGE
from .town import TOWN
from .university import UNIVERSITY
from .village import VILLAGE

KINDS: dict[str, Kind] = {
    one.code: one for one in (TOWN, ENTERPRISE, PARK, UNIVERSITY, VILLAGE, FARM_ASSOCIATION, TERM_CHANGE)
}

__all__ = [
    "BALLOT", "HANDS", "KINDS", "NOMINEES", "PAPERS", "VOTES", "Ask", "Candidate", "Deadline", "Kind", "PaperKind",
    "Step", "due_of", "elected_of", "is_code", "lacking", "missing_of", "quorum_of", "why_not_fact", "why_not_result",
]  # fmt: skip
