"""What bodies, posts and terms count and mean, free of the database."""

from .bodies import is_of_county, is_unfounded, kind_of_body, words_of_end
from .counting import Span, changes, counts, remainders, union
from .rosters import (
    Cell,
    Named,
    day_written,
    has_left,
    head_told,
    is_deputy,
    is_elsewhere,
    is_list_of,
    is_part_time,
    is_to_come,
    is_vacancy,
    kind_by_duty,
    kind_of_head,
    names_in,
    number_of_term,
    same_unit,
    town_in,
    village_stem,
    year_end_written,
)
from .sites import ENDED, NEVER, is_not_paid, site_end_written, site_fate, site_names, site_parts
from .terms import DELAY_YEARS, SOON, TERM_YEARS, due_after, latest_delay, state_of

CHAIR, VICE_CHAIR, SECRETARY, INFORMANT = "主席", "副主席", "秘书长", "信息员"  # positions figures and rosters know

__all__ = [
    "CHAIR", "DELAY_YEARS", "ENDED", "INFORMANT", "NEVER", "SECRETARY", "SOON", "TERM_YEARS", "VICE_CHAIR", "Cell",
    "Named", "Span", "changes", "counts", "day_written", "due_after", "has_left", "head_told", "is_deputy",
    "is_elsewhere", "is_list_of", "is_not_paid", "is_of_county", "is_part_time", "is_to_come", "is_unfounded",
    "is_vacancy", "kind_by_duty", "kind_of_body", "kind_of_head", "latest_delay", "names_in", "number_of_term",
    "remainders", "same_unit", "site_end_written", "site_fate", "site_names", "site_parts", "state_of", "town_in",
    "union", "village_stem", "words_of_end", "year_end_written",
]  # fmt: skip
