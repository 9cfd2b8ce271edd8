"""What others may ask about organisations."""

from .below import children_of, kinds_below, line_of, tops_for
from .divisions import chain_of, towns_of
from .names import Match, Names, comparable, is_town_name, siblings, stem_of, town_forms, town_name
from .tree import Tree

__all__ = [
    "Match",
    "Names",
    "Tree",
    "chain_of",
    "children_of",
    "comparable",
    "is_town_name",
    "kinds_below",
    "line_of",
    "siblings",
    "stem_of",
    "tops_for",
    "town_forms",
    "town_name",
    "towns_of",
]
