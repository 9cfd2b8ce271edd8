"""What bodies, posts and terms count and mean, free of the database."""

from .counting import Span, changes, counts, remainders, union
from .rosters import (
    Cell,
    Named,
    day_written,
    has_left,
    is_part_time,
    is_to_come,
    kind_by_duty,
    kind_of_head,
    names_in,
    number_of_term,
    same_unit,
    site_names,
    town_in,
    village_stem,
)
from .terms import DELAY_YEARS, SOON, TERM_YEARS, due_after, latest_delay, state_of

CHAIR, VICE_CHAIR, SECRETARY, INFORMANT = "主席", "副主席", "秘书长", "信息员"  # positions figures and rosters know

__all__ = [
    "CHAIR", "DELAY_YEARS", "INFORMANT", "SECRETARY", "SOON", "TERM_YEARS", "VICE_CHAIR", "Cell", "Named", "Span",
    "changes", "counts", "day_written", "due_after", "has_left", "is_part_time", "is_to_come", "kind_by_duty",
    "kind_of_head", "latest_delay", "names_in", "number_of_term", "remainders", "same_unit", "site_names", "state_of",
    "town_in", "union", "village_stem",
]  # fmt: skip
