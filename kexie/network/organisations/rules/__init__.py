"""Paths, names and division codes, free of the database and the clock."""

from .codes import LEVELS, Code, level_of, pad, parent_of, why_not_code
from .naming import Forms, bare, canon, forms_of, normal_name, pairs_of, places_of, stem
from .paths import DEEPEST, STEP, after, ancestors, depth_of, is_within, key_of, placed_on, segment

__all__ = [
    "DEEPEST", "LEVELS", "STEP", "Code", "Forms", "after", "ancestors", "bare", "canon", "depth_of", "forms_of", "is_within",
    "key_of", "level_of", "normal_name", "pad", "pairs_of", "parent_of", "placed_on", "places_of", "segment", "stem",
    "why_not_code",
]  # fmt: skip
